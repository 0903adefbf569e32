//! Operations on a socket.

use rapport_graphql::EventCursor;
use rapport_kernel::Role;
use rapport_transport::LiveConfig;
use serde_json::{Value, json};

use crate::eventually;

use super::{client::Socket, served::Served};

const FOLLOW: &str = "subscription ($since: EventCursor) { contactUpdates(since: $since) { kind cursor contactId } }";
const CREATE: &str = "mutation ($n: String!) { createContact(input: { givenName: $n }) { contact { id givenName } } }";

#[tokio::test]
async fn queries_and_mutations_are_answered_once() {
    let served = Served::start(LiveConfig::default());
    let mut socket = Socket::of(&served, Role::Admin).await;
    socket.subscribe("m", CREATE, json!({ "n": "Ada" })).await;
    let answer = socket.answer("m", "next").await;
    assert_eq!(answer["data"]["createContact"]["contact"]["givenName"], "Ada");
    socket.answer("m", "complete").await;
    socket.subscribe("q", "{ contacts { totalCount nodes { givenName } } }", json!({})).await;
    assert_eq!(socket.answer("q", "next").await["data"]["contacts"]["totalCount"], 1);
    socket.answer("q", "complete").await;
    // An error beside the data is an answer too.
    let mut partner = Socket::of(&served, Role::Partner).await;
    partner.subscribe("q", "{ contacts { totalCount } }", json!({})).await;
    let answer = partner.answer("q", "next").await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    partner.answer("q", "complete").await;
}

#[tokio::test]
async fn what_is_refused_is_an_error_and_nothing_more() {
    let served = Served::start(LiveConfig::default());
    let mut socket = Socket::of(&served, Role::Admin).await;
    for (query, variables, code) in [
        ("{", json!({}), "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", json!({}), "GRAPHQL_VALIDATION_FAILED"),
        (
            "subscription { a: contactUpdates { kind } b: contactUpdates { kind } }",
            json!({}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (CREATE, json!({}), "BAD_USER_INPUT"),
        (FOLLOW, json!({ "since": "nonsense" }), "BAD_USER_INPUT"),
        (FOLLOW, json!({ "since": EventCursor(99).to_string() }), "BAD_USER_INPUT"),
    ] {
        socket.subscribe("1", query, variables).await;
        let errors = socket.answer("1", "error").await;
        assert_eq!(errors[0]["extensions"]["code"], code, "{query}");
    }
    let deep = format!("{{ contacts(filter: {}) {{ totalCount }} }}", "[".repeat(5_000));
    socket.subscribe("1", &deep, json!({})).await;
    assert_eq!(socket.answer("1", "error").await[0]["extensions"]["code"], "TOO_COMPLEX");
    let payload = json!({ "variables": {} });
    socket.say(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    assert_eq!(socket.answer("1", "error").await[0]["extensions"]["path"], json!(["query"]));
    // No complete came after any of them: the next message is the answer to this.
    socket.subscribe("2", "{ __typename }", json!({})).await;
    assert_eq!(socket.answer("2", "next").await["data"], json!({ "__typename": "Query" }));
}

#[tokio::test]
async fn a_subscription_tells_until_it_is_stopped() {
    let served = Served::start(LiveConfig::default());
    let admin = served.client(Role::Admin);
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let mut socket = Socket::of(&served, Role::Admin).await;
    socket.subscribe("s", FOLLOW, json!({ "since": EventCursor(0).to_string() })).await;
    let first = socket.answer("s", "next").await["data"]["contactUpdates"].clone();
    assert_eq!((&first["kind"], &first["contactId"]), (&json!("CREATED"), &json!(ada)));
    let bea = admin.create_contact(json!({ "givenName": "Bea" })).await;
    let second = socket.answer("s", "next").await["data"]["contactUpdates"].clone();
    assert_eq!(second["contactId"], json!(bea));
    socket.say(json!({ "id": "s", "type": "complete" })).await;
    socket.say(json!({ "id": "unknown", "type": "complete" })).await;
    socket.say(json!({ "type": "ping" })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong" }));
    eventually(async || served.world.db.followers() == 0).await;
    // Stopped, it tells nothing more; taken up again from the cursor, it tells what was missed.
    let cleo = admin.create_contact(json!({ "givenName": "Cleo" })).await;
    socket.subscribe("t", FOLLOW, json!({ "since": second["cursor"] })).await;
    assert_eq!(socket.answer("t", "next").await["data"]["contactUpdates"]["contactId"], json!(cleo));
}

#[tokio::test]
async fn a_socket_closed_ends_what_was_at_work_on_it() {
    let served = Served::start(LiveConfig::default());
    let mut socket = Socket::of(&served, Role::Admin).await;
    for id in ["1", "2", "3"] {
        socket.subscribe(id, FOLLOW, json!({})).await;
    }
    eventually(async || served.world.db.followers() >= 3).await;
    drop(socket);
    eventually(async || served.world.db.followers() == 0).await;
}

#[tokio::test]
async fn an_idempotency_key_holds_on_a_socket_too() {
    let served = Served::start(LiveConfig::default());
    let mut socket = Socket::of(&served, Role::Admin).await;
    let mut create = async |name: &str, key: Value, kind: &str| {
        let payload = json!({ "query": CREATE, "variables": { "n": name }, "extensions": { "idempotencyKey": key } });
        socket.say(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
        let answer = socket.answer("1", kind).await;
        if kind == "next" {
            socket.answer("1", "complete").await;
        }
        answer
    };
    let first = create("Ada", json!("k1"), "next").await;
    assert_eq!(create("Ada", json!("k1"), "next").await, first);
    let other = create("Bea", json!("k1"), "error").await;
    assert_eq!(other[0]["extensions"]["code"], "IDEMPOTENCY_MISMATCH");
    for key in [json!("not a key"), json!(7), json!("")] {
        let refused = create("Ada", key, "error").await;
        assert_eq!(refused[0]["extensions"]["path"], json!(["extensions", "idempotencyKey"]));
    }
    let people = served.client(Role::Admin).ok("{ contacts { totalCount } }", json!({})).await;
    assert_eq!(people["contacts"]["totalCount"], 1);
}
