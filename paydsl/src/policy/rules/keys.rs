//! Keys.

use crate::policy::Rule;

/// `key-rotation`: the material of every symmetric key is changed every year. AWS does not rotate other keys, keys with
/// imported material, or replicas by themselves.
///
/// PCI DSS 3.7.4: keys are changed when their time is over.
pub fn key_rotation() -> Rule {
    Rule::new("key-rotation", |stack, findings| {
        for key in stack.resources("aws_kms_key") {
            let spec = key.get("customer_master_key_spec");
            let usage = key.get("key_usage");
            let is_symmetric = (spec.is_absent() || spec.is_text("SYMMETRIC_DEFAULT"))
                && (usage.is_absent() || usage.is_text("ENCRYPT_DECRYPT"))
                && !key.has("custom_key_store_id");
            if is_symmetric && key.get("enable_key_rotation").is_absent_or_false() {
                findings.add(key, "is never rotated");
            }
        }
    })
    .summary("Keys are rotated")
    .remedy("write `enable_key_rotation: true`")
    .pci_dss(&["3.7.4"])
}
