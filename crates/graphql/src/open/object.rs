//! Open objects: a record's own fields, then those that other modules added.

use std::{
    any::{Any, TypeId},
    borrow::Cow,
    collections::HashMap,
    sync::Arc,
};

use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerError, ServerResult, Value,
    parser::types::Field,
    registry::{MetaType, MetaTypeId, Registry},
};
use futures_util::future::BoxFuture;

use super::{
    place::{Here, Holder},
    relation::{Relation, relation_of},
    render::render,
};
use crate::{json, registry};

/// A struct whose GraphQL type is open. Derived, see `rapport_graphql_derive`.
pub trait Record: ObjectType + Send + Sync + 'static {
    /// The name of the open type.
    ///
    /// The struct itself has another one in GraphQL, so that a resolver that returns the bare struct, whose added
    /// fields would be missing, shows in the schema and stops the start.
    const NAME: &'static str;

    /// The number of a field that needs no argument, guard or loader; `None` for any other.
    fn slot(field: &str) -> Option<usize>;

    /// Writes the field of this number as JSON.
    fn write(&self, slot: usize, out: &mut String);

    /// The fields that lead to what others hold of the record.
    fn relations() -> &'static [Relation<Self>]
    where
        Self: Sized;
}

/// The carrier of an open type: resolves the record's own fields, then added ones.
///
/// It also does what async-graphql does not: an error in a nullable field nulls that field alone, as the specification
/// has it, and the records of a list are resolved together.
#[derive(Clone, Debug)]
pub struct Open<T>(pub T);

impl<T> From<T> for Open<T> {
    fn from(record: T) -> Self {
        Self(record)
    }
}

/// Resolves one added field on a parent of known type.
pub(crate) type Resolver =
    Arc<dyn for<'a> Fn(&'a (dyn Any + Send + Sync), &'a Context<'_>) -> Resolved<'a> + Send + Sync>;
type Resolved<'a> = BoxFuture<'a, ServerResult<Option<Value>>>;

/// The fields that modules added, by the Rust type of the parent and the field's name.
#[derive(Clone, Default)]
pub(crate) struct AddedFields(pub(crate) HashMap<TypeId, HashMap<String, Resolver>>);

/// Fields that a module adds to the record of another.
pub trait Extension: ObjectType + Send + Sync + 'static {
    /// The record that is extended.
    type Parent: Record;

    /// Takes from the parent what the added fields need, most often its id.
    fn of(parent: &Self::Parent) -> Self;
}

impl<T: Record> OutputType for Open<T> {
    fn type_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Object, |registry| {
            let mut info = registry::take_output::<T>(registry);
            if let MetaType::Object { name, rust_typename, fields, .. } = &mut info {
                T::NAME.clone_into(name);
                *rust_typename = Some(std::any::type_name::<Self>());
                fields.extend(
                    T::relations().iter().map(|relation| (relation.name.to_owned(), relation.register(registry))),
                );
            }
            info
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        let rendered = render::<T>(&[&self.0], ctx, &Here(ctx)).await?;
        Ok(json::written(rendered.into_first()))
    }
}

impl<T: Record> ContainerType for Open<T> {
    /// A member of a union is resolved field by field.
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        match relation_of::<T, _>(ctx, &ctx.item.node.name.node) {
            Some(relation) => {
                let column = relation.fill_at(&[&self.0], ctx, &Holder(ctx)).await?;
                Ok(Some(json::written(column.into_first())))
            }
            None => resolve_field(&self.0, ctx).await,
        }
    }
}

impl<T: Record> ObjectType for Open<T> {}

/// Resolves a field of one record: its own resolver, then those of other modules.
pub(crate) async fn resolve_field<T: Record>(record: &T, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
    let resolved = match record.resolve_field(ctx).await {
        Ok(None) => resolve_added(TypeId::of::<T>(), record, ctx).await,
        resolved => resolved,
    };
    or_null(T::NAME, ctx, resolved)
}

/// Asks the module that added the field.
pub(crate) async fn resolve_added(
    parent_type: TypeId,
    parent: &(dyn Any + Send + Sync),
    ctx: &Context<'_>,
) -> ServerResult<Option<Value>> {
    let added = ctx.data_opt::<AddedFields>().and_then(|added| added.0.get(&parent_type));
    match added.and_then(|fields| fields.get(ctx.item.node.name.node.as_str())) {
        Some(resolver) => resolver(parent, ctx).await,
        None => Ok(None),
    }
}

/// Where the field is nullable, keeps its error and answers null: the error goes no further up.
pub(crate) fn or_null(
    parent: &str,
    ctx: &Context<'_>,
    resolved: ServerResult<Option<Value>>,
) -> ServerResult<Option<Value>> {
    let Err(error) = resolved else { return resolved };
    let error = if error.path.is_empty() { ctx.set_error_path(error) } else { error };
    if is_nullable(ctx, parent) {
        ctx.add_error(error);
        return Ok(Some(Value::Null));
    }
    Err(error)
}

fn is_nullable(ctx: &Context<'_>, parent: &str) -> bool {
    let registered = ctx.schema_env.registry.types.get(parent);
    registered
        .and_then(|info| info.field_by_name(ctx.item.node.name.node.as_str()))
        .is_some_and(|field| !field.ty.ends_with('!'))
}

/// The resolver of an extension's fields.
pub(crate) fn resolver_of<E: Extension>() -> Resolver {
    Arc::new(|parent, ctx| {
        Box::pin(async move {
            let parent = parent
                .downcast_ref::<E::Parent>()
                .ok_or_else(|| ServerError::new("an extension met a parent of another type", Some(ctx.item.pos)))?;
            E::of(parent).resolve_field(ctx).await
        })
    })
}
