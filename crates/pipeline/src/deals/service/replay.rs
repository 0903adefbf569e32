//! A deal as it was before and after an event, out of the row and the log.

use diesel::{MysqlConnection, QueryResult};
use rapport_db::{
    Sql,
    events::{Event, of_record},
    sql::Value,
};
use rapport_kernel::Id;
use serde_json::Value as Json;

use crate::{
    deals::{DealId, DealRow, repo},
    pipelines::PipelineId,
    stages::StageId,
};

/// How many events are read at a time.
const PAGE: i64 = 100;

/// A deal before and after an event; `None` where there was none.
#[derive(Debug, Default)]
pub(super) struct Around {
    pub(super) before: Option<DealRow>,
    pub(super) after: Option<DealRow>,
}

/// The deal before and after this event. The row as it is now is taken back event by event; the row comes first, for
/// taking back what it has not seen yet changes nothing. Of a deal that was purged, the log tells all but its texts.
pub(super) fn around(conn: &mut MysqlConnection, event: &Event) -> QueryResult<Around> {
    let id = DealId::from_uuid(event.record_id);
    let around = match repo::find(conn, id)? {
        Some(row) => back(conn, row, event)?,
        None => forth(conn, id, event)?,
    };
    Ok(match event.kind.as_str() {
        "deal.created" => Around { before: None, ..around },
        "deal.purged" => Around { after: None, ..around },
        _ => around,
    })
}

fn back(conn: &mut MysqlConnection, mut row: DealRow, event: &Event) -> QueryResult<Around> {
    let mut below = None;
    'log: loop {
        let page = of_record(conn, event.record_id, below, PAGE)?;
        for later in &page {
            if later.position <= event.position {
                break 'log;
            }
            undo(&mut row, later);
        }
        match page.last() {
            Some(last) => below = Some(last.position),
            None => break,
        }
    }
    let after = row.clone();
    undo(&mut row, event);
    Ok(Around { before: Some(row), after: Some(after) })
}

fn forth(conn: &mut MysqlConnection, id: DealId, event: &Event) -> QueryResult<Around> {
    let mut earlier = Vec::new();
    let mut below = Some(event.position);
    loop {
        let page = of_record(conn, event.record_id, below, PAGE)?;
        match page.last() {
            Some(last) => below = Some(last.position),
            None => break,
        }
        earlier.extend(page);
    }
    let mut row = unknown(id, event);
    for one in earlier.iter().rev() {
        redo(&mut row, one);
    }
    let before = row.clone();
    redo(&mut row, event);
    Ok(Around { before: Some(before), after: Some(row) })
}

/// A deal of which nothing is known.
fn unknown(id: DealId, event: &Event) -> DealRow {
    DealRow {
        id,
        version: 0,
        external_id: None,
        title: String::new(),
        company_id: None,
        owner_id: None,
        amount: None,
        currency: None,
        expected_close_on: None,
        kind: String::new(),
        pipeline_id: PipelineId::from_uuid(id.uuid()),
        stage_id: StageId::from_uuid(id.uuid()),
        status: String::new(),
        closed_at: None,
        loss_reason: None,
        competitor: None,
        created_at: event.occurred_at,
        updated_at: event.occurred_at,
        deleted_at: None,
    }
}

fn undo(row: &mut DealRow, event: &Event) {
    for change in event.changes.iter().chain(&event.personal) {
        set(row, &change.field, &change.old);
    }
}

fn redo(row: &mut DealRow, event: &Event) {
    if event.kind == "deal.created" {
        row.created_at = event.occurred_at;
    }
    for change in event.changes.iter().chain(&event.personal) {
        set(row, &change.field, &change.new);
    }
}

/// Sets a field as an event tells it. What the log has of another shape, which no program wrote, is nothing.
fn set(row: &mut DealRow, field: &str, value: &Json) {
    fn read<T: serde::de::DeserializeOwned + Default>(value: &Json) -> T {
        T::deserialize(value).unwrap_or_default()
    }
    let id = value.as_str();
    match field {
        "externalId" => row.external_id = read(value),
        "title" => row.title = read(value),
        "companyId" => row.company_id = id.and_then(Id::from_global),
        "ownerId" => row.owner_id = id.and_then(Id::from_global),
        "amount" => row.set_money(read(value)),
        "expectedCloseOn" => row.expected_close_on = read(value),
        "kind" => row.kind = read(value),
        "pipelineId" => row.pipeline_id = id.and_then(Id::from_global).unwrap_or(row.pipeline_id),
        "stageId" => row.stage_id = id.and_then(Id::from_global).unwrap_or(row.stage_id),
        "status" => row.status = read(value),
        "closedAt" => row.closed_at = read(value),
        "lossReason" => row.loss_reason = read(value),
        "competitor" => row.competitor = read(value),
        "deletedAt" => row.deleted_at = read(value),
        _ => {}
    }
}

/// The deal as a table of one row, of which a filter's conditions can be asked. Values have the types and collations of the
/// columns, so that they compare alike.
pub(super) fn table(row: &DealRow) -> Sql {
    fn bytes(id: &[u8; 16]) -> Value {
        Value::Bytes(id.to_vec())
    }
    const ID: (&str, &str) = ("CAST(", " AS BINARY(16))");
    const TEXT: (&str, &str) = ("CONVERT(", " USING utf8mb4) COLLATE utf8mb4_unicode_520_ci");
    const CODE: (&str, &str) = ("CONVERT(", " USING utf8mb4) COLLATE utf8mb4_bin");
    const NUMBER: (&str, &str) = ("CAST(", " AS SIGNED)");
    const MOMENT: (&str, &str) = ("CAST(", " AS DATETIME(6))");
    const DAY: (&str, &str) = ("CAST(", " AS DATE)");
    let text = |text: Option<&String>| text.map_or(Value::Null, |text| Value::Text(text.clone()));
    let moment = |at: Option<chrono::NaiveDateTime>| at.map_or(Value::Null, Value::Time);
    let columns = [
        ("id", ID, bytes(row.id.as_bytes())),
        ("external_id", CODE, text(row.external_id.as_ref())),
        ("title", TEXT, text(Some(&row.title))),
        ("company_id", ID, row.company_id.map_or(Value::Null, |id| bytes(id.as_bytes()))),
        ("owner_id", ID, row.owner_id.map_or(Value::Null, |id| bytes(id.as_bytes()))),
        ("amount", NUMBER, row.amount.map_or(Value::Null, Value::Int)),
        ("currency", CODE, text(row.currency.as_ref())),
        ("expected_close_on", DAY, row.expected_close_on.map_or(Value::Null, Value::Date)),
        ("kind", CODE, text(Some(&row.kind))),
        ("pipeline_id", ID, bytes(row.pipeline_id.as_bytes())),
        ("stage_id", ID, bytes(row.stage_id.as_bytes())),
        ("status", CODE, text(Some(&row.status))),
        ("closed_at", MOMENT, moment(row.closed_at)),
        ("created_at", MOMENT, Value::Time(row.created_at)),
        ("living", NUMBER, if row.deleted_at.is_none() { Value::Int(1) } else { Value::Null }),
    ];
    let mut sql = Sql::text("(SELECT ");
    for (index, (name, (before, behind), value)) in columns.into_iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        sql = sql.push(comma).push(before).bind(value).push(behind).push(" AS ").push(name);
    }
    // Without LIMIT, MariaDB folds the one row into the prepared statement: what was false once would stay so.
    sql.push(" LIMIT 1) AS deals")
}
