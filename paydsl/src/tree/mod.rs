//! The tree that both output formats are written from.
//!
//! Terraform reads a string differently depending on where it stands. The tree has one Rust type for each of the three
//! kinds of position, so that a value with the wrong escaping cannot be put in the wrong place:
//!
//! - [`Expression`]: evaluated by Terraform. Literal text in it is escaped (`${` becomes `$${`).
//! - [`Literal`]: read as it is (a variable's default, a backend's setting, a module's source, a description).
//! - [`Reference`]: a bare address (`depends_on`, `ignore_changes`, `moved`, `provider`).

mod body;
mod expression;
mod literal;
mod reference;

pub use body::{Argument, Block, Body, Item};
pub use expression::{Arena, BinaryOperator, ExprId, Expression, Number, Part, UnaryOperator};
pub use literal::Literal;
pub use reference::Reference;

/// Text that is mostly known at compile time.
pub type Text = std::borrow::Cow<'static, str>;
