//! What an operation costs, and what an actor may ask for over time.

use serde_json::{Value, json};

use crate::http::{Server, send};

const PAGE: &str = "{ contacts(first: 50) { nodes { company { name } } } }";
/// A hundred, of which nothing comes back.
const HUNDRED: &str = r#"{"query": "{ __schema { queryType { name } } }"}"#;

#[test]
fn each_answer_tells_what_it_cost() {
    let server = Server::start();
    let (_, empty) = server.ask(&json!({ "query": PAGE }));
    let cost = &empty["extensions"]["cost"];
    assert_eq!((&cost["requested"], &cost["actual"]), (&json!(101), &json!(1)), "{empty}");
    assert_eq!(cost["restoreRate"], 500_000);
    assert!(cost["available"].as_u64().is_some_and(|available| available > 19_000_000));
    let create = "mutation { createContact(input: { givenName: \"Ada\" }) { contact { id } } }";
    let (_, created) = server.ask(&json!({ "query": create }));
    assert_eq!(created["extensions"]["cost"]["requested"], 12, "{created}");
    let (_, one) = server.ask(&json!({ "query": PAGE }));
    // The page, the person, and the company that was looked for.
    assert_eq!(one["extensions"]["cost"]["actual"], 3, "{one}");
    assert_eq!(one["extensions"].as_object().unwrap().len(), 1);
}

#[test]
fn who_asks_too_much_is_told_when_to_come_back() {
    let server = Server::start_with(&["--rate-burst", "300", "--rate-restore", "1"]);
    for _ in 0..3 {
        let (status, _, body) = send(server.post("rep"), HUNDRED);
        assert_eq!((status, body.get("errors")), (200, None), "{body}");
    }
    for accept in ["application/graphql-response+json", "application/json"] {
        let request = server.request_of("rep").header("content-type", "application/json").header("accept", accept);
        let response = request.send(HUNDRED).unwrap();
        assert_eq!(response.status().as_u16(), 429);
        let seconds: u64 = response.headers().get("retry-after").unwrap().to_str().unwrap().parse().unwrap();
        assert!((50..=100).contains(&seconds), "{seconds}");
        let body: Value = response.into_body().read_json().unwrap();
        let error = &body["errors"][0]["extensions"];
        assert_eq!(error["code"], "RATE_LIMITED");
        assert!(error["retryAfter"].as_f64().is_some_and(|wait| wait > 50.0 && wait <= 100.0), "{error}");
        assert_eq!(body["extensions"]["cost"]["requested"], 100);
        assert_eq!(body.get("data"), None);
    }
    assert_eq!(send(server.post("admin"), HUNDRED).0, 200, "another actor has a bucket of their own");
    // What a page did not hold comes back: 101 each, and 1 used.
    for _ in 0..4 {
        let (status, body) = server.ask(&json!({ "query": PAGE }));
        assert_eq!(status, 200, "{body}");
    }
}

#[test]
fn the_rate_limit_can_be_switched_off() {
    let server = Server::start_with(&["--rate-burst", "0"]);
    let (status, _, body) = send(server.post("rep"), HUNDRED);
    assert_eq!((status, &body["extensions"]["cost"]), (200, &json!({ "requested": 100, "actual": 100 })));
}
