//! Wildcards: what a statement allows without naming it.

use super::super::{Effect, Kind, Piece, Services, Text};
use super::permissions::{Permissions, knows_no_resource, written};
use super::words::list;
use super::{Checker, Rule};

/// Condition keys that say who or from where, so that a principal of `*` is not everybody.
const NARROWING: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "aws:vpcsourceip",
    "kms:calleraccount",
];

impl<T: Clone> Checker<'_, T> {
    pub(super) fn breadth(&mut self, permissions: &Permissions<'_, T>) {
        if self.statement.effect != Some(Effect::Allow) {
            return;
        }
        let statement = self.statement;
        let actions = statement.action.iter().flat_map(|texts| &texts.items);
        let broad: Vec<&Text<T>> = actions.filter(|text| has_wildcard(text)).collect();
        if !self.is_for_own_account() {
            for text in broad {
                self.broad_action(text);
            }
        }
        if let Some(texts) = &statement.not_action {
            let (name, negated) = (self.name("Action"), self.name("NotAction"));
            let message = format!(
                "`{negated}` allows all actions but these, also those to come: name what is needed, with `{name}`"
            );
            self.breaks(Rule::LeastPrivilege, &texts.tag, message + &reason());
        }
        if statement.principal.is_none()
            && statement.not_principal.is_none()
            && matches!(self.kind, Kind::Identity | Kind::Unknown)
        {
            self.broad_resources(permissions);
        }
        if let Some(tag) = statement
            .principal
            .as_ref()
            .and_then(|principals| principals.everybody.as_ref())
            && self.kind != Kind::Identity
            && !self.is_narrowed()
        {
            let message = "this allows everybody in the world: name who is meant, or narrow it by a condition such as `aws:PrincipalOrgID`";
            self.breaks(Rule::LeastPrivilege, tag, message.to_owned() + &reason());
        }
    }

    fn broad_action(&mut self, text: &Text<T>) {
        let given = text.literal().unwrap_or_else(|| format!("{}..", text.start()));
        let message = format!(
            "`{given}` allows what it does not name: name the actions that are needed{}",
            reason()
        );
        self.breaks(Rule::LeastPrivilege, &text.tag, message);
    }

    fn broad_resources(&mut self, permissions: &Permissions<'_, T>) {
        let statement = self.statement;
        if let Some(texts) = &statement.not_resource {
            let (name, negated) = (self.name("Resource"), self.name("NotResource"));
            let message = format!(
                "`{negated}` is all resources but these, also those to come: name what is needed, with `{name}`"
            );
            self.breaks(Rule::LeastPrivilege, &texts.tag, message + &reason());
        }
        let narrower: Vec<String> = permissions
            .all()
            .filter(|permission| !knows_no_resource(*permission))
            .map(written)
            .collect();
        if permissions.whole && narrower.is_empty() {
            return;
        }
        let resources = statement.resource.iter().flat_map(|texts| &texts.items);
        for text in resources {
            let Some(given) = text.literal().filter(|given| is_every_resource(given)) else {
                continue;
            };
            let which = if permissions.whole && statement.not_action.is_none() {
                format!(" {} can be allowed for single resources: name them", list(&narrower, 3))
            } else {
                " name them".to_owned()
            };
            self.breaks(
                Rule::LeastPrivilege,
                &text.tag,
                format!("\"{given}\" is every resource;{which}{}", reason()),
            );
        }
    }

    /// Whether it is, or may be, for the account as a whole, which hands permissions out by its own policies, as AWS
    /// advises for keys.
    fn is_for_own_account(&self) -> bool {
        let Some(principals) = &self.statement.principal else {
            return false;
        };
        let may_be_root = |text: &Text<T>| match text.pieces.last() {
            Some(Piece::Literal(end)) => end.ends_with(":root"),
            Some(Piece::Unknown) => true,
            Some(Piece::Arn { .. }) | None => false,
        };
        let mut named = principals.named.iter();
        principals.everybody.is_none() && named.all(|(_, texts)| texts.items.iter().all(may_be_root))
    }

    fn is_narrowed(&self) -> bool {
        self.statement.conditions.iter().any(|condition| {
            let key = condition.key.literal();
            key.is_none_or(|key| NARROWING.contains(&key.to_lowercase().as_str()))
        })
    }
}

fn reason() -> String {
    format!(
        ", or say why not: `#[exempt(\"{}\", reason = \"..\")]`",
        Rule::LeastPrivilege.name()
    )
}

fn has_wildcard<T>(text: &Text<T>) -> bool {
    text.literal().is_some_and(|given| given.contains(['*', '?']))
}

/// Whether a resource is `*`, or an ARN that names nothing of its service.
fn is_every_resource(resource: &str) -> bool {
    let mut parts = resource.splitn(6, ':');
    let is_any = |text: &str| !text.is_empty() && text.chars().all(|c| matches!(c, '*' | '/' | ':'));
    match (parts.next(), parts.nth(4)) {
        (Some("arn"), Some(named)) => is_any(named),
        _ => is_any(resource),
    }
}

/// Whether none of these actions can be limited to a resource, so that AWS takes nothing but `*` for them. Not if one of
/// them has wildcards or is not known.
pub fn needs_every_resource<'a>(actions: impl IntoIterator<Item = &'a str>, services: Services) -> bool {
    let mut actions = actions.into_iter().peekable();
    actions.peek().is_some()
        && actions.all(|action| {
            let known = action
                .split_once(':')
                .and_then(|(prefix, name)| services.service(prefix)?.action(name));
            known.is_some_and(|action| action.resources.is_empty())
        })
}
