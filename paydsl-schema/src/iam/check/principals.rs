//! Principals: who is meant.

use super::super::{Effect, Kind, PrincipalKind, Principals, Text};
use super::permissions::Permissions;
use super::{Checker, Rule};

impl<T: Clone> Checker<'_, T> {
    pub(super) fn principals(&mut self, permissions: &Permissions<'_, T>) {
        let statement = self.statement;
        let both = [&statement.principal, &statement.not_principal];
        for principals in both.into_iter().flatten() {
            if self.kind == Kind::Identity {
                let name = self.name("Principal");
                let message = format!(
                    "the policy of an identity is about whom it is attached to: leave `{name}` out, or attach the policy to the resource"
                );
                self.refused(&principals.tag, message);
                return;
            }
            for (kind, texts) in &principals.named {
                texts.items.iter().for_each(|text| self.principal(*kind, text));
            }
        }
        match both {
            [Some(_), Some(not)] => {
                let (name, negated) = (self.name("Principal"), self.name("NotPrincipal"));
                self.refused(
                    &not.tag,
                    format!("`{negated}` cannot stand beside `{name}`: write one of them"),
                );
            }
            [None, None] if matches!(self.kind, Kind::Trust | Kind::Resource) => {
                let (tag, name) = (statement.tag.clone(), self.name("Principal"));
                let example = self.spelling.principal(PrincipalKind::Service, "lambda.amazonaws.com");
                let whose = if self.kind == Kind::Trust {
                    "a role"
                } else {
                    "a resource"
                };
                self.refused(
                    &tag,
                    format!("the policy of {whose} says who is meant: `{name}: {example}`"),
                );
            }
            _ => {}
        }
        if let (Some(not), Some(Effect::Allow)) = (&statement.not_principal, statement.effect) {
            let (name, negated) = (self.name("Principal"), self.name("NotPrincipal"));
            self.breaks(
                Rule::LeastPrivilege,
                &not.tag,
                format!("`{negated}` allows everybody else in the world: name who is meant, with `{name}`"),
            );
        }
        if let Some(principals) = &statement.principal {
            self.federation(principals, permissions);
        }
    }

    /// Who was authenticated elsewhere takes on a role by an action of its own.
    fn federation(&mut self, principals: &Principals<T>, permissions: &Permissions<'_, T>) {
        let is_all = |federated: bool| {
            let is_of = |kind: &PrincipalKind| (*kind == PrincipalKind::Federated) == federated;
            principals.everybody.is_none()
                && !principals.open
                && !principals.named.is_empty()
                && principals.named.iter().all(|(kind, _)| is_of(kind))
        };
        for named in &permissions.named {
            let [(service, action)] = named.permissions.as_slice() else {
                continue;
            };
            if service.prefix != "sts" {
                continue;
            }
            let federated = matches!(action.name.as_str(), "AssumeRoleWithSAML" | "AssumeRoleWithWebIdentity");
            if action.name == "AssumeRole" && is_all(true) {
                let message = "federated principals take on a role by `sts:AssumeRoleWithWebIdentity` or \
                               `sts:AssumeRoleWithSAML`, never by `sts:AssumeRole`";
                self.breaks(Rule::SoundPermissions, &named.text.tag, message);
            } else if federated && is_all(false) {
                let message = format!(
                    "`sts:{}` is for federated principals only; accounts, roles and services take on a role by `sts:AssumeRole`",
                    action.name
                );
                self.breaks(Rule::SoundPermissions, &named.text.tag, message);
            }
        }
    }

    fn principal(&mut self, kind: PrincipalKind, text: &Text<T>) {
        let mistake = match text.literal() {
            Some(given) => match kind {
                PrincipalKind::Service => self.service_principal(&given),
                PrincipalKind::Aws => self.aws_principal(&given),
                PrincipalKind::Federated => federated_principal(&given),
                PrincipalKind::CanonicalUser => canonical_user(&given),
            },
            None => None,
        };
        if let Some(message) = mistake {
            self.refused(&text.tag, message);
        }
    }

    fn service_principal(&self, given: &str) -> Option<String> {
        let ends = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".internal"];
        if ends.iter().any(|end| given.ends_with(end)) && !given.contains(['*', '?', ':', '/']) {
            return None;
        }
        let is_word = given
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '.'));
        let advice = if given.starts_with("arn:") || is_account(given) {
            format!(": write {}", self.spelling.principal(PrincipalKind::Aws, given))
        } else if is_word && !given.is_empty() {
            let name = given.split(".amazon").next().unwrap_or(given);
            format!(": write \"{name}.amazonaws.com\"")
        } else {
            String::new()
        };
        Some(format!(
            "\"{given}\" is not the name of a service, which is like \"lambda.amazonaws.com\"{advice}"
        ))
    }

    fn aws_principal(&self, given: &str) -> Option<String> {
        let what = "an account ID or the ARN of an account, a role or a user";
        if given == "*" || is_account(given) || is_unique_id(given) || given.contains("${") {
            return None;
        }
        if given.ends_with(".amazonaws.com") {
            let written = self.spelling.principal(PrincipalKind::Service, given);
            return Some(format!("\"{given}\" is a service, not {what}: write {written}"));
        }
        if given.chars().all(|character| character.is_ascii_digit()) {
            return Some(format!(
                "an account ID has 12 digits, and \"{given}\" has {}",
                given.len()
            ));
        }
        let parts: Vec<&str> = given.splitn(6, ':').collect();
        let [_, _, service, region, account, named] = parts.as_slice() else {
            return Some(format!("\"{given}\" is not {what}"));
        };
        if parts.first() != Some(&"arn") || !matches!(*service, "iam" | "sts") || !region.is_empty() {
            return Some(format!("\"{given}\" is not {what}"));
        }
        if given.contains(['*', '?']) {
            let operator = super::super::Operator::ArnLike;
            return Some(format!(
                "the ARN of a principal takes no wildcards: name the account \"{account}\" here, and narrow it by a condition, {} of `aws:PrincipalArn`",
                self.spelling.operator(operator)
            ));
        }
        let kinds = ["root", "role/", "user/", "assumed-role/", "federated-user/"];
        if !kinds.iter().any(|kind| named.starts_with(kind)) {
            return Some(format!("\"{given}\" is not {what}"));
        }
        (!is_account(account)).then(|| format!("an account ID has 12 digits, and \"{account}\" in \"{given}\" is none"))
    }
}

fn federated_principal(given: &str) -> Option<String> {
    let is_one = given.contains(['.', '$']) || given.starts_with("arn:");
    (!is_one).then(|| {
        format!(
            "\"{given}\" is not a federated principal: write the ARN of an identity provider, \"arn:aws:iam::123456789012:oidc-provider/..\", or a domain"
        )
    })
}

fn canonical_user(given: &str) -> Option<String> {
    let is_one = given.len() == 64 && given.chars().all(|character| character.is_ascii_hexdigit());
    (!is_one).then(|| format!("\"{given}\" is not a canonical user ID, which has 64 hexadecimal digits"))
}

pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.chars().all(|character| character.is_ascii_digit())
}

/// What IAM shows for a role or user that is gone, and takes as well: `AROAEXAMPLEID`.
fn is_unique_id(text: &str) -> bool {
    let rest = ["AIDA", "AROA", "AGPA"]
        .iter()
        .find_map(|start| text.strip_prefix(start));
    rest.is_some_and(|rest| rest.len() >= 12 && rest.chars().all(|character| character.is_ascii_alphanumeric()))
}
