//! Lists and suggestions in messages.

/// `a`, `b` and `c`, at most so many of them.
pub(super) fn list(items: &[impl AsRef<str>], most: usize) -> String {
    let quoted: Vec<String> = items
        .iter()
        .take(most)
        .map(|item| format!("`{}`", item.as_ref()))
        .collect();
    let more = items.len().saturating_sub(most);
    match (quoted.split_last(), more) {
        (None, _) => String::new(),
        (Some(_), 1..) => format!("{} and {more} more", quoted.join(", ")),
        (Some((last, [])), 0) => last.clone(),
        (Some((last, rest)), 0) => format!("{} and {last}", rest.join(", ")),
    }
}

/// The candidates nearest to a name that is none of them, whatever their case.
pub(super) fn near<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Vec<String> {
    let candidates: Vec<(String, &str)> = candidates
        .map(|candidate| (candidate.to_lowercase(), candidate))
        .collect();
    let near = crate::suggest(
        &name.to_lowercase(),
        candidates.iter().map(|(folded, _)| folded.as_str()),
    );
    let written = |folded: &&str| candidates.iter().find(|(known, _)| known == folded);
    near.iter()
        .filter_map(written)
        .map(|(_, candidate)| (*candidate).to_owned())
        .collect()
}

/// `; did you mean ..?`, or what else to do.
pub(super) fn did_you_mean(near: &[String], otherwise: &str) -> String {
    match near {
        [] => otherwise.to_owned(),
        [one] => format!("; did you mean `{one}`?"),
        several => {
            let quoted: Vec<String> = several.iter().map(|one| format!("`{one}`")).collect();
            format!("; did you mean {}?", quoted.join(" or "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{list, near};

    #[test]
    fn lists_end_with_and() {
        assert_eq!(list(&["a"], 3), "`a`");
        assert_eq!(list(&["a", "b", "c"], 3), "`a`, `b` and `c`");
        assert_eq!(list(&["a", "b", "c", "d", "e"], 3), "`a`, `b`, `c` and 2 more");
    }

    #[test]
    fn the_nearest_name_keeps_its_case() {
        assert_eq!(near("getobjct", ["GetObject", "PutObject"].into_iter()), ["GetObject"]);
        assert!(near("frobnicate", ["GetObject"].into_iter()).is_empty());
    }
}
