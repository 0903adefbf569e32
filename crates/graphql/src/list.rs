//! A list on its way from arguments to a page.

use std::sync::Arc;

use async_graphql::Context;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    query_dsl::methods::LoadQuery,
    sql_types::{BigInt, Binary, Text},
};
use rapport_db::{
    Db, Sql,
    page::{Order, Position, SortKey},
    sql::{Rows, Value},
};
use rapport_kernel::ApiResult;
use uuid::Uuid;

use crate::{
    Connection, ContextExt, Filter, FilterFields, Open, OrderBy, OrderRoot, PageArgs, Record,
    connection::Item,
    cursor::{self, Fingerprint},
    open::{filter::AddedKeys, order::AddedOrders},
    path,
};

/// How many terms an order has at most.
const LONGEST_ORDER: usize = 3;

/// What a client asks of a list: which records, in what order, which page.
#[derive(Clone, Debug)]
pub struct Listing {
    name: &'static str,
    condition: Sql,
    order: Order,
    order_signature: Signature,
    page: PageArgs,
    id: &'static str,
    /// Whether the selection has anything of the records; a bare count needs none.
    wants_rows: bool,
}

/// What tells an order from others, for cursors.
#[derive(Clone, Debug)]
enum Signature {
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

/// A row with the bytes of its id and its sort values ([`Order::sort_values`]): what a page is made of.
pub type Found<Row> = (Row, Vec<u8>, String);

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
        let nothing_added = AddedKeys::default();
        let added = ctx.data_opt::<AddedKeys>().unwrap_or(&nothing_added);
        let condition = filter.map_or_else(|| Ok(Sql::all(vec![])), |filter| filter.condition(call, added))?;
        let terms = order_by.unwrap_or_default();
        if terms.len() > LONGEST_ORDER {
            let message = format!("An order has at most {LONGEST_ORDER} terms.");
            return Err(rapport_kernel::ApiError::bad_input(path!["orderBy"], message));
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
            order_signature: Signature::Asked(terms.iter().map(OrderBy::signature).collect()),
            page,
            id: R::ID,
            wants_rows,
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
            order_signature: Signature::Fixed(keys.clone()),
            order: Order::new(keys, id, descending),
            page,
            id,
            wants_rows: true,
        }
    }

    /// Asks for this as well: the row scope, what the list hangs on, that records live.
    #[must_use]
    pub fn and(mut self, condition: Sql) -> Self {
        self.condition = Sql::all(vec![condition, self.condition]);
        self
    }

    /// Loads the page.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a cursor of another list, or when the database fails.
    pub async fn load<T, Row, Types>(self, db: &Db, source: Source, record: fn(Row) -> T) -> ApiResult<Connection<T>>
    where
        T: Record,
        Row: Send + 'static,
        Types: Send + Sync + 'static,
        for<'a> Rows<(Types, Binary, Text)>: LoadQuery<'a, MysqlConnection, Found<Row>>,
    {
        let argument = if self.page.backwards { "before" } else { "after" };
        let decoded = |from| cursor::decode(from, self.fingerprint(), self.order.width(), argument);
        let position = self.page.from.as_deref().map(decoded).transpose()?;
        let reader = self.clone();
        let rows = db.read(move |conn| Ok(reader.rows::<Row, Types>(conn, source, position.as_ref())?)).await?;
        Ok(self.connection(db, source, rows, record))
    }

    /// The page of rows that were read elsewhere, such as in a batch over many parents: under this list's condition,
    /// in its order (from its end, where the page counts from there), and one more than the page holds if there is
    /// one. Their sort values are those of [`Order::sort_values`], so that [`Listing::load`] goes on from them.
    pub fn connection<T, Row>(
        self,
        db: &Db,
        source: Source,
        mut rows: Vec<Found<Row>>,
        record: fn(Row) -> T,
    ) -> Connection<T> {
        let (backwards, started_from_cursor) = (self.page.backwards, self.page.from.is_some());
        let limit = usize::try_from(self.page.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if backwards {
            rows.reverse();
        }
        let items = rows
            .into_iter()
            .map(|(row, id, sort_values)| Item {
                node: Open(record(row)),
                id: Uuid::from_slice(&id).unwrap_or_default(),
                sort_values,
            })
            .collect();
        let (has_next_page, has_previous_page) =
            if backwards { (started_from_cursor, more) } else { (more, started_from_cursor) };
        let list = Arc::new(self);
        let count = count(db.clone(), source, Arc::clone(&list));
        Connection { items, has_next_page, has_previous_page, list, count }
    }

    /// What the cursors of the list belong to.
    ///
    /// Only for who asks for a cursor: written out and hashed for each of many lists in one answer, it would cost more
    /// than their rows.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        let condition = format!("{:?}", self.condition);
        match &self.order_signature {
            Signature::Asked(terms) => Fingerprint::of(&[self.name, terms, &condition]),
            Signature::Fixed(keys) => Fingerprint::of(&[self.name, &format!("{keys:?}"), &condition]),
        }
    }

    /// The rows of the page and one more, which tells whether others follow.
    fn rows<Row, Types>(
        &self,
        conn: &mut MysqlConnection,
        source: Source,
        position: Option<&Position>,
    ) -> QueryResult<Vec<Found<Row>>>
    where
        for<'a> Rows<(Types, Binary, Text)>: LoadQuery<'a, MysqlConnection, Found<Row>>,
    {
        let order = if self.page.backwards { self.order.reversed() } else { self.order.clone() };
        let wanted = usize::try_from(self.page.limit).unwrap_or(usize::MAX).saturating_add(1);
        let mut rows = Vec::new();
        for (segment, order_by) in order.segments(position) {
            let missing = wanted.saturating_sub(rows.len());
            if missing == 0 || !self.wants_rows {
                break;
            }
            let sql = Sql::text("SELECT ")
                .push(source.columns)
                .push(", ")
                .push(self.id)
                .push(", ")
                .push(order.sort_values())
                .push(" FROM ")
                .push(source.from)
                .push(" WHERE ")
                .then(Sql::all(vec![self.condition.clone(), segment]))
                .push(order_by)
                .push(" LIMIT ")
                .bind(Value::Int(i64::try_from(missing).unwrap_or(i64::MAX)));
            rows.extend(sql.query::<(Types, Binary, Text)>().load::<Found<Row>>(conn)?);
        }
        Ok(rows)
    }
}

fn count(db: Db, source: Source, list: Arc<Listing>) -> crate::connection::Count {
    Arc::new(move || {
        let (db, condition) = (db.clone(), list.condition.clone());
        Box::pin(async move {
            db.read(move |conn| {
                let sql = Sql::text("SELECT COUNT(*) FROM ").push(source.from).push(" WHERE ").then(condition.clone());
                Ok(sql.query::<BigInt>().get_result::<i64>(conn)?)
            })
            .await
        })
    })
}
