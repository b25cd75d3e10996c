//! The actions that a statement is about.

use super::super::{Action, Service, Text};

/// An action with its service.
pub(super) type Permission = (&'static Service, &'static Action);

/// An element of `Action` and the actions that it stands for.
pub(super) struct Named<'s, T> {
    pub(super) text: &'s Text<T>,
    pub(super) permissions: Vec<Permission>,
}

/// The actions of a statement.
pub(super) struct Permissions<'s, T> {
    /// Each element that is understood.
    pub(super) named: Vec<Named<'s, T>>,
    /// Whether those are all the actions that the statement is about.
    pub(super) whole: bool,
}

impl<T> Permissions<'_, T> {
    /// All actions.
    pub(super) fn all(&self) -> impl Iterator<Item = Permission> {
        self.named.iter().flat_map(|named| named.permissions.iter().copied())
    }

    /// The services of the actions, each once.
    pub(super) fn services(&self) -> Vec<&'static Service> {
        let mut services: Vec<&'static Service> = Vec::new();
        for (service, _) in self.all() {
            if !services.iter().any(|known| known.prefix == service.prefix) {
                services.push(service);
            }
        }
        services
    }
}

/// `s3:GetObject`
pub(super) fn written((service, action): Permission) -> String {
    format!("{}:{}", service.prefix, action.name)
}

/// Whether an action can be about nothing narrower than `*`.
pub(super) fn knows_no_resource((_, action): Permission) -> bool {
    action.resources.is_empty()
}
