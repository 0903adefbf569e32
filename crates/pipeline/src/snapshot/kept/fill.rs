//! Making the counters from the deals.

use diesel::{
    Connection, MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{Binary, Nullable},
};
use rapport_db::{DbError, Sql, events, sql::Value};

use super::{
    apply::{EVERYBODY, kind_cell},
    facts::bytes,
    keeper::{READER, progress},
};

/// How many deals one statement counts: each is well below a statement's time.
const CHUNK: i64 = 10_000;

/// Says that the counters are to be made anew, once deals were written past the event log.
///
/// # Errors
/// When the database fails.
pub fn forget(conn: &mut MysqlConnection) -> QueryResult<()> {
    run(conn, Sql::text("UPDATE snapshot_progress SET is_filled = 0, is_exact = 0 WHERE id = 1"))
}

/// Makes the counters, from nothing. Returns 1, so that whoever steps goes on.
///
/// The number from which on events are counted is read before the deals are: what is in the deals and also comes behind that
/// number is known by the version. Nobody is told of the counters until the last of these is counted.
pub(super) fn fill(conn: &mut MysqlConnection) -> Result<usize, DbError> {
    conn.transaction(|conn| {
        run(
            conn,
            Sql::text("INSERT IGNORE INTO snapshot_progress (id, seq, is_filled, is_exact) VALUES (1, 0, 0, 0)"),
        )?;
        // Whoever comes second waits here, and finds it done.
        if progress(conn, " FOR UPDATE")?.is_none_or(|now| now.is_filled) {
            return Ok(0);
        }
        for table in ["snapshot_deals", "snapshot_counts", "snapshot_customers", "snapshot_customer_counts"] {
            run(conn, Sql::text(format!("DELETE FROM {table}")))?;
        }
        let (seq, _) = events::ends(conn)?;
        events::readers::reach(conn, READER, seq)?;
        let mut after = vec![0_u8; 16];
        while let Some(last) = last_of_chunk(conn, &after)? {
            chunk(conn, &after, &last)?;
            after = last;
        }
        customers(conn)?;
        // Behind the deals that were read: what is in them is of no later event.
        let (_, made_at) = events::ends(conn)?;
        let number = |number: u64| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        run(
            conn,
            Sql::text("UPDATE snapshot_progress SET is_filled = 1, is_exact = 0, seq = ")
                .bind(number(seq))
                .push(", made_at = ")
                .bind(number(made_at))
                .push(" WHERE id = 1"),
        )?;
        Ok(1)
    })
}

fn run(conn: &mut MysqlConnection, sql: Sql) -> QueryResult<()> {
    sql.once::<()>().execute(conn).map(drop)
}

/// The id of the last of the next deals; `None` when there are no more.
fn last_of_chunk(conn: &mut MysqlConnection, after: &[u8]) -> QueryResult<Option<Vec<u8>>> {
    Sql::text("SELECT MAX(chunk.id) FROM (SELECT deals.id FROM deals WHERE deals.id > ")
        .bind(Value::Bytes(after.to_vec()))
        .push(" ORDER BY deals.id LIMIT ")
        .bind(Value::Int(CHUNK))
        .push(") AS chunk")
        .query::<Nullable<Binary>>()
        .get_result(conn)
}

/// Counts the deals from behind one to another.
fn chunk(conn: &mut MysqlConnection, after: &[u8], last: &[u8]) -> QueryResult<()> {
    let between = |column: &'static str| {
        Sql::text(column)
            .push(" > ")
            .bind(Value::Bytes(after.to_vec()))
            .push(" AND ")
            .push(column)
            .push(" <= ")
            .bind(Value::Bytes(last.to_vec()))
    };
    let deals = Sql::text(
        "INSERT INTO snapshot_deals (deal_id, version, pipeline_id, stage_id, status, owner_id, company_id, contact_id, \
         amount, currency, is_living) SELECT deals.id, deals.version, deals.pipeline_id, deals.stage_id, deals.status, \
         deals.owner_id, deals.company_id, first_contact.contact_id, deals.amount, deals.currency, \
         deals.deleted_at IS NULL FROM deals \
         LEFT JOIN deal_contacts AS first_contact ON first_contact.deal_id = deals.id AND first_contact.place = 0 WHERE ",
    );
    run(conn, deals.then(between("deals.id")))?;
    // From here on nothing is read that others write.
    for owner in [Sql::default().bind(bytes(EVERYBODY)), Sql::text("owner_id")] {
        let has_owner = || if owner.binds() == 0 { " AND owner_id IS NOT NULL" } else { "" };
        let counts = Sql::text(
            "INSERT INTO snapshot_counts (pipeline_id, owner_id, stage_id, currency, deals, amount) \
             SELECT pipeline_id, ",
        )
        .then(owner.clone())
        .push(
            ", stage_id, COALESCE(currency, ''), COUNT(*), COALESCE(SUM(amount), 0) FROM snapshot_deals WHERE \
                   is_living = 1 AND ",
        )
        .then(between("deal_id"))
        .push(has_owner())
        .push(
            " GROUP BY pipeline_id, owner_id, stage_id, currency \
                   ON DUPLICATE KEY UPDATE deals = snapshot_counts.deals + VALUES(deals), \
                   amount = snapshot_counts.amount + VALUES(amount)",
        );
        run(conn, counts)?;
        for by_kind in [false, true] {
            let cell = if by_kind { cell_of_status() } else { Sql::text("stage_id") };
            let customers = Sql::text(
                "INSERT INTO snapshot_customers (pipeline_id, owner_id, cell, customer_id, deals) \
                 SELECT pipeline_id, ",
            )
            .then(owner.clone())
            .push(", ")
            .then(cell)
            .push(
                " AS cell, COALESCE(company_id, contact_id) AS customer_id, COUNT(*) FROM snapshot_deals WHERE \
                       is_living = 1 AND COALESCE(company_id, contact_id) IS NOT NULL AND ",
            )
            .then(between("deal_id"))
            .push(has_owner())
            .push(
                " GROUP BY pipeline_id, owner_id, cell, COALESCE(company_id, contact_id) \
                       ON DUPLICATE KEY UPDATE deals = snapshot_customers.deals + VALUES(deals)",
            );
            run(conn, customers)?;
        }
    }
    Ok(())
}

fn cell_of_status() -> Sql {
    let mut sql = Sql::text("CASE status");
    for kind in ["OPEN", "WON", "LOST"] {
        sql = sql.push(format!(" WHEN '{kind}' THEN ")).bind(bytes(kind_cell(kind)));
    }
    sql.push(" END")
}

/// Counts the customers who have deals, a pipeline, owner and cell at a time.
fn customers(conn: &mut MysqlConnection) -> QueryResult<()> {
    type Key = (Vec<u8>, Vec<u8>, Vec<u8>);
    let keys: Vec<Key> = Sql::text("SELECT DISTINCT pipeline_id, owner_id, cell FROM snapshot_customers")
        .query::<(Binary, Binary, Binary)>()
        .load(conn)?;
    for (pipeline, owner, cell) in keys {
        let sql = Sql::text(
            "INSERT INTO snapshot_customer_counts (pipeline_id, owner_id, cell, customers) \
             SELECT pipeline_id, owner_id, cell, COUNT(*) FROM snapshot_customers WHERE pipeline_id = ",
        )
        .bind(Value::Bytes(pipeline))
        .push(" AND owner_id = ")
        .bind(Value::Bytes(owner))
        .push(" AND cell = ")
        .bind(Value::Bytes(cell))
        .push(" GROUP BY pipeline_id, owner_id, cell");
        run(conn, sql)?;
    }
    Ok(())
}
