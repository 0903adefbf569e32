//! More than the server can do: it says so, and ends what it has begun.

use std::time::{Duration, Instant};

use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::BigInt};
use serde_json::{Value, json};

use crate::http::{Server, send};

/// Of a table that no worker of the server reads by itself, nor one that MySQL locks with it.
const COUNT: &str = r#"{"query": "{ teams { totalCount } }"}"#;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many statements of others wait for a table of this database. Unknown while MySQL fails to show one that holds the
/// bytes of an id.
fn waiting(conn: &mut diesel::MysqlConnection) -> Option<i64> {
    let told = sql_query(
        "SELECT CAST(COUNT(*) AS SIGNED) AS count FROM information_schema.processlist \
         WHERE db = DATABASE() AND state = 'Waiting for table metadata lock'",
    )
    .get_result::<Count>(conn);
    told.ok().map(|row| row.count)
}

/// Asks until it is so, for as long as a test may wait.
fn until(mut holds: impl FnMut() -> bool) {
    let asked = Instant::now();
    while !holds() {
        assert!(asked.elapsed() < Duration::from_secs(20), "it never came to be so");
        std::thread::yield_now();
    }
}

#[test]
fn without_a_connection_a_request_is_told_so_at_once() {
    let server = Server::start_with(&["--pool-size", "1", "--pool-wait", "200"]);
    let mut other = server.database.connect();
    other.batch_execute("LOCK TABLES teams WRITE").unwrap();
    let mut watcher = server.database.connect();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| send(server.post("admin"), COUNT));
        until(|| waiting(&mut watcher).is_some_and(|count| count > 0));
        let asked = Instant::now();
        let response = server.post("admin").send(r#"{"query": "{ me { name } users { totalCount } }"}"#).unwrap();
        assert_eq!(response.status().as_u16(), 503);
        assert_eq!(response.headers().get("retry-after").unwrap(), "1");
        let body: Value = response.into_body().read_json().unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], "OVERLOADED", "{body}");
        assert!(body["errors"][0]["extensions"]["retryAfter"].is_number());
        assert_eq!(body.get("data"), None);
        assert_eq!(body["extensions"]["cost"]["actual"], 0, "who got nothing pays nothing");
        let (status, _, body) = send(server.post("admin"), r#"{"query": "{ __typename users { totalCount } }"}"#);
        assert_eq!(
            (status, &body["data"]),
            (200, &json!({ "__typename": "Query", "users": null })),
            "what can be told is"
        );
        assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
        other.batch_execute("UNLOCK TABLES").unwrap();
        assert_eq!(first.join().unwrap().2["data"]["teams"]["totalCount"], 0);
    });
}

#[test]
fn a_statement_has_its_time_and_no_more_than_is_said() {
    let server = Server::start_with(&["--max-statement-time", "1s"]);
    let mut other = server.database.connect();
    other.batch_execute("LOCK TABLES teams WRITE").unwrap();
    let asked = Instant::now();
    let (_, _, body) = send(server.post("admin"), COUNT);
    assert_eq!(body["errors"][0]["extensions"]["code"], "TIMEOUT", "{body}");
    assert!(asked.elapsed() < Duration::from_secs(4), "before the five seconds of the default: {:?}", asked.elapsed());
    other.batch_execute("UNLOCK TABLES").unwrap();
    assert_eq!(send(server.post("admin"), COUNT).2["data"]["teams"]["totalCount"], 0);
}

#[test]
fn an_operation_s_time_ends_its_statement_too() {
    let server = Server::start_with(&["--max-time", "500ms"]);
    let mut other = server.database.connect();
    other.batch_execute("LOCK TABLES teams WRITE").unwrap();
    let mut watcher = server.database.connect();
    let asked = Instant::now();
    let (status, _, body) = send(server.post("admin"), COUNT);
    assert_eq!((status, &body["errors"][0]["extensions"]["code"]), (504, &json!("TIMEOUT")), "{body}");
    // Long before the five seconds that a statement has.
    until(|| waiting(&mut watcher) == Some(0));
    assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
    let create = r#"{"query": "mutation { createTeam(input: { name: \"Ada\" }) { team { id } } }"}"#;
    assert_eq!(send(server.post("admin"), create).2["errors"][0]["extensions"]["code"], "TIMEOUT");
    until(|| waiting(&mut watcher) == Some(0));
    other.batch_execute("UNLOCK TABLES").unwrap();
    let (_, _, body) = send(server.post("admin"), COUNT);
    assert_eq!(body["data"]["teams"]["totalCount"], 0, "who was told TIMEOUT has changed nothing: {body}");
}
