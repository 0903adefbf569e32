//! Types of customer events: registered through the API, and changed only so that what is recorded stays right.

use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{customer_events, world};

const CREATE: &str = "mutation ($input: CreateCustomerEventTypeInput!) { createCustomerEventType(input: $input) { \
                      customerEventType { id version name label description retiredAt fields { name type isRequired values } } } }";
const UPDATE: &str = "mutation ($input: UpdateCustomerEventTypeInput!) { updateCustomerEventType(input: $input) { \
                      customerEventType { version label description fields { name type isRequired values } } } }";
const RETIRE: &str = "mutation ($input: CustomerEventTypeIdInput!) { retireCustomerEventType(input: $input) { \
                      customerEventType { version retiredAt } } }";
const RESTORE: &str = "mutation ($input: CustomerEventTypeIdInput!) { restoreCustomerEventType(input: $input) { \
                       customerEventType { version retiredAt } } }";
const READ: &str =
    "query ($id: ID!) { node(id: $id) { ... on CustomerEventType { version label fields { name isRequired } } } }";

fn order_placed() -> Value {
    json!({
        "name": "order_placed", "label": "Order placed", "description": "By the shop.",
        "fields": [
            { "name": "number", "type": "STRING", "isRequired": true },
            { "name": "total", "type": "MONEY" },
            { "name": "channel", "type": "ENUM", "values": ["web", "phone"] }
        ]
    })
}

async fn create(admin: &Client) -> Value {
    admin.ok(CREATE, json!({ "input": order_placed() })).await["createCustomerEventType"]["customerEventType"].take()
}

fn paths(error: &Value) -> Vec<Value> {
    let violations = error["extensions"]["violations"].as_array().unwrap();
    violations.iter().map(|violation| violation["path"].clone()).collect()
}

#[tokio::test]
async fn a_type_is_found_as_it_was_registered_by_list_and_node() {
    let world = world();
    let admin = world.client(Role::Admin);
    let made = create(&admin).await;
    assert_eq!(made["version"], 1);
    assert_eq!(
        made["fields"][2],
        json!({ "name": "channel", "type": "ENUM", "isRequired": false, "values": ["web", "phone"] })
    );
    customer_events::register(&admin).await;
    let list = "{ customerEventTypes(first: 1) { totalCount pageInfo { endCursor } nodes { name fields { type } } } }";
    let page = admin.ok(list, json!({})).await["customerEventTypes"].take();
    assert_eq!((&page["totalCount"], &page["nodes"][0]["name"]), (&json!(2), &json!("order_placed")), "by name");
    let analyst = world.client(Role::Analyst);
    assert_eq!(analyst.ok(READ, json!({ "id": made["id"] })).await["node"]["label"], "Order placed");
}

#[tokio::test]
async fn bad_types_are_refused_with_all_that_is_wrong() {
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({
        "name": "Order Placed", "label": " ", "description": "x".repeat(1_001),
        "fields": [{ "name": "1st", "type": "INT" }, { "name": "plan", "type": "ENUM" }, { "name": "plan", "type": "DATE", "values": ["x"] }]
    });
    let error = admin.error(CREATE, json!({ "input": input })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    let expected = [
        json!(["input", "name"]),
        json!(["input", "label"]),
        json!(["input", "description"]),
        json!(["input", "fields", 0, "name"]),
        json!(["input", "fields", 1, "values"]),
        json!(["input", "fields", 2, "name"]),
        json!(["input", "fields", 2, "values"]),
    ];
    assert_eq!(paths(&error), expected);
    let many: Vec<_> = (0..51).map(|n| json!({ "name": format!("f{n}"), "type": "INT" })).collect();
    let error = admin.error(CREATE, json!({ "input": { "name": "many", "label": "Many", "fields": many } })).await;
    assert_eq!(error["extensions"]["path"], json!(["input", "fields"]));
    assert_eq!(
        admin.ok("{ customerEventTypes { totalCount } }", json!({})).await["customerEventTypes"]["totalCount"],
        0
    );
}

#[tokio::test]
async fn a_name_belongs_to_one_type_and_a_conflict_names_it() {
    let world = world();
    let admin = world.client(Role::Admin);
    let made = create(&admin).await;
    let error = admin.error(CREATE, json!({ "input": order_placed() })).await;
    assert_eq!(
        (&error["extensions"]["code"], &error["extensions"]["path"]),
        (&json!("CONFLICT"), &json!(["input", "name"]))
    );
    assert_eq!(error["extensions"]["conflictingIds"], json!([made["id"]]));
}

#[tokio::test]
async fn a_change_that_would_make_recorded_events_wrong_is_refused() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = create(&admin).await["id"].clone();
    let fields = json!([
        { "name": "number", "type": "INT", "isRequired": true },
        { "name": "channel", "type": "ENUM", "values": ["web"], "isRequired": true },
        { "name": "coupon", "type": "STRING", "isRequired": true }
    ]);
    let error = admin.error(UPDATE, json!({ "input": { "id": id, "label": "New", "fields": fields } })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    let expected = [
        json!(["input", "fields"]),
        json!(["input", "fields", 0, "type"]),
        json!(["input", "fields", 1, "values"]),
        json!(["input", "fields", 1, "isRequired"]),
        json!(["input", "fields", 2, "isRequired"]),
    ];
    assert_eq!(paths(&error), expected);
    let node = admin.ok(READ, json!({ "id": id })).await["node"].take();
    assert_eq!((&node["version"], &node["label"]), (&json!(1), &json!("Order placed")), "nothing changed");
}

#[tokio::test]
async fn fields_and_values_are_added_and_what_was_recorded_before_stays() {
    let world = world();
    let admin = world.client(Role::Admin);
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let id = create(&admin).await["id"].clone();
    let event = |payload: Value| json!({ "input": { "contactId": ada, "type": "order_placed", "payload": payload } });
    let first = admin.ok(customer_events::RECORD, event(json!({ "number": "A1" }))).await;
    let fields = json!([
        { "name": "coupon", "type": "STRING" },
        { "name": "number", "type": "STRING" },
        { "name": "channel", "type": "ENUM", "values": ["web", "phone", "shop"] },
        { "name": "total", "type": "MONEY", "description": "With taxes." }
    ]);
    let input = json!({ "id": id, "expectedVersion": 1, "fields": fields, "description": null });
    let changed = admin.ok(UPDATE, json!({ "input": input })).await;
    let changed = &changed["updateCustomerEventType"]["customerEventType"];
    assert_eq!((&changed["version"], &changed["description"]), (&json!(2), &Value::Null));
    assert_eq!(changed["fields"][0]["name"], "coupon");
    admin.ok(customer_events::RECORD, event(json!({ "coupon": "X", "channel": "shop" }))).await;
    let read = "query ($id: ID!) { customerEvent(id: $id) { payload } }";
    let first = &first["recordCustomerEvent"]["customerEvent"]["id"];
    assert_eq!(admin.ok(read, json!({ "id": first })).await["customerEvent"]["payload"], json!({ "number": "A1" }));
    let stale = admin.error(UPDATE, json!({ "input": { "id": id, "expectedVersion": 1, "label": "Late" } })).await;
    assert_eq!(stale["extensions"]["code"], "CONFLICT");
}

#[tokio::test]
async fn of_a_retired_type_no_events_are_taken_and_those_there_are_stay() {
    let world = world();
    let admin = world.client(Role::Admin);
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    customer_events::register(&admin).await;
    let made = customer_events::record(&admin, &ada, json!({})).await;
    let id =
        admin.ok("{ customerEventTypes { nodes { id } } }", json!({})).await["customerEventTypes"]["nodes"][0]["id"]
            .clone();
    let retired = admin.ok(RETIRE, json!({ "input": { "id": id } })).await;
    assert!(retired["retireCustomerEventType"]["customerEventType"]["retiredAt"].is_string());
    let again = admin.ok(RETIRE, json!({ "input": { "id": id } })).await;
    assert_eq!(
        again["retireCustomerEventType"]["customerEventType"],
        retired["retireCustomerEventType"]["customerEventType"]
    );
    let event = json!({ "input": { "contactId": ada, "type": "page_viewed", "payload": { "url": "/" } } });
    let error = admin.error(customer_events::RECORD, event.clone()).await;
    assert_eq!(
        (&error["extensions"]["code"], &error["extensions"]["path"]),
        (&json!("BAD_USER_INPUT"), &json!(["input", "type"]))
    );
    let read = "query ($id: ID!) { customerEvent(id: $id) { type { name } } }";
    assert_eq!(admin.ok(read, json!({ "id": made["id"] })).await["customerEvent"]["type"]["name"], "page_viewed");
    admin.ok(RESTORE, json!({ "input": { "id": id, "expectedVersion": 2 } })).await;
    admin.ok(customer_events::RECORD, event).await;
}
