//! What a rule makes of a value.

/// What a rule makes of a value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Judgement {
    /// It satisfies the rule.
    Valid,
    /// It does not.
    Invalid(Fault),
    /// That cannot be told here.
    Undecidable,
}

/// What there is to say of a value that breaks a rule.
#[derive(Clone, PartialEq, Default, Debug)]
pub(super) struct Fault {
    /// What is wrong, where the rule's words do not say it. Never a part of the value.
    pub(super) detail: Option<String>,
    /// The nearest value that is allowed.
    pub(super) nearest: Option<String>,
}

impl Judgement {
    pub(super) fn invalid() -> Judgement {
        Judgement::Invalid(Fault::default())
    }

    /// Invalid, and why.
    pub(super) fn because(detail: impl Into<String>) -> Judgement {
        Judgement::Invalid(Fault {
            detail: Some(detail.into()),
            nearest: None,
        })
    }

    /// Invalid, and what is nearest to it.
    pub(super) fn nearest(nearest: Option<String>) -> Judgement {
        Judgement::Invalid(Fault { detail: None, nearest })
    }

    /// Valid or invalid, for certain.
    pub(super) fn certain(valid: bool) -> Judgement {
        if valid { Judgement::Valid } else { Judgement::invalid() }
    }

    /// Valid, or not to be told.
    pub(super) fn perhaps(valid: bool) -> Judgement {
        if valid {
            Judgement::Valid
        } else {
            Judgement::Undecidable
        }
    }
}

/// A single value, converted to the type that the schema wants.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scalar<'s> {
    Text(&'s str),
    Number(&'s super::Number),
    Bool(bool),
}
