//! `Node`: the interface of all records that have a global id, open to every module.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use async_graphql::{
    Context, ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    indexmap::{IndexMap, IndexSet},
    parser::types::Field,
    registry::{MetaField, MetaType, MetaTypeId, Registry},
};
use futures_util::future::{BoxFuture, try_join_all};
use rapport_kernel::{ApiResult, Id};
use uuid::Uuid;

use super::object::{Open, Record};
use crate::{context::ContextExt, loader::Batch};

/// The name of the interface.
pub(crate) const NODE: &str = "Node";

trait DynNode: Send + Sync {
    fn name(&self) -> &'static str;
    fn resolve<'a>(
        &'a self,
        ctx: &'a ContextSelectionSet<'_>,
        field: &'a Positioned<Field>,
    ) -> BoxFuture<'a, ServerResult<Value>>;
}

impl<T: Record> DynNode for Open<T> {
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn resolve<'a>(
        &'a self,
        ctx: &'a ContextSelectionSet<'_>,
        field: &'a Positioned<Field>,
    ) -> BoxFuture<'a, ServerResult<Value>> {
        Box::pin(OutputType::resolve(self, ctx, field))
    }
}

/// Any record with a global id.
pub struct AnyNode(Box<dyn DynNode>);

impl AnyNode {
    /// This record, as a node.
    #[must_use]
    pub fn new<T: Record>(record: Open<T>) -> Self {
        Self(Box::new(record))
    }
}

impl OutputType for AnyNode {
    fn type_name() -> Cow<'static, str> {
        NODE.into()
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        self.0.name().into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Interface, |_| {
            let mut id = MetaField::new("id", "ID!");
            id.description = Some("The record's global id.".to_owned());
            let fields = IndexMap::from_iter([("id".to_owned(), id)]);
            MetaType::Interface {
                name: NODE.to_owned(),
                description: Some("A record with a global id.".to_owned()),
                fields,
                possible_types: IndexSet::new(),
                extends: false,
                inaccessible: false,
                tags: Vec::new(),
                keys: None,
                visible: None,
                rust_typename: Some(std::any::type_name::<Self>()),
                directive_invocations: Vec::new(),
                requires_scopes: Vec::new(),
            }
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}

/// Finds records of one kind, in the order of the ids, `None` for what the actor cannot see.
pub type Find = for<'a> fn(&'a Context<'_>, Vec<Uuid>) -> BoxFuture<'a, ApiResult<Vec<Option<AnyNode>>>>;

/// A kind of node and how to find it by id.
#[derive(Clone)]
pub struct NodeKind {
    /// The name of the open type, the first half of its global ids.
    pub name: &'static str,
    /// Finds records by id, under the row scope of the actor.
    pub find: Find,
}

/// The kinds of node, by name.
#[derive(Clone, Default)]
pub(crate) struct NodeKinds(pub(crate) Arc<HashMap<&'static str, NodeKind>>);

/// Finds records by id through a batch, which asks for the rights and the row scope.
pub(crate) async fn find_by<T, K, B>(ctx: &Context<'_>, ids: Vec<Uuid>) -> ApiResult<Vec<Option<AnyNode>>>
where
    T: Record + From<B::Value>,
    K: 'static,
    B: Batch<Key = Id<K>>,
{
    let rows = try_join_all(ids.into_iter().map(|id| ctx.load::<B>(Id::from_uuid(id)))).await?;
    Ok(rows.into_iter().map(|row| row.map(|row| AnyNode::new(Open(T::from(row))))).collect())
}
