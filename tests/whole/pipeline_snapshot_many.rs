//! The snapshot for now costs the same however many deals there are: 20,000, 200,000, two million. It takes minutes, so it
//! runs by `make test-large` alone.

use std::time::{Duration, Instant};

use diesel::{Connection, MysqlConnection, RunQueryDsl, sql_query};
use rapport_kernel::Role;
use rapport_pipeline::snapshot::kept::forget;
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{
    authorization::hire,
    pipeline::{create_pipeline, usual},
    pipeline_snapshot_kept::Node,
    plans::{rows_read, through_one_connection},
    world,
};

const SIZES: [u32; 3] = [20_000, 200_000, 2_000_000];
const COMPANIES: u32 = 1_000;
const SNAPSHOT: &str = "query ($p: ID!) { pipelineSnapshot(pipelineId: $p) { sequence deals customers \
    stages { deals customers values { amount currency } } } }";

/// As many deals are made at once.
const CHUNK: u32 = 10_000;

/// Numbers from `from` on, `CHUNK` of them, as a derived table of `n`.
fn numbers(from: u32) -> String {
    let digits = (0..10).map(|n| format!("SELECT {n} AS d")).collect::<Vec<_>>().join(" UNION ALL ");
    let places = [1, 10, 100, 1_000];
    let tables = places.map(|place| format!("({digits}) AS t{place}")).join(" JOIN ");
    let n = places.map(|place| format!("t{place}.d * {place}")).join(" + ");
    format!("(SELECT {from} + {n} AS n FROM {tables}) AS numbers")
}

/// Companies to sell to.
fn found(conn: &mut MysqlConnection) {
    let sql = format!(
        "INSERT INTO companies (id, name, created_at, updated_at) \
         SELECT UNHEX(LPAD(HEX(n + 1), 32, '0')), CONCAT('Company ', n), NOW(6), NOW(6) FROM {} WHERE n < {COMPANIES}",
        numbers(0)
    );
    sql_query(sql).execute(conn).unwrap();
}

/// Deals of the pipeline, past the event log: spread over its stages, who looks after them, whom they are with and what in.
fn fill(conn: &mut MysqlConnection, from: u32) {
    let sql = format!(
        "INSERT INTO deals (id, title, company_id, owner_id, amount, currency, kind, pipeline_id, stage_id, status, \
         created_at, updated_at) SELECT UNHEX(LPAD(HEX(n + 1), 32, '0')), CONCAT('Deal ', n), \
         UNHEX(LPAD(HEX(1 + MOD(n, {COMPANIES})), 32, '0')), owners.id, n, ELT(1 + MOD(n, 3), 'EUR', 'USD', 'JPY'), \
         'NEW_BUSINESS', stages.pipeline_id, stages.id, stages.kind, NOW(6), NOW(6) FROM {} \
         JOIN (SELECT id, pipeline_id, kind, ROW_NUMBER() OVER (ORDER BY id) AS place, COUNT(*) OVER () AS many FROM \
         pipeline_stages) AS stages ON stages.place = 1 + MOD(n, stages.many) \
         JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place, COUNT(*) OVER () AS many FROM users) AS owners \
         ON owners.place = 1 + MOD(n, owners.many)",
        numbers(from)
    );
    sql_query(sql).execute(conn).unwrap();
}

/// What a snapshot says, how many rows it reads, and how long it takes at its best.
async fn asked(client: &Client, world: &World, pipeline: &Value) -> (Value, u64, Duration) {
    let ask = async || client.ok(SNAPSHOT, json!({ "p": pipeline })).await["pipelineSnapshot"].clone();
    ask().await;
    let before = rows_read(&world.db).await;
    let counting = rows_read(&world.db).await - before;
    let snapshot = ask().await;
    let rows = rows_read(&world.db).await - before - 2 * counting;
    let mut best = Duration::MAX;
    for _ in 0..100 {
        let begin = Instant::now();
        ask().await;
        best = best.min(begin.elapsed());
    }
    (snapshot, rows, best)
}

#[tokio::test]
async fn a_snapshot_costs_the_same_however_many_deals_there_are() {
    if std::env::var_os("RAPPORT_TEST_LARGE").is_none() {
        eprintln!("skipped: RAPPORT_TEST_LARGE is not set");
        return;
    }
    let world = through_one_connection(world());
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await["id"].clone();
    let conn = &mut MysqlConnection::establish(world.database().url()).unwrap();
    found(conn);
    let mut costs = Vec::new();
    let mut there = 0;
    for size in SIZES {
        while there < size {
            fill(conn, there);
            there += CHUNK;
        }
        forget(conn).unwrap();
        Node::of(&world).catch_up().await;
        let (snapshot, rows, best) = asked(&admin, &world, &pipeline).await;
        assert!(snapshot["sequence"].is_i64(), "it is kept, not counted now: {snapshot}");
        assert_eq!(snapshot["deals"], size);
        let sums: i64 = snapshot["stages"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|stage| stage["values"].as_array().unwrap())
            .map(|value| value["amount"].as_i64().unwrap())
            .sum();
        assert_eq!(sums, (0..i64::from(size)).sum::<i64>());
        eprintln!("{size} deals: {rows} rows read, {best:.2?}");
        costs.push((rows, best));
    }
    let (first, last) = (costs[0], costs[SIZES.len() - 1]);
    assert_eq!(first.0, last.0, "{costs:?}");
    assert!(last.1 < first.1 * 2, "{costs:?}");
}
