//! What the three functions do with an event.

mod notify;
mod process;
mod validate;

pub use notify::{Notify, notify};
pub use process::{Process, process};
pub use validate::{Validate, validate};
