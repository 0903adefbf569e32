//! Reading the counters.

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, RowScope};

use super::{
    apply::{EVERYBODY, kind_cell},
    facts::bytes,
};
use crate::{
    deals::DealStatus,
    pipelines::PipelineId,
    snapshot::count::{Cell, Counted, Tally},
    stages::StageId,
};

/// What is in the stages of a pipeline as of the last event that was counted; `None` while the counters are being made.
///
/// One statement: what it sees is of one moment, and the keeper changes the counters and their number together. It reads a
/// row for each stage and currency, and for whoever sees what their team looks after, as many of each mate; customers of a
/// team are told apart one by one.
pub(crate) fn now(conn: &mut MysqlConnection, actor: &Actor, pipeline: PipelineId) -> QueryResult<Option<Counted>> {
    let of_pipeline = || Value::Bytes(pipeline.as_bytes().to_vec());
    let sql = Sql::text(
        "SELECT 0 AS what, CAST('' AS BINARY) AS cell, '' AS currency, CAST(seq AS SIGNED) AS number, \
         CAST(0 AS SIGNED) AS amount FROM snapshot_progress WHERE is_exact = 1 \
         UNION ALL SELECT 1, stage_id, currency, CAST(SUM(deals) AS SIGNED), CAST(SUM(amount) AS SIGNED) \
         FROM snapshot_counts WHERE pipeline_id = ",
    )
    .bind(of_pipeline())
    .push(" AND ")
    .then(owners(actor))
    .push(" GROUP BY stage_id, currency UNION ALL ");
    let sql = if actor.row_scope() == RowScope::Team {
        sql.push("SELECT 2, cell, '', COUNT(DISTINCT customer_id), 0 FROM snapshot_customers WHERE pipeline_id = ")
            .bind(of_pipeline())
            .push(" AND ")
            .then(owners(actor))
            .push(" GROUP BY cell")
    } else {
        sql.push("SELECT 2, cell, '', CAST(customers AS SIGNED), 0 FROM snapshot_customer_counts WHERE pipeline_id = ")
            .bind(of_pipeline())
            .push(" AND ")
            .then(owners(actor))
    };
    let rows: Vec<(i64, Vec<u8>, String, i64, i64)> =
        sql.query::<(BigInt, Binary, Text, BigInt, BigInt)>().load(conn)?;
    let mut counted = Counted::default();
    for (what, cell, currency, number, amount) in rows {
        match what {
            0 => counted.sequence = u64::try_from(number).ok(),
            1 if number != 0 => counted.tallies.extend(tally(&cell, currency, number, amount)),
            2 => counted.customers.extend(customers_of(&cell).map(|cell| (cell, number))),
            _ => {}
        }
    }
    counted.tallies.sort_by(|one, other| (one.stage, &one.currency).cmp(&(other.stage, &other.currency)));
    Ok(counted.sequence.is_some().then_some(counted))
}

/// Whose counters an actor reads. What nobody looks after is counted among everybody's alone.
fn owners(actor: &Actor) -> Sql {
    let user = || bytes(actor.user);
    match actor.row_scope() {
        RowScope::All => Sql::text("owner_id = ").bind(bytes(EVERYBODY)),
        RowScope::Own => Sql::text("owner_id = ").bind(user()),
        RowScope::Team => Sql::text("(owner_id = ")
            .bind(user())
            .push(
                " OR owner_id IN (SELECT mate.user_id FROM team_members AS mine \
                 JOIN team_members AS mate ON mate.team_id = mine.team_id WHERE mine.user_id = ",
            )
            .bind(user())
            .push("))"),
        RowScope::Shared => Sql::text("FALSE"),
    }
}

fn tally(stage: &[u8], currency: String, deals: i64, amount: i64) -> Option<Tally> {
    let stage = StageId::from_uuid(uuid::Uuid::from_slice(stage).ok()?);
    let currency = Some(currency).filter(|currency| !currency.is_empty());
    let amount = currency.is_some().then_some(amount);
    Some(Tally { stage, currency, deals, amount })
}

fn customers_of(cell: &[u8]) -> Option<Cell> {
    let cell = uuid::Uuid::from_slice(cell).ok()?;
    let kinds = [("OPEN", DealStatus::Open), ("WON", DealStatus::Won), ("LOST", DealStatus::Lost)];
    let kind = kinds.into_iter().find(|(name, _)| kind_cell(name) == cell);
    Some(kind.map_or_else(|| Cell::Stage(StageId::from_uuid(cell)), |(_, kind)| Cell::Kind(kind)))
}
