//! A stay as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::StayId;
use crate::{deals::DealId, pipelines::PipelineId, schema::deal_stays, stages::StageId};
use rapport_graphql::ShortText;

/// A row of `deal_stays`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = deal_stays, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct StayRow {
    pub id: StayId,
    pub deal_id: DealId,
    pub pipeline_id: PipelineId,
    pub stage_id: StageId,
    pub entered_at: NaiveDateTime,
    pub left_at: Option<NaiveDateTime>,
    pub amount: Option<i64>,
    pub currency: Option<ShortText>,
}
