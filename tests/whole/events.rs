//! The event log: every committed event once, in order, whatever transactions do.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use diesel::{Connection, RunQueryDsl, connection::SimpleConnection, sql_query};
use rapport_db::events;
use rapport_kernel::Role;
use serde_json::json;
use uuid::Uuid;

use crate::world;

const WRITERS: usize = 8;
const TRANSACTIONS: usize = 40;

/// A small generator of numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const INSERT: &str = "INSERT INTO events (id, kind, schema_version, record_type, record_id, record_version, actor_id, \
                      actor_role, transaction_id, cause, changes, occurred_at) \
                      VALUES (?, 'test.happened', 1, 'Test', ?, ?, ?, 'admin', ?, 'test', '[]', NOW(6))";

fn insert(conn: &mut diesel::MysqlConnection, id: Uuid, record: Uuid, version: u32) {
    use diesel::sql_types::{Binary, Integer, Unsigned};
    sql_query(INSERT)
        .bind::<Binary, _>(id.as_bytes().to_vec())
        .bind::<Binary, _>(record.as_bytes().to_vec())
        .bind::<Unsigned<Integer>, _>(version)
        .bind::<Binary, _>(vec![0_u8; 16])
        .bind::<Binary, _>(vec![0_u8; 16])
        .execute(conn)
        .unwrap();
}

/// Writes transactions of one to three events, some slow, some rolled back. Returns what was committed.
fn write(url: &str, writer: usize) -> Vec<Uuid> {
    let conn = &mut diesel::MysqlConnection::establish(url).unwrap();
    let mut dice = Dice(u64::try_from(writer).unwrap() * 7_919 + 1);
    let mut committed = Vec::new();
    for _ in 0..TRANSACTIONS {
        conn.batch_execute("START TRANSACTION").unwrap();
        // A record that all writers share is locked, as a service locks what it changes, and its version told.
        let shared = dice.roll(3) == 0;
        let record = if shared { Uuid::nil() } else { Uuid::now_v7() };
        let mut version = 1;
        if shared {
            conn.batch_execute(
                "UPDATE leases SET held_until = held_until + INTERVAL 1 MICROSECOND WHERE name = 'record'",
            )
            .unwrap();
            let row: Version = sql_query(
                "SELECT CAST(MICROSECOND(held_until) AS UNSIGNED) AS version FROM leases WHERE name = 'record'",
            )
            .get_result(conn)
            .unwrap();
            version = u32::try_from(row.version).unwrap();
        }
        let mut written = Vec::new();
        for _ in 0..=dice.roll(3) {
            let id = Uuid::now_v7();
            insert(conn, id, record, version);
            written.push(id);
            conn.batch_execute(&format!("DO SLEEP({})", f64::from(u32::try_from(dice.roll(4)).unwrap()) / 1000.0))
                .unwrap();
        }
        if dice.roll(4) == 0 {
            conn.batch_execute("ROLLBACK").unwrap();
        } else {
            conn.batch_execute("COMMIT").unwrap();
            committed.extend(written);
        }
    }
    committed
}

#[derive(diesel::QueryableByName)]
struct Version {
    #[diesel(sql_type = diesel::sql_types::Unsigned<diesel::sql_types::BigInt>)]
    version: u64,
}

#[tokio::test]
async fn a_reader_sees_every_committed_event_once_and_in_order() {
    let world = world();
    let mut setup = world.database().connect();
    sql_query(
        "INSERT INTO leases (name, holder, held_until) VALUES ('record', REPEAT('x', 16), '2026-01-01 00:00:00')",
    )
    .execute(&mut setup)
    .unwrap();
    let url = world.database().url().to_owned();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let url = url.clone();
            tokio::task::spawn_blocking(move || write(&url, writer))
        })
        .collect();
    // Two sequencers at once, as two nodes would have when a lease runs out.
    let done = Arc::new(AtomicBool::new(false));
    let sequencers: Vec<_> = (0..2)
        .map(|_| {
            let (sequencer, done) = (world.sequencer(), Arc::clone(&done));
            tokio::spawn(async move {
                while !done.load(Ordering::SeqCst) {
                    sequencer.step().await.unwrap();
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    // A reader that never looks back.
    let reader = tokio::spawn({
        let (db, done) = (world.db.clone(), Arc::clone(&done));
        async move {
            let (mut seen, mut last) = (Vec::new(), 0);
            loop {
                let finished = done.load(Ordering::SeqCst);
                let page = db.read(move |conn| Ok(events::after(conn, last, 50)?)).await.unwrap();
                if page.is_empty() && finished {
                    return seen;
                }
                last = page.last().and_then(|event| event.seq).unwrap_or(last);
                seen.extend(page);
                tokio::task::yield_now().await;
            }
        }
    });
    let mut committed = Vec::new();
    for writer in writers {
        committed.extend(writer.await.unwrap());
    }
    while world.sequencer().step().await.unwrap() > 0 || unnumbered(&mut setup) > 0 {
        tokio::task::yield_now().await;
    }
    done.store(true, Ordering::SeqCst);
    for sequencer in sequencers {
        sequencer.await.unwrap();
    }
    let seen = reader.await.unwrap();
    let numbers: Vec<_> = seen.iter().filter_map(|event| event.seq).collect();
    let expected: Vec<_> = (1..=u64::try_from(committed.len()).unwrap()).collect();
    assert_eq!(numbers, expected, "numbers without a gap, in order");
    let mut ids: Vec<_> = seen.iter().map(|event| event.id).collect();
    ids.sort_unstable();
    committed.sort_unstable();
    assert_eq!(ids, committed, "each committed event once, none that was rolled back");
    let mut versions: HashMap<Uuid, u32> = HashMap::new();
    for event in &seen {
        let last = versions.insert(event.record_id, event.record_version).unwrap_or(0);
        assert!(event.record_version >= last, "the events of a record come in the order of its changes");
    }
}

fn unnumbered(conn: &mut diesel::MysqlConnection) -> u64 {
    sql_query("SELECT CAST(COUNT(*) AS UNSIGNED) AS version FROM events WHERE seq IS NULL")
        .get_result::<Version>(conn)
        .unwrap()
        .version
}

#[tokio::test]
async fn a_change_and_its_events_are_one_transaction() {
    let world = world();
    let admin = world.client(Role::Admin);
    let taken = json!({ "givenName": "A", "emails": [{ "address": "a@example.org" }] });
    admin.create_contact(taken.clone()).await;
    let create = "mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }";
    admin.error(create, json!({ "input": taken })).await;
    while world.sequencer().step().await.unwrap() > 0 {}
    let events = world.db.read(|conn| Ok(events::after(conn, 0, 10)?)).await.unwrap();
    assert_eq!(events.len(), 1, "the refused change left no event");
    assert_eq!(events[0].kind, "contact.created");
    assert_eq!(events[0].cause, "test-request");
    assert!(events[0].personal.iter().any(|change| change.field == "emails"));
    assert!(events[0].changes.iter().all(|change| change.field != "emails"), "personal values stay out of the log");
}
