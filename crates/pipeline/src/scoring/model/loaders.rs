//! Models by what others know of them, and what they say of deals.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{ScoringModelId, fit::Brought, read, repo, row::ModelRow};
use crate::{
    deals::{self, DealId},
    permissions,
    pipelines::PipelineId,
};

/// How much of what was said of a deal is shown.
const MOST: i64 = 100;

/// Models by their id.
pub struct ScoringModelById;

impl Batch for ScoringModelById {
    type Key = ScoringModelId;
    type Value = ModelRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ScoringModelId],
    ) -> Result<HashMap<ScoringModelId, ModelRow>, DbError> {
        call.require(&permissions::READ)?;
        Ok(repo::by_ids(conn, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// What the latest model of its pipeline says of a deal.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) model: ModelRow,
    pub(crate) probability: f64,
    pub(crate) intercept: f64,
    pub(crate) brought: Vec<Brought>,
}

/// What is said of deals that the actor sees, by the id of the deal.
pub(crate) struct SaidByDealId;

impl Batch for SaidByDealId {
    type Key = DealId;
    type Value = Said;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[DealId]) -> Result<HashMap<DealId, Said>, DbError> {
        call.require(&permissions::READ)?;
        let rows = deals::repo::visible(conn, &call.actor, keys)?;
        let mut pipelines: Vec<PipelineId> = rows.iter().map(|row| row.pipeline_id).collect();
        pipelines.sort();
        pipelines.dedup();
        let models = repo::latest(conn, &pipelines)?;
        if models.is_empty() {
            return Ok(HashMap::new());
        }
        let of: HashMap<DealId, PipelineId> = rows.iter().map(|row| (row.id, row.pipeline_id)).collect();
        let learned: HashMap<PipelineId, _> =
            models.iter().filter_map(|(pipeline, model)| Some((*pipeline, model.parameters()?))).collect();
        let ids: Vec<DealId> = of.keys().copied().collect();
        let said = read::of_deals(conn, &ids)?.into_iter().filter_map(|facts| {
            let pipeline = of.get(&facts.deal)?;
            let (model, learned) = (models.get(pipeline)?, learned.get(pipeline)?);
            let said = Said {
                model: model.clone(),
                probability: learned.probability(&facts),
                intercept: learned.intercept,
                brought: learned.brought(&facts),
            };
            Some((facts.deal, said))
        });
        Ok(said.collect())
    }
}

/// What was said of deals so far, by the id of the deal.
pub(crate) struct SaidBeforeByDealId;

impl Batch for SaidBeforeByDealId {
    type Key = DealId;
    type Value = Vec<(NaiveDateTime, f64, ScoringModelId)>;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[DealId]) -> Result<HashMap<DealId, Self::Value>, DbError> {
        call.require(&permissions::READ)?;
        let mut found: HashMap<DealId, Self::Value> = HashMap::new();
        for (deal, at, probability, model) in repo::scores_of(conn, keys, MOST)? {
            found.entry(deal).or_default().push((at, probability, model));
        }
        Ok(found)
    }
}
