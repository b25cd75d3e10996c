//! Versions of providers and what is required of them.

/// Whether a version meets a constraint like `>= 5.0, < 6.0` or `~> 5.31`. Nothing where that cannot be told.
pub(crate) fn meets(version: &str, constraint: &str) -> Option<bool> {
    meets_all(&numbers(version)?, constraint)
}

fn meets_all(version: &[u64], constraint: &str) -> Option<bool> {
    let mut meets = true;
    for condition in constraint.split(',') {
        meets &= meets_one(version, condition.trim())?;
    }
    Some(meets)
}

/// Whether a constraint lets in any version of the same major version. Nothing where that cannot be told.
pub(crate) fn admits_major_of(version: &str, constraint: &str) -> Option<bool> {
    let major = *numbers(version)?.first()?;
    // Where a constraint begins or ends to be met is next to a version that it names.
    let mut candidates = vec![[major, 0, 0], [major, u64::MAX, u64::MAX]];
    for condition in constraint.split(',') {
        let mut named = numbers(condition.trim().trim_start_matches(['~', '>', '<', '=', '!', ' ']))?;
        named.resize(3, 0);
        if let [named, minor, patch] = named[..]
            && named == major
        {
            candidates.extend([
                [major, minor, patch],
                [major, minor, patch.saturating_add(1)],
                [major, minor, u64::MAX],
            ]);
        }
    }
    let mut admits = false;
    for candidate in candidates {
        admits |= meets_all(&candidate, constraint)?;
    }
    Some(admits)
}

fn meets_one(version: &[u64], condition: &str) -> Option<bool> {
    let operators = ["~>", ">=", "<=", "!=", ">", "<", "="];
    let operator = operators.into_iter().find(|operator| condition.starts_with(operator));
    let (operator, wanted) = match operator {
        Some(operator) => (operator, &condition[operator.len()..]),
        None => ("=", condition),
    };
    let given = numbers(wanted.trim())?;
    let mut wanted = given.clone();
    wanted.resize(3, 0);
    let order = version.cmp(&wanted);
    Some(match operator {
        "~>" => {
            let kept = given.len().saturating_sub(1).max(1);
            order.is_ge() && version.get(..kept) == given.get(..kept)
        }
        ">=" => order.is_ge(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        "<" => order.is_lt(),
        "!=" => order.is_ne(),
        _ => order.is_eq(),
    })
}

fn numbers(version: &str) -> Option<Vec<u64>> {
    let numbers: Option<Vec<u64>> = version.split('.').map(|part| part.parse().ok()).collect();
    numbers.filter(|numbers| numbers.len() <= 3)
}

#[cfg(test)]
mod tests {
    use super::{admits_major_of, meets};

    #[test]
    fn constraints_are_met_as_terraform_meets_them() {
        for (constraint, wanted) in [
            ("5.100.0", Some(true)),
            ("= 5.99.0", Some(false)),
            (">= 5.0, < 6.0", Some(true)),
            ("~> 5.0", Some(true)),
            ("~> 5.31", Some(true)),
            ("~> 5.99.1", Some(false)),
            ("~> 4.0", Some(false)),
            ("~> 5", Some(true)),
            ("> 5.100.0", Some(false)),
            ("!= 5.100", Some(false)),
            (">=5.99", Some(true)),
            (">= 6.0.0-beta1", None),
            ("new", None),
        ] {
            assert_eq!(meets("5.100.0", constraint), wanted, "{constraint}");
        }
    }

    #[test]
    fn other_major_versions_are_told_apart() {
        for (constraint, wanted) in [
            (">= 5.0, < 6.0", Some(true)),
            ("~> 5.99.1", Some(true)),
            ("= 5.1", Some(true)),
            ("!= 5.100.0", Some(true)),
            ("< 5.0", Some(false)),
            ("<= 5.0", Some(true)),
            ("> 5.100, < 5.101", Some(true)),
            ("~> 4.0", Some(false)),
            (">= 6.0", Some(false)),
            (">= 4.0", Some(true)),
            ("> 5.9, < 5.8", Some(false)),
            ("new", None),
        ] {
            assert_eq!(admits_major_of("5.100.0", constraint), wanted, "{constraint}");
        }
    }
}
