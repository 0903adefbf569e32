//! Pages of lists as SQL. The pages of one kind of list in one request, such as the interactions of each of fifty
//! people, are one statement: their range scans, joined by `UNION ALL`.

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
    marker::PhantomData,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    connection::DefaultLoadingMode,
    deserialize::{self, FromSql, FromSqlRow},
    mysql::{Mysql, MysqlValue},
    query_dsl::methods::LoadQuery,
    sql_types::{BigInt, Binary, Text},
};
use rapport_db::{
    DbError, Sql, bound,
    page::{Order, Position},
    sql::{Rows, Value, places},
};
use rapport_kernel::Call;
use uuid::Uuid;

use super::{Signature, Source, fingerprint};
use crate::{ShortText, cursor::Fingerprint, loader::Batch};

/// How many range scans one statement holds: more than a page has records, each of two scans.
const MOST_SCANS: usize = 256;

const SELECT: &str = "SELECT ";

/// What is to be read of one list.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The list's name and order, which its cursors belong to.
    pub(crate) name: &'static str,
    pub(crate) signature: Signature,
    pub(crate) source: Source,
    pub(crate) index: Option<&'static str>,
    pub(crate) condition: Sql,
    /// The order in which the page is read: from the list's end, where it counts from there.
    pub(crate) order: Order,
    pub(crate) position: Option<Position>,
    /// How many rows: one more than the page holds, which tells whether others follow.
    pub(crate) wanted: usize,
    /// Whether cursors are made of the rows.
    pub(crate) cursors: bool,
    pub(crate) id: &'static str,
}

/// One of the lists that are read together: itself, whatever else asks for the same.
#[derive(Clone, Debug)]
pub(crate) struct Branch(pub(crate) Arc<Asked>);

impl PartialEq for Branch {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
impl Eq for Branch {}
impl Hash for Branch {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

/// A range scan of a branch: a condition and the order in it.
type Scan = (Sql, String);

impl Asked {
    /// What the cursors of the list belong to.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        fingerprint(self.name, &self.signature, &self.condition)
    }

    fn scans(&self) -> Vec<Scan> {
        self.order.segments(self.position.as_ref())
    }

    /// Whether this list is read along the same scans as another.
    fn is_read_as(&self, other: &Self) -> bool {
        self.position == other.position && self.order == other.order
    }

    /// Adds `SELECT`, or another way to say it, the first rows of a scan, each marked with the scan's number.
    fn select(&self, sql: &mut Sql, select: &str, (segment, order_by): &Scan, mark: usize, limit: usize) {
        let (id, sort_values) =
            if self.cursors { (self.id, self.order.sort_values()) } else { ("''", "''".to_owned()) };
        for text in [select, self.source.columns, ", ", id, ", ", &sort_values, ", ", &mark.to_string(), " FROM "] {
            sql.add_text(text);
        }
        sql.add_text(self.source.from);
        if let Some(index) = self.index {
            for text in [" FORCE INDEX (", index, ")"] {
                sql.add_text(text);
            }
        }
        sql.add_text(" WHERE (");
        sql.add(&self.condition);
        sql.add_text(" AND ");
        sql.add(segment);
        for text in [")", order_by, " LIMIT "] {
            sql.add_text(text);
        }
        sql.add_value(Value::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
    }
}

/// The id of a row; nil where no cursor is made of it.
#[derive(Clone, Copy, Debug, FromSqlRow)]
pub struct RowId(pub(crate) Uuid);

impl FromSql<Binary, Mysql> for RowId {
    fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Uuid::from_slice(value.as_bytes()).unwrap_or_default()))
    }
}

/// A row with its id and its sort values ([`Order::sort_values`]): what a page is made of.
pub(crate) type Found<Row> = (Row, RowId, ShortText);

/// What is read of a row: its columns, its id, its sort values, and in which scan it stands.
pub(crate) type Marked<Types> = (Types, Binary, Text, BigInt);
/// The same, read.
pub(crate) type MarkedRow<Row> = (Row, RowId, ShortText, i64);

/// The pages of lists of one kind of row.
pub(crate) struct Pages<Row, Types>(PhantomData<fn() -> (Row, Types)>);

impl<Row, Types> Batch for Pages<Row, Types>
where
    Row: Clone + Send + Sync + 'static,
    Types: Send + Sync + 'static,
    for<'a> Rows<Marked<Types>>: LoadQuery<'a, MysqlConnection, MarkedRow<Row>>,
{
    type Key = Branch;
    type Value = Vec<Found<Row>>;

    fn load(
        conn: &mut MysqlConnection,
        _: &Call,
        branches: &[Branch],
    ) -> Result<HashMap<Branch, Vec<Found<Row>>>, DbError> {
        Ok(match branches {
            [one] => HashMap::from([(one.clone(), alone::<Row, Types>(conn, &one.0, SELECT, || Ok(()))?)]),
            many => together::<Row, Types>(conn, many)?,
        })
    }
}

/// A page that perhaps nothing serves: looked through for a second, by itself, so that what is read beside it is not
/// held up and does not fail with it.
pub(crate) fn for_a_second<Row, Types>(conn: &mut MysqlConnection, asked: &Asked) -> Result<Vec<Found<Row>>, DbError>
where
    for<'a> Rows<Marked<Types>>: LoadQuery<'a, MysqlConnection, MarkedRow<Row>>,
{
    let began = Instant::now();
    // Each scan has a second of its own by the database; all together have no more.
    let in_time =
        || if began.elapsed() < Duration::from_secs(1) { Ok(()) } else { Err(rapport_db::error::timeout().into()) };
    bound::for_a_second(conn, |conn| alone::<Row, Types>(conn, asked, bound::SELECT_FOR_A_SECOND, in_time))
}

/// A page by itself: one range scan after the other until it is full. `go_on` is asked before each.
fn alone<Row, Types>(
    conn: &mut MysqlConnection,
    asked: &Asked,
    select: &'static str,
    go_on: impl Fn() -> Result<(), DbError>,
) -> Result<Vec<Found<Row>>, DbError>
where
    for<'a> Rows<Marked<Types>>: LoadQuery<'a, MysqlConnection, MarkedRow<Row>>,
{
    let mut found = Vec::new();
    for scan in asked.scans() {
        let missing = asked.wanted.saturating_sub(found.len());
        if missing == 0 {
            break;
        }
        go_on()?;
        let mut sql = Sql::default();
        asked.select(&mut sql, select, &scan, 0, missing);
        let rows = sql.query::<Marked<Types>>().load_iter::<MarkedRow<Row>, DefaultLoadingMode>(conn)?;
        found.reserve(rows.size_hint().0);
        for row in rows {
            let (row, id, sort_values, _) = row?;
            found.push((row, id, sort_values));
        }
    }
    Ok(found)
}

/// Many pages in one statement. Each scan is asked for as many rows as its page holds, so that a page that begins in one
/// and ends in the next reads some too many.
///
/// A union without an order of its own passes the rows of its branches on as they come, one branch after the other:
/// neither MariaDB nor MySQL makes a temporary table for it. That keeps the order within a scan.
fn together<Row, Types>(
    conn: &mut MysqlConnection,
    branches: &[Branch],
) -> QueryResult<HashMap<Branch, Vec<Found<Row>>>>
where
    for<'a> Rows<Marked<Types>>: LoadQuery<'a, MysqlConnection, MarkedRow<Row>>,
{
    let scans = scans_of(branches);
    let mut found: Vec<Vec<Found<Row>>> = branches.iter().map(|_| Vec::new()).collect();
    for scans in scans.chunks(MOST_SCANS) {
        let Some(sql) = union(branches, scans) else { continue };
        for row in sql.query::<Marked<Types>>().load_iter::<MarkedRow<Row>, DefaultLoadingMode>(conn)? {
            let (row, id, sort_values, mark) = row?;
            let scan = usize::try_from(mark).ok().and_then(|mark| scans.get(mark));
            if let Some(rows) = scan.and_then(|(branch, _)| found.get_mut(*branch)) {
                rows.push((row, id, sort_values));
            }
        }
    }
    let full = branches.iter().cloned().zip(found).map(|(branch, mut rows)| {
        rows.truncate(branch.0.wanted);
        (branch, rows)
    });
    Ok(full.collect())
}

/// The scans of these lists, each with the place of its list. Lists of one kind are mostly read along the same.
fn scans_of(branches: &[Branch]) -> Vec<(usize, Rc<Scan>)> {
    let mut scans = Vec::with_capacity(branches.len());
    let mut last: Option<(&Asked, Vec<Rc<Scan>>)> = None;
    for (index, Branch(asked)) in branches.iter().enumerate() {
        let own = match last.take() {
            Some((other, scans)) if asked.is_read_as(other) => scans,
            _ => asked.scans().into_iter().map(Rc::new).collect(),
        };
        scans.extend(own.iter().map(|scan| (index, Rc::clone(scan))));
        last = Some((asked, own));
    }
    scans
}

/// How many scans a statement for so many has: as many as places for values up to twenty, then a multiple of sixteen. The
/// statement cache meets few distinct texts that way, and the database plans few scans for nothing.
const fn padded(scans: usize) -> usize {
    if scans <= 20 { places(scans) } else { scans.next_multiple_of(16) }
}

/// The union, padded with scans of no rows.
fn union(branches: &[Branch], scans: &[(usize, Rc<Scan>)]) -> Option<Sql> {
    let last = scans.last()?;
    let padding = padded(scans.len()) - scans.len();
    let mut union = Sql::default();
    let all = scans.iter().map(|scan| (scan, None)).chain(std::iter::repeat_n((last, Some(0)), padding));
    for (index, ((branch, scan), limit)) in all.enumerate() {
        let asked = &branches.get(*branch)?.0;
        union.add_text(if index > 0 { " UNION ALL (" } else { "(" });
        asked.select(&mut union, SELECT, scan, index, limit.unwrap_or(asked.wanted));
        union.add_text(")");
    }
    Some(union)
}

/// How many records lists have, in one statement for all lists of the request.
pub(crate) struct Counts;

impl Batch for Counts {
    type Key = Branch;
    type Value = i64;

    fn load(conn: &mut MysqlConnection, _: &Call, branches: &[Branch]) -> Result<HashMap<Branch, i64>, DbError> {
        let mut counts = HashMap::new();
        for branches in branches.chunks(MOST_SCANS) {
            let mut sql = Sql::text("");
            for (index, branch) in branches.iter().enumerate() {
                sql = sql
                    .push(if index > 0 { " UNION ALL SELECT " } else { "SELECT " })
                    .bind(Value::Int(i64::try_from(index).unwrap_or(i64::MAX)))
                    .push(", COUNT(*) FROM ")
                    .push(branch.0.source.from)
                    .push(" WHERE ")
                    .then(branch.0.condition.clone());
            }
            for (mark, count) in sql.query::<(BigInt, BigInt)>().load::<(i64, i64)>(conn)? {
                let branch = usize::try_from(mark).ok().and_then(|mark| branches.get(mark));
                counts.extend(branch.map(|branch| (branch.clone(), count)));
            }
        }
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(wanted: usize) -> Branch {
        let source = Source { from: "contacts", columns: "name" };
        let order = Order::new(vec![], "id", false);
        let condition = Sql::text("TRUE");
        let signature = Signature::Fixed(vec![]);
        Branch(Arc::new(Asked {
            name: "contacts",
            signature,
            source,
            index: Some("contacts_by_id"),
            condition,
            order,
            position: None,
            wanted,
            cursors: true,
            id: "id",
        }))
    }

    #[test]
    fn pages_read_together_have_few_shapes() {
        let shape = |count: usize| {
            let branches: Vec<_> = (0..count).map(|_| branch(6)).collect();
            union(&branches, &scans_of(&branches)).unwrap().shape()
        };
        assert_eq!(shape(5), shape(8));
        assert_ne!(shape(8), shape(9));
        assert_eq!(shape(3).matches("LIMIT ?").count(), 4);
    }

    #[test]
    fn a_branch_is_itself_alone() {
        let (one, other) = (branch(1), branch(1));
        assert_eq!(one, one.clone());
        assert_ne!(one, other);
    }
}
