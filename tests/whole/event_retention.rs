//! What is old is removed from the log, and who comes back too late is told so.

use diesel::{RunQueryDsl, sql_query, sql_types::BigInt};
use rapport_db::{Db, events::Sequencer};
use rapport_graphql::{EventCursor, futures_util::StreamExt};
use rapport_kernel::{Code, Role};
use rapport_test_support::World;
use serde_json::json;

use crate::{
    http::Server,
    pipeline::{any_deal, create_pipeline, usual},
    world,
};

const FOLLOW: &str = "subscription ($since: EventCursor) { dealUpdates(since: $since) { cursor event } }";

/// Makes what happened up to this number look as if it had happened long ago.
fn age(world: &World, last: u64) {
    sql_query(format!("UPDATE events SET occurred_at = '2020-01-01 00:00:00' WHERE seq <= {last}"))
        .execute(&mut world.database().connect())
        .unwrap();
}

async fn number(sequencer: &Sequencer) {
    while sequencer.step().await.unwrap() > 0 {}
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn count(world: &World, table: &str) -> i64 {
    let query = sql_query(format!("SELECT COUNT(*) AS count FROM {table}"));
    query.get_result::<Count>(&mut world.database().connect()).unwrap().count
}

async fn expire(db: &Db, world: &World) -> usize {
    let day_ago = world.clock.now() - chrono::TimeDelta::days(1);
    db.expire_events(day_ago).await.unwrap()
}

#[tokio::test]
async fn old_events_go_and_who_comes_back_too_late_is_told_so() {
    let world = world();
    let sequencer = world.sequencer();
    let admin = world.client(Role::Admin);
    create_pipeline(&admin, usual()).await;
    for _ in 0..4 {
        any_deal(&admin).await;
    }
    number(&sequencer).await;
    // A pipeline and four deals; the first three events are old.
    age(&world, 3);
    let mut on_the_way = world.db.follow(Some(0), |_| true).await.unwrap();
    assert_eq!(on_the_way.next().await.unwrap().seq, Some(1));
    let personal = count(&world, "event_personal_data");
    assert_eq!(expire(&world.db, &world).await, 3);
    assert_eq!(expire(&world.db, &world).await, 0, "what is younger stays");
    assert_eq!(count(&world, "events"), 2);
    assert!(count(&world, "event_personal_data") < personal, "texts go with their events");
    let state = world.db.log_state().await.unwrap();
    assert_eq!((state.last_seq, state.removed_seq, state.waiting), (5, 3, 0));
    for since in [0, 1, 2] {
        let since = json!({ "since": EventCursor(since).to_string() });
        let refused = admin.first(FOLLOW, since).await;
        assert_eq!(refused.errors[0]["extensions"]["code"], "CURSOR_EXPIRED");
        assert!(!refused.json.contains("\"data\""));
    }
    // Nothing is missing behind the last that was removed.
    let mut updates = admin.follow(FOLLOW, json!({ "since": EventCursor(3).to_string() })).await;
    for number in [4, 5] {
        assert_eq!(updates.next().await.unwrap()["dealUpdates"]["cursor"], json!(EventCursor(number).to_string()));
    }
    // Who was reading what was removed has read a page of it already, and is then told.
    age(&world, 5);
    let mut late = world.db.follow(Some(3), |_| true).await.unwrap();
    assert_eq!(expire(&world.db, &world).await, 2);
    assert_eq!(late.next().await.unwrap_err().code, Code::CursorExpired);
    for expected in [2, 3, 4, 5] {
        assert_eq!(on_the_way.next().await.unwrap().seq, Some(expected), "what was read before is told");
    }
    // An empty log goes on where it was.
    let mut now = admin.follow(FOLLOW, json!({ "since": EventCursor(5).to_string() })).await;
    any_deal(&admin).await;
    number(&sequencer).await;
    assert_eq!(now.next().await.unwrap()["dealUpdates"]["cursor"], json!(EventCursor(6).to_string()));
}

#[tokio::test]
async fn nothing_is_removed_that_a_reader_of_the_house_has_not_read() {
    let world = world();
    let sequencer = world.sequencer();
    let admin = world.client(Role::Admin);
    for _ in 0..3 {
        any_deal(&admin).await;
    }
    number(&sequencer).await;
    age(&world, 100);
    let conn = &mut world.database().connect();
    sql_query("INSERT INTO event_readers (name, seq) VALUES ('slow', 2), ('quick', 4)").execute(conn).unwrap();
    assert_eq!(expire(&world.db, &world).await, 2);
    sql_query("UPDATE event_readers SET seq = 4 WHERE name = 'slow'").execute(conn).unwrap();
    assert_eq!(expire(&world.db, &world).await, 2);
    assert_eq!(count(&world, "events"), 0);
}

#[tokio::test]
async fn what_waits_for_a_number_is_told() {
    let world = world();
    let admin = world.client(Role::Admin);
    any_deal(&admin).await;
    let state = world.db.log_state().await.unwrap();
    assert_eq!((state.last_seq, state.waiting), (0, 2));
    let later = world.clock.now() + chrono::TimeDelta::seconds(60);
    assert!(state.lag(later).as_secs() >= 59, "{state:?}");
    number(&world.sequencer()).await;
    let state = world.db.log_state().await.unwrap();
    assert_eq!((state.last_seq, state.waiting, state.lag(later).as_secs()), (2, 0, 0));
}

#[test]
fn a_server_tells_how_it_fares() {
    let server = Server::start();
    let (status, text) = server.get("/metrics");
    assert_eq!(status, 200, "{text}");
    for gauge in [
        "rapport_events_last_seq 0",
        "rapport_events_waiting 0",
        "rapport_sequencer_lag_seconds 0",
        "rapport_event_followers 0",
        "rapport_live_connections 0",
        "rapport_database_connections_max 16",
    ] {
        assert!(text.lines().any(|line| line == gauge), "{gauge} in\n{text}");
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.split_once(' ').unwrap();
        assert!(text.contains(&format!("# TYPE {name} gauge\n")), "{name}");
        value.parse::<f64>().unwrap();
    }
    let silent = Server::start_with(&["--metrics", "false", "--event-retention", "30d"]);
    assert_eq!(silent.get("/metrics").0, 404);
}
