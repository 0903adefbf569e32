//! Many records resolved together: field by field, not record by record.
//!
//! A list of fifty people with their companies is not fifty resolutions of the field `company`, each with a future, a
//! context and a path of its own, but one that answers for all fifty. What comes out is JSON: the values of a field
//! stand in one [`Column`], and the records are put together from their columns.

use async_graphql::{
    ContextSelectionSet, Positioned, QueryPathNode, QueryPathSegment, ServerResult, Value,
    parser::types::{Field, Selection, SelectionSet},
};
use futures_util::future::{BoxFuture, try_join_all};

use super::{
    column::Column,
    object::{Record, resolve_field},
    place::{Path, Place},
    relation::relation_of,
};
use crate::json;

/// How a field of a record comes to its value.
enum Cell {
    /// It stands in the record.
    Plain(usize),
    /// The name of the type.
    Typename,
    /// It stands in a column, by its number.
    Column(usize),
}

/// Resolves a selection on records. It relies on the operation path's merge: each response key stands once.
pub(crate) async fn render<T: Record>(
    records: &[&T],
    ctx: &ContextSelectionSet<'_>,
    place: &dyn Place,
) -> ServerResult<Column> {
    let mut fields = Vec::with_capacity(ctx.item.node.items.len());
    collect::<T>(ctx, &ctx.item.node, &mut fields);
    let mut columns: Vec<BoxFuture<'_, ServerResult<Column>>> = Vec::new();
    let mut cells = Vec::with_capacity(fields.len());
    for field in &fields {
        let name = field.node.name.node.as_str();
        let cell = if let Some(slot) = T::slot(name) {
            Cell::Plain(slot)
        } else if name == "__typename" {
            Cell::Typename
        } else {
            columns.push(match relation_of::<T, _>(ctx, name) {
                Some(relation) => Box::pin(relation.fill(records, ctx, field, place)),
                None => Box::pin(one_by_one(records, ctx, field, place)),
            });
            Cell::Column(columns.len() - 1)
        };
        cells.push((field.node.response_key().node.as_str(), cell));
    }
    let columns = if columns.is_empty() { Vec::new() } else { try_join_all(columns).await? };
    let mut rendered = Column::of(records.len());
    for (index, record) in records.iter().enumerate() {
        rendered.add(|out| write_record(*record, &cells, &columns, index, out));
    }
    Ok(rendered)
}

fn write_record<T: Record>(record: &T, cells: &[(&str, Cell)], columns: &[Column], index: usize, out: &mut String) {
    out.push('{');
    for (place, (key, cell)) in cells.iter().enumerate() {
        json::write_key(place, key, out);
        match cell {
            Cell::Plain(slot) => record.write(*slot, out),
            Cell::Typename => json::write_text(T::NAME, out),
            Cell::Column(number) => out.push_str(columns.get(*number).map_or("null", |column| column.get(index))),
        }
    }
    out.push('}');
}

/// Whether what is selected of a record is the same wherever the record stands: then it is resolved once. A field that
/// is resolved record by record may fail by itself, and its error has one path.
pub(crate) fn is_shareable<T: Record>(ctx: &ContextSelectionSet<'_>) -> bool {
    let mut fields = Vec::new();
    collect::<T>(ctx, &ctx.item.node, &mut fields);
    fields.iter().all(|field| {
        let name = field.node.name.node.as_str();
        T::slot(name).is_some() || name == "__typename" || relation_of::<T, _>(ctx, name).is_some()
    })
}

/// The fields that are selected of a type, those of fragments on it or on its interfaces too.
pub(crate) fn collect<'a, T: Record>(
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

/// A field that knows of one record only.
async fn one_by_one<T: Record>(
    records: &[&T],
    ctx: &ContextSelectionSet<'_>,
    field: &Positioned<Field>,
    place: &dyn Place,
) -> ServerResult<Column> {
    let paths: Vec<Path> =
        (0..records.len()).map(|index| place.paths(index).into_iter().next().unwrap_or_default()).collect();
    let resolved = records.iter().zip(&paths).map(|(record, path)| at(ctx.clone(), None, path, *record, field));
    let values = try_join_all(resolved).await?;
    let mut column = Column::of(records.len());
    for value in values {
        column.add(|out| json::write_value(&value, out));
    }
    Ok(column)
}

/// Resolves the field of a record that stands at `path`, a step below `parent`.
fn at<'a, T: Record>(
    mut ctx: ContextSelectionSet<'a>,
    parent: Option<&'a QueryPathNode<'a>>,
    path: &'a [async_graphql::PathSegment],
    record: &'a T,
    field: &'a Positioned<Field>,
) -> BoxFuture<'a, ServerResult<Value>> {
    Box::pin(async move {
        let Some((step, rest)) = path.split_first() else {
            ctx.path_node = parent.copied();
            return Ok(resolve_field(record, &ctx.with_field(field)).await?.unwrap_or_default());
        };
        let segment = match step {
            async_graphql::PathSegment::Field(name) => QueryPathSegment::Name(name),
            async_graphql::PathSegment::Index(index) => QueryPathSegment::Index(*index),
        };
        let node = QueryPathNode { parent, segment };
        at(ctx, Some(&node), rest, record, field).await
    })
}
