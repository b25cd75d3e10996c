//! Bare references: addresses that are written without quotes in HCL and as plain strings in JSON.

use super::Text;

/// An address such as `aws_vpc.main`, `module.network`, `aws.replica`, `tags["Name"]`, `string` or `all`.
///
/// In HCL it is written as it is; in JSON it is a plain string, neither escaped nor interpolated.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Reference(Text);

impl Reference {
    /// A reference to an address that is already in Terraform's syntax.
    pub fn new(address: impl Into<Text>) -> Self {
        Reference(address.into())
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
