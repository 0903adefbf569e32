//! What clients say of a pipeline.

use rapport_contacts::text;
use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::Violations,
    path,
};

use crate::stages::inputs::PipelineStageInput;

/// How long a name is at most.
const LONGEST_NAME: usize = 100;

/// A pipeline to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreatePipelineInput {
    /// The name, at most 100 characters.
    pub name: String,
    /// The stages in their order, at most 50: at least one for open deals, one for the won and one for the lost.
    pub stages: Vec<PipelineStageInput>,
}

/// Changes to a pipeline. What is left out stays.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdatePipelineInput {
    /// The pipeline.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The name, at most 100 characters. It cannot be removed.
    pub name: MaybeUndefined<String>,
    /// All the stages in their order, those that are there by their ids. One that is left out is retired: the deals in it
    /// stay, and no other enters. One that was retired and is named again is in use again.
    pub stages: Option<Vec<PipelineStageInput>>,
}

/// The name of a pipeline.
pub(crate) fn name(violations: &mut Violations, name: &str) -> Option<String> {
    text::required(violations, path!["input", "name"], name, LONGEST_NAME)
}
