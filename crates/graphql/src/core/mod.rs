//! What every schema has, whatever its modules: `node`, `nodes` and `Event`.

mod event;
mod node;

pub use event::{ActorKind, ActorRole, EventPage, EventRecord, FieldChange, events_of_record};

use crate::Module;

/// The module that stands before all others.
pub(crate) fn module() -> Module {
    Module::new("core").query::<node::NodeQuery>()
}
