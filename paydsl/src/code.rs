//! The code of functions, as stacks refer to it.

use crate::builder;
use crate::tree::{Expression, Text};
use crate::value::{Str, Value, call};

/// A function's archive.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Where it is, from the stack's directory: what `filename` of `aws_lambda_function` takes.
    pub path: Value<Str>,
    /// Its SHA-256 in Base64: what `source_code_hash` takes. Null as long as the archive is not there, so that a module
    /// validates without it.
    pub hash: Value<Str>,
}

/// The archive of the function `name`, which the project names with [`Project::function`](crate::Project::function).
///
/// The commands `plan` and `apply` put it into the stack's directory, so that the directory has all that Terraform needs.
///
/// ```no_run
/// use paydsl::prelude::*;
///
/// # #[environments]
/// # pub mod env {
/// #     pub struct Env { pub role: Str }
/// #     pub const DEV: Env = Env { role: "arn:aws:iam::123456789012:role/x" };
/// # }
/// #[stack]
/// pub fn functions(env: &Env) {
///     let archive = code("process-payment");
///     let process = aws_lambda_function {
///         function_name: env.name("lambda-process-payment"),
///         role: env.role,
///         runtime: "provided.al2023",
///         handler: "bootstrap",
///         filename: archive.path,
///         source_code_hash: archive.hash,
///     };
/// }
/// # fn main() {}
/// ```
pub fn code(name: &'static str) -> Code {
    builder::uses_code(name);
    let file = format!("{DIRECTORY}/{name}.zip");
    let path: Value<Str> = Value::new(Expression::String(Text::Owned(file)));
    let digest = call::<Str>("filebase64sha256", vec![path.id()]);
    let null = builder::add(Expression::Null);
    Code {
        path,
        hash: call("try", vec![digest.id(), null]),
    }
}

/// The directory in a stack's directory that archives are put into.
pub(crate) const DIRECTORY: &str = "code";
