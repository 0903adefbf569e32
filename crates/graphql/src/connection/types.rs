//! The types of a connection, as the schema shows them. What resolves them is in `render`.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerError, ServerResult, SimpleObject, Value,
    indexmap::IndexMap,
    parser::types::Field,
    registry::{MetaField, MetaTypeId, ObjectBuilder, Registry},
};

use super::{Connection, render::render_connections};
use crate::{Open, Record, json, open::place::Here};

/// Where a page stands in its list.
#[derive(Clone, Debug, SimpleObject)]
pub struct PageInfo {
    /// Whether records follow the page.
    pub has_next_page: bool,
    /// Whether records come before the page.
    pub has_previous_page: bool,
    /// The cursor of the first record.
    pub start_cursor: Option<String>,
    /// The cursor of the last record.
    pub end_cursor: Option<String>,
}

fn field(name: &str, ty: impl Into<String>, description: &str) -> (String, MetaField) {
    let mut field = MetaField::new(name, ty);
    field.description = Some(description.to_owned());
    (name.to_owned(), field)
}

fn object<T>(
    registry: &mut Registry,
    description: &str,
    fields: impl Fn(&mut Registry) -> Vec<(String, MetaField)>,
) -> String
where
    T: OutputType,
{
    registry.create_output_type::<T, _>(MetaTypeId::Object, |registry| {
        ObjectBuilder::new(T::type_name(), IndexMap::from_iter(fields(registry)))
            .description(Some(description.to_owned()))
            .rust_typename(std::any::type_name::<T>())
            .build()
    })
}

impl<T: Record> OutputType for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::NAME).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        object::<Self>(registry, "A page of a list.", |registry| {
            let edges = <Vec<Edge<T>> as OutputType>::create_type_info(registry);
            let nodes = <Vec<Open<T>> as OutputType>::create_type_info(registry);
            let page_info = <PageInfo as OutputType>::create_type_info(registry);
            vec![
                field("edges", edges, "The records with their cursors."),
                field("nodes", nodes, "The records."),
                field("pageInfo", page_info, "Where the page stands in the list."),
                field("totalCount", "Int!", "How many records the whole list has. Counted only when it is asked for."),
            ]
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(json::written(render_connections(&[self], ctx, &Here(ctx)).await?.into_first()))
    }
}

/// A record in a list, as a type: it stands in the answer of its connection, which writes it.
struct Edge<T>(std::marker::PhantomData<fn() -> T>);

impl<T: Record> OutputType for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::NAME).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        object::<Self>(registry, "A record in a list.", |registry| {
            let node = <Open<T> as OutputType>::create_type_info(registry);
            vec![field("cursor", "String!", "Where the record stands in the list."), field("node", node, "The record.")]
        })
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        Err(ServerError::new("an edge stands in a connection only", Some(field.pos)))
    }
}
