//! Interactions: what was said and done with people, on every channel. Together they are a person's timeline.

pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod timeline;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::InteractionById;
pub use row::InteractionRow;
pub(crate) use timeline::{SOURCE, of_contact};
pub use types::{Interaction, InteractionDirection, InteractionKind, InteractionRecord, InteractionSentiment};

/// Interactions, as a kind of record. `InteractionKind` is what clients call the kind of an interaction.
#[derive(Clone, Copy, Debug)]
pub struct InteractionNode;

impl Kind for InteractionNode {
    const NAME: &'static str = "Interaction";
}

/// The id of an interaction.
pub type InteractionId = Id<InteractionNode>;
