//! The macros of paydsl: thin entry points over parse, lower, check and render, each of which runs without a compiler.
//!
//! Use them through `paydsl::prelude`.

mod catalogue;
mod component;
#[cfg(test)]
mod damage;
mod diagnostic;
#[cfg(test)]
mod editing;
mod environments;
mod hcl;
mod literal;
mod lower;
mod names;
mod outputs;
mod render;
mod repair;
#[cfg(test)]
mod robustness;
mod signature;
mod stack;
mod template;

use proc_macro::TokenStream;

/// Where the macro runs: the crate it expands in, and for whom.
struct Session {
    mode: render::Mode,
    manifest_dir: std::path::PathBuf,
}

impl Session {
    fn new() -> Self {
        Session {
            mode: render::Mode::detect(),
            manifest_dir: std::env::var_os("CARGO_MANIFEST_DIR")
                .map(Into::into)
                .unwrap_or_default(),
        }
    }
}

/// Makes a function a stack: one Terraform root module, named after the function.
///
/// Parameters: the environment (`env: &Env`), and stacks to read from (`network: Remote<Network>`), each optional. The
/// function returns its outputs, a struct under `#[derive(Outputs)]`, or nothing.
///
/// The function itself becomes one without parameters that returns a [`Stack`](../paydsl/project/struct.Stack.html), for
/// `Project::stack`.
///
/// All mistakes in it are reported at once, each on its own token.
#[proc_macro_attribute]
pub fn stack(attribute: TokenStream, item: TokenStream) -> TokenStream {
    stack::expand(attribute.into(), item.into(), &Session::new()).into()
}

/// Makes a function a component: it declares resources under a name of its own and returns a struct of values.
///
/// The first parameter is the instance's name (`name: &str`), the prefix of everything declared in it. A parameter whose
/// type is a resource type (`key: aws_kms_key`) takes the handle of such a resource.
#[proc_macro_attribute]
pub fn component(attribute: TokenStream, item: TokenStream) -> TokenStream {
    component::expand(
        component::Kind::Component,
        attribute.into(),
        item.into(),
        &Session::new(),
    )
    .into()
}

/// Lets a function use paydsl's literals without being a stack or a component: for functions that return blocks.
///
/// ```ignore
/// #[helper]
/// fn from_anywhere(port: u16) -> aws_security_group::ingress {
///     aws_security_group::ingress { from_port: port, to_port: port, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] }
/// }
/// ```
#[proc_macro_attribute]
pub fn helper(attribute: TokenStream, item: TokenStream) -> TokenStream {
    component::expand(component::Kind::Helper, attribute.into(), item.into(), &Session::new()).into()
}

/// Declares the environments of a project: a module with one struct of values and a constant of it for each environment.
///
/// `DEV` is the environment `dev`, `PRE_PROD` is `pre-prod`. `#[protected]` on a constant makes applying it need a
/// confirmation. In stacks a field is a `Value` that each workspace resolves for itself.
#[proc_macro_attribute]
pub fn environments(attribute: TokenStream, item: TokenStream) -> TokenStream {
    environments::expand(attribute.into(), item.into(), &Session::new()).into()
}

/// Makes a struct of values the outputs of a stack. A field's doc comment becomes the output's description, and
/// `#[sensitive]` marks it sensitive.
#[proc_macro_derive(Outputs, attributes(sensitive))]
pub fn outputs(item: TokenStream) -> TokenStream {
    outputs::expand(item.into()).into()
}

/// A template: literal text with values in braces, `tf!("{audit.arn}/*")`. Braces themselves are doubled.
///
/// What is in braces is any Rust expression; `{}` takes the arguments after the text in order.
#[proc_macro]
pub fn tf(input: TokenStream) -> TokenStream {
    template::expand(input.into()).into()
}

/// An IAM policy document, its actions, resources, principals and conditions checked as they are typed.
///
/// ```ignore
/// policy: policy!(
///     allow {
///         sid: "ReadPayments",
///         action: ["s3:GetObject", "s3:GetObjectVersion"],
///         resource: tf!("{bucket.arn}/payments/*"),
///         condition: [string_equals("aws:ResourceAccount", account.account_id)],
///     },
///     #[exempt("least-privilege", reason = "it looks for whatever there is")]
///     allow { action: "ec2:Describe*", resource: "*" },
/// ),
/// ```
///
/// It is JSON text. A statement is `allow` or `deny`, and its elements are those of IAM: `sid`, `action` or `not_action`,
/// `resource` or `not_resource`, `principal` or `not_principal`, and `condition`. Principals are `service(..)`, `aws(..)`,
/// `federated(..)`, `canonical_user(..)` or `"*"`; conditions are operators, `string_like(key, value)`, with `if_exists`,
/// `for_any_value` or `for_all_values` around them.
///
/// Wildcards want a reason, `#[exempt("least-privilege", reason = "..")]`, and so does what the data on AWS's services
/// does not know yet: `#[exempt("sound-permissions", reason = "..")]`.
#[proc_macro]
pub fn policy(input: TokenStream) -> TokenStream {
    lower::policy::expand(input.into(), &Session::new()).into()
}

/// A raw HCL expression, its syntax checked at compile time: `hcl!("[for s in var.names : upper(s)]")`.
#[proc_macro]
pub fn hcl(input: TokenStream) -> TokenStream {
    hcl::expand(input.into()).into()
}

/// The names of all resource types and data sources of the providers that this crate sees, as types without values.
///
/// `paydsl` itself contains it for the providers that come with it; a crate with providers of its own invokes it in its
/// root.
#[proc_macro]
pub fn catalogue(input: TokenStream) -> TokenStream {
    catalogue::expand(input.into(), &Session::new()).into()
}
