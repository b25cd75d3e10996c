//! What the three functions do with an event.

mod admit;
mod find;
mod notify;
mod process;
mod recent;
mod validate;

pub use find::find;
pub use notify::{Notify, notify};
pub use process::{Process, process};
pub use recent::Recent;
pub use validate::{Validate, validate};
