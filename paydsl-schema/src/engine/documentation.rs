//! What a provider demands, in words, for documentation.

use super::rules::says_more;
use super::{combinations, words};
use crate::rule::{BlockRules, Combination, CombinationKind, Rule};
use crate::schema::Block;

/// What the provider demands of an argument or nested block called `name`: first of it alone, to stand behind its name
/// (`must be between 1 and 900`), then of it and others together, each a sentence by itself. Of many allowed values the
/// first forty are named.
pub fn demands(block: &Block, name: &str) -> Vec<String> {
    let (rules, noun) = match (block.attribute(name), block.block(name)) {
        (Some(attribute), _) => (attribute.rules(), "element"),
        (None, Some(nested)) => (nested.rules(), "block"),
        (None, None) => (&[] as &[Rule], "element"),
    };
    told(rules, noun, block.combinations(), name)
}

/// As [`demands`], of the attribute `name` of an object.
pub fn demands_in_object(rules: &BlockRules, name: &str) -> Vec<String> {
    let own = rules.arguments.get(name).map_or(&[] as &[Rule], Vec::as_slice);
    told(own, "element", &rules.combinations, name)
}

fn told(rules: &[Rule], noun: &str, combinations: &[Combination], name: &str) -> Vec<String> {
    let is_told = |rule: &&Rule| !rules.iter().any(|other| says_more(other, rule));
    let alone = rules.iter().filter(is_told).map(|rule| words::documented(rule, noun));
    let is_member = |combination: &&Combination| {
        let mut members = combination.members.iter();
        members.any(|member| member.split('.').next() == Some(name))
    };
    distinct(alone.chain(combinations.iter().filter(is_member).map(together)))
}

/// What the provider demands of several arguments of a block together, each a sentence.
pub fn combined_demands(block: &Block) -> Vec<String> {
    distinct(block.combinations().iter().map(together))
}

/// One demand may be kept several times, once for each of its members.
fn distinct(demands: impl Iterator<Item = String>) -> Vec<String> {
    let mut found = Vec::new();
    for demand in demands {
        if !found.contains(&demand) {
            found.push(demand);
        }
    }
    found
}

fn together(combination: &Combination) -> String {
    let mut members = combination.members.to_vec();
    match combination.kind {
        CombinationKind::ExactlyOneOf => {
            members.sort();
            format!(
                "exactly one of {} has to be given",
                combinations::names(&members, "and")
            )
        }
        CombinationKind::AtLeastOneOf => {
            members.sort();
            format!(
                "at least one of {} has to be given",
                combinations::names(&members, "and")
            )
        }
        CombinationKind::RequiredWith | CombinationKind::ConflictsWith => combinations::words(combination),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(count: usize) -> Rule {
        Rule::OneOf {
            values: (0..count).map(|number| format!("v{number:02}").into()).collect(),
            ignores_case: false,
        }
    }

    #[test]
    fn forty_values_are_named_and_the_rest_counted() {
        let all = words::documented(&values(41), "element");
        assert!(all.ends_with("\"v39\" or \"v40\""), "one more is named too: {all}");
        let cut = words::documented(&values(42), "element");
        assert!(cut.ends_with("\"v39\" and 2 more"), "{cut}");
        // A message is shorter.
        assert!(words::rule(&values(42)).len() < 250);
    }

    #[test]
    fn combinations_are_sentences() {
        let combination = |kind, members: &[&str]| Combination {
            kind,
            members: members.iter().map(|member| Box::from(*member)).collect(),
        };
        for (kind, sentence) in [
            (
                CombinationKind::ExactlyOneOf,
                "exactly one of `a`, `b` and `c.d` has to be given",
            ),
            (
                CombinationKind::AtLeastOneOf,
                "at least one of `a`, `b` and `c.d` has to be given",
            ),
            (
                CombinationKind::RequiredWith,
                "`b` can only be given together with `a` and `c.d`",
            ),
            (
                CombinationKind::ConflictsWith,
                "`b` cannot be given beside `a` or `c.d`",
            ),
        ] {
            assert_eq!(together(&combination(kind, &["b", "a", "c.d"])), sentence);
        }
    }

    #[test]
    fn a_demand_on_several_is_told_once_and_with_each() {
        let combination = |members: [&str; 2]| Combination {
            kind: CombinationKind::ExactlyOneOf,
            members: members.map(Box::from).into(),
        };
        let block = Block {
            combinations: [combination(["a", "b.c"]), combination(["b.c", "a"])].into(),
            ..Block::default()
        };
        let sentence = "exactly one of `a` and `b.c` has to be given";
        assert_eq!(combined_demands(&block), [sentence]);
        assert_eq!(demands(&block, "b"), [sentence]);
        assert_eq!(demands(&block, "c"), Vec::<String>::new());
    }
}
