//! The stages of a pipeline. They are changed with it.

pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::{StageById, StagesByPipelineId};
pub use row::StageRow;
pub use types::{Stage, StageRecord};

/// Stages, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct StageKind;

impl Kind for StageKind {
    const NAME: &'static str = "PipelineStage";
}

/// The id of a stage.
pub type StageId = Id<StageKind>;
