//! Policies: rules that every stack of a project has to keep, in every environment, checked before anything is written.
//!
//! ```
//! use paydsl::policy;
//! use paydsl::prelude::*;
//!
//! # #[environments]
//! # pub mod env {
//! #     pub struct Env { pub region: Str }
//! #     pub const DEV: Env = Env { region: "us-east-1" };
//! # }
//! #[stack]
//! pub fn network(env: &Env) {
//!     #[exempt("environment-suffix", reason = "one bucket for all environments, made by hand in 2019")]
//!     let archive = aws_s3_bucket { bucket: "acme-archive", force_destroy: true, tags: env.tags("archive") };
//! }
//!
//! # fn main() {
//! let project = Project::new("shop", env::all())
//!     .stack(network)
//!     .policies(policy::payments())
//!     .policies([policy::retention(2557), policy::private_compute()]);
//! # }
//! ```
//!
//! A rule sees a stack as it is in one environment ([`StackView`]): literals, the environment's fields, `local`s and
//! templates of them are known, and so is which resource an argument refers to. What is known only when Terraform runs is
//! [`Resolved::Unknown`], and by itself never a finding.
//!
//! A name with a colon, `#[exempt("checkov:CKV_AWS_272", ..)]`, is an exception from another scanner's rule: it is listed with
//! the others, and nothing here says whether it is needed.
//!
//! What the rules demand, why, and which requirements of PCI DSS v4 they serve: [`rules`], or `policies --list`.

mod evaluate;
mod finding;
mod iam;
mod names;
pub(crate) mod report;
mod rule;
pub mod rules;
mod scanner;
mod view;

pub use evaluate::{Excepted, Exception, Report, evaluate};
pub use finding::{Finding, Findings};
pub use iam::{Document, Statement};
pub use rule::Rule;
pub use rules::*;
pub use view::{BlockView, ByReference, Piece, Resolved, ResourceView, StackView};

/// What a finding about an exception that nothing needs is called.
pub const UNUSED_EXEMPTION: &str = "unused-exemption";

/// What a finding about an exception from a rule that does not exist is called.
pub const UNKNOWN_RULE: &str = "unknown-rule";
