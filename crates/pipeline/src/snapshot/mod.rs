//! How many deals, of what value and of how many customers, are in each stage of a pipeline, now or at a past moment.

pub(crate) mod count;
pub mod kept;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod types;

pub use types::{PipelineSnapshot, StageSnapshot, StageValueShare};

/// What a snapshot costs: one of the past reads every stay that had not ended by then.
pub(crate) const WEIGHT: u64 = 50;
