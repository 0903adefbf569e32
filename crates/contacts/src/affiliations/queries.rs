//! Asking for affiliations: by the person or the company, or as a node. There is no list of all of them.

use rapport_graphql::{AnyNode, ContextExt, Open, async_graphql::Context};
use rapport_kernel::{ApiResult, Id};
use uuid::Uuid;

use super::{AffiliationRecord, loaders::AffiliationById};
use crate::permissions;

/// Finds affiliations by id, for `node`.
pub(crate) async fn find(ctx: &Context<'_>, ids: Vec<Uuid>) -> ApiResult<Vec<Option<AnyNode>>> {
    ctx.call()?.require(&permissions::READ)?;
    let mut found = Vec::with_capacity(ids.len());
    let rows = ids.into_iter().map(|id| ctx.load::<AffiliationById>(Id::from_uuid(id)));
    for row in rapport_graphql::futures_util::future::try_join_all(rows).await? {
        found.push(row.map(|row| AnyNode::new(Open(AffiliationRecord::from(row)))));
    }
    Ok(found)
}
