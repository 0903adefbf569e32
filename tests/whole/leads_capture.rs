//! Capturing leads: by a key that may do nothing else, once for each person, given out fairly.

use std::collections::HashMap;

use rapport_graphql::futures_util::future::join_all;
use rapport_kernel::{Actor, Clock, Grant, Role, RowScope};
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{
    leads::{create, create_rule, user},
    world,
};

const CAPTURE: &str = "mutation ($input: CaptureLeadInput!) { captureLead(input: $input) { received } }";

/// A key with the permission to capture, alone.
fn key(world: &World) -> Client {
    let permissions = Some(vec!["leads.capture".to_owned()]);
    let grant = Grant { key: uuid::Uuid::now_v7(), maker: Role::Admin, permissions, row_scope: RowScope::All };
    world.client_of(Actor::of_key(Role::Admin.demo_user(), Role::Admin, grant))
}

async fn capture(client: &Client, input: Value) {
    let answer = client.ok(CAPTURE, json!({ "input": input })).await;
    assert_eq!(answer, json!({ "captureLead": { "received": true } }));
}

async fn all(admin: &Client) -> Vec<Value> {
    let query = "{ leads(first: 100) { nodes { id givenName familyName email phone notes source status captures owner { id } } } }";
    admin.ok(query, json!({})).await["leads"]["nodes"].as_array().unwrap().clone()
}

#[tokio::test]
async fn who_is_known_is_not_recorded_twice_and_nobody_is_told() {
    let world = world();
    let admin = world.client(Role::Admin);
    let member = user(&admin, "ann").await;
    create_rule(&admin, json!({ "name": "All", "method": "LOAD", "memberIds": [member] })).await;
    let key = key(&world);
    let first =
        json!({ "givenName": "Grace", "email": "grace@compilers.example", "notes": "Call me.", "source": "Web" });
    // Once before, so that what is counted is a capture alone, not what its first use prepares.
    capture(&key, json!({ "email": "other@compilers.example", "notes": "x" })).await;
    let statements = async |input: Value| {
        let before = world.db.statements();
        capture(&key, input).await;
        world.db.statements() - before
    };
    let unknown = statements(first.clone()).await;
    let again = json!({
        "givenName": "G.", "familyName": "Hopper", "email": " GRACE@Compilers.EXAMPLE ", "phone": "+1 202-555-0143",
        "notes": "Call me again.", "source": "Fair"
    });
    let known = statements(again).await;
    assert_eq!(known, unknown, "who is known costs as much");
    capture(&key, json!({ "email": "g@home.example", "phone": "(202) 555-0143", "country": "US" })).await;
    let leads = all(&admin).await;
    assert_eq!(leads.len(), 2, "{leads:#?}");
    let lead = &leads[1];
    assert_eq!((&lead["givenName"], &lead["familyName"]), (&json!("Grace"), &json!("Hopper")), "what is known stays");
    assert_eq!((&lead["email"], &lead["phone"]), (&json!("grace@compilers.example"), &json!("+12025550143")));
    assert_eq!((&lead["notes"], &lead["source"]), (&json!("Call me.\n\nCall me again."), &json!("Web")));
    assert_eq!((&lead["captures"], &lead["owner"]["id"]), (&json!(3), &member));
    // Who was turned away comes again; who was converted is a new lead.
    let change = "mutation ($id: ID!) { updateLead(input: { id: $id, status: UNQUALIFIED }) { lead { id } } }";
    admin.ok(change, json!({ "id": lead["id"] })).await;
    capture(&key, first.clone()).await;
    assert_eq!(all(&admin).await[1]["status"], "NEW");
    admin
        .ok("mutation ($id: ID!) { convertLead(input: { id: $id }) { lead { id } } }", json!({ "id": lead["id"] }))
        .await;
    capture(&key, first).await;
    assert_eq!(all(&admin).await.len(), 3);
}

#[tokio::test]
async fn a_key_that_captures_reads_nothing() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = create(&admin, json!({ "givenName": "Grace", "email": "grace@compilers.example" })).await["id"].clone();
    let key = key(&world);
    for query in [
        "{ leads { totalCount } }",
        "{ contacts { totalCount } }",
        "{ deals { totalCount } }",
        "{ leadAssignmentRules { totalCount } }",
        "query ($id: ID!) { lead(id: $id) { id } }",
        "mutation ($id: ID!) { updateLead(input: { id: $id, notes: \"x\" }) { lead { id } } }",
        "mutation ($id: ID!) { convertLead(input: { id: $id }) { lead { id } } }",
        "mutation ($id: ID!) { deleteLead(input: { id: $id }) { lead { id } } }",
    ] {
        let error = key.error(query, json!({ "id": id })).await;
        assert_eq!(error["extensions"]["code"], "FORBIDDEN", "{query}");
    }
    let node = key.run("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
    assert_eq!(node.data["node"], Value::Null);
    for wrong in
        [json!({ "companyName": "Nobody" }), json!({ "email": "x" }), json!({ "givenName": "x", "phone": "1" })]
    {
        let error = key.error(CAPTURE, json!({ "input": wrong })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    }
    let reader = world.client(Role::Analyst).error(CAPTURE, json!({ "input": { "givenName": "x" } })).await;
    assert_eq!(reader["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn a_key_captures_so_many_and_is_told_when_to_come_back() {
    let mut world = world();
    world.clock = Clock::standing_at(chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap());
    let (one, other) = (key(&world), key(&world));
    for _ in 0..60 {
        capture(&one, json!({ "email": "grace@compilers.example" })).await;
    }
    let error = one.error(CAPTURE, json!({ "input": { "email": "grace@compilers.example" } })).await;
    assert_eq!(
        (&error["extensions"]["code"], &error["extensions"]["retryAfter"]),
        (&json!("RATE_LIMITED"), &json!(1.0)),
        "{error:#}"
    );
    capture(&other, json!({ "email": "grace@compilers.example" })).await;
    world.clock.advance(chrono::TimeDelta::seconds(1));
    capture(&one, json!({ "email": "grace@compilers.example" })).await;
    assert_eq!(all(&world.client(Role::Admin)).await[0]["captures"], 62);
}

#[tokio::test]
async fn a_capture_with_a_key_of_idempotency_counts_once() {
    let world = world();
    let key = key(&world).with_key("form-1");
    for _ in 0..3 {
        capture(&key, json!({ "email": "grace@compilers.example" })).await;
    }
    assert_eq!(all(&world.client(Role::Admin)).await[0]["captures"], 1);
}

#[tokio::test]
async fn captures_at_once_find_each_other_and_are_given_out_fairly() {
    let world = world();
    let admin = world.client(Role::Admin);
    let mut members = Vec::new();
    for name in ["ann", "ben", "cy"] {
        members.push(user(&admin, name).await);
    }
    create_rule(&admin, json!({ "name": "Turn", "sources": ["turn"], "memberIds": members })).await;
    create_rule(&admin, json!({ "name": "Load", "sources": ["load"], "method": "LOAD", "memberIds": members })).await;
    let captured = async |source: &'static str, number: u32, different: u32| {
        let all = (0..number).map(|n| {
            // A key for each: what is tested is not how often a key may.
            let client = key(&world);
            let input = json!({ "email": format!("{source}{}@example.org", n % different), "source": source });
            tokio::spawn(async move { capture(&client, input).await })
        });
        for one in join_all(all).await {
            one.unwrap();
        }
    };
    // Each of fifteen people three times, all at once.
    for source in ["turn", "load"] {
        captured(source, 45, 15).await;
        let leads = all(&admin).await.into_iter().filter(|lead| lead["source"] == source);
        let mut given: HashMap<String, u32> = HashMap::new();
        let mut captures = 0;
        for lead in leads {
            *given.entry(lead["owner"]["id"].as_str().unwrap().to_owned()).or_default() += 1;
            captures += lead["captures"].as_u64().unwrap();
        }
        assert_eq!(captures, 45, "{source}");
        assert_eq!(given.values().copied().collect::<Vec<_>>(), [5, 5, 5], "{source}");
    }
}
