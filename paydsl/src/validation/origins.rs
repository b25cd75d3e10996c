//! What of an environment a value is made of.

use std::ops::{BitOr, BitOrAssign};

/// The fields of the environment, its name, and the instance of a repeated resource: those that a value is made of.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Origins(u64);

impl Origins {
    /// Of nothing that differs.
    pub(super) const NONE: Origins = Origins(0);
    /// The environment's name.
    pub(super) const NAME: Origins = Origins(1 << 63);
    /// `each.key`, `each.value` or `count.index`.
    pub(super) const INSTANCE: Origins = Origins(1 << 62);

    /// How many fields are told apart; those that come after share the last bit.
    const FIELDS: usize = 62;

    /// A field, by its position among those that are declared.
    pub(super) fn field(position: usize) -> Origins {
        Origins(1 << position.min(Self::FIELDS - 1))
    }

    pub(super) fn has(self, other: Origins) -> bool {
        self.0 & other.0 != 0
    }

    /// Without the instance: what makes environments differ.
    pub(super) fn of_environment(self) -> Origins {
        Origins(self.0 & !Self::INSTANCE.0)
    }

    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The names of the fields, of all that are declared.
    pub(super) fn fields(self, declared: &'static [&'static str]) -> Vec<&'static str> {
        let told_apart = declared.iter().enumerate().take(Self::FIELDS - 1);
        told_apart
            .filter(|(position, _)| self.has(Self::field(*position)))
            .map(|(_, name)| *name)
            .collect()
    }
}

impl BitOr for Origins {
    type Output = Origins;

    fn bitor(self, other: Origins) -> Origins {
        Origins(self.0 | other.0)
    }
}

impl BitOrAssign for Origins {
    fn bitor_assign(&mut self, other: Origins) {
        *self = *self | other;
    }
}

#[cfg(test)]
mod tests {
    use super::Origins;

    #[test]
    fn fields_are_told_apart_from_each_other_and_from_the_name() {
        let declared: &'static [&'static str] = &["region", "days", "size"];
        let both = Origins::field(0) | Origins::field(2) | Origins::NAME;
        assert_eq!(both.fields(declared), ["region", "size"]);
        assert!(both.has(Origins::NAME) && !both.has(Origins::INSTANCE));
        assert!(Origins::INSTANCE.of_environment().is_none());
        assert!(!Origins::field(1_000).has(Origins::NAME | Origins::INSTANCE));
        assert_eq!(Origins::NAME.fields(declared), Vec::<&str>::new());
    }
}
