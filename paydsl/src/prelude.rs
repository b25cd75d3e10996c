//! Everything that stack code uses: `use paydsl::prelude::*;`.

pub use crate::catalogue::*;
pub use crate::code::{Code, code};
pub use crate::functions::*;
pub use crate::package::Source;
pub use crate::project::{Backend, Environment, Environments, Outputs, Project, Remote, Stack};
pub use crate::resource::{ByKey, Counted, Provider, Resource};
pub use crate::value::{Any, Bool, IntoValue, List, Map, Null, Num, Object, Set, Str, ToValue, Value};
pub use paydsl_macros::{Outputs, component, environments, hcl, helper, policy, stack, tf};
