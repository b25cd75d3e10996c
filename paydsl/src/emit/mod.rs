//! Writing the tree as Terraform JSON or HCL.
//!
//! Both formats come from one tree and give Terraform the same values; they differ in what has to be escaped where, which
//! the types of the tree decide.

mod escape;
mod expression;
mod hcl;
mod json;

use std::fmt;
use std::str::FromStr;

use crate::tree::{Arena, Body, ExprId};

/// A format that Terraform reads.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Format {
    /// Terraform's JSON syntax.
    #[default]
    Json,
    /// HCL, Terraform's native syntax, as `terraform fmt` lays it out.
    Hcl,
}

impl Format {
    /// What the names of files of this format end in, without the leading dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Json => "tf.json",
            Format::Hcl => "tf",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Json => "json",
            Format::Hcl => "hcl",
        })
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "json" => Ok(Format::Json),
            "hcl" => Ok(Format::Hcl),
            other => Err(format!("there is no format {other:?}; write json or hcl")),
        }
    }
}

/// An expression as HCL on one line.
pub(crate) fn expression(id: ExprId, arena: &Arena) -> String {
    let mut text = String::new();
    expression::write(&mut text, id, arena);
    text
}

/// A file's text. Equal trees give equal bytes.
pub fn write(format: Format, body: &Body, arena: &Arena) -> String {
    match format {
        Format::Json => json::write(body, arena),
        Format::Hcl => hcl::write(body, arena),
    }
}
