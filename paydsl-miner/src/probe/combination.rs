//! Demands on several arguments, put where they belong.

use std::collections::{BTreeMap, BTreeSet};

use paydsl_schema::{Combination, CombinationKind};

use super::path::Path;

/// What was found so far, by the block that holds it.
#[derive(Default)]
pub(super) struct Found {
    /// Groups, whose members are equal among each other.
    groups: BTreeMap<Path, BTreeSet<(bool, BTreeSet<String>)>>,
    /// What excludes or demands what.
    pairs: BTreeMap<Path, BTreeMap<(bool, String), BTreeSet<String>>>,
}

impl Found {
    /// Takes a combination that `subject` asks for, and tells in which block it holds.
    pub(super) fn add(&mut self, kind: CombinationKind, subject: &Path, members: &[Path]) -> Path {
        let block = common_block(subject, members);
        let relative = |path: &Path| path[block.len()..].join(".");
        let others = members.iter().filter(|member| *member != subject).map(relative);
        match kind {
            CombinationKind::RequiredWith => self.pair(&block, false, relative(subject), others),
            CombinationKind::ConflictsWith => self.pair(&block, true, relative(subject), others),
            // Who stands in a deeper block asks only where there is such a block: of what it asks, only that it excludes
            // the others holds whatever else there is.
            CombinationKind::ExactlyOneOf if subject.len() > block.len() + 1 => {
                self.pair(&block, true, relative(subject), others);
            }
            CombinationKind::AtLeastOneOf if subject.len() > block.len() + 1 => {}
            CombinationKind::ExactlyOneOf | CombinationKind::AtLeastOneOf => {
                let is_exact = kind == CombinationKind::ExactlyOneOf;
                let members: BTreeSet<String> = members.iter().chain([subject]).map(relative).collect();
                self.groups
                    .entry(block.clone())
                    .or_default()
                    .insert((is_exact, members));
            }
        }
        block
    }

    fn pair(&mut self, block: &Path, excludes: bool, subject: String, others: impl Iterator<Item = String>) {
        let of_block = self.pairs.entry(block.clone()).or_default();
        of_block.entry((excludes, subject)).or_default().extend(others);
    }

    /// What the block at `path` holds.
    pub(super) fn take(&mut self, path: &Path) -> Vec<Combination> {
        let groups = self.groups.remove(path).unwrap_or_default();
        let pairs = self.pairs.remove(path).unwrap_or_default();
        let groups = groups.into_iter().map(|(is_exact, members)| Combination {
            kind: if is_exact {
                CombinationKind::ExactlyOneOf
            } else {
                CombinationKind::AtLeastOneOf
            },
            members: members.into_iter().map(String::into_boxed_str).collect(),
        });
        let pairs = pairs
            .into_iter()
            .filter(|(_, others)| !others.is_empty())
            .map(|((excludes, subject), others)| {
                let members = std::iter::once(subject)
                    .chain(others)
                    .map(String::into_boxed_str)
                    .collect();
                let kind = if excludes {
                    CombinationKind::ConflictsWith
                } else {
                    CombinationKind::RequiredWith
                };
                Combination { kind, members }
            });
        groups.chain(pairs).collect()
    }
}

/// The innermost block that all stand in.
fn common_block(subject: &Path, members: &[Path]) -> Path {
    let mut block = subject[..subject.len().saturating_sub(1)].to_vec();
    for member in members {
        let outside = member.len().saturating_sub(1);
        let same = block.iter().zip(&member[..outside]).take_while(|(a, b)| a == b).count();
        block.truncate(same);
    }
    block
}

#[cfg(test)]
mod tests {
    use paydsl_schema::CombinationKind::{ConflictsWith, ExactlyOneOf};

    use super::{Found, Path};

    fn path(text: &str) -> Path {
        text.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn combinations_stand_in_the_innermost_block_of_all() {
        let mut found = Found::default();
        found.add(ExactlyOneOf, &path("a.b"), &[path("a.b"), path("a.c.d")]);
        let taken = found.take(&path("a"));
        assert_eq!(taken.len(), 1);
        assert_eq!(
            (taken[0].kind, &*taken[0].members),
            (ExactlyOneOf, &["b".into(), "c.d".into()][..])
        );
        assert!(found.take(&path("a")).is_empty());
    }

    #[test]
    fn what_a_deeper_block_asks_for_is_not_asked_where_it_is_absent() {
        let mut found = Found::default();
        found.add(ExactlyOneOf, &path("a.b"), &[path("a.b"), path("c")]);
        let taken = found.take(&Path::new());
        assert_eq!(taken.len(), 1);
        assert_eq!(
            (taken[0].kind, &*taken[0].members),
            (ConflictsWith, &["a.b".into(), "c".into()][..])
        );
    }
}
