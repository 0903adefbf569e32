//! Writing: unique among the living, versions, idempotency, and what a history keeps.

use rapport_kernel::Role;
use serde_json::{Value, json};

use crate::world;

const CREATE: &str =
    "mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id version displayName } } }";
const UPDATE: &str = "mutation ($input: UpdateContactInput!) { updateContact(input: $input) { contact { version displayName nickname tags } } }";
const DELETE: &str =
    "mutation ($input: ContactIdInput!) { deleteContact(input: $input) { contact { deletedAt version } } }";
const RESTORE: &str =
    "mutation ($input: ContactIdInput!) { restoreContact(input: $input) { contact { deletedAt emails { address } } } }";
const PURGE: &str = "mutation ($input: ContactIdInput!) { purgeContact(input: $input) { id } }";

#[tokio::test]
async fn a_person_goes_through_a_whole_life() {
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({
        "honorificPrefix": "Prof.", "givenName": " Ada ", "familyName": "Lovelace", "language": "EN-gb", "country": "gb",
        "lifecycleStage": "PROSPECT",
        "emails": [{ "address": "ada@example.org" }, { "address": "ada@work.example", "isPrimary": true, "label": "work" }],
        "phones": [{ "number": "+44 20 7946 0958" }],
        "addresses": [{ "street": "12 St James's Square", "locality": "London", "country": "GB" }],
        "socialAccounts": [{ "network": "Mastodon", "handle": "@ada" }],
        "tags": ["math", "Engines", "math"]
    });
    let id = admin.create_contact(input).await;
    let query = "query ($id: ID!) { contact(id: $id) { version displayName language country lifecycleStage \
                 emails { address isPrimary label } phones { number isPrimary } addresses { street locality country isPrimary } \
                 socialAccounts { network handle } tags deletedAt } }";
    let data = admin.ok(query, json!({ "id": id })).await;
    assert_eq!(
        data["contact"],
        json!({
            "version": 1, "displayName": "Prof. Ada Lovelace", "language": "en-GB", "country": "GB",
            "lifecycleStage": "PROSPECT",
            "emails": [
                { "address": "ada@example.org", "isPrimary": false, "label": null },
                { "address": "ada@work.example", "isPrimary": true, "label": "work" }
            ],
            "phones": [{ "number": "+442079460958", "isPrimary": true }],
            "addresses": [{ "street": "12 St James's Square", "locality": "London", "country": "GB", "isPrimary": true }],
            "socialAccounts": [{ "network": "mastodon", "handle": "@ada" }],
            "tags": ["Engines", "math"], "deletedAt": null
        })
    );
    let input = json!({ "id": id, "expectedVersion": 1, "familyName": null, "nickname": "Countess", "tags": [] });
    let data = admin.ok(UPDATE, json!({ "input": input })).await;
    assert_eq!(
        data["updateContact"]["contact"],
        json!({ "version": 2, "displayName": "Prof. Ada", "nickname": "Countess", "tags": [] })
    );
    let again = admin.ok(UPDATE, json!({ "input": { "id": id, "nickname": "Countess" } })).await;
    assert_eq!(again["updateContact"]["contact"]["version"], 2, "nothing changed, so no new version");
    let data = admin.ok(DELETE, json!({ "input": { "id": id } })).await;
    assert!(data["deleteContact"]["contact"]["deletedAt"].is_string());
    assert_eq!(admin.ok(query, json!({ "id": id })).await["contact"], Value::Null);
    assert_eq!(admin.ok("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await["node"], Value::Null);
    let data = admin.ok(RESTORE, json!({ "input": { "id": id } })).await;
    assert_eq!(data["restoreContact"]["contact"]["deletedAt"], Value::Null);
    let history = "query ($id: ID!) { contact(id: $id) { history { nodes { kind recordVersion changes { field old new } record { id } } } } }";
    let data = admin.ok(history, json!({ "id": id })).await;
    let events = data["contact"]["history"]["nodes"].as_array().cloned().unwrap_or_default();
    let kinds: Vec<_> = events.iter().map(|event| event["kind"].as_str().unwrap_or_default()).collect();
    assert_eq!(kinds, ["contact.restored", "contact.deleted", "contact.updated", "contact.created"]);
    let changed = events[2]["changes"].as_array().cloned().unwrap_or_default();
    assert!(changed.contains(&json!({ "field": "familyName", "old": "Lovelace", "new": null })), "{changed:?}");
    assert!(changed.contains(&json!({ "field": "tags", "old": ["Engines", "math"], "new": null })), "{changed:?}");
    assert_eq!(events[0]["record"]["id"], json!(id));
}

#[tokio::test]
async fn an_address_belongs_to_one_living_person_and_a_conflict_names_the_other() {
    let world = world();
    crate::authorization::hire(&world);
    let admin = world.client(Role::Admin);
    let first = admin.create_contact(json!({ "givenName": "Ada", "emails": [{ "address": "a@example.org" }] })).await;
    let same = json!({ "input": { "givenName": "Bea", "emails": [{ "address": "b@example.org" }, { "address": "A@Example.ORG" }] } });
    let error = admin.error(CREATE, same.clone()).await;
    assert_eq!(error["extensions"]["code"], "CONFLICT");
    assert_eq!(error["extensions"]["path"], json!(["input", "emails", 1, "address"]));
    assert_eq!(error["extensions"]["conflictingIds"], json!([first]));
    assert_eq!(admin.ok("{ contacts { totalCount } }", json!({})).await["contacts"]["totalCount"], 1, "half written");
    // Someone who does not see the other learns that the address is taken, and no more.
    let rep = world.client(Role::Rep);
    let error = rep.error(CREATE, same.clone()).await;
    assert_eq!(error["extensions"]["code"], "CONFLICT");
    assert_eq!(error["extensions"].get("conflictingIds"), None);
    // A deleted person is not in the way, until someone wants to restore them.
    admin.ok(DELETE, json!({ "input": { "id": first } })).await;
    let second = admin.ok(CREATE, same).await["createContact"]["contact"]["id"].clone();
    let error = admin.error(RESTORE, json!({ "input": { "id": first } })).await;
    assert_eq!(error["extensions"]["code"], "CONFLICT");
    assert_eq!(error["extensions"]["conflictingIds"], json!([second]));
    admin.ok(PURGE, json!({ "input": { "id": second } })).await;
    let data = admin.ok(RESTORE, json!({ "input": { "id": first } })).await;
    assert_eq!(data["restoreContact"]["contact"]["emails"], json!([{ "address": "a@example.org" }]));
}

#[tokio::test]
async fn a_stale_version_is_a_conflict_and_changes_nothing() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": "Ada" })).await;
    admin.ok(UPDATE, json!({ "input": { "id": id, "expectedVersion": 1, "nickname": "one" } })).await;
    for (mutation, input) in [
        (UPDATE, json!({ "id": id, "expectedVersion": 1, "nickname": "two" })),
        (DELETE, json!({ "id": id, "expectedVersion": 1 })),
        (PURGE, json!({ "id": id, "expectedVersion": 1 })),
        (UPDATE, json!({ "id": id, "expectedVersion": -1, "nickname": "three" })),
    ] {
        assert_eq!(admin.error(mutation, json!({ "input": input })).await["extensions"]["code"], "CONFLICT");
    }
    let data = admin.ok("query ($id: ID!) { contact(id: $id) { nickname version } }", json!({ "id": id })).await;
    assert_eq!(data["contact"], json!({ "nickname": "one", "version": 2 }));
}

#[tokio::test]
async fn of_two_updates_at_once_none_loses_a_field() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let one = admin.ok(UPDATE, json!({ "input": { "id": id, "nickname": "N" } }));
    let other = admin.ok(UPDATE, json!({ "input": { "id": id, "familyName": "L" } }));
    let both = rapport_graphql::futures_util::future::join(one, other);
    both.await;
    let data =
        admin.ok("query ($id: ID!) { contact(id: $id) { displayName nickname version } }", json!({ "id": id })).await;
    assert_eq!(data["contact"], json!({ "displayName": "Ada L", "nickname": "N", "version": 3 }));
}

#[tokio::test]
async fn one_key_is_one_effect_and_one_answer() {
    let world = world();
    let admin = world.client(Role::Admin);
    let keyed = admin.with_key("order-17");
    let input = json!({ "input": { "givenName": "Ada" } });
    let (one, other) =
        rapport_graphql::futures_util::future::join(keyed.run(CREATE, input.clone()), keyed.run(CREATE, input.clone()))
            .await;
    // Of two at once one may be told that the first is still at work; none may happen twice.
    for reply in [&one, &other] {
        assert!(reply.errors.is_empty() || reply.errors[0]["extensions"]["code"] == "CONFLICT", "{}", reply.json);
    }
    let first = keyed.run(CREATE, input.clone()).await;
    let second = keyed.run(CREATE, input.clone()).await;
    assert_eq!(first.json, second.json);
    assert_eq!(first.data["createContact"]["contact"]["displayName"], "Ada");
    let error = keyed.error(CREATE, json!({ "input": { "givenName": "Bea" } })).await;
    assert_eq!(error["extensions"]["code"], "IDEMPOTENCY_MISMATCH");
    // The key is the actor's own.
    world.client(Role::Support).with_key("order-17").ok(CREATE, input.clone()).await;
    let two = "mutation { a: createContact(input: { givenName: \"A\" }) { contact { id } } \
               b: createContact(input: { givenName: \"B\" }) { contact { id } } }";
    assert_eq!(keyed.error(two, json!({})).await["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(admin.ok("{ contacts { totalCount } }", json!({})).await["contacts"]["totalCount"], 2);
}

#[tokio::test]
async fn a_key_whose_answer_was_lost_still_happens_once() {
    use diesel::RunQueryDsl;
    let world = world();
    let keyed = world.client(Role::Admin).with_key("lost");
    let input = json!({ "input": { "givenName": "Ada" } });
    let first = keyed.ok(CREATE, input.clone()).await;
    // The server ended between the commit and keeping the answer.
    diesel::sql_query("UPDATE idempotency_keys SET response = NULL").execute(&mut world.database().connect()).unwrap();
    assert_eq!(keyed.ok(CREATE, input).await, first);
    assert_eq!(keyed.ok("{ contacts { totalCount } }", json!({})).await["contacts"]["totalCount"], 1);
}

#[tokio::test]
async fn while_the_first_request_of_a_key_is_at_work_others_are_told_when_to_come_back() {
    use diesel::{Connection, RunQueryDsl};
    let world = world();
    let keyed = world.client(Role::Admin).with_key("busy");
    let input = json!({ "input": { "givenName": "Ada" } });
    keyed.ok(CREATE, input.clone()).await;
    let mut first = world.database().connect();
    diesel::sql_query("UPDATE idempotency_keys SET response = NULL").execute(&mut first).unwrap();
    // The key's row is locked, as by a transaction that has just written it.
    first.begin_test_transaction().unwrap();
    diesel::sql_query("DELETE FROM idempotency_keys").execute(&mut first).unwrap();
    let error = keyed.error(CREATE, input).await;
    assert_eq!(error["extensions"]["code"], "CONFLICT");
    assert_eq!(error["extensions"]["retryAfter"], 1.0);
}

#[tokio::test]
async fn a_person_keeps_something_to_be_known_by() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": "Ada", "emails": [{ "address": "a@example.org" }] })).await;
    admin.ok(UPDATE, json!({ "input": { "id": id, "givenName": null } })).await;
    let error = admin.error(UPDATE, json!({ "input": { "id": id, "emails": [] } })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    let data =
        admin.ok("query ($id: ID!) { contact(id: $id) { version emails { address } } }", json!({ "id": id })).await;
    assert_eq!(data["contact"], json!({ "version": 2, "emails": [{ "address": "a@example.org" }] }));
}

#[tokio::test]
async fn a_key_is_good_for_a_day() {
    let world = world();
    let keyed = world.client(Role::Admin).with_key("old");
    keyed.create_contact(json!({ "givenName": "Ada" })).await;
    let in_hours = |hours| world.clock.now() + chrono::TimeDelta::hours(hours);
    assert_eq!(world.db.expire_idempotency_keys(in_hours(23)).await.unwrap(), 0);
    assert_eq!(world.db.expire_idempotency_keys(in_hours(25)).await.unwrap(), 1);
}

#[tokio::test]
async fn spellings_that_are_one_tag_change_nothing() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": "Ada", "tags": ["cafe", "café"] })).await;
    let data = admin.ok(UPDATE, json!({ "input": { "id": id, "tags": ["café", "CAFE"] } })).await;
    assert_eq!(data["updateContact"]["contact"]["version"], 1);
    assert_eq!(data["updateContact"]["contact"]["tags"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_refused_mutation_keeps_no_key() {
    let world = world();
    let keyed = world.client(Role::Admin).with_key("retry");
    let error = keyed.error(CREATE, json!({ "input": {} })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    keyed.ok(CREATE, json!({ "input": { "givenName": "Ada" } })).await;
}

#[tokio::test]
async fn purging_forgets_the_person_and_leaves_the_log() {
    use diesel::{QueryableByName, RunQueryDsl, sql_types::BigInt};
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        found: i64,
    }
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({ "givenName": "Erasmus", "emails": [{ "address": "e@example.org" }] });
    let id = admin.with_key("erasmus").create_contact(input).await;
    admin.with_key("nickname").ok(UPDATE, json!({ "input": { "id": id, "nickname": "Desiderius" } })).await;
    admin.ok(PURGE, json!({ "input": { "id": id } })).await;
    let conn = &mut world.database().connect();
    let mut count = |query: &str| diesel::sql_query(query).get_result::<Found>(conn).unwrap().found;
    assert_eq!(count("SELECT COUNT(*) AS found FROM events WHERE kind LIKE 'contact.%'"), 3);
    assert_eq!(count("SELECT COUNT(*) AS found FROM event_personal_data"), 0);
    assert_eq!(
        count("SELECT COUNT(*) AS found FROM events WHERE changes LIKE '%Erasmus%' OR changes LIKE '%Desiderius%'"),
        0
    );
    assert_eq!(count("SELECT COUNT(*) AS found FROM contact_emails"), 0);
    assert_eq!(count("SELECT COUNT(*) AS found FROM idempotency_keys"), 0, "kept answers are about the person too");
}
