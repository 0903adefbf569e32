//! A stay, as clients see one.

use rapport_graphql::{
    Open, Record, Related, Timestamp,
    async_graphql::SimpleObject,
    open::relation::{Relation, one},
};

use super::StayRow;
use crate::stages::{StageById, StageId, StageRecord};

/// A stay of a deal in a stage.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "DealStay", relations)]
pub struct StayRecord {
    /// When the deal came into the stage.
    pub entered_at: Timestamp,
    /// When it left; null while it is there.
    pub left_at: Option<Timestamp>,
    #[graphql(skip)]
    stage: StageId,
}

/// A stay, open to other modules.
pub type Stay = Open<StayRecord>;

impl From<StayRow> for StayRecord {
    fn from(row: StayRow) -> Self {
        Self { entered_at: Timestamp(row.entered_at), left_at: row.left_at.map(Timestamp), stage: row.stage_id }
    }
}

impl Related for StayRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![one::<Self, StageById, StageRecord>("stage", "The stage.", |stay| Some(stay.stage))]
    }
}
