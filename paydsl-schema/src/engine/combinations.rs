//! Demands on several arguments at once.

use super::Checker;
use super::configuration::{Body, Content, Node, Value};
use super::violation::{Class, Place};
use crate::rule::{Combination, CombinationKind};

/// Whether an argument is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Presence {
    Absent,
    /// It may turn out to be `null`.
    Unknown,
    Given {
        /// Whether a part of it is unknown: then some providers do not count it yet.
        partly_unknown: bool,
    },
}

/// What the members of combinations are looked up in.
enum Scope<'s, T> {
    Body(&'s Body<T>),
    Object(&'s [(Box<str>, Node<T>)]),
}

impl<T> Clone for Scope<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Scope<'_, T> {}

impl<T: Clone> Checker<T> {
    pub(super) fn combinations(
        &mut self,
        combinations: &[Combination],
        body: &Body<T>,
        place: &Place<'_>,
        instance: usize,
    ) {
        // Of a list of blocks, some providers look at the first one only, and at none in which nothing is given.
        let doubtful = instance > 0 || (place.depth() > 0 && body.is_blank());
        self.all(combinations, Scope::Body(body), &body.tag, place, doubtful);
    }

    pub(super) fn combinations_of_object(
        &mut self,
        combinations: &[Combination],
        entries: &[(Box<str>, Node<T>)],
        node: &Node<T>,
        place: &Place<'_>,
    ) {
        let is_blank = entries.iter().all(|(_, value)| matches!(value.value, Value::Null));
        self.all(combinations, Scope::Object(entries), &node.tag, place, is_blank);
    }

    fn all(&mut self, combinations: &[Combination], scope: Scope<'_, T>, tag: &T, place: &Place<'_>, doubtful: bool) {
        let mut reported: Vec<&Combination> = Vec::new();
        for combination in combinations {
            let Some(fault) = broken(combination, scope) else {
                continue;
            };
            if reported.iter().any(|earlier| says_the_same(earlier, combination)) {
                continue;
            }
            reported.push(combination);
            if doubtful || fault.doubtful {
                let rule = words(combination);
                self.undecidable(place, tag, Class::Combination, rule);
                continue;
            }
            let place = place.deferred(fault.deferred);
            match fault.member {
                Some(member) => {
                    let tag = self.member_tag(scope, member).unwrap_or_else(|| tag.clone());
                    let place = place.name(member);
                    self.invalid(&place, &tag, Class::Combination, fault.rule);
                }
                None => self.invalid(&place, tag, Class::Combination, fault.rule),
            }
        }
    }

    fn member_tag(&self, scope: Scope<'_, T>, member: &str) -> Option<T> {
        let first = member.split('.').next()?;
        match scope {
            Scope::Body(body) => body.entry(first).map(|entry| entry.tag.clone()),
            Scope::Object(entries) => entries
                .iter()
                .find(|(name, _)| **name == *first)
                .map(|(_, node)| node.tag.clone()),
        }
    }
}

/// A broken demand.
struct Broken<'c> {
    /// The member to report it on; `None` for the whole.
    member: Option<&'c str>,
    rule: String,
    deferred: bool,
    doubtful: bool,
}

fn broken<'c, T>(combination: &'c Combination, scope: Scope<'_, T>) -> Option<Broken<'c>> {
    let members: Vec<(&str, Presence)> = combination
        .members
        .iter()
        .map(|member| (&**member, presence(scope, member)))
        .collect();
    let given: Vec<(&str, bool)> = members
        .iter()
        .filter_map(|(name, presence)| match presence {
            Presence::Given { partly_unknown } => Some((*name, *partly_unknown)),
            Presence::Absent | Presence::Unknown => None,
        })
        .collect();
    let all_absent = members.iter().all(|(_, presence)| *presence == Presence::Absent);
    let whole = |rule: String| Broken {
        member: None,
        rule,
        deferred: false,
        doubtful: false,
    };
    match combination.kind {
        CombinationKind::ExactlyOneOf | CombinationKind::AtLeastOneOf if all_absent => Some(whole(words(combination))),
        CombinationKind::AtLeastOneOf => None,
        CombinationKind::ExactlyOneOf => {
            let [(first, _), (second, _), ..] = given[..] else {
                return None;
            };
            Some(Broken {
                member: Some(second),
                rule: format!(
                    "cannot be given beside `{first}`: only one of {} can",
                    names(&combination.members, "and")
                ),
                deferred: given.iter().filter(|(_, partly_unknown)| !partly_unknown).count() < 2,
                doubtful: false,
            })
        }
        CombinationKind::RequiredWith => {
            let ((first, presence), rest) = members.split_first()?;
            if *presence == Presence::Absent {
                return None;
            }
            let absent = rest.iter().filter(|(_, presence)| *presence == Presence::Absent);
            let missing: Vec<String> = absent.map(|(name, _)| format!("`{name}`")).collect();
            if missing.is_empty() {
                return None;
            }
            Some(Broken {
                member: Some(first),
                rule: format!("can only be given together with {}", missing.join(", ")),
                deferred: false,
                // It may turn out to be `null`.
                doubtful: *presence == Presence::Unknown,
            })
        }
        CombinationKind::ConflictsWith => {
            let ((first, presence), _) = members.split_first()?;
            let Presence::Given { partly_unknown } = *presence else {
                return None;
            };
            let (other, _) = given.iter().find(|(name, _)| name != first)?;
            Some(Broken {
                member: Some(first),
                rule: format!("cannot be given beside `{other}`"),
                deferred: partly_unknown,
                doubtful: false,
            })
        }
    }
}

/// Whether two combinations are one, said of different members.
fn says_the_same(one: &Combination, other: &Combination) -> bool {
    let sorted = |combination: &Combination| {
        let mut members = combination.members.clone();
        members.sort();
        members
    };
    one.kind == other.kind && one.kind != CombinationKind::RequiredWith && sorted(one) == sorted(other)
}

/// Names, the last behind a word of its own.
pub(super) fn names(members: &[Box<str>], last: &str) -> String {
    let names: Vec<String> = members.iter().map(|member| format!("`{member}`")).collect();
    match names.split_last() {
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
        None => String::new(),
    }
}

/// A combination, to stand behind the name of what holds its members.
pub(super) fn words(combination: &Combination) -> String {
    let members = &combination.members;
    match combination.kind {
        CombinationKind::ExactlyOneOf => format!("needs exactly one of {}", names(members, "and")),
        CombinationKind::AtLeastOneOf => format!("needs at least one of {}", names(members, "and")),
        CombinationKind::RequiredWith => match members.split_first() {
            Some((first, rest)) => format!("`{first}` can only be given together with {}", names(rest, "and")),
            None => String::new(),
        },
        CombinationKind::ConflictsWith => match members.split_first() {
            Some((first, rest)) => format!("`{first}` cannot be given beside {}", names(rest, "or")),
            None => String::new(),
        },
    }
}

/// Whether the member at a path is given; of nested blocks the first one is meant.
fn presence<T>(scope: Scope<'_, T>, path: &str) -> Presence {
    let (name, rest) = match path.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    match scope {
        Scope::Body(body) => match body.entry(name).map(|entry| &entry.content) {
            None => Presence::Absent,
            Some(Content::Argument(node)) => of_node(node, rest),
            Some(content @ Content::Blocks { blocks, more }) => match (blocks.first(), rest) {
                (None, _) if *more => Presence::Unknown,
                (None, _) => Presence::Absent,
                (Some(first), Some(rest)) => presence(Scope::Body(first), rest),
                (Some(_), None) => Presence::Given {
                    partly_unknown: content.has_unknown(),
                },
            },
        },
        Scope::Object(entries) => match entries.iter().find(|(key, _)| **key == *name) {
            None => Presence::Absent,
            Some((_, node)) => of_node(node, rest),
        },
    }
}

fn of_node<T>(node: &Node<T>, rest: Option<&str>) -> Presence {
    match (&node.value, rest) {
        (Value::Null, _) => Presence::Absent,
        (Value::Unknown | Value::Reference(_), _) => Presence::Unknown,
        (_, None) => Presence::Given {
            partly_unknown: node.has_unknown(),
        },
        (Value::Map(entries), Some(rest)) => presence(Scope::Object(entries), rest),
        (Value::List(elements), Some(rest)) => match elements.first() {
            Some(first) => of_node(first, Some(rest)),
            None => Presence::Absent,
        },
        (Value::Text(_) | Value::Number(_) | Value::Bool(_), Some(_)) => Presence::Unknown,
    }
}
