//! Pipelines.

pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::PipelineById;
pub use row::PipelineRow;
pub use types::{Pipeline, PipelineRecord};

/// Pipelines, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct PipelineKind;

impl Kind for PipelineKind {
    const NAME: &'static str = "Pipeline";
}

/// The id of a pipeline.
pub type PipelineId = Id<PipelineKind>;
