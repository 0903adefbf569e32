//! Open objects: a record's own fields, then those that other modules added.

use std::{
    any::{Any, TypeId},
    borrow::Cow,
    collections::HashMap,
    sync::Arc,
};

use async_graphql::{
    ContainerType, Context, ContextSelectionSet, Name, ObjectType, OutputType, Positioned, ServerError, ServerResult,
    Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::{MetaType, MetaTypeId, Registry},
};
use futures_util::{FutureExt, future::BoxFuture};

use crate::registry;

/// A struct whose GraphQL type is open. Derived, see `rapport_graphql_derive`.
pub trait Record: ObjectType + Send + Sync + 'static {
    /// The name of the open type.
    ///
    /// The struct itself has another one in GraphQL, so that a resolver that returns the bare struct, whose added
    /// fields would be missing, shows in the schema and stops the start.
    const NAME: &'static str;

    /// The value of a field that needs no argument, guard or loader; `None` for any other.
    fn plain(&self, field: &str) -> Option<Value>;
}

/// A value that stands in a record as it goes into the answer.
pub trait Plain {
    /// The value for the answer.
    fn plain(&self) -> Value;
}

impl Plain for String {
    fn plain(&self) -> Value {
        Value::String(self.clone())
    }
}
impl Plain for bool {
    fn plain(&self) -> Value {
        Value::Boolean(*self)
    }
}
impl Plain for i32 {
    fn plain(&self) -> Value {
        Value::from(*self)
    }
}
impl Plain for u32 {
    fn plain(&self) -> Value {
        Value::from(*self)
    }
}
impl<T: Plain> Plain for Option<T> {
    fn plain(&self) -> Value {
        self.as_ref().map_or(Value::Null, Plain::plain)
    }
}

/// Makes a GraphQL enum a [`Plain`] value.
#[macro_export]
macro_rules! plain_enum {
    ($($name:ty),+ $(,)?) => {$(
        impl $crate::Plain for $name {
            fn plain(&self) -> $crate::async_graphql::Value {
                $crate::async_graphql::resolver_utils::enum_value(*self)
            }
        }
    )+};
}

/// The carrier of an open type: resolves the record's own fields, then added ones.
///
/// It also does two things that async-graphql does not: an error in a nullable field nulls that field alone, as the
/// specification has it, and plain fields are read without a future each.
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
            if let MetaType::Object { name, rust_typename, .. } = &mut info {
                T::NAME.clone_into(name);
                *rust_typename = Some(std::any::type_name::<Self>());
            }
            info
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_record(self, ctx).await
    }
}

impl<T: Record> ContainerType for Open<T> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let resolved = match self.0.resolve_field(ctx).await {
            Ok(None) => resolve_added(TypeId::of::<T>(), &self.0, ctx).await,
            resolved => resolved,
        };
        or_null(T::NAME, ctx, resolved)
    }
}

impl<T: Record> ObjectType for Open<T> {}

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

type Waiting<'a> = BoxFuture<'a, ServerResult<(usize, Value)>>;

/// Resolves a selection set on a record: plain fields at once, the rest concurrently, in the order of the query.
///
/// It relies on the operation path's merge: each response key stands once.
async fn resolve_record<T: Record>(root: &Open<T>, ctx: &ContextSelectionSet<'_>) -> ServerResult<Value> {
    let mut fields = Vec::with_capacity(ctx.item.node.items.len());
    collect::<T>(ctx, &ctx.item.node, &mut fields);
    let mut values: Vec<Value> = Vec::with_capacity(fields.len());
    let mut waiting: Vec<Waiting<'_>> = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let ready = plain_field(root, field);
        if ready.is_none() {
            waiting.push(
                async move {
                    let ctx = ctx.with_field(field);
                    let value = root.resolve_field(&ctx).await?.unwrap_or_default();
                    Ok((index, value))
                }
                .boxed(),
            );
        }
        values.push(ready.unwrap_or_default());
    }
    if !waiting.is_empty() {
        for (index, value) in futures_util::future::try_join_all(waiting).await? {
            if let Some(slot) = values.get_mut(index) {
                *slot = value;
            }
        }
    }
    let mut object: IndexMap<Name, Value> = IndexMap::with_capacity(fields.len());
    for (field, value) in fields.iter().zip(values) {
        object.insert(field.node.response_key().node.clone(), value);
    }
    Ok(Value::Object(object))
}

/// Records as a list. Where only plain fields are asked of them, they are read one after the other, without a future
/// and a path for each: a page of plain fields is what is asked for most.
pub(crate) struct Records<'a, T>(pub(crate) Vec<&'a Open<T>>);

impl<T: Record> OutputType for Records<'_, T> {
    fn type_name() -> Cow<'static, str> {
        <Vec<&Open<T>> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<&Open<T>> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<&Open<T>> as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        let mut fields = Vec::with_capacity(ctx.item.node.items.len());
        collect::<T>(ctx, &ctx.item.node, &mut fields);
        let plain: Option<Vec<Value>> = self.0.iter().map(|record| plain_record(record, &fields)).collect();
        match plain {
            Some(records) => Ok(Value::List(records)),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

/// The record, if all of these fields are plain. Whether they are, the first record of a list tells.
fn plain_record<T: Record>(record: &Open<T>, fields: &[&Positioned<Field>]) -> Option<Value> {
    let mut object: IndexMap<Name, Value> = IndexMap::with_capacity(fields.len());
    for field in fields {
        object.insert(field.node.response_key().node.clone(), plain_field(record, field)?);
    }
    Some(Value::Object(object))
}

fn plain_field<T: Record>(record: &Open<T>, field: &Positioned<Field>) -> Option<Value> {
    let name = field.node.name.node.as_str();
    if name == "__typename" { Some(Value::from(T::NAME)) } else { record.0.plain(name) }
}

fn collect<'a, T: Record>(
    ctx: &ContextSelectionSet<'_>,
    selections: &'a SelectionSet,
    fields: &mut Vec<&'a Positioned<Field>>,
) {
    for selection in &selections.items {
        match &selection.node {
            Selection::Field(field) => fields.push(field),
            Selection::InlineFragment(fragment) => {
                let applies = fragment.node.type_condition.as_ref().is_none_or(|condition| {
                    let on = condition.node.on.node.as_str();
                    let implemented = ctx.schema_env.registry.implements.get(T::NAME);
                    on == T::NAME || implemented.is_some_and(|interfaces| interfaces.contains(on))
                });
                if applies {
                    collect::<T>(ctx, &fragment.node.selection_set.node, fields);
                }
            }
            // The operation path inlines named fragments.
            Selection::FragmentSpread(_) => {}
        }
    }
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
