//! What counts very many deals is told as of up to a minute ago, to who sees all; of few, and to who sees some, as of now.

use chrono::{TimeDelta, TimeZone, Utc};
use diesel::{Connection, MysqlConnection, connection::SimpleConnection};
use rapport_db::recent::MANY;
use rapport_kernel::{Clock, Role};
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    world,
};

const ASK: &str = "query ($p: ID!) { \
    funnel(pipelineId: $p) { asOf total { entered won } } \
    salesReport(pipelineId: $p) { asOf total { won } } \
    bottleneck(pipelineId: $p) { asOf stages { arrivals } } \
    stageDurations(pipelineId: $p) { ended } }";

/// A deal, as many times as it takes to be many, each with its stay.
fn multiply(conn: &mut MysqlConnection) {
    for _ in 0..MANY.ilog2() + 1 {
        conn.batch_execute(
            "INSERT INTO deals (id, title, owner_id, amount, currency, kind, pipeline_id, stage_id, status, closed_at, created_at, updated_at) \
             SELECT UNHEX(REPLACE(UUID(), '-', '')), title, owner_id, amount, currency, kind, pipeline_id, stage_id, status, closed_at, \
             created_at, updated_at FROM deals",
        )
        .unwrap();
    }
    conn.batch_execute(
        "INSERT INTO deal_stays (id, deal_id, pipeline_id, stage_id, entered_at, left_at, amount, currency) \
         SELECT UNHEX(REPLACE(UUID(), '-', '')), deals.id, stays.pipeline_id, stays.stage_id, stays.entered_at, stays.left_at, \
         stays.amount, stays.currency FROM deal_stays AS stays JOIN deals ON deals.id <> stays.deal_id",
    )
    .unwrap();
}

/// What the four say: how many entered, were won by the one and by the other, arrived, and left a stage.
async fn told(client: &Client, pipeline: &Value) -> (Value, [i64; 5]) {
    let told = client.ok(ASK, json!({ "p": pipeline["id"] })).await;
    for of in ["salesReport", "bottleneck"] {
        assert_eq!(told[of]["asOf"], told["funnel"]["asOf"]);
    }
    let sum = |list: &Value, field: &str| list.as_array().unwrap().iter().map(|one| one[field].as_i64().unwrap()).sum();
    let counts = [
        told["funnel"]["total"]["entered"].as_i64().unwrap(),
        told["funnel"]["total"]["won"].as_i64().unwrap(),
        told["salesReport"]["total"]["won"].as_i64().unwrap(),
        sum(&told["bottleneck"]["stages"], "arrivals"),
        sum(&told["stageDurations"], "ended"),
    ];
    (told["funnel"]["asOf"].clone(), counts)
}

#[tokio::test]
async fn what_counts_very_many_is_read_once_a_minute_and_says_so() {
    let clock = Clock::standing_at(Utc.with_ymd_and_hms(2026, 1, 10, 0, 0, 0).unwrap());
    let mut world = world();
    world.clock = clock.clone();
    hire(&world);
    let (admin, rep) = (world.client(Role::Admin), world.client(Role::Rep));
    let pipeline = create_pipeline(&admin, usual()).await;
    let input = json!({ "title": "One of many", "pipelineId": pipeline["id"], "ownerId": user_id(Role::Manager) });
    let deal = create_deal(&admin, input).await;
    clock.advance(TimeDelta::days(1));
    step(&admin, "win", json!({ "id": deal["id"] })).await;
    multiply(&mut MysqlConnection::establish(world.database().url()).unwrap());
    let many = 1 << (MANY.ilog2() + 1);
    let own = async |title: &str| {
        let input = json!({ "title": title, "pipelineId": pipeline["id"], "ownerId": user_id(Role::Rep) });
        create_deal(&rep, input).await["id"].clone()
    };
    own("First").await;

    let first = told(&admin, &pipeline).await;
    assert_eq!(first, (json!("2026-01-11T00:00:00.000000Z"), [many + 1, many, many, many + 1, many]));
    clock.advance(TimeDelta::seconds(59));
    step(&rep, "win", json!({ "id": own("Second").await })).await;
    assert_eq!(told(&admin, &pipeline).await, first, "what was read within the last minute");
    assert_eq!(told(&world.client(Role::Analyst), &pipeline).await, first, "whoever sees all is told the same");
    assert_eq!(
        told(&rep, &pipeline).await,
        (json!("2026-01-11T00:00:59.000000Z"), [2, 1, 1, 2, 1]),
        "who sees some is told of these as of now"
    );
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(
        told(&admin, &pipeline).await,
        (json!("2026-01-11T00:01:00.000000Z"), [many + 2, many + 1, many + 1, many + 2, many + 1])
    );
}
