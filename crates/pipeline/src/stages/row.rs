//! A stage as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::kept;
use serde::{Deserialize, Serialize};

use super::StageId;
use crate::{deals::DealStatus, pipelines::PipelineId, schema::pipeline_stages};

/// A row of `pipeline_stages`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = pipeline_stages, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct StageRow {
    pub id: StageId,
    pub pipeline_id: PipelineId,
    pub place: u32,
    pub name: String,
    pub probability: u32,
    pub kind: String,
    pub age_limit_days: Option<u32>,
    pub retired_at: Option<NaiveDateTime>,
    pub gates: Option<String>,
}

impl StageRow {
    /// The status of deals in this stage.
    #[must_use]
    pub fn status(&self) -> DealStatus {
        // The column is written by this program alone.
        kept::value(&self.kind).unwrap_or(DealStatus::Open)
    }
}
