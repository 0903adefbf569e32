//! Customer events: typed payloads, batches that are whole or not at all, and each event once however often it is sent.

use diesel::{RunQueryDsl, sql_types::BigInt};
use rapport_graphql::futures_util::future::{join, join_all};
use rapport_kernel::Role;
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{authorization::hire, world};

pub(crate) const RECORD: &str = "mutation ($input: RecordCustomerEventInput!) { recordCustomerEvent(input: $input) { \
                                 isNew customerEvent { id externalId payload occurredAt contact { id } } } }";
const RECORD_MANY: &str = "mutation ($events: [RecordCustomerEventInput!]!) { recordCustomerEvents(input: { events: $events }) \
                           { newCount customerEvents { id } } }";

/// Registers the type `page_viewed`.
pub(crate) async fn register(admin: &Client) {
    let create = "mutation ($input: CreateCustomerEventTypeInput!) { createCustomerEventType(input: $input) { customerEventType { id } } }";
    let fields = json!([{ "name": "url", "type": "STRING", "isRequired": true }, { "name": "seconds", "type": "INT" }]);
    let input = json!({ "name": "page_viewed", "label": "Page viewed", "fields": fields });
    admin.ok(create, json!({ "input": input })).await;
}

/// Records that a person saw a page.
pub(crate) async fn record(client: &Client, contact: &str, more: Value) -> Value {
    let mut input = view(contact, "/");
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.ok(RECORD, json!({ "input": input })).await["recordCustomerEvent"]["customerEvent"].take()
}

fn view(contact: &str, url: &str) -> Value {
    json!({ "contactId": contact, "type": "page_viewed", "payload": { "url": url } })
}

fn count(world: &World, from: &str) -> i64 {
    let query = diesel::dsl::sql::<BigInt>(&format!("SELECT COUNT(*) FROM {from}"));
    query.get_result(&mut world.database().connect()).unwrap()
}

fn paths(error: &Value) -> Vec<Value> {
    let violations = error["extensions"]["violations"].as_array().unwrap();
    violations.iter().map(|violation| violation["path"].clone()).collect()
}

#[tokio::test]
async fn an_event_is_recorded_by_id_or_address_and_told_in_the_log() {
    let world = world();
    let admin = world.client(Role::Admin);
    register(&admin).await;
    let ada = admin.create_contact(json!({ "givenName": "Ada", "emails": [{ "address": "ada@example.org" }] })).await;
    let by_id = record(
        &admin,
        &ada,
        json!({ "occurredAt": "2026-01-02T03:04:05+01:00", "payload": { "seconds": 7, "url": "/a" } }),
    )
    .await;
    assert_eq!(by_id["payload"], json!({ "url": "/a", "seconds": 7 }));
    assert_eq!(by_id["occurredAt"], "2026-01-02T02:04:05.000000Z");
    let by_address = record(&admin, &ada, json!({ "contactId": null, "email": " ADA@example.org" })).await;
    assert_eq!(by_address["contact"]["id"], json!(ada));
    assert_eq!(count(&world, "events WHERE kind = 'customer_event.page_viewed' AND record_type = 'CustomerEvent'"), 2);
    assert_eq!(count(&world, "events WHERE changes LIKE '%/a%'"), 0, "what a person did stands apart from the log");
    assert_eq!(count(&world, "event_personal_data WHERE changes LIKE '%/a%'"), 1);
}

#[tokio::test]
async fn all_that_is_wrong_in_a_batch_is_told_at_once_and_nothing_is_written() {
    let world = world();
    let admin = world.client(Role::Admin);
    register(&admin).await;
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let far = (world.clock.now() + chrono::TimeDelta::hours(25)).and_utc().to_rfc3339();
    let gone = rapport_kernel::id::encode_global("Contact", uuid::Uuid::now_v7());
    let nobody = json!({ "type": "page_viewed", "payload": { "url": "/" } });
    let both = json!({ "contactId": ada, "email": "a@example.org", "type": "page_viewed", "payload": { "url": "/" } });
    let events = json!([
        view(&ada, "/fine"),
        { "contactId": "forged", "type": "page_viewed", "payload": { "url": 7, "seconds": 1.5, "more": 1 } },
        { "contactId": ada, "type": "Page", "payload": {} },
        { "contactId": ada, "type": "nothing_known", "externalId": "with space", "occurredAt": far },
        { "contactId": ada, "type": "page_viewed", "payload": [] },
        { "contactId": gone, "type": "page_viewed" },
        nobody,
        both,
    ]);
    let error = admin.error(RECORD_MANY, json!({ "events": events })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    let mut found = paths(&error);
    found.sort_by_key(ToString::to_string);
    let expected = [
        json!(["input", "events", 1, "contactId"]),
        json!(["input", "events", 1, "payload", "more"]),
        json!(["input", "events", 1, "payload", "seconds"]),
        json!(["input", "events", 1, "payload", "url"]),
        json!(["input", "events", 2, "type"]),
        json!(["input", "events", 3, "externalId"]),
        json!(["input", "events", 3, "occurredAt"]),
        json!(["input", "events", 3, "type"]),
        json!(["input", "events", 4, "payload"]),
        json!(["input", "events", 5, "contactId"]),
        json!(["input", "events", 5, "payload", "url"]),
        json!(["input", "events", 6, "contactId"]),
        json!(["input", "events", 7, "email"]),
    ];
    assert_eq!(found, expected);
    assert_eq!((count(&world, "customer_events"), count(&world, "events WHERE record_type = 'CustomerEvent'")), (0, 0));
}

#[tokio::test]
async fn five_hundred_are_recorded_in_few_statements_and_one_more_is_refused() {
    let world = world();
    let admin = world.client(Role::Admin);
    register(&admin).await;
    let mut people = Vec::new();
    for n in 0..10 {
        people.push(admin.create_contact(json!({ "givenName": format!("P{n}") })).await);
    }
    let batch = |size: usize| -> Vec<Value> {
        (0..size)
            .map(|n| {
                let mut event = view(&people[n % 10], &format!("/{n}"));
                event["externalId"] = json!(format!("{size}-{n}"));
                event
            })
            .collect()
    };
    let error = admin.error(RECORD_MANY, json!({ "events": batch(501) })).await;
    assert_eq!(
        (&error["extensions"]["code"], &error["extensions"]["path"]),
        (&json!("BAD_USER_INPUT"), &json!(["input", "events"]))
    );
    assert_eq!(count(&world, "customer_events"), 0);
    let mut taken = Vec::new();
    for size in [2, 500] {
        let before = world.db.statements();
        let data = admin.ok(RECORD_MANY, json!({ "events": batch(size) })).await["recordCustomerEvents"].take();
        taken.push(world.db.statements() - before);
        assert_eq!(data["newCount"], json!(size));
        assert_eq!(data["customerEvents"].as_array().unwrap().len(), size);
    }
    assert_eq!(taken[0], taken[1], "as many statements as for two");
    assert!(taken[1] <= 9, "{taken:?}");
    assert_eq!(
        (count(&world, "customer_events"), count(&world, "events WHERE record_type = 'CustomerEvent'")),
        (502, 502)
    );
    let none = admin.ok(RECORD_MANY, json!({ "events": [] })).await["recordCustomerEvents"].take();
    assert_eq!(none, json!({ "newCount": 0, "customerEvents": [] }));
}

#[tokio::test]
async fn what_is_sent_again_is_the_first_record_in_a_batch_too() {
    let world = world();
    let admin = world.client(Role::Admin);
    register(&admin).await;
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let sent = |url: &str, external: Value| {
        let mut event = view(&ada, url);
        event["externalId"] = external;
        event
    };
    let first = admin.ok(RECORD, json!({ "input": sent("/1", json!("one")) })).await["recordCustomerEvent"].take();
    let again = admin.ok(RECORD, json!({ "input": sent("/2", json!("one")) })).await["recordCustomerEvent"].take();
    assert_eq!((&first["isNew"], &again["isNew"]), (&json!(true), &json!(false)));
    assert_eq!(first["customerEvent"], again["customerEvent"], "as it was recorded first");
    let events = [
        sent("/3", json!("two")),
        sent("/4", json!("one")),
        sent("/5", json!("two")),
        sent("/6", json!("Two")),
        sent("/7", Value::Null),
    ];
    let data = admin.ok(RECORD_MANY, json!({ "events": events })).await["recordCustomerEvents"].take();
    let ids: Vec<_> = data["customerEvents"].as_array().unwrap().iter().map(|event| event["id"].clone()).collect();
    assert_eq!((data["newCount"].clone(), ids.len()), (json!(3), 5), "capitals make another id");
    assert_eq!((&ids[1], &ids[2]), (&first["customerEvent"]["id"], &ids[0]));
    assert_eq!((count(&world, "customer_events"), count(&world, "events WHERE record_type = 'CustomerEvent'")), (4, 4));
    assert_eq!(count(&world, "customer_events WHERE payload LIKE '%/3%'"), 1, "of two in a batch the first");
}

#[tokio::test]
async fn an_external_id_of_another_person_is_a_conflict_and_names_what_one_may_see() {
    let world = world();
    hire(&world);
    let (admin, rep) = (world.client(Role::Admin), world.client(Role::Rep));
    register(&admin).await;
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let bea = rep.create_contact(json!({ "givenName": "Bea" })).await;
    let held = record(&admin, &ada, json!({ "externalId": "x" })).await["id"].clone();
    let mut event = view(&bea, "/");
    event["externalId"] = json!("x");
    for (client, named) in [(&admin, Some(json!([held]))), (&rep, None)] {
        let error = client.error(RECORD_MANY, json!({ "events": [view(&bea, "/fine"), event] })).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT");
        assert_eq!(error["extensions"]["path"], json!(["input", "events", 1, "externalId"]));
        assert_eq!(error["extensions"].get("conflictingIds").filter(|ids| **ids != json!([])), named.as_ref());
    }
    assert_eq!(count(&world, "customer_events"), 1, "all or none");
}

#[tokio::test]
async fn of_many_who_send_the_same_at_once_one_records_it() {
    let world = world();
    let admin = world.client(Role::Admin);
    register(&admin).await;
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    for round in 0..5 {
        let send = |turn: usize| {
            let mut events: Vec<_> = (0..20)
                .map(|n| {
                    let mut event = view(&ada, "/");
                    event["externalId"] = json!(format!("{round}-{n}"));
                    event
                })
                .collect();
            events.rotate_left(turn);
            let admin = admin.clone();
            async move {
                admin.ok(RECORD_MANY, json!({ "events": events })).await["recordCustomerEvents"]["newCount"].clone()
            }
        };
        let counts = join_all((0..6).map(send)).await;
        let recorded: i64 = counts.iter().map(|count| count.as_i64().unwrap()).sum();
        assert_eq!(recorded, 20, "{counts:?}");
    }
    assert_eq!(
        (count(&world, "customer_events"), count(&world, "events WHERE record_type = 'CustomerEvent'")),
        (100, 100)
    );
}

#[tokio::test]
async fn who_may_record_and_read() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    register(&admin).await;
    let rep = world.client(Role::Rep);
    let bea = rep.create_contact(json!({ "givenName": "Bea" })).await;
    let id = record(&rep, &bea, json!({})).await["id"].clone();
    let read = "query ($id: ID!) { node(id: $id) { id } customerEvent(id: $id) { id } }";
    for (role, reads, records) in [
        (Role::Admin, true, "ok"),
        (Role::Manager, true, "ok"),
        (Role::Support, true, "ok"),
        (Role::Marketer, true, "FORBIDDEN"),
        (Role::Analyst, true, "FORBIDDEN"),
    ] {
        let client = world.client(role);
        assert_eq!(client.ok(read, json!({ "id": id })).await["node"].is_object(), reads, "{role}");
        let reply = client.run(RECORD, json!({ "input": view(&bea, "/") })).await;
        let code = reply.errors.first().map_or("ok", |error| error["extensions"]["code"].as_str().unwrap());
        assert_eq!(code, records, "{role}");
    }
    let ada = admin.create_contact(json!({ "givenName": "Ada", "emails": [{ "address": "ada@example.org" }] })).await;
    let hidden = record(&admin, &ada, json!({})).await["id"].clone();
    assert_eq!(rep.ok(read, json!({ "id": hidden })).await, json!({ "node": null, "customerEvent": null }));
    for who in
        [json!({ "contactId": ada }), json!({ "email": "ada@example.org" }), json!({ "email": "nobody@example.org" })]
    {
        let mut event = json!({ "type": "page_viewed", "payload": { "url": "/" } });
        event.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        let error = rep.error(RECORD, json!({ "input": event })).await;
        assert_eq!(error["extensions"]["code"], "NOT_FOUND");
        let key = who.as_object().unwrap().keys().next().unwrap();
        assert_eq!(error["extensions"]["path"], json!(["input", key]));
    }
}

#[tokio::test]
async fn of_a_purge_and_what_is_recorded_meanwhile_nothing_stays() {
    let world = world();
    let admin = world.client(Role::Admin);
    register(&admin).await;
    let purge = "mutation ($id: ID!) { purgeContact(input: { id: $id }) { id } }";
    for round in 0..10 {
        let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
        record(&admin, &ada, json!({ "externalId": format!("e{round}") })).await;
        let keyed = admin.with_key(&format!("k{round}"));
        let events = json!({ "events": [view(&ada, "/1"), view(&ada, "/2")] });
        let (purged, recorded) = join(admin.run(purge, json!({ "id": ada })), keyed.run(RECORD_MANY, events)).await;
        assert!(purged.errors.is_empty(), "{}", purged.json);
        for error in &recorded.errors {
            assert!(["NOT_FOUND", "CONFLICT"].map(Value::from).contains(&error["extensions"]["code"]), "{error}");
        }
        for table in ["contacts", "customer_events", "event_personal_data", "idempotency_keys"] {
            assert_eq!(count(&world, table), 0, "{table}");
        }
    }
}
