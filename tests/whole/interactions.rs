//! Interactions: a timeline, page by page, that only those see who see the person, and that goes with the person.

use diesel::{RunQueryDsl, sql_types::BigInt};
use rapport_graphql::futures_util::future::join3;
use rapport_kernel::{Role, id::encode_global};
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{authorization::hire, world};

const RECORD: &str = "mutation ($input: RecordInteractionInput!) { recordInteraction(input: $input) { interaction { \
                      id version subject body occurredAt } } }";
const UPDATE: &str = "mutation ($input: UpdateInteractionInput!) { updateInteraction(input: $input) { interaction { \
                      version kind channel direction subject body } } }";
const DELETE: &str = "mutation ($input: InteractionIdInput!) { deleteInteraction(input: $input) { id } }";
const READ: &str =
    "query ($id: ID!) { node(id: $id) { id } interaction(id: $id) { id version subject contact { id } } }";
const TIMELINE: &str = "query ($id: ID!, $first: Int, $after: String) { contact(id: $id) { version \
                        interactions(first: $first, after: $after) { totalCount \
                        pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { id } } } } }";
const PURGE: &str = "mutation ($id: ID!) { purgeContact(input: { id: $id }) { id } }";

fn count(world: &World, from: &str) -> i64 {
    let query = diesel::dsl::sql::<BigInt>(&format!("SELECT COUNT(*) FROM {from}"));
    query.get_result(&mut world.database().connect()).unwrap()
}

async fn record(client: &Client, contact: &str, more: Value) -> Value {
    let mut input = json!({ "contactId": contact, "kind": "CALL" });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.ok(RECORD, json!({ "input": input })).await["recordInteraction"]["interaction"].take()
}

async fn timeline(client: &Client, contact: &str, first: usize, after: &Value) -> Value {
    let variables = json!({ "id": contact, "first": first, "after": after });
    client.ok(TIMELINE, variables).await["contact"]["interactions"].take()
}

fn ids(page: &Value) -> Vec<Value> {
    page["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["id"].clone()).collect()
}

/// Seven interactions at three moments, and their ids, the latest first.
async fn busy(admin: &Client, contact: &str) -> Vec<Value> {
    let mut made = Vec::new();
    for (index, day) in [2, 1, 3, 1, 2, 2, 1].into_iter().enumerate() {
        let occurred_at = format!("2026-01-0{day}T12:00:00Z");
        let id = record(admin, contact, json!({ "occurredAt": occurred_at })).await["id"].clone();
        made.push((day, index, id));
    }
    made.sort_by_key(|(day, index, _)| std::cmp::Reverse((*day, *index)));
    made.into_iter().map(|(_, _, id)| id).collect()
}

#[tokio::test]
async fn a_timeline_is_paged_from_the_latest_on_and_gives_each_once() {
    let world = world();
    let admin = world.client(Role::Admin);
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let bea = admin.create_contact(json!({ "givenName": "Bea" })).await;
    let (expected, others) = (busy(&admin, &ada).await, busy(&admin, &bea).await);
    for size in [1, 2, 3, 6, 7, 100] {
        let (mut found, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = timeline(&admin, &ada, size, &after).await;
            assert_eq!(page["totalCount"], 7, "of the whole, not of the page");
            assert_eq!(page["pageInfo"]["hasPreviousPage"], json!(!found.is_empty()), "pages of {size}");
            found.extend(ids(&page));
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(found, expected, "pages of {size}");
    }
    let none = timeline(&admin, &ada, 0, &Value::Null).await;
    assert_eq!((ids(&none).len(), &none["totalCount"]), (0, &json!(7)));
    assert_eq!(ids(&timeline(&admin, &bea, 100, &Value::Null).await), others);
    let contact = admin.ok(TIMELINE, json!({ "id": ada })).await["contact"].take();
    assert_eq!(contact["version"], 1, "the person's own record stays as it is");
}

#[tokio::test]
async fn a_cursor_of_a_page_read_for_many_people_goes_on_in_the_page_of_one() {
    let world = world();
    let admin = world.client(Role::Admin);
    let mut expected = Vec::new();
    for name in ["Ada", "Bea", "Cleo"] {
        let id = admin.create_contact(json!({ "givenName": name })).await;
        expected.push((busy(&admin, &id).await, id));
    }
    let many = "{ contacts { nodes { id interactions(first: 5) { pageInfo { hasNextPage endCursor } \
                edges { cursor node { id } } } } } }";
    let data = admin.ok(many, json!({})).await;
    for (person, (expected, id)) in data["contacts"]["nodes"].as_array().unwrap().iter().zip(&expected) {
        let batched = &person["interactions"];
        assert_eq!((&person["id"], ids(batched)), (&json!(id), expected[..5].to_vec()));
        assert_eq!(batched["pageInfo"]["hasNextPage"], true);
        for (index, edge) in batched["edges"].as_array().unwrap().iter().enumerate() {
            let page = timeline(&admin, id, 100, &edge["cursor"]).await;
            assert_eq!(ids(&page), expected[index + 1..], "after the one at {index}");
        }
        // The same record has the same cursor on both ways.
        let keyset = timeline(&admin, id, 3, &batched["edges"][0]["cursor"]).await;
        assert_eq!(keyset["edges"][0]["cursor"], batched["edges"][1]["cursor"]);
    }
}

#[tokio::test]
async fn what_happens_far_in_the_future_is_refused() {
    let world = world();
    let admin = world.client(Role::Admin);
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let ahead = |hours| (world.clock.now() + chrono::TimeDelta::hours(hours)).and_utc().to_rfc3339();
    let made = record(&admin, &ada, json!({ "subject": "Soon", "occurredAt": ahead(23) })).await;
    for (mutation, input) in [
        (RECORD, json!({ "contactId": ada, "kind": "CALL", "occurredAt": ahead(25) })),
        (RECORD, json!({ "contactId": ada, "kind": "CALL", "occurredAt": "9999-12-31T23:59:59Z" })),
        (UPDATE, json!({ "id": made["id"], "subject": "Late", "occurredAt": ahead(25) })),
    ] {
        let error = admin.error(mutation, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{input}");
        assert_eq!(error["extensions"]["path"], json!(["input", "occurredAt"]), "{input}");
    }
    assert_eq!(count(&world, "interactions"), 1);
    assert_eq!(admin.ok(READ, json!({ "id": made["id"] })).await["interaction"]["subject"], "Soon");
}

#[tokio::test]
async fn a_body_keeps_its_lines_and_a_subject_is_one() {
    let world = world();
    let admin = world.client(Role::Admin);
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let made = record(&admin, &ada, json!({ "subject": " Renewal ", "body": "One.\n\n\tTwo.\nThree." })).await;
    assert_eq!((&made["subject"], &made["body"]), (&json!("Renewal"), &json!("One.\n\n\tTwo.\nThree.")));
    for (mutation, input) in [
        (RECORD, json!({ "contactId": ada, "kind": "NOTE", "subject": "One.\nTwo." })),
        (UPDATE, json!({ "id": made["id"], "body": "New.", "subject": "One.\nTwo." })),
    ] {
        let error = admin.error(mutation, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
        assert_eq!(error["extensions"]["path"], json!(["input", "subject"]));
    }
    assert_eq!(count(&world, "interactions WHERE version = 1 AND body LIKE 'One.%'"), 1);
    assert_eq!(count(&world, "interactions"), 1);
}

#[tokio::test]
async fn a_stale_version_of_an_interaction_is_a_conflict_and_changes_nothing() {
    let world = world();
    let admin = world.client(Role::Admin);
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let id = record(&admin, &ada, json!({ "subject": "One", "direction": "INBOUND" })).await["id"].clone();
    let input =
        json!({ "id": id, "expectedVersion": 1, "kind": "VISIT", "direction": null, "channel": "fair", "body": "B" });
    let changed =
        json!({ "version": 2, "kind": "VISIT", "channel": "fair", "direction": null, "subject": "One", "body": "B" });
    assert_eq!(admin.ok(UPDATE, json!({ "input": input })).await["updateInteraction"]["interaction"], changed);
    for (mutation, input) in [
        (UPDATE, json!({ "id": id, "expectedVersion": 1, "subject": "Two" })),
        (DELETE, json!({ "id": id, "expectedVersion": 1 })),
    ] {
        assert_eq!(admin.error(mutation, json!({ "input": input })).await["extensions"]["code"], "CONFLICT");
    }
    let same = json!({ "input": { "id": id, "expectedVersion": 2, "kind": null, "subject": "One" } });
    assert_eq!(admin.ok(UPDATE, same).await["updateInteraction"]["interaction"], changed, "nothing changed");
    let delete = json!({ "input": { "id": id, "expectedVersion": 2 } });
    assert_eq!(admin.ok(DELETE, delete.clone()).await["deleteInteraction"]["id"], id);
    assert_eq!(admin.error(DELETE, delete).await["extensions"]["code"], "NOT_FOUND");
    assert_eq!(admin.ok(READ, json!({ "id": id })).await, json!({ "node": null, "interaction": null }));
}

/// Asserts that this client cannot find the person, nor the interaction, to do anything with them.
async fn finds_nothing(client: &Client, contact: &str, id: &Value) {
    assert_eq!(client.ok(READ, json!({ "id": id })).await, json!({ "node": null, "interaction": null }));
    for (mutation, input) in [
        (RECORD, json!({ "contactId": contact, "kind": "NOTE" })),
        (UPDATE, json!({ "id": id, "subject": "x" })),
        (DELETE, json!({ "id": id })),
    ] {
        let error = client.error(mutation, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "NOT_FOUND", "{mutation}");
    }
}

#[tokio::test]
async fn the_interactions_of_a_deleted_person_are_not_there_until_the_person_is_restored() {
    let world = world();
    let admin = world.client(Role::Admin);
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let id = record(&admin, &ada, json!({ "subject": "One" })).await["id"].clone();
    let change = |verb| format!("mutation ($id: ID!) {{ {verb}Contact(input: {{ id: $id }}) {{ contact {{ id }} }} }}");
    admin.ok(&change("delete"), json!({ "id": ada })).await;
    finds_nothing(&admin, &ada, &id).await;
    finds_nothing(&admin, &encode_global("Contact", uuid::Uuid::now_v7()), &id).await;
    admin.ok(&change("restore"), json!({ "id": ada })).await;
    let expected = json!({ "id": id, "version": 1, "subject": "One", "contact": { "id": ada } });
    assert_eq!(admin.ok(READ, json!({ "id": id })).await["interaction"], expected);
    assert_eq!(ids(&timeline(&admin, &ada, 9, &Value::Null).await), [id]);
}

#[tokio::test]
async fn a_rep_does_not_see_what_was_said_with_anothers_person() {
    let world = world();
    hire(&world);
    let (admin, rep) = (world.client(Role::Admin), world.client(Role::Rep));
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let hidden = record(&admin, &ada, json!({ "subject": "Secret" })).await["id"].clone();
    finds_nothing(&rep, &ada, &hidden).await;
    let bea = rep.create_contact(json!({ "givenName": "Bea" })).await;
    let own = record(&rep, &bea, json!({})).await["id"].clone();
    let data = rep.ok("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": [hidden, own] })).await;
    assert_eq!(data["nodes"], json!([null, { "id": own }]));
    let unchanged = json!({ "id": hidden, "version": 1, "subject": "Secret", "contact": { "id": ada } });
    assert_eq!(admin.ok(READ, json!({ "id": hidden })).await["interaction"], unchanged);
    assert_eq!(count(&world, "interactions"), 2);
}

#[tokio::test]
async fn of_a_purge_and_what_is_recorded_meanwhile_nothing_stays() {
    let world = world();
    let admin = world.client(Role::Admin);
    for round in 0..15 {
        let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
        let first = record(&admin, &ada, json!({ "subject": "First" })).await["id"].clone();
        let (recording, updating) = (admin.with_key(&format!("r{round}")), admin.with_key(&format!("u{round}")));
        let input = json!({ "contactId": ada, "kind": "NOTE", "subject": "Second" });
        let (purged, recorded, updated) = join3(
            admin.run(PURGE, json!({ "id": ada })),
            recording.run(RECORD, json!({ "input": input })),
            updating.run(UPDATE, json!({ "input": { "id": first, "subject": "Changed" } })),
        )
        .await;
        assert!(purged.errors.is_empty(), "{}", purged.json);
        for error in recorded.errors.iter().chain(&updated.errors) {
            assert!(["NOT_FOUND", "CONFLICT"].map(Value::from).contains(&error["extensions"]["code"]), "{error}");
        }
        for table in ["contacts", "interactions", "event_personal_data", "idempotency_keys"] {
            assert_eq!(count(&world, table), 0, "{table}");
        }
    }
}
