//! Connections resolved together: the records of all their pages are one list.

use std::ops::Range;

use async_graphql::{
    ContextSelectionSet, PathSegment, Positioned, ServerError, ServerResult,
    parser::types::{Field, Selection, SelectionSet},
};
use futures_util::future::try_join_all;
use rapport_kernel::ApiError;

use super::Connection;
use crate::{
    ContextExt, Plain, Record, json,
    list::branch::Counts,
    open::{
        column::Column,
        place::{Below, Path, Place, key},
        render::render,
    },
};

/// Pages that are resolved together.
struct Pages<'a, T> {
    connections: &'a [&'a Connection<T>],
    /// All their records, page after page.
    records: Vec<&'a T>,
    /// Which of the records each page has.
    ranges: Vec<Range<usize>>,
    ctx: &'a ContextSelectionSet<'a>,
    place: &'a dyn Place,
}

/// Resolves a selection on connections.
pub(crate) async fn render_connections<T: Record>(
    connections: &[&Connection<T>],
    ctx: &ContextSelectionSet<'_>,
    place: &dyn Place,
) -> ServerResult<Column> {
    let mut ranges = Vec::with_capacity(connections.len());
    let mut records = Vec::new();
    for connection in connections {
        let start = records.len();
        records.extend(connection.items.iter().map(|item| &item.node));
        ranges.push(start..records.len());
    }
    let pages = Pages { connections, records, ranges, ctx, place };
    let fields: Vec<&Positioned<Field>> = fields_of(&ctx.item.node).collect();
    let columns = try_join_all(fields.iter().map(|field| pages.field(field))).await?;
    let keys = fields.iter().map(|field| field.node.response_key().node.as_str());
    let columns: Vec<(&str, Column)> = keys.zip(columns).collect();
    Ok(objects(&columns, connections.len()))
}

/// The selected fields. On a type that is no interface's the merge leaves no fragment.
fn fields_of(selections: &SelectionSet) -> impl Iterator<Item = &Positioned<Field>> {
    selections.items.iter().filter_map(|selection| match &selection.node {
        Selection::Field(field) => Some(field),
        Selection::InlineFragment(_) | Selection::FragmentSpread(_) => None,
    })
}

/// Objects out of the columns of their fields.
fn objects(columns: &[(&str, Column)], count: usize) -> Column {
    let mut objects = Column::of(count);
    for object in 0..count {
        objects.add(|out| {
            out.push('{');
            for (index, (key, column)) in columns.iter().enumerate() {
                json::write_key(index, key, out);
                out.push_str(column.get(object));
            }
            out.push('}');
        });
    }
    objects
}

impl<T: Record> Pages<'_, T> {
    async fn field(&self, field: &Positioned<Field>) -> ServerResult<Column> {
        match field.node.name.node.as_str() {
            "nodes" => self.nodes(field).await,
            "edges" => self.edges(field).await,
            "pageInfo" => Ok(self.page_infos(field)),
            "totalCount" => self.total_counts(field).await,
            _ => Ok(Column::repeat(&format!("\"{}Connection\"", T::NAME), self.connections.len())),
        }
    }

    /// The records, resolved with `selection`, where `steps` lead to them from their connection.
    async fn records(
        &self,
        selection: &Positioned<SelectionSet>,
        steps: impl Fn(usize) -> Path + Sync,
    ) -> ServerResult<Column> {
        let ctx = self.ctx.with_selection_set(selection);
        let place = Below {
            parents: self.place,
            steps: |index: usize| {
                let mut pages = self.ranges.iter().enumerate();
                let page = pages.find(|(_, range)| range.contains(&index));
                page.map(|(page, range)| (page, steps(index - range.start))).into_iter().collect()
            },
        };
        render(&self.records, &ctx, &place).await
    }

    async fn nodes(&self, field: &Positioned<Field>) -> ServerResult<Column> {
        let response_key = field.node.response_key().node.as_str();
        let steps = |index| vec![key(response_key), PathSegment::Index(index)];
        let rendered = self.records(&field.node.selection_set, steps).await?;
        Ok(self.lists(&rendered))
    }

    async fn edges(&self, field: &Positioned<Field>) -> ServerResult<Column> {
        let response_key = field.node.response_key().node.as_str();
        let mut columns = Vec::new();
        for part in fields_of(&field.node.selection_set.node) {
            let part_key = part.node.response_key().node.as_str();
            let column = match part.node.name.node.as_str() {
                "node" => {
                    let steps = |index| vec![key(response_key), PathSegment::Index(index), key(part_key)];
                    self.records(&part.node.selection_set, steps).await?
                }
                "cursor" => self.cursors(),
                _ => Column::repeat(&format!("\"{}Edge\"", T::NAME), self.records.len()),
            };
            columns.push((part_key, column));
        }
        Ok(self.lists(&objects(&columns, self.records.len())))
    }

    fn cursors(&self) -> Column {
        let mut cursors = Column::of(self.records.len());
        for connection in self.connections {
            let list = connection.branch.0.fingerprint();
            for item in &connection.items {
                cursors.add(|out| json::write_text(&item.cursor(list), out));
            }
        }
        cursors
    }

    /// What all records have, as a list for each page.
    fn lists(&self, records: &Column) -> Column {
        let mut lists = Column::of(self.ranges.len());
        for range in &self.ranges {
            lists.add(|out| records.write_list(range.clone(), out));
        }
        lists
    }

    fn page_infos(&self, field: &Positioned<Field>) -> Column {
        let mut infos = Column::of(self.connections.len());
        for connection in self.connections {
            let list = std::cell::OnceCell::new();
            let cursor = |item: Option<&super::Item<T>>| {
                item.map(|item| item.cursor(*list.get_or_init(|| connection.branch.0.fingerprint())))
            };
            infos.add(|out| {
                out.push('{');
                for (index, part) in fields_of(&field.node.selection_set.node).enumerate() {
                    json::write_key(index, &part.node.response_key().node, out);
                    match part.node.name.node.as_str() {
                        "hasNextPage" => connection.has_next_page.write(out),
                        "hasPreviousPage" => connection.has_previous_page.write(out),
                        "startCursor" => cursor(connection.items.first()).write(out),
                        "endCursor" => cursor(connection.items.last()).write(out),
                        _ => json::write_text("PageInfo", out),
                    }
                }
                out.push('}');
            });
        }
        infos
    }

    async fn total_counts(&self, field: &Positioned<Field>) -> ServerResult<Column> {
        let ctx = self.ctx.with_field(field);
        let branches = self.connections.iter().map(|connection| connection.branch.clone());
        let counts = ctx.load_many::<Counts>(branches).await.map_err(|error| self.at_first(error, &ctx))?;
        let mut column = Column::of(self.connections.len());
        for connection in self.connections {
            column.add(|out| counts.get(&connection.branch).copied().unwrap_or_default().write(out));
        }
        Ok(column)
    }

    /// The error of a field that cannot be null.
    fn at_first(&self, error: ApiError, ctx: &async_graphql::Context<'_>) -> ServerError {
        let mut path = self.place.paths(0).into_iter().next().unwrap_or_default();
        path.push(key(ctx.item.node.response_key().node.as_str()));
        ServerError { path, ..async_graphql::Error::from(error).into_server_error(ctx.item.pos) }
    }
}
