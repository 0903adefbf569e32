//! Records by their global id.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object};
use rapport_kernel::{ApiError, ApiResult, InputPath, id::decode_global};
use uuid::Uuid;

use crate::{AnyNode, connection::LARGEST_PAGE, open::node::NodeKinds, path};

/// The root fields for global ids.
#[derive(Default)]
pub(crate) struct NodeQuery;

/// Records by their global id.
#[Object]
impl NodeQuery {
    /// A record by its global id; null when there is none that you may see.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The global id.")] id: ID) -> ApiResult<Option<AnyNode>> {
        Ok(find(ctx, &[id], |_| path!["id"]).await?.pop().flatten())
    }

    /// Records by their global ids, in their order, with null for each that is not there or that you may not see.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global ids, at most 100.")] ids: Vec<ID>,
    ) -> ApiResult<Option<Vec<Option<AnyNode>>>> {
        if ids.len() > usize::try_from(LARGEST_PAGE).unwrap_or(usize::MAX) {
            return Err(ApiError::bad_input(path!["ids"], format!("At most {LARGEST_PAGE} ids at a time.")));
        }
        find(ctx, &ids, |index| path!["ids", index]).await.map(Some)
    }
}

/// Finds each kind's records in one batch and puts them back in order.
async fn find(ctx: &Context<'_>, ids: &[ID], place: impl Fn(usize) -> InputPath) -> ApiResult<Vec<Option<AnyNode>>> {
    let kinds = ctx.data_opt::<NodeKinds>().ok_or_else(|| ApiError::internal("the schema has no nodes"))?;
    let mut by_kind: HashMap<&str, Vec<(usize, Uuid)>> = HashMap::new();
    for (index, id) in ids.iter().enumerate() {
        let known = decode_global(&id.0).and_then(|(name, uuid)| Some((kinds.0.get(name.as_str())?, uuid)));
        let (kind, uuid) =
            known.ok_or_else(|| ApiError::bad_input(place(index), "This is not a global id of this server."))?;
        by_kind.entry(kind.name).or_default().push((index, uuid));
    }
    let mut found: Vec<Option<AnyNode>> = std::iter::repeat_with(|| None).take(ids.len()).collect();
    for (name, wanted) in by_kind {
        let Some(kind) = kinds.0.get(name) else { continue };
        let uuids = wanted.iter().map(|(_, uuid)| *uuid).collect();
        for ((index, _), node) in wanted.iter().zip((kind.find)(ctx, uuids).await?) {
            if let Some(slot) = found.get_mut(*index) {
                *slot = node;
            }
        }
    }
    Ok(found)
}
