//! A relation to a list that is read page by page.

use std::marker::PhantomData;

use async_graphql::OutputType;
use diesel::{MysqlConnection, query_dsl::methods::LoadQuery};
use futures_util::future::BoxFuture;
use rapport_db::sql::Rows;
use rapport_kernel::{ApiResult, Call};

use super::{Argument, Asked, Failed, Fill, Relation};
use crate::{
    Connection, ContextExt, PageArgs, Record,
    connection::render::render_connections,
    list::{
        Listing, Source,
        branch::{Marked, MarkedRow, Pages},
        wants_cursors,
    },
    open::{
        column::Column,
        place::{Below, key},
    },
};

/// The arguments of a list that goes one way.
const FORWARD: &[Argument] = &[
    Argument { name: "first", ty: "Int", description: "How many, at most 100; 20 when nothing is said." },
    Argument { name: "after", ty: "String", description: "The cursor after which to go on." },
];

/// A relation to a list in a fixed order, page by page. `listing` says which records of the list `R` are a parent's,
/// as far as the actor of the call sees them.
pub fn page<T, R, Row, Types>(
    name: &'static str,
    description: &'static str,
    source: Source,
    listing: ListingOf<T>,
) -> Relation<T>
where
    T: Record,
    R: Record + From<Row>,
    Row: Clone + Send + Sync + 'static,
    Types: Send + Sync + 'static,
    for<'a> Rows<Marked<Types>>: LoadQuery<'a, MysqlConnection, MarkedRow<Row>>,
{
    Relation {
        name,
        description,
        arguments: FORWARD,
        needs: None,
        sees: None,
        register: <Option<Connection<R>> as OutputType>::create_type_info,
        is_nullable: true,
        filled_by: Box::new(Page::<T, R, Row, Types> { source, listing, to: PhantomData, row: PhantomData }),
    }
}

/// Which records of a list are a parent's.
pub type ListingOf<T> = fn(&Call, &T, PageArgs) -> ApiResult<Listing>;

struct Page<T, R, Row, Types> {
    source: Source,
    listing: ListingOf<T>,
    to: PhantomData<fn() -> R>,
    row: PhantomData<fn() -> (Row, Types)>,
}

impl<T, R, Row, Types> Fill<T> for Page<T, R, Row, Types>
where
    T: Record,
    R: Record + From<Row>,
    Row: Clone + Send + Sync + 'static,
    Types: Send + Sync + 'static,
    for<'a> Rows<Marked<Types>>: LoadQuery<'a, MysqlConnection, MarkedRow<Row>>,
{
    fn fill<'a>(&'a self, asked: Asked<'a, T>) -> BoxFuture<'a, Result<Column, Failed>> {
        Box::pin(async move {
            let ctx = asked.ctx;
            let call = ctx.call()?;
            let (_, first) = ctx.param_value::<Option<i32>>("first", None)?;
            let (_, after) = ctx.param_value::<Option<String>>("after", None)?;
            let page = PageArgs::new(first, after, None, None)?;
            let cursors = wants_cursors(ctx);
            let mut wanted = Vec::with_capacity(asked.records.len());
            for record in asked.records {
                let listing = (self.listing)(call, record, page.clone())?.with_cursors(cursors);
                wanted.push(listing.wanted(self.source)?);
            }
            let branches = wanted.iter().map(|wanted| wanted.branch.clone());
            let mut found = ctx.load_many::<Pages<Row, Types>>(branches).await?;
            let connections: Vec<Connection<R>> = wanted
                .into_iter()
                .map(|wanted| {
                    let rows = found.remove(&wanted.branch).unwrap_or_default();
                    wanted.connection(rows, R::from)
                })
                .collect();
            let step = ctx.item.node.response_key().node.as_str();
            let place = Below { parents: asked.place, steps: |index: usize| vec![(index, vec![key(step)])] };
            let selection = ctx.with_selection_set(&ctx.item.node.selection_set);
            let connections: Vec<&Connection<R>> = connections.iter().collect();
            Ok(render_connections(&connections, &selection, &place).await?)
        })
    }
}
