//! What the engine finds.

use std::fmt;

/// Something that a configuration does not keep to, or that cannot be told.
#[derive(Clone, PartialEq, Debug)]
pub struct Violation<T> {
    /// Whether it is a mistake.
    pub verdict: Verdict,
    /// Which kind of demand it is.
    pub class: Class,
    /// The argument's path: `rule[0].transition[1].days`; empty for the whole.
    pub path: String,
    /// What is demanded, to stand behind the path: `must be between 1 and 900`.
    pub rule: String,
    /// What was given, as a person writes it. Never a secret.
    pub given: Option<String>,
    /// The nearest value that is allowed, where there is one.
    pub nearest: Option<String>,
    /// Whether the provider itself says so only later: when the unknown values beside it have become known, or when it plans.
    pub deferred: bool,
    /// The mark of the place.
    pub tag: T,
}

/// Whether something is a mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The provider refuses it.
    Invalid,
    /// It cannot be told here. Never a mistake to report.
    Undecidable,
}

/// The kinds of demands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Class {
    /// The name of an argument or block.
    Name,
    /// An argument that the provider sets.
    Settable,
    /// An argument or block that has to be given.
    Required,
    /// A type.
    Type,
    /// The number of blocks.
    Blocks,
    /// A choice.
    Choice,
    /// The size of a number.
    Number,
    /// The length of a text.
    Length,
    /// The number of elements.
    Items,
    /// A pattern.
    Pattern,
    /// The form of a text.
    Form,
    /// A sentence behind which the provider hides its check.
    Sentence,
    /// Several arguments together.
    Combination,
    /// What a reference can turn out to be.
    Reference,
    /// What the provider accepts when it validates and refuses when it plans.
    Plan,
}

impl Class {
    /// Its name, for reports that machines read.
    pub fn name(self) -> &'static str {
        match self {
            Class::Name => "unknown-name",
            Class::Settable => "not-settable",
            Class::Required => "required",
            Class::Type => "type",
            Class::Blocks => "block-count",
            Class::Choice => "one-of",
            Class::Number => "number",
            Class::Length => "length",
            Class::Items => "items",
            Class::Pattern => "pattern",
            Class::Form => "form",
            Class::Sentence => "sentence",
            Class::Combination => "combination",
            Class::Reference => "reference",
            Class::Plan => "plan",
        }
    }
}

impl<T> fmt::Display for Violation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "`{}` ", self.path)?;
        }
        f.write_str(&self.rule)?;
        if self.class == Class::Reference {
            return self.instead(f);
        }
        if let Some(given) = &self.given {
            write!(f, ", not {given}")?;
        }
        match &self.nearest {
            Some(nearest) => write!(f, "; the nearest is {nearest}"),
            None => Ok(()),
        }
    }
}

impl<T> Violation<T> {
    /// What a reference is, and what to write in its place.
    fn instead(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(given) = &self.given {
            write!(f, ", and {given}")?;
        }
        match &self.nearest {
            Some(nearest) => write!(f, "; write {nearest}"),
            None => Ok(()),
        }
    }
}

/// Where the engine is in a configuration.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Step<'p>,
    /// Whether what stands here must not be shown.
    pub(super) sensitive: bool,
    /// Whether something beside it is unknown, so that the provider looks at it later.
    pub(super) deferred: bool,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Root,
    Name(&'p str),
    Index(usize),
    Key(&'p str),
}

impl<'p> Place<'p> {
    pub(super) const ROOT: Place<'static> = Place {
        parent: None,
        step: Step::Root,
        sensitive: false,
        deferred: false,
    };

    fn below(&'p self, step: Step<'p>) -> Place<'p> {
        Place {
            parent: Some(self),
            step,
            ..*self
        }
    }

    pub(super) fn name(&'p self, name: &'p str) -> Place<'p> {
        self.below(Step::Name(name))
    }

    pub(super) fn index(&'p self, index: usize) -> Place<'p> {
        self.below(Step::Index(index))
    }

    pub(super) fn key(&'p self, key: &'p str) -> Place<'p> {
        self.below(Step::Key(key))
    }

    pub(super) fn sensitive(self, sensitive: bool) -> Place<'p> {
        Place {
            sensitive: self.sensitive || sensitive,
            ..self
        }
    }

    pub(super) fn deferred(self, deferred: bool) -> Place<'p> {
        Place {
            deferred: self.deferred || deferred,
            ..self
        }
    }

    /// How many steps it is from the root.
    pub(super) fn depth(&self) -> usize {
        self.parent.map_or(0, |parent| parent.depth() + 1)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}")?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Name(name) if self.parent.is_some_and(|parent| !matches!(parent.step, Step::Root)) => {
                write!(f, ".{name}")
            }
            Step::Name(name) => f.write_str(name),
            Step::Index(index) => write!(f, "[{index}]"),
            // A key may be a secret as well as its value.
            Step::Key(_) if self.sensitive => f.write_str("[..]"),
            Step::Key(key) => write!(f, "[{key:?}]"),
        }
    }
}
