//! Condition keys: which there are.

use super::super::pattern::Pattern;
use super::super::{Key, Services};

/// Whether a name is that of a key.
pub(super) fn is_of(key: &Key, name: &str) -> bool {
    if !key.name.contains("${") && !key.name.contains('<') {
        return key.name.eq_ignore_ascii_case(name);
    }
    let literal = Pattern::of_literal(&name.to_lowercase());
    Pattern::of_form(&key.name).folded().meets(&literal) && !ends_open(name)
}

/// Whether a name stops where a tag's key should follow.
fn ends_open(name: &str) -> bool {
    name.ends_with('/') || name.ends_with(':')
}

/// The global key of a name.
pub(super) fn global(services: Services, name: &str) -> Option<&'static Key> {
    services.global_keys().iter().find(|key| is_of(key, name))
}

/// The key of a name in any service.
pub(super) fn anywhere(services: Services, name: &str) -> Option<&'static Key> {
    // Nearly always it is of the service that its name begins with.
    let own = name.split(':').next().and_then(|prefix| services.service(prefix));
    let find = |keys: &'static [Key]| keys.iter().find(|key| is_of(key, name));
    own.and_then(|service| find(&service.keys))
        .or_else(|| services.all().find_map(|service| find(&service.keys)))
}
