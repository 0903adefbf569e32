//! How many deals, of what value, are in each stage of a pipeline, now or at a past moment.

pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod types;

pub use types::{PipelineSnapshot, StageSnapshot};

/// What a snapshot costs: it reads every stay that had not ended by then.
pub(crate) const WEIGHT: u64 = 50;
