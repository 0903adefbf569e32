//! A list on its way from arguments to a page.

pub(crate) mod branch;
mod served;

use std::sync::Arc;

use self::branch::{Asked, Branch, Found, Marked, MarkedRow, Pages};
pub use self::served::Served;
use crate::{
    Connection, ContextExt, Filter, FilterFields, OrderBy, OrderRoot, PageArgs, Record,
    connection::Item,
    cursor::{self, Fingerprint},
    open::{
        filter::{AddedKeys, Filtering},
        order::AddedOrders,
    },
    path,
};
use async_graphql::{Context, SelectionField};
use diesel::{MysqlConnection, query_dsl::methods::LoadQuery};
use rapport_db::{
    Sql,
    page::{Order, SortKey},
    sql::Rows,
};
use rapport_kernel::{ApiError, ApiResult, Code};

/// How many terms an order has at most.
const LONGEST_ORDER: usize = 3;

/// What a client asks of a list: which records, in what order, which page.
#[derive(Clone, Debug)]
pub struct Listing {
    name: &'static str,
    condition: Sql,
    order: Order,
    signature: Signature,
    page: PageArgs,
    id: &'static str,
    /// Whether the selection has anything of the records; a bare count needs none.
    wants_rows: bool,
    /// Whether it has cursors: what they are made of is read for them alone.
    wants_cursors: bool,
    /// The index that serves filter and order.
    index: Option<&'static str>,
    /// Whether a client chose filter and order, so that perhaps nothing serves them.
    is_chosen: bool,
}

/// What tells an order from others, for cursors.
#[derive(Clone, Debug)]
pub(crate) enum Signature {
    /// The terms that a client asked for.
    Asked(String),
    /// The program's own keys: a cursor is worth nothing once the program orders otherwise.
    Fixed(Vec<SortKey>),
}

/// Where the rows of a list come from.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The table, with what is joined to it.
    pub from: &'static str,
    /// The columns of the row, in the order of its fields.
    pub columns: &'static str,
}

impl Listing {
    /// Reads the arguments of the list `name`.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a filter or an order that cannot be.
    pub fn new<F: FilterFields, R: OrderRoot>(
        ctx: &Context<'_>,
        name: &'static str,
        filter: Option<&Filter<F>>,
        order_by: Option<&[OrderBy<R>]>,
        page: PageArgs,
    ) -> ApiResult<Self> {
        let call = ctx.call()?;
        let condition = condition_of(ctx, filter)?;
        let terms = order_by.unwrap_or_default();
        if terms.len() > LONGEST_ORDER {
            let message = format!("An order has at most {LONGEST_ORDER} terms.");
            return Err(rapport_kernel::ApiError::bad_input(path!["orderBy"], message));
        }
        for term in terms {
            R::admits(call, term.field())?;
        }
        let nothing_added = AddedOrders::default();
        let added = ctx.data_opt::<AddedOrders>().unwrap_or(&nothing_added);
        // No two records share an id, so that what stands behind it has nothing left to order.
        let decisive = terms.iter().position(|term| term.key(added).is_none()).map_or(terms.len(), |id| id + 1);
        let terms = terms.get(..decisive).unwrap_or(terms);
        let keys = terms.iter().filter_map(|term| term.key(added)).collect();
        let descending = terms.last().is_some_and(OrderBy::descending);
        let wants_rows =
            ctx.field().selection_set().any(|field| matches!(field.name(), "edges" | "nodes" | "pageInfo"));
        Ok(Self {
            name,
            condition,
            order: Order::new(keys, R::ID, descending),
            signature: Signature::Asked(terms.iter().map(OrderBy::signature).collect()),
            page,
            id: R::ID,
            wants_rows,
            wants_cursors: wants_cursors(ctx),
            index: served::index_of(filter, terms, call.actor.row_scope()),
            is_chosen: true,
        })
    }

    /// A list whose order is the server's alone: by `keys`, ending in the id. Everything is in it until
    /// [`Listing::and`] says otherwise.
    #[must_use]
    pub fn fixed(name: &'static str, keys: Vec<SortKey>, id: &'static str, page: PageArgs) -> Self {
        let descending = keys.last().is_some_and(|key| key.descending);
        Self {
            name,
            condition: Sql::all(vec![]),
            signature: Signature::Fixed(keys.clone()),
            order: Order::new(keys, id, descending),
            page,
            id,
            wants_rows: true,
            wants_cursors: true,
            index: None,
            is_chosen: false,
        }
    }

    /// Says that this index serves the list.
    #[must_use]
    pub const fn by(mut self, index: &'static str) -> Self {
        self.index = Some(index);
        self
    }

    /// Says whether cursors are selected.
    #[must_use]
    pub(crate) const fn with_cursors(mut self, wanted: bool) -> Self {
        self.wants_cursors = wanted;
        self
    }

    /// Asks for this as well: the row scope, what the list hangs on, that records live.
    #[must_use]
    pub fn and(mut self, condition: Sql) -> Self {
        self.condition = Sql::all(vec![condition, self.condition]);
        self
    }

    /// Loads the page, in one statement with the pages of the same kind that other fields of the request ask for.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a cursor of another list, or when the database fails.
    pub async fn load<T, Row, Types>(
        self,
        ctx: &Context<'_>,
        source: Source,
        record: fn(Row) -> T,
    ) -> ApiResult<Connection<T>>
    where
        T: Record,
        Row: Clone + Send + Sync + 'static,
        Types: Send + Sync + 'static,
        for<'a> Rows<Marked<Types>>: LoadQuery<'a, MysqlConnection, MarkedRow<Row>>,
    {
        let is_bounded = self.is_chosen && self.index.is_none();
        let wants_rows = self.wants_rows;
        let wanted = self.wanted(source)?;
        let branch = wanted.branch.clone();
        let rows = if !wants_rows {
            Vec::new()
        } else if is_bounded {
            let read = ctx.db()?.read(move |conn| branch::for_a_second::<Row, Types>(conn, &branch.0));
            read.await.map_err(not_served)?
        } else {
            ctx.load::<Pages<Row, Types>>(branch).await?.unwrap_or_default()
        };
        Ok(wanted.connection(rows, record))
    }

    /// What is to be read for the page.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a cursor of another list.
    pub(crate) fn wanted(self, source: Source) -> ApiResult<Wanted> {
        let argument = if self.page.backwards { "before" } else { "after" };
        let decoded = |from| {
            let fingerprint = fingerprint(self.name, &self.signature, &self.condition);
            cursor::decode(from, fingerprint, self.order.width(), argument)
        };
        let position = self.page.from.as_deref().map(decoded).transpose()?;
        let order = if self.page.backwards { self.order.reversed() } else { self.order };
        let limit = usize::try_from(self.page.limit).unwrap_or(usize::MAX);
        let branch = Branch(Arc::new(Asked {
            name: self.name,
            signature: self.signature,
            source,
            index: self.index,
            condition: self.condition,
            order,
            position,
            wanted: limit.saturating_add(1),
            cursors: self.wants_cursors,
            id: self.id,
        }));
        Ok(Wanted { branch, page: self.page })
    }
}

/// A page that is to be read.
pub(crate) struct Wanted {
    pub(crate) branch: Branch,
    page: PageArgs,
}

impl Wanted {
    /// The page with its rows.
    pub(crate) fn connection<T, Row>(self, mut rows: Vec<Found<Row>>, record: fn(Row) -> T) -> Connection<T> {
        let (backwards, started_from_cursor) = (self.page.backwards, self.page.from.is_some());
        let limit = usize::try_from(self.page.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if backwards {
            rows.reverse();
        }
        let items =
            rows.into_iter().map(|(row, id, sort_values)| Item { node: record(row), id, sort_values }).collect();
        let (has_next_page, has_previous_page) =
            if backwards { (started_from_cursor, more) } else { (more, started_from_cursor) };
        Connection { items, has_next_page, has_previous_page, branch: self.branch }
    }
}

/// Whether the selection on a page has a cursor, of an edge or of the page's ends.
pub(crate) fn wants_cursors(ctx: &Context<'_>) -> bool {
    let is_cursor = |field: SelectionField<'_>| matches!(field.name(), "cursor" | "startCursor" | "endCursor");
    let holds = |field: SelectionField<'_>| matches!(field.name(), "edges" | "pageInfo");
    ctx.field().selection_set().filter(|field| holds(*field)).any(|field| field.selection_set().any(is_cursor))
}

/// What a record must meet to be in a list with this filter: for what is followed by it instead of listed.
///
/// # Errors
/// BAD_USER_INPUT for a filter that cannot be.
pub fn condition_of<F: FilterFields>(ctx: &Context<'_>, filter: Option<&Filter<F>>) -> ApiResult<Sql> {
    let nothing_added = AddedKeys::default();
    let added = ctx.data_opt::<AddedKeys>().unwrap_or(&nothing_added);
    let filtering = Filtering::new(ctx.call()?, added);
    filter.map_or_else(|| Ok(Sql::all(vec![])), |filter| filter.condition(&filtering))
}

/// What a client is told whose list took too long to look through.
fn not_served(error: ApiError) -> ApiError {
    if error.code != Code::Timeout {
        return error;
    }
    let message = "No index serves this filter in this order, and too many records must be looked through. Ask for one \
                   value of one key, or for another order: the description of the order's type tells what is served.";
    ApiError::new(Code::TooComplex, message)
}

/// What the cursors of a list belong to.
///
/// Only for who asks for a cursor: written out and hashed for each of many lists in one answer, it would cost more than
/// their rows.
pub(crate) fn fingerprint(name: &str, signature: &Signature, condition: &Sql) -> Fingerprint {
    let condition = format!("{condition:?}");
    match signature {
        Signature::Asked(terms) => Fingerprint::of(&[name, terms, &condition]),
        Signature::Fixed(keys) => Fingerprint::of(&[name, &format!("{keys:?}"), &condition]),
    }
}
