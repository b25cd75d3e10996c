//! Resources: whether they can be what the actions are about.

use super::super::pattern::Pattern;
use super::super::{Kind, Text};
use super::permissions::{Named, Permission, Permissions, knows_no_resource, written};
use super::words::list;
use super::{Checker, Rule};

impl<T: Clone> Checker<'_, T> {
    pub(super) fn resources(&mut self, permissions: &Permissions<'_, T>) {
        let statement = self.statement;
        for texts in [&statement.resource, &statement.not_resource].into_iter().flatten() {
            texts.items.iter().for_each(|text| self.resource_form(text));
        }
        let Some(texts) = &statement.resource else { return };
        if self.kind == Kind::Trust || !permissions.whole || permissions.named.is_empty() {
            return;
        }
        let patterns: Vec<Pattern> = texts
            .items
            .iter()
            .map(|text| Pattern::of_text(text, self.services))
            .collect();
        let mut reported = false;
        for (text, pattern) in texts.items.iter().zip(&patterns) {
            // A policy of a resource may name it in short, as API Gateway's do.
            let is_short = !matches!(text.start().get(..1), Some("a" | "*") | None);
            if !is_short && !permissions.all().any(|permission| serves(pattern, permission)) {
                reported = true;
                self.foreign(text, permissions);
            }
        }
        if texts.open || reported {
            return;
        }
        for named in &permissions.named {
            let is_served = named
                .permissions
                .iter()
                .any(|permission| patterns.iter().any(|pattern| serves(pattern, *permission)));
            if !is_served && !texts.items.is_empty() {
                self.unserved(named);
            }
        }
    }

    /// What AWS refuses as a resource.
    fn resource_form(&mut self, text: &Text<T>) {
        let is_of_identity = match self.kind {
            Kind::Identity => true,
            Kind::Unknown => self.statement.principal.is_none() && self.statement.not_principal.is_none(),
            Kind::Trust | Kind::Resource => false,
        };
        let start = text.start();
        let is_arn = "arn:".starts_with(start) || start.starts_with("arn:");
        if !is_of_identity || start.is_empty() || start.starts_with(['*', '$']) {
            return;
        }
        if !is_arn {
            let given = text.literal().unwrap_or_else(|| format!("{start}.."));
            self.refused(
                &text.tag,
                format!("\"{given}\" is not a resource: write an ARN, such as \"arn:aws:s3:::bucket/*\", or \"*\""),
            );
            return;
        }
        if let Some(given) = text.literal()
            && given.splitn(6, ':').count() < 6
            && !given.contains(['*', '$'])
        {
            self.refused(
                &text.tag,
                format!("\"{given}\" is not an ARN: it has six parts, `arn:partition:service:region:account:resource`"),
            );
        }
    }

    /// A resource that none of the actions can be about.
    fn foreign(&mut self, text: &Text<T>, permissions: &Permissions<'_, T>) {
        let names: Vec<String> = permissions.named.iter().map(|named| called(named)).collect();
        let names = list(&names, 3);
        let message = match forms(permissions.all()).as_slice() {
            [] => format!(
                "{names} cannot be limited to a resource: AWS knows only \"*\" for it; write a statement of its own with \"*\""
            ),
            forms => format!(
                "this cannot be what {names} is about, which is {}{}",
                list(forms, 3),
                hint(forms)
            ),
        };
        self.breaks(Rule::SoundPermissions, &text.tag, message);
    }

    /// An action that none of the resources can be.
    fn unserved(&mut self, named: &Named<'_, T>) {
        let name = called(named);
        let message = match forms(named.permissions.iter().copied()).as_slice() {
            [] => format!(
                "`{name}` knows only the resource \"*\", which is not named here: write a statement of its own for it"
            ),
            forms => format!(
                "no resource here can be what `{name}` is about, which is {}{}",
                list(forms, 3),
                hint(forms)
            ),
        };
        self.breaks(Rule::SoundPermissions, &named.text.tag, message);
    }
}

/// Whether what a pattern stands for can be what an action is about.
fn serves(pattern: &Pattern, permission: Permission) -> bool {
    if knows_no_resource(permission) {
        return pattern.meets(&Pattern::of_form("?")) && pattern.meets(&Pattern::of_form("x"));
    }
    let (service, action) = permission;
    service
        .resources_of(action)
        .any(|resource| pattern.meets(&Pattern::of_form(&resource.arn)))
}

/// The forms of the ARNs that actions are about, each once.
fn forms(permissions: impl Iterator<Item = Permission>) -> Vec<String> {
    let mut forms: Vec<String> = Vec::new();
    for (service, action) in permissions {
        for resource in service.resources_of(action) {
            if !forms.contains(&resource.arn) {
                forms.push(resource.arn.clone());
            }
        }
    }
    // The plainest first: it is what is meant most often.
    forms.sort_by_key(String::len);
    forms
}

/// What to write where objects of a bucket are meant, the commonest slip.
fn hint(forms: &[String]) -> &'static str {
    let object = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";
    let bucket = "arn:${Partition}:s3:::${BucketName}";
    match forms.iter().any(|form| form == object) {
        true => "; the objects of a bucket are its ARN with `/*` behind it",
        false if forms.iter().any(|form| form == bucket) => "; a bucket's ARN has nothing behind its name",
        false => "",
    }
}

fn called<T>(named: &Named<'_, T>) -> String {
    named.text.literal().unwrap_or_else(|| {
        let first = named.permissions.first();
        first.map(|permission| written(*permission)).unwrap_or_default()
    })
}
