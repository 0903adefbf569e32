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
    page::{Order, Position},
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
    order_signature: String,
    page: PageArgs,
    id: &'static str,
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
        let keys = terms.iter().filter_map(|term| term.key(added)).collect();
        let descending = terms.last().is_some_and(OrderBy::descending);
        Ok(Self {
            name,
            condition,
            order: Order::new(keys, R::ID, descending),
            order_signature: terms.iter().map(OrderBy::signature).collect(),
            page,
            id: R::ID,
        })
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
        for<'a> Rows<(Types, Binary, Text)>: LoadQuery<'a, MysqlConnection, (Row, Vec<u8>, String)>,
    {
        let fingerprint = Fingerprint::of(&[self.name, &self.order_signature, &format!("{:?}", self.condition)]);
        let argument = if self.page.backwards { "before" } else { "after" };
        let from = self.page.from.as_deref();
        let position = from.map(|from| cursor::decode(from, fingerprint, self.order.width(), argument)).transpose()?;
        let (backwards, started_from_cursor) = (self.page.backwards, position.is_some());
        let limit = usize::try_from(self.page.limit).unwrap_or(usize::MAX);
        let count = count(db.clone(), source, self.condition.clone());
        let mut rows = db.read(move |conn| Ok(self.rows::<Row, Types>(conn, source, position.as_ref())?)).await?;
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
        Ok(Connection { items, has_next_page, has_previous_page, fingerprint, count })
    }

    /// The rows of the page and one more, which tells whether others follow.
    fn rows<Row, Types>(
        &self,
        conn: &mut MysqlConnection,
        source: Source,
        position: Option<&Position>,
    ) -> QueryResult<Vec<(Row, Vec<u8>, String)>>
    where
        for<'a> Rows<(Types, Binary, Text)>: LoadQuery<'a, MysqlConnection, (Row, Vec<u8>, String)>,
    {
        let order = if self.page.backwards { self.order.reversed() } else { self.order.clone() };
        let wanted = usize::try_from(self.page.limit).unwrap_or(usize::MAX).saturating_add(1);
        let mut rows = Vec::new();
        for (segment, order_by) in order.segments(position) {
            let missing = wanted.saturating_sub(rows.len());
            if missing == 0 || self.page.limit == 0 {
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
            rows.extend(sql.query::<(Types, Binary, Text)>().load::<(Row, Vec<u8>, String)>(conn)?);
        }
        Ok(rows)
    }
}

fn count(db: Db, source: Source, condition: Sql) -> crate::connection::Count {
    Arc::new(move || {
        let (db, condition) = (db.clone(), condition.clone());
        Box::pin(async move {
            db.read(move |conn| {
                let sql = Sql::text("SELECT COUNT(*) FROM ").push(source.from).push(" WHERE ").then(condition.clone());
                Ok(sql.query::<BigInt>().get_result::<i64>(conn)?)
            })
            .await
        })
    })
}
