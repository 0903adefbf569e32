//! A writer: transactions of one to three changes, some slow, some rolled back, past the servers.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use diesel::{
    Connection, MysqlConnection, QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    sql_query,
    sql_types::{Binary, Integer, Nullable, Text, Unsigned},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use rapport_kernel::id::{decode_global, encode_global};
use serde_json::json;
use uuid::Uuid;

use super::Scene;

#[derive(QueryableByName)]
struct Deal {
    #[diesel(sql_type = Unsigned<Integer>)]
    version: u32,
    #[diesel(sql_type = Binary)]
    stage_id: Vec<u8>,
    #[diesel(sql_type = Nullable<Binary>)]
    owner_id: Option<Vec<u8>>,
}

const EVENT: &str = "INSERT INTO events (id, kind, schema_version, record_type, record_id, record_version, actor_id, \
                     actor_role, transaction_id, cause, changes, occurred_at) \
                     VALUES (?, ?, 1, 'Deal', ?, ?, ?, 'admin', ?, 'test', ?, NOW(6))";

/// The bytes of a global id.
pub(super) fn bytes(global: &str) -> Vec<u8> {
    decode_global(global).unwrap().1.as_bytes().to_vec()
}

/// Writes until it is done. Returns how many transactions were committed.
pub(super) fn write(url: &str, scene: &Scene, writer: usize, done: &AtomicBool) -> usize {
    let conn = &mut MysqlConnection::establish(url).unwrap();
    conn.batch_execute("SET time_zone = '+00:00', innodb_lock_wait_timeout = 20").unwrap();
    let mut dice = StdRng::seed_from_u64(u64::try_from(writer).unwrap());
    let mut committed = 0;
    while !done.load(Ordering::SeqCst) {
        // In one order, so that no two wait for each other.
        let mut deals: Vec<&String> =
            (0..dice.random_range(1..=3)).map(|_| &scene.deals[dice.random_range(0..scene.deals.len())]).collect();
        deals.sort_by_key(|deal| bytes(deal));
        deals.dedup();
        let transaction = Uuid::now_v7();
        conn.batch_execute("START TRANSACTION").unwrap();
        for deal in deals {
            change(conn, scene, deal, transaction, &mut dice);
            pause(&mut dice, 20);
        }
        // One in ten is long: others commit before it that began after.
        let longest = if dice.random_range(0..10) == 0 { 600 } else { 40 };
        pause(&mut dice, longest);
        if dice.random_range(0..6) == 0 {
            conn.batch_execute("ROLLBACK").unwrap();
        } else {
            conn.batch_execute("COMMIT").unwrap();
            committed += 1;
        }
        pause(&mut dice, 200);
    }
    committed
}

#[expect(clippy::disallowed_methods, reason = "a thread of its own, which is as slow as the test wants it")]
fn pause(dice: &mut StdRng, longest: u64) {
    std::thread::sleep(Duration::from_millis(dice.random_range(0..longest)));
}

/// Moves a deal, gives it to somebody, or says what it is worth, and tells so.
fn change(conn: &mut MysqlConnection, scene: &Scene, deal: &str, transaction: Uuid, dice: &mut StdRng) {
    let id = bytes(deal);
    let row: Deal = sql_query("SELECT version, stage_id, owner_id FROM deals WHERE id = ? FOR UPDATE")
        .bind::<Binary, _>(id.clone())
        .get_result(conn)
        .unwrap();
    let (kind, changes) = match dice.random_range(0..4) {
        0 | 1 => {
            let old = encode_global("PipelineStage", Uuid::from_slice(&row.stage_id).unwrap());
            let new = if old == scene.stages[0] { &scene.stages[1] } else { &scene.stages[0] };
            set(conn, "stage_id", Some(bytes(new)), &id);
            ("deal.stage_changed", json!([{ "field": "stageId", "old": old, "new": new }]))
        }
        2 => {
            let old = row.owner_id.map(|owner| encode_global("User", Uuid::from_slice(&owner).unwrap()));
            let new = old.is_none().then(|| scene.rep.clone());
            set(conn, "owner_id", new.as_deref().map(bytes), &id);
            ("deal.updated", json!([{ "field": "ownerId", "old": old, "new": new }]))
        }
        _ => {
            set(conn, "company_id", None, &id);
            ("deal.updated", json!([{ "field": "note", "old": null, "new": dice.random_range(0..1_000) }]))
        }
    };
    sql_query(EVENT)
        .bind::<Binary, _>(Uuid::now_v7().as_bytes().to_vec())
        .bind::<Text, _>(kind)
        .bind::<Binary, _>(id)
        .bind::<Unsigned<Integer>, _>(row.version + 1)
        .bind::<Binary, _>(vec![0_u8; 16])
        .bind::<Binary, _>(transaction.as_bytes().to_vec())
        .bind::<Text, _>(changes.to_string())
        .execute(conn)
        .unwrap();
}

fn set(conn: &mut MysqlConnection, column: &str, value: Option<Vec<u8>>, id: &[u8]) {
    sql_query(format!("UPDATE deals SET {column} = ?, version = version + 1 WHERE id = ?"))
        .bind::<Nullable<Binary>, _>(value)
        .bind::<Binary, _>(id.to_vec())
        .execute(conn)
        .unwrap();
}
