//! What counts very many deals is told as of up to ten minutes ago, to who sees all, and read anew after one; of few, and to who
//! sees some, it is told as of now.

use chrono::{TimeDelta, TimeZone, Utc};
use diesel::{Connection, MysqlConnection, connection::SimpleConnection};
use rapport_db::recent::MANY;
use rapport_kernel::{Clock, Role};
use rapport_pipeline::ready::Ready;
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    eventually,
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    world,
};

const ASK: &str = "query ($p: ID!) { \
    funnel(pipelineId: $p) { asOf to total { entered won } } \
    salesReport(pipelineId: $p) { asOf to total { won } } \
    bottleneck(pipelineId: $p) { asOf stages { arrivals } } \
    stageDurations(pipelineId: $p) { ended } }";

/// How often a deal is doubled until it is many.
const DOUBLED: u32 = MANY.ilog2() + 1;
/// How many it is then.
const MOST: i64 = 1 << DOUBLED;

/// A deal, as many times as it takes to be many, each with its stay.
fn multiply(conn: &mut MysqlConnection) {
    for _ in 0..DOUBLED {
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

/// What the four say, and as of when if they agree on that: how many entered, were won by the one and by the other, arrived, and left a stage.
async fn told(client: &Client, pipeline: &Value) -> (Value, [i64; 5]) {
    let told = client.ok(ASK, json!({ "p": pipeline["id"] })).await;
    let is_of_one_moment = ["salesReport", "bottleneck"].iter().all(|of| told[of]["asOf"] == told["funnel"]["asOf"]);
    for of in ["funnel", "salesReport"] {
        let just_after = told[of]["asOf"].as_str().unwrap().replace("000000Z", "000001Z");
        assert_eq!(told[of]["to"], just_after, "the period ends when it was read");
    }
    let sum = |list: &Value, field: &str| list.as_array().unwrap().iter().map(|one| one[field].as_i64().unwrap()).sum();
    let counts = [
        told["funnel"]["total"]["entered"].as_i64().unwrap(),
        told["funnel"]["total"]["won"].as_i64().unwrap(),
        told["salesReport"]["total"]["won"].as_i64().unwrap(),
        sum(&told["bottleneck"]["stages"], "arrivals"),
        sum(&told["stageDurations"], "ended"),
    ];
    (if is_of_one_moment { told["funnel"]["asOf"].clone() } else { Value::Null }, counts)
}

/// A world in which it is the tenth of January 2026 until the clock is moved, with a pipeline and a deal in it.
async fn scene() -> (World, Clock, Value, Value) {
    let clock = Clock::standing_at(Utc.with_ymd_and_hms(2026, 1, 10, 0, 0, 0).unwrap());
    let mut world = world();
    world.clock = clock.clone();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let input = json!({ "title": "One of many", "pipelineId": pipeline["id"], "ownerId": user_id(Role::Manager) });
    let deal = create_deal(&admin, input).await;
    clock.advance(TimeDelta::days(1));
    (world, clock, pipeline, deal)
}

/// A deal of the rep's.
async fn own(world: &World, pipeline: &Value) -> Value {
    let input = json!({ "title": "Own", "pipelineId": pipeline["id"], "ownerId": user_id(Role::Rep) });
    create_deal(&world.client(Role::Rep), input).await["id"].clone()
}

#[tokio::test]
async fn what_counts_very_many_is_read_once_a_minute_and_says_so() {
    let (world, clock, pipeline, deal) = scene().await;
    let (admin, rep) = (world.client(Role::Admin), world.client(Role::Rep));
    step(&admin, "win", json!({ "id": deal["id"] })).await;
    multiply(&mut MysqlConnection::establish(world.database().url()).unwrap());
    own(&world, &pipeline).await;

    let first = told(&admin, &pipeline).await;
    assert_eq!(first, (json!("2026-01-11T00:00:00.000000Z"), [MOST + 1, MOST, MOST, MOST + 1, MOST]));
    clock.advance(TimeDelta::seconds(59));
    step(&rep, "win", json!({ "id": own(&world, &pipeline).await })).await;
    assert_eq!(told(&admin, &pipeline).await, first, "what was read within the last minute");
    assert_eq!(told(&world.client(Role::Analyst), &pipeline).await, first, "whoever sees all is told the same");
    assert_eq!(
        told(&rep, &pipeline).await,
        (json!("2026-01-11T00:00:59.000000Z"), [2, 1, 1, 2, 1]),
        "who sees some is told of these as of now"
    );
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(told(&admin, &pipeline).await, first, "nobody waits who asks again: it is read anew behind");
    let second = (json!("2026-01-11T00:01:00.000000Z"), [MOST + 2, MOST + 1, MOST + 1, MOST + 2, MOST + 1]);
    eventually(async || told(&admin, &pipeline).await == second).await;
    // Nobody asks for ten minutes.
    clock.advance(TimeDelta::minutes(10));
    let (as_of, _) = told(&admin, &pipeline).await;
    assert_eq!(as_of, "2026-01-11T00:11:00.000000Z", "older than that nothing is told");
}

#[tokio::test]
async fn what_counts_very_many_is_at_hand_before_anybody_asks() {
    let (world, clock, pipeline, _) = scene().await;
    let ready = Ready::new(world.db.clone(), clock.clone());
    assert!(!ready.step().await.unwrap(), "few are counted as they are asked for");
    multiply(&mut MysqlConnection::establish(world.database().url()).unwrap());
    assert!(ready.step().await.unwrap());
    clock.advance(TimeDelta::seconds(30));
    own(&world, &pipeline).await;
    let ask = "query ($p: ID!, $by: SalesReportGroupBy!) { funnel(pipelineId: $p, groupBy: COMPANY) { asOf total { entered } } \
        salesReport(groupBy: $by, withActivity: true) { asOf } }";
    for by in ["MONTH", "OWNER", "TEAM", "SOURCE", "INDUSTRY", "PRODUCT", "LOSS_REASON"] {
        let told = world.client(Role::Admin).ok(ask, json!({ "p": pipeline["id"], "by": by })).await;
        assert_eq!(told["funnel"]["asOf"], "2026-01-11T00:00:00.000000Z", "{by}");
        assert_eq!(told["salesReport"]["asOf"], told["funnel"]["asOf"]);
        assert_eq!(told["funnel"]["total"]["entered"], MOST, "without the one that came later");
    }
    clock.advance(TimeDelta::minutes(5));
    assert!(ready.step().await.unwrap());
    let told = world.client(Role::Admin).ok(ask, json!({ "p": pipeline["id"], "by": "TEAM" })).await;
    assert_eq!(told["funnel"]["asOf"], "2026-01-11T00:05:30.000000Z", "it has been read anew, and is not about to be");
    assert_eq!(told["salesReport"]["asOf"], told["funnel"]["asOf"]);
    assert_eq!(told["funnel"]["total"]["entered"], MOST + 1);
}

#[tokio::test]
async fn a_forecast_of_very_many_is_made_once_a_minute_and_says_so() {
    let (world, clock, pipeline, _) = scene().await;
    multiply(&mut MysqlConnection::establish(world.database().url()).unwrap());
    let ask = "query ($p: ID, $runs: Int!) { forecast(pipelineId: $p, runs: $runs) { asOf runs total { openDeals } } }";
    let told = async |role: Role, runs: i64| {
        let told = world.client(role).ok(ask, json!({ "p": pipeline["id"], "runs": runs })).await["forecast"].clone();
        assert_eq!(told["runs"], runs, "as often as was asked for");
        (told["asOf"].clone(), told["total"]["openDeals"].as_i64().unwrap())
    };
    let at = |second: u32| json!(format!("2026-01-11T00:{:02}:{:02}.000000Z", second / 60, second % 60));
    assert_eq!(told(Role::Admin, 100).await, (at(0), MOST));
    clock.advance(TimeDelta::seconds(59));
    own(&world, &pipeline).await;
    assert_eq!(told(Role::Admin, 100).await, (at(0), MOST));
    assert_eq!(told(Role::Admin, 200).await, (at(0), MOST));
    assert_eq!(told(Role::Rep, 100).await, (at(59), 1), "who sees some is told of these as of now");
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(told(Role::Analyst, 100).await, (at(0), MOST), "nobody waits who asks again: it is made anew behind");
    eventually(async || told(Role::Analyst, 100).await == (at(60), MOST + 1)).await;
    clock.advance(TimeDelta::minutes(10));
    assert_eq!(told(Role::Admin, 100).await, (at(660), MOST + 1), "older than that nothing is told");
}
