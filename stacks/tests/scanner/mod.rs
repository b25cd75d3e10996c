//! checkov, an independent scanner: what it finds has to be excepted in the code, on the `let` of what it finds it at, with
//! the reason why the request asks for it: `#[exempt("checkov:CKV_AWS_272", reason = "..")]`.

mod exceptions;
mod installation;
mod scan;

pub(crate) use exceptions::Exceptions;
pub(crate) use scan::Scan;
