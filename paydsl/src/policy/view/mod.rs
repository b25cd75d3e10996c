//! What rules see: one stack as it is in one environment, read only.

mod body;
mod evaluate;
mod functions;
mod model;
mod references;
mod resolved;
mod resource;
mod stack;

pub use body::BlockView;
pub(crate) use model::Model;
pub use resolved::{Piece, Resolved};
pub use resource::{ByReference, ResourceView};
pub use stack::StackView;
