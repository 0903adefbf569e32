//! Making and changing webhooks: who may, and what is refused.

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
use rapport_kernel::{Actor, Role};
use serde_json::{Value, json};

use super::{CREATE, create};
use crate::{authorization::hire, world};

const UPDATE: &str = "mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) { webhook { \
                      version name url eventTypes filter isActive } } }";

fn input() -> Value {
    json!({ "name": "Shop", "url": "https://shop.example/hook" })
}

#[tokio::test]
async fn a_webhook_is_changed_and_removed() {
    let world = world();
    let admin = world.client(Role::Admin);
    let filter = json!({ "or": [{ "status": ["OPEN"] }, { "title": { "startsWith": "A" } }] });
    let mut with_filter = input();
    with_filter["filter"] = filter.clone();
    with_filter["eventTypes"] = json!(["deal.won", "deal.lost", "deal.won"]);
    let (id, secret) = create(&admin, with_filter).await;
    assert!(secret.starts_with("whsec_"));
    let query = "query ($id: ID!) { webhook(id: $id) { version name url eventTypes filter isActive problem oldSecretUntil } \
                 node(id: $id) { __typename } webhooks { totalCount nodes { id } } }";
    let found = admin.ok(query, json!({ "id": id })).await;
    assert_eq!(
        found["webhook"],
        json!({ "version": 1, "name": "Shop", "url": "https://shop.example/hook", "filter": filter,
                "eventTypes": ["deal.lost", "deal.won"], "isActive": true, "problem": null, "oldSecretUntil": null })
    );
    assert_eq!(found["node"]["__typename"], "Webhook");
    assert_eq!(found["webhooks"], json!({ "totalCount": 1, "nodes": [{ "id": id }] }));
    let changes = json!({ "id": id, "filter": null, "eventTypes": null, "isActive": false, "expectedVersion": 1 });
    let changed = admin.ok(UPDATE, json!({ "input": changes })).await["updateWebhook"]["webhook"].clone();
    assert_eq!(
        changed,
        json!({ "version": 2, "name": "Shop", "url": "https://shop.example/hook", "filter": null,
                "eventTypes": null, "isActive": false })
    );
    let nothing = admin.ok(UPDATE, json!({ "input": { "id": id } })).await["updateWebhook"]["webhook"].clone();
    assert_eq!(nothing["version"], 2, "a change of nothing leaves no version");
    let stale = json!({ "id": id, "name": "Other", "expectedVersion": 1 });
    assert_eq!(admin.error(UPDATE, json!({ "input": stale })).await["extensions"]["code"], "CONFLICT");
    let delete = "mutation ($id: ID!) { deleteWebhook(input: { id: $id }) { id } }";
    assert_eq!(admin.ok(delete, json!({ "id": id })).await["deleteWebhook"]["id"], json!(id));
    assert_eq!(admin.error(delete, json!({ "id": id })).await["extensions"]["code"], "NOT_FOUND");
}

#[tokio::test]
async fn what_cannot_be_a_webhook_is_refused_with_every_fault() {
    let world = world();
    let admin = world.client(Role::Admin);
    let bad = json!({ "name": "", "url": "ftp://shop.example", "eventTypes": ["deal.flown"], "apiKeyId": "x" });
    let error = admin.error(CREATE, json!({ "input": bad })).await["extensions"].clone();
    assert_eq!(error["code"], "BAD_USER_INPUT");
    let paths: Vec<_> = error["violations"].as_array().unwrap().iter().map(|one| one["path"].clone()).collect();
    let expected = [
        json!(["input", "name"]),
        json!(["input", "url"]),
        json!(["input", "eventTypes", 0]),
        json!(["input", "apiKeyId"]),
    ];
    assert_eq!(paths, expected);
    let mut of_a_user = input();
    of_a_user["filter"] = json!({ "stage": { "eq": crate::authorization::user_id(Role::Rep) } });
    let error = admin.error(CREATE, json!({ "input": of_a_user })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "a user is no stage");
    let mut of_no_key = input();
    of_no_key["apiKeyId"] = json!(rapport_kernel::id::encode_global("ApiKey", uuid::Uuid::now_v7()));
    let error = admin.error(CREATE, json!({ "input": of_no_key })).await;
    assert_eq!(error["extensions"]["path"], json!(["input", "apiKeyId"]));
    let rotate = "mutation ($id: ID!) { rotateWebhookSecret(input: { id: $id, graceHours: 200 }) { secret } }";
    let (id, _) = create(&admin, input()).await;
    assert_eq!(admin.error(rotate, json!({ "id": id })).await["extensions"]["path"], json!(["input", "graceHours"]));
}

#[tokio::test]
async fn who_does_not_see_everything_manages_their_own_alone() {
    let world = world();
    hire(&world);
    let (admin, manager) = (world.client(Role::Admin), world.client(Role::Manager));
    let (of_admin, _) = create(&admin, input()).await;
    let (of_manager, _) = create(&manager, input()).await;
    let list = "{ webhooks { totalCount nodes { id } } }";
    assert_eq!(
        manager.ok(list, json!({})).await["webhooks"],
        json!({ "totalCount": 1, "nodes": [{ "id": of_manager }] })
    );
    assert_eq!(admin.ok(list, json!({})).await["webhooks"]["totalCount"], 2);
    let find = "query ($id: ID!) { webhook(id: $id) { id } node(id: $id) { id } }";
    assert_eq!(manager.ok(find, json!({ "id": of_admin })).await, json!({ "webhook": null, "node": null }));
    for mutation in [
        "mutation ($id: ID!) { updateWebhook(input: { id: $id, name: \"Mine\" }) { __typename } }",
        "mutation ($id: ID!) { deleteWebhook(input: { id: $id }) { __typename } }",
        "mutation ($id: ID!) { rotateWebhookSecret(input: { id: $id }) { __typename } }",
        "mutation ($id: ID!) { redeliverDeadLetters(input: { webhookId: $id }) { __typename } }",
    ] {
        let error = manager.error(mutation, json!({ "id": of_admin })).await;
        assert_eq!(error["extensions"]["code"], "NOT_FOUND", "{mutation}");
    }
    assert_eq!(
        world.client(Role::Rep).error(CREATE, json!({ "input": input() })).await["extensions"]["code"],
        "FORBIDDEN"
    );
    let mut with_key = input();
    with_key["apiKeyId"] = json!(rapport_kernel::id::encode_global("ApiKey", uuid::Uuid::now_v7()));
    let refused = manager.error(CREATE, json!({ "input": with_key })).await;
    assert_eq!(refused["extensions"]["code"], "FORBIDDEN", "who names a key gets to know what it may");
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = Text)]
    text: String,
}

#[tokio::test]
async fn a_secret_is_shown_once_and_told_nowhere() {
    let world = world();
    let admin = world.client_of(Actor::demo(Role::Admin)).with_key("once");
    let first = admin.ok(CREATE, json!({ "input": input() })).await["createWebhook"].clone();
    let again = admin.ok(CREATE, json!({ "input": input() })).await["createWebhook"].clone();
    assert_eq!(first["webhook"]["id"], again["webhook"]["id"], "one key is one webhook");
    assert!(first["secret"].is_string() && again["secret"].is_null());
    let secret = first["secret"].as_str().unwrap().trim_start_matches("whsec_").to_owned();
    let conn = &mut world.database().connect();
    for (table, column) in [("idempotency_keys", "outcome"), ("idempotency_keys", "response"), ("events", "changes")] {
        let rows: Vec<Kept> =
            sql_query(format!("SELECT COALESCE({column}, '') AS text FROM {table}")).load(conn).unwrap();
        assert!(rows.iter().all(|row| !row.text.contains(&secret)), "{table}.{column}");
    }
}
