//! A deal before and after an event, as a table of two rows of which a filter's conditions can be asked.
//!
//! With whom it was shared is told in the same way. What an event tells of a field counts; then what the next event that changed the field says that it was; then the row
//! as it stands. So it is exact however much has happened since. A field that no event tells of is as it is now.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{MysqlConnection, QueryResult};
use rapport_db::{
    Sql,
    events::{Event, of_record_after},
    sql::Value,
};
use rapport_kernel::{Id, Money, event::Change};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::{DealId, DealKind, row::COLUMNS};
use crate::{partners::PartnerId, sharing::SharedField};

/// How many events are read at a time.
const PAGE: i64 = 100;

/// Which of the two rows: the deal before the event, and after it.
pub(super) const BEFORE: i64 = 0;
/// See [`BEFORE`].
pub(super) const AFTER: i64 = 1;

/// The name of the table of [`Past::shares`].
pub(super) const SHARES_THEN: &str = "shares_then";

/// What a column of the table was, in the type and collation of the deals' own, so that it compares alike.
struct Was {
    value: Value,
    cast: (&'static str, &'static str),
}

const ID: (&str, &str) = ("CAST(", " AS BINARY(16))");
const NAME: (&str, &str) = ("CONVERT(", " USING utf8mb4) COLLATE utf8mb4_unicode_520_ci");
const KEY: (&str, &str) = ("CONVERT(", " USING utf8mb4) COLLATE utf8mb4_bin");
const CODE: (&str, &str) = ("CONVERT(", " USING ascii) COLLATE ascii_bin");
const NUMBER: (&str, &str) = ("CAST(", " AS SIGNED)");
const MOMENT: (&str, &str) = ("CAST(", " AS DATETIME(6))");
const DAY: (&str, &str) = ("CAST(", " AS DATE)");

/// Columns that are known not to be as they stand now.
type Columns = HashMap<&'static str, Was>;

/// With whom it is known not to be shared as it is now: the fields that were shared, as the column has them; `None` where it
/// was not.
type Shares = HashMap<PartnerId, Option<String>>;

/// What is known of a deal at one moment, besides how it is now.
#[derive(Default)]
struct Moment {
    columns: Columns,
    shares: Shares,
}

/// A deal around an event.
pub(super) struct Past {
    id: DealId,
    /// `None` where there was no deal yet.
    before: Option<Moment>,
    /// `None` where there is no deal any more.
    after: Option<Moment>,
    /// The version that the row has if nothing has happened since that was not read; `None` when there is no row.
    pub(super) version: Option<u32>,
}

impl Past {
    /// The deal around this event.
    pub(super) fn around(conn: &mut MysqlConnection, event: &Event) -> QueryResult<Self> {
        let later = all_after(conn, event)?;
        let last = later.last().unwrap_or(event);
        let is_gone = last.kind == "deal.purged";
        let (mut before, mut after) = (Moment::default(), Moment::default());
        for moment in [&mut before, &mut after] {
            if is_gone {
                // Nothing says when a deal was deleted that never was.
                set(&mut moment.columns, "deletedAt", &Json::Null);
            }
            for one in later.iter().rev() {
                moment.undo(one);
            }
        }
        before.undo(event);
        let is_first = event.kind == "deal.created";
        let is_last = event.kind == "deal.purged";
        Ok(Self {
            id: Id::<DealKind>::from_uuid(event.record_id),
            before: (!is_first).then_some(before),
            after: (!is_last).then_some(after),
            version: (!is_gone).then_some(last.record_version),
        })
    }

    /// The shares of the deal at this moment, as a table [`SHARES_THEN`] that goes before a statement, in which it is read for
    /// `deal_shares`; `None` where those of now count.
    pub(super) fn shares(&self, which: i64) -> Option<Sql> {
        let moment = if which == BEFORE { &self.before } else { &self.after };
        let Moment { shares, .. } = moment.as_ref().filter(|moment| !moment.shares.is_empty())?;
        let deal = || bytes(self.id.as_bytes());
        let known = shares.keys().map(|partner| bytes(partner.as_bytes())).collect();
        let mut sql = Sql::text(
            "WITH shares_then AS (SELECT present.partner_id, present.deal_id, present.fields FROM deal_shares AS present \
             WHERE present.deal_id = ",
        )
        .bind(deal())
        .push(" AND NOT ")
        .then(Sql::is_in("present.partner_id", known));
        for (partner, fields) in shares {
            let Some(fields) = fields else { continue };
            sql = sql
                .push(" UNION ALL SELECT CAST(")
                .bind(bytes(partner.as_bytes()))
                .push(" AS BINARY(16)), CAST(")
                .bind(deal())
                .push(" AS BINARY(16)), CONVERT(")
                .bind(Value::Text(fields.clone()))
                .push(" USING ascii) COLLATE ascii_bin");
        }
        Some(sql.push(") "))
    }

    /// Both as rows of a table of the name `deals`, with `which` beside the columns of a deal. A union, which no server
    /// folds into the statement: a condition on constants would be decided once for all times that it is prepared.
    pub(super) fn table(&self) -> Sql {
        let mut sql = Sql::text("(");
        for (which, moment) in [(BEFORE, &self.before), (AFTER, &self.after)] {
            if let Some(moment) = moment {
                sql = sql.then(row(self.id, which, &moment.columns)).push(" UNION ALL ");
            }
        }
        sql.then(nothing()).push(") AS deals")
    }
}

/// The columns of the table: those of a row, and what is made of them for the filters.
fn names() -> impl Iterator<Item = &'static str> {
    COLUMNS.split(", ").map(|column| column.trim_start_matches("deals.")).chain(["living", "stale_at"])
}

fn row(id: DealId, which: i64, columns: &Columns) -> Sql {
    let mut sql = Sql::text(if which == BEFORE { "SELECT 0 AS which" } else { "SELECT 1 AS which" });
    let own = Was { value: bytes(id.as_bytes()), cast: ID };
    for name in names() {
        let was = if name == "id" { Some(&own) } else { columns.get(name) };
        sql = match was {
            Some(Was { value, cast: (before, behind) }) => {
                sql.push(", ").push(*before).bind(value.clone()).push(*behind).push(" AS ").push(name)
            }
            None => sql.push(", deal.").push(name),
        };
    }
    // A deal that was purged has no row, and is there all the same.
    sql.push(" FROM (SELECT 1 AS one) AS one LEFT JOIN deals AS deal ON deal.id = ").bind(bytes(id.as_bytes()))
}

/// No row. There is always a union, even where there is but one row.
fn nothing() -> Sql {
    let columns = names().map(|name| format!(", deal.{name}")).collect::<String>();
    Sql::text(format!("SELECT 2 AS which{columns} FROM deals AS deal WHERE FALSE"))
}

/// What happened to the deal after this event, the earliest first.
fn all_after(conn: &mut MysqlConnection, event: &Event) -> QueryResult<Vec<Event>> {
    let mut all: Vec<Event> = Vec::new();
    loop {
        let position = all.last().map_or(event.position, |last| last.position);
        let page = of_record_after(conn, event.record_id, position, PAGE)?;
        let is_last = i64::try_from(page.len()).unwrap_or(0) < PAGE;
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

impl Moment {
    /// Goes back behind an event.
    fn undo(&mut self, event: &Event) {
        for change in event.changes.iter().chain(&event.personal) {
            if change.field == "share" {
                self.undo_share(change);
            } else {
                set(&mut self.columns, &change.field, &change.old);
            }
        }
    }

    fn undo_share(&mut self, Change { old, new, .. }: &Change) {
        let partner = [old, new].into_iter().find_map(|share| share.get("partnerId")?.as_str());
        let Some(partner) = partner.and_then(PartnerId::from_global) else { return };
        let fields = old.get("fields").and_then(Json::as_array);
        let column = |names: &Vec<Json>| names.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(",");
        // Told by their names, as the column has them.
        self.shares.insert(partner, fields.map(|names| SharedField::column(&SharedField::read(&column(names)))));
    }
}

fn bytes(id: &[u8; 16]) -> Value {
    Value::Bytes(id.to_vec())
}

/// Says what a field was. What the log has of another shape, which no program wrote, is nothing.
fn set(columns: &mut Columns, field: &str, was: &Json) {
    fn read<T: DeserializeOwned>(was: &Json, value: impl FnOnce(T) -> Value) -> Value {
        Option::<T>::deserialize(was).ok().flatten().map_or(Value::Null, value)
    }
    use serde::Deserialize;
    let id = |was: &Json| was.as_str().and_then(id_bytes).map_or(Value::Null, Value::Bytes);
    let mut put = |column, cast, value| {
        columns.insert(column, Was { value, cast });
    };
    match field {
        "externalId" => put("external_id", KEY, read(was, Value::Text)),
        "title" => put("title", NAME, read(was, Value::Text)),
        "companyId" => put("company_id", ID, id(was)),
        "ownerId" => put("owner_id", ID, id(was)),
        "amount" => {
            put("amount", NUMBER, read(was, |money: Money| Value::Int(money.amount)));
            put("currency", CODE, read(was, |money: Money| Value::Text(money.currency.code().to_owned())));
        }
        "amountSource" => put("amount_source", CODE, read(was, Value::Text)),
        "recurring" => put("recurring", NUMBER, read(was, |money: Money| Value::Int(money.amount))),
        "expectedCloseOn" => put("expected_close_on", DAY, read::<NaiveDate>(was, Value::Date)),
        "kind" => put("kind", CODE, read(was, Value::Text)),
        "pipelineId" => put("pipeline_id", ID, id(was)),
        "stageId" => put("stage_id", ID, id(was)),
        "status" => put("status", CODE, read(was, Value::Text)),
        "closedAt" => put("closed_at", MOMENT, read::<NaiveDateTime>(was, Value::Time)),
        "createdAt" => put("created_at", MOMENT, read::<NaiveDateTime>(was, Value::Time)),
        "lossReason" => put("loss_reason", NAME, read(was, Value::Text)),
        "competitorId" => put("competitor_id", ID, id(was)),
        "deletedAt" => {
            put("deleted_at", MOMENT, read::<NaiveDateTime>(was, Value::Time));
            put("living", NUMBER, if was.is_null() { Value::Int(1) } else { Value::Null });
        }
        _ => {}
    }
}

/// The bytes of a global id, of whatever kind.
fn id_bytes(global: &str) -> Option<Vec<u8>> {
    rapport_kernel::id::decode_global(global).map(|(_, id)| id.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use rapport_kernel::{Currency, NewEvent};

    use super::*;
    use crate::{
        deals::{DealRow, service::tell},
        pipelines::PipelineId,
        stages::{StageId, StageRow},
    };

    #[test]
    fn every_field_that_an_event_tells_of_is_a_column() {
        let now = DateTime::UNIX_EPOCH.naive_utc();
        let stage = StageRow {
            id: StageId::new(),
            pipeline_id: PipelineId::new(),
            place: 0,
            name: String::new(),
            probability: 0,
            kind: "OPEN".to_owned(),
            age_limit_days: None,
            retired_at: None,
            gates: None,
        };
        let mut row = DealRow::new(&stage, now);
        let text = || Some("x".into());
        (row.external_id, row.loss_reason) = (text(), text());
        (row.company_id, row.owner_id, row.competitor_id) = (Some(Id::new()), Some(Id::new()), Some(Id::new()));
        row.set_money(Some(Money { amount: 1, currency: Currency::from_code("EUR").unwrap() }));
        row.recurring = Some(1);
        (row.expected_close_on, row.closed_at) = (Some(now.date()), Some(now));
        let told = tell(NewEvent::about("deal.created", row.id, 1), None, &row);
        let mut known = Columns::new();
        for change in told.changes.iter().chain(&told.personal) {
            let before = known.len();
            // Of what it was after: each has a value then.
            set(&mut known, &change.field, &change.new);
            assert!(known.len() > before, "{}: a filter by it would see the deal as it is now", change.field);
        }
        assert!(known.values().all(|was| was.value != Value::Null), "each is read as it was written");
        assert!(known.keys().all(|column| names().any(|name| name == *column)), "and is a column");
    }
}
