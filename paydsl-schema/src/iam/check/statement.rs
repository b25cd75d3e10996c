//! The form of a statement: what has to be there, and what excludes what.

use super::super::{Kind, Statement, Texts};
use super::Checker;

impl<T: Clone> Checker<'_, T> {
    /// Looks at what is there. `before` are the document's statements before this one.
    pub(super) fn form(&mut self, before: &[Statement<T>]) {
        let statement = self.statement;
        self.sid(before);
        self.either(
            "Action",
            statement.action.as_ref(),
            "NotAction",
            statement.not_action.as_ref(),
            true,
        );
        // Some policies of resources, such as those of ECR's repositories, are about their resource without naming it.
        let needs_resource = match self.kind {
            Kind::Identity => true,
            Kind::Trust | Kind::Resource => false,
            Kind::Unknown => statement.principal.is_none() && statement.not_principal.is_none(),
        };
        self.either(
            "Resource",
            statement.resource.as_ref(),
            "NotResource",
            statement.not_resource.as_ref(),
            needs_resource,
        );
        if self.kind == Kind::Trust {
            for texts in [&statement.resource, &statement.not_resource].into_iter().flatten() {
                let name = self.name("Resource");
                self.refused(
                    &texts.tag,
                    format!("a trust policy is about the role that it belongs to: leave `{name}` out"),
                );
            }
        }
    }

    /// One of two elements has to be there, and not both.
    fn either(
        &mut self,
        name: &'static str,
        one: Option<&Texts<T>>,
        negated: &'static str,
        other: Option<&Texts<T>>,
        is_needed: bool,
    ) {
        let (name, negated) = (self.name(name), self.name(negated));
        match (one, other) {
            (Some(_), Some(other)) => {
                self.refused(
                    &other.tag,
                    format!("`{negated}` cannot stand beside `{name}`: write one of them"),
                );
            }
            (None, None) if is_needed => {
                let tag = self.statement.tag.clone();
                self.refused(&tag, format!("the statement needs `{name}` (or `{negated}`)"));
            }
            _ => {}
        }
        for texts in [one, other].into_iter().flatten() {
            if texts.items.is_empty() && !texts.open {
                let tag = texts.tag.clone();
                self.refused(&tag, "the list is empty: name at least one".to_owned());
            }
        }
    }

    fn sid(&mut self, before: &[Statement<T>]) {
        let Some(sid) = &self.statement.sid else { return };
        let Some(text) = sid.literal() else { return };
        let is_plain = text.chars().all(|character| character.is_ascii_alphanumeric());
        if !is_plain && matches!(self.kind, Kind::Trust | Kind::Identity) {
            let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            let name = self.name("Sid");
            self.refused(
                &sid.tag,
                format!("`{name}` takes letters and digits only: write \"{plain}\""),
            );
        }
        let same = |statement: &&Statement<T>| {
            let other = statement.sid.as_ref().and_then(|sid| sid.literal());
            other.is_some_and(|other| !text.is_empty() && other == text)
        };
        if before.iter().any(|statement| same(&statement)) {
            self.refused(
                &sid.tag,
                format!("an earlier statement is called \"{text}\" already: each has a name of its own"),
            );
        }
    }
}
