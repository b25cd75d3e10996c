//! Conditions: keys that a request can have, operators that suit them, values that can be equal.

use super::super::operator::Family;
use super::super::{Condition, Key, Operator, Service};
use super::permissions::{Permissions, written};
use super::values::mistake;
use super::words::{did_you_mean, list, near};
use super::{Checker, Rule, keys};

impl<T: Clone> Checker<'_, T> {
    pub(super) fn conditions(&mut self, permissions: &Permissions<'_, T>) {
        let conditions = &self.statement.conditions;
        for (number, condition) in conditions.iter().enumerate() {
            let Some(name) = condition.key.literal() else { continue };
            let same = |other: &&Condition<T>| {
                let key = other.key.literal();
                other.operator == condition.operator
                    && other.is_set == condition.is_set
                    && key.is_some_and(|key| key.eq_ignore_ascii_case(&name))
            };
            if conditions[..number].iter().any(|other| same(&other)) {
                let message = format!("`{name}` is compared like this already: give all values as one list");
                self.refused(&condition.key.tag, message);
                continue;
            }
            let key = self.key(condition, &name, permissions);
            if let Some(key) = key {
                self.operator(condition, &name, key);
            }
            self.values(condition, &name, key);
        }
    }

    /// The key, if it is known; says what is wrong with it.
    fn key(&mut self, condition: &Condition<T>, name: &str, permissions: &Permissions<'_, T>) -> Option<&'static Key> {
        let tag = &condition.key.tag;
        let Some((prefix, _)) = name.split_once(':') else {
            let message =
                format!("`{name}` is not a condition key: it begins with `aws:` or a service, as in `aws:SourceArn`");
            self.refused(tag, message);
            return None;
        };
        if let Some(key) = keys::global(self.services, name) {
            return Some(key);
        }
        if prefix.eq_ignore_ascii_case("aws") {
            let known = self.services.global_keys().iter().map(|key| key.name.as_str());
            let advice = did_you_mean(&near_keys(name, known), "");
            self.breaks(
                Rule::SoundPermissions,
                tag,
                format!("there is no condition key `{name}`{advice}"),
            );
            return None;
        }
        // Keys of identity providers begin with their domains, which are no services.
        if prefix.contains(['.', '/', '$']) {
            return None;
        }
        let Some(key) = keys::anywhere(self.services, name) else {
            let services = match self.services.service(prefix) {
                Some(service) => vec![service],
                None => permissions.services(),
            };
            let known = services
                .iter()
                .flat_map(|service| &service.keys)
                .map(|key| key.name.as_str());
            let advice = did_you_mean(&near_keys(name, known), "");
            self.breaks(
                Rule::SoundPermissions,
                tag,
                format!("there is no condition key `{name}`{advice}"),
            );
            return None;
        };
        if permissions.whole && !permissions.named.is_empty() {
            let mut actions = permissions.all();
            if !actions.any(|(service, action)| service.keys_of(action).any(|key| keys::is_of(key, name))) {
                self.never_there(condition, name, permissions);
                return None;
            }
        }
        Some(key)
    }

    /// A key that no request for these actions has.
    fn never_there(&mut self, condition: &Condition<T>, name: &str, permissions: &Permissions<'_, T>) {
        let actions: Vec<String> = permissions
            .named
            .iter()
            .filter_map(|named| named.text.literal())
            .collect();
        let mut knowing = permissions
            .services()
            .into_iter()
            .flat_map(|service| knowing(service, name));
        let advice = match knowing.next() {
            Some(action) => format!("; `{action}` has it"),
            None => String::new(),
        };
        let message = format!(
            "no request for {} has the condition key `{name}`{advice}",
            list(&actions, 3)
        );
        self.breaks(Rule::SoundPermissions, &condition.key.tag, message);
    }

    /// Whether the operator suits what the key's values are.
    fn operator(&mut self, condition: &Condition<T>, name: &str, key: &Key) {
        let operator = condition.operator;
        let written = self.spelling.operator(operator);
        if !operator.family().compares(key.ty) {
            let suited = self.spelling.operator(Operator::suited(key.ty));
            let message = format!("`{written}` does not compare what `{name}` is; write `{suited}`");
            self.breaks(Rule::SoundPermissions, &condition.tag, message);
        } else if key.is_list && !condition.is_set && operator.family() != Family::Null {
            let example = match self.spelling {
                super::Spelling::Json => format!("ForAnyValue:{written}"),
                super::Spelling::Rust => format!("for_any_value({written}(..))"),
            };
            let message =
                format!("a request has several values of `{name}`: say which have to suit, such as `{example}`");
            self.breaks(Rule::SoundPermissions, &condition.tag, message);
        }
    }

    fn values(&mut self, condition: &Condition<T>, name: &str, key: Option<&Key>) {
        let operator = condition.operator;
        if condition.values.items.is_empty() && !condition.values.open {
            self.refused(
                &condition.values.tag,
                format!("`{name}` is compared with nothing: give a value"),
            );
        }
        for value in &condition.values.items {
            let Some(given) = value.literal() else { continue };
            // What IAM puts in is not known before a request.
            if given.contains("${") {
                continue;
            }
            if let Some(message) = mistake(operator, name, &given) {
                self.refused(&value.tag, message);
                continue;
            }
            if let Some(like) = operator.with_wildcards()
                && given.contains('*')
                && key.is_none_or(|key| !matches!(key.ty, super::super::KeyType::Date))
            {
                let (written, like) = (self.spelling.operator(operator), self.spelling.operator(like));
                let message = format!("`{written}` takes `*` for a star, not for anything: write `{like}`");
                self.breaks(Rule::SoundPermissions, &value.tag, message);
            }
        }
    }
}

/// The actions of a service that know a key.
fn knowing<'s>(service: &'static Service, name: &'s str) -> impl Iterator<Item = String> + 's {
    let actions = service.actions.iter();
    let knows = move |action: &&super::super::Action| service.keys_of(action).any(|key| keys::is_of(key, name));
    actions.filter(knows).map(move |action| written((service, action)))
}

/// The nearest keys; of those with a part that may be anything, the part before it counts.
fn near_keys<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Vec<String> {
    let known: Vec<&str> = known.collect();
    let head = |key: &str| key.split("/$").next().unwrap_or(key).to_lowercase();
    let given = name.split('/').next().unwrap_or(name).to_lowercase();
    let tagged: Vec<&str> = known.iter().copied().filter(|key| key.contains("/$")).collect();
    if let Some(same) = tagged.iter().find(|key| head(key) == given) {
        return vec![(*same).to_owned()];
    }
    let plain = near(name, known.iter().copied().filter(|key| !key.contains("/$")));
    if !plain.is_empty() {
        return plain;
    }
    let heads: Vec<String> = tagged.iter().map(|key| head(key)).collect();
    let found = near(&given, heads.iter().map(String::as_str));
    let whole = |found: &String| {
        tagged
            .iter()
            .find(|key| head(key) == *found)
            .map(|key| (*key).to_owned())
    };
    found.iter().filter_map(whole).collect()
}
