//! What scores add to deals.

use rapport_graphql::{
    ContextExt, Open, Timestamp,
    async_graphql::{Context, Object, SimpleObject},
    open::object::Extension,
};
use rapport_kernel::ApiResult;

use super::{
    ScoringModel, ScoringModelById,
    loaders::{SaidBeforeByDealId, SaidByDealId},
    types::ScoreContribution,
};
use crate::{
    deals::{DealId, DealRecord},
    permissions,
};

/// How likely a deal is to be won, and why.
#[derive(SimpleObject)]
pub(crate) struct DealScore {
    /// The probability as a number from 0 to 100, of which neither is ever reached.
    value: f64,
    /// The probability that the deal is won, by what was known of it as it began.
    probability: f64,
    /// The log-odds of a deal that has nothing of what is weighed. With the contributions they are the log-odds of this deal.
    intercept: f64,
    /// What each factor brings, what brings most first.
    factors: Vec<ScoreContribution>,
    /// The model that says so.
    model: ScoringModel,
}

/// What was once said of a deal.
#[derive(SimpleObject)]
pub(crate) struct PastDealScore {
    /// When it was said.
    scored_at: Timestamp,
    /// The probability as a number from 0 to 100.
    value: f64,
    /// The model that said so.
    model: Option<ScoringModel>,
}

/// What scores add to a deal.
pub(crate) struct ScoredDeal(DealId);

impl Extension for ScoredDeal {
    type Parent = DealRecord;

    fn of(parent: &DealRecord) -> Self {
        Self(parent.deal_id())
    }
}

/// What scores add to a deal.
#[Object]
impl ScoredDeal {
    /// How likely the deal is to be won, by the latest model of its pipeline, from what was known of it as it began; null where
    /// no model was trained.
    async fn score(&self, ctx: &Context<'_>) -> ApiResult<Option<DealScore>> {
        ctx.call()?.require(&permissions::READ)?;
        let Some(said) = ctx.load::<SaidByDealId>(self.0).await? else { return Ok(None) };
        let mut factors: Vec<ScoreContribution> = said.brought.into_iter().map(ScoreContribution::from).collect();
        factors.sort_by(|one, other| other.size().total_cmp(&one.size()));
        Ok(Some(DealScore {
            value: 100.0 * said.probability,
            probability: said.probability,
            intercept: said.intercept,
            factors,
            model: Open(said.model.into()),
        }))
    }

    /// What was said of the deal while it was open, the latest first, at most 100 times: as models were trained, and once a day.
    async fn score_history(&self, ctx: &Context<'_>) -> ApiResult<Option<Vec<PastDealScore>>> {
        ctx.call()?.require(&permissions::READ)?;
        let said = ctx.load::<SaidBeforeByDealId>(self.0).await?.unwrap_or_default();
        let mut past = Vec::with_capacity(said.len());
        for (at, probability, model) in said {
            let model = ctx.load::<ScoringModelById>(model).await?;
            let model = model.map(|row| Open(row.into()));
            past.push(PastDealScore { scored_at: Timestamp(at), value: 100.0 * probability, model });
        }
        Ok(Some(past))
    }
}
