//! What a model says of deals that it has not seen, deal by deal: for whoever wants to measure it themselves.

use rapport_graphql::{
    ContextExt, GlobalId,
    async_graphql::{Context, ID, SimpleObject},
    input, path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{ScoringModelId, repo};
use crate::{
    deals::{DealId, DealKind},
    scoring::permissions,
};

/// How many are told at once, at most.
const MOST: i32 = 1_000;

/// What a model says of a deal that it has not seen, and what came of it.
#[derive(SimpleObject)]
pub(crate) struct HeldOutDeal {
    /// The global id of the deal.
    deal_id: GlobalId<DealKind>,
    /// The probability that was said.
    probability: f64,
    /// Whether it was won.
    is_won: bool,
}

/// Some of the deals that a model has not seen.
#[derive(SimpleObject)]
pub(crate) struct HeldOutPage {
    /// The deals, in the order of their ids, as far as you may see them.
    nodes: Vec<HeldOutDeal>,
    /// Hand this to `after` for those that follow; null when there are none.
    next_after: Option<ID>,
}

/// Some of the deals that a model has not seen.
pub(crate) async fn page(
    ctx: &Context<'_>,
    model: ScoringModelId,
    first: Option<i32>,
    after: Option<ID>,
) -> ApiResult<HeldOutPage> {
    let call = ctx.call()?;
    call.require(&permissions::MANAGE)?;
    let first = first.unwrap_or(100);
    if !(1..=MOST).contains(&first) {
        return Err(ApiError::bad_input(path!["first"], format!("From 1 to {MOST} are told at once.")));
    }
    let after: Option<DealId> = after.map(|id| input::id(&id, path!["after"])).transpose()?;
    let actor = call.actor.clone();
    let limit = i64::from(first) + 1;
    let mut rows = ctx.db()?.read(move |conn| Ok(repo::held_out(conn, &actor, model, after, limit)?)).await?;
    let has_more = rows.len() > usize::try_from(first).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(first).unwrap_or(usize::MAX));
    let next_after = rows.last().filter(|_| has_more).map(|(deal, ..)| ID(deal.to_global()));
    let nodes = rows.into_iter();
    let nodes = nodes.map(|(deal, probability, is_won)| HeldOutDeal { deal_id: GlobalId(deal), probability, is_won });
    Ok(HeldOutPage { nodes: nodes.collect(), next_after })
}
