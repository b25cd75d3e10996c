//! Actions: whether there are such.

use super::super::pattern::Pattern;
use super::super::{Kind, Service, Text};
use super::permissions::{Named, Permission, Permissions, written};
use super::words::{did_you_mean, near};
use super::{Checker, Rule};

/// Names of API operations that are allowed by an action of another name.
const OPERATIONS: &[(&str, &str, &str)] = &[
    ("dynamodb", "transactgetitems", "dynamodb:GetItem"),
    ("dynamodb", "transactwriteitems", "dynamodb:PutItem"),
    ("lambda", "invoke", "lambda:InvokeFunction"),
    ("s3", "completemultipartupload", "s3:PutObject"),
    ("s3", "copyobject", "s3:PutObject"),
    ("s3", "createmultipartupload", "s3:PutObject"),
    ("s3", "deleteobjects", "s3:DeleteObject"),
    ("s3", "headbucket", "s3:ListBucket"),
    ("s3", "headobject", "s3:GetObject"),
    ("s3", "listbuckets", "s3:ListAllMyBuckets"),
    ("s3", "listobjects", "s3:ListBucket"),
    ("s3", "listobjectsv2", "s3:ListBucket"),
    ("s3", "selectobjectcontent", "s3:GetObject"),
    ("s3", "uploadpart", "s3:PutObject"),
    ("sns", "publishbatch", "sns:Publish"),
    ("sqs", "changemessagevisibilitybatch", "sqs:ChangeMessageVisibility"),
    ("sqs", "deletemessagebatch", "sqs:DeleteMessage"),
    ("sqs", "sendmessagebatch", "sqs:SendMessage"),
];

const MAY_BE_NEW: &str = "; if it is newer than the data on AWS's services, say so: \
                          `#[exempt(\"sound-permissions\", reason = \"..\")]`";

impl<'s, T: Clone> Checker<'s, T> {
    /// Looks at the actions; returns those that the statement is about.
    pub(super) fn actions(&mut self) -> Permissions<'s, T> {
        let statement = self.statement;
        if let Some(texts) = &statement.not_action {
            texts.items.iter().for_each(|text| drop(self.action(text)));
        }
        let mut permissions = Permissions {
            named: Vec::new(),
            whole: false,
        };
        let Some(texts) = &statement.action else {
            return permissions;
        };
        permissions.whole = !texts.open;
        for text in &texts.items {
            match self.action(text) {
                Some(found) => permissions.named.push(Named {
                    text,
                    permissions: found,
                }),
                None => permissions.whole = false,
            }
        }
        permissions
    }

    /// The actions that a text stands for; nothing if that cannot be told.
    fn action(&mut self, text: &Text<T>) -> Option<Vec<Permission>> {
        let given = text.literal()?;
        if given.chars().all(|character| character == '*') && !given.is_empty() {
            return None;
        }
        let Some((prefix, name)) = given.split_once(':') else {
            self.no_prefix(text, &given);
            return None;
        };
        if prefix.contains(['*', '?', '$']) || name.contains('$') {
            return None;
        }
        let Some(service) = self.services.service(prefix) else {
            self.unknown_service(text, prefix, name);
            return None;
        };
        if self.kind == Kind::Trust && service.prefix != "sts" {
            self.refused(
                &text.tag,
                format!("a trust policy allows only actions of sts, such as `sts:AssumeRole`, not `{given}`"),
            );
            return None;
        }
        let found = matching(service, name);
        if !found.is_empty() {
            return Some(found);
        }
        let message = if name.contains(['*', '?']) {
            format!("`{given}` matches no action of {}", service.prefix)
        } else {
            let advice = self.advice(service, name);
            format!("{} has no action `{name}`{advice}", service.prefix)
        };
        self.breaks(Rule::SoundPermissions, &text.tag, message);
        None
    }

    fn no_prefix(&mut self, text: &Text<T>, given: &str) {
        let advice = match self.services_with(given).as_slice() {
            [] => "; write it like `s3:GetObject`".to_owned(),
            several => did_you_mean(several, ""),
        };
        self.refused(
            &text.tag,
            format!("`{given}` does not say of which service it is an action{advice}"),
        );
    }

    fn unknown_service(&mut self, text: &Text<T>, prefix: &str, name: &str) {
        let prefixes = near(prefix, self.services.prefixes());
        let services = prefixes.iter().filter_map(|prefix| self.services.service(prefix));
        let mut meant: Vec<String> = services
            .filter_map(|service| Some(written((service, service.action(name)?))))
            .collect();
        if meant.is_empty() {
            meant = self.services_with(name);
        }
        if meant.is_empty() {
            meant = prefixes;
        }
        let advice = did_you_mean(&meant, MAY_BE_NEW);
        self.breaks(
            Rule::SoundPermissions,
            &text.tag,
            format!("there is no service with the prefix `{prefix}`{advice}"),
        );
    }

    /// What to write instead of an action that a service does not have.
    fn advice(&self, service: &Service, name: &str) -> String {
        let folded = name.to_lowercase();
        let operation = OPERATIONS
            .iter()
            .find(|(prefix, operation, _)| *prefix == service.prefix && *operation == folded);
        if let Some((.., action)) = operation {
            return format!(": that operation is allowed by `{action}`");
        }
        let here = near(name, service.actions.iter().map(|action| action.name.as_str()));
        let here: Vec<String> = here.iter().map(|name| format!("{}:{name}", service.prefix)).collect();
        match here.as_slice() {
            [] => did_you_mean(&self.services_with(name), MAY_BE_NEW),
            near => did_you_mean(near, ""),
        }
    }

    /// The actions of this name, at most three.
    fn services_with(&self, name: &str) -> Vec<String> {
        let actions = self
            .services
            .all()
            .filter_map(|service| Some((service, service.action(name)?)));
        actions.take(3).map(written).collect()
    }
}

/// The actions of a service that a name with wildcards stands for.
fn matching(service: &'static Service, name: &str) -> Vec<Permission> {
    if !name.contains(['*', '?']) {
        return service
            .action(name)
            .map(|action| (service, action))
            .into_iter()
            .collect();
    }
    let pattern = Pattern::of_policy(&name.to_lowercase());
    let actions = service.actions.iter();
    actions
        .filter(|action| pattern.meets(&Pattern::of_policy(&action.name.to_lowercase())))
        .map(|action| (service, action))
        .collect()
}
