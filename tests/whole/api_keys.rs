//! API keys: what is kept of them, what they may do, and when they stop.

use diesel::{
    QueryableByName, RunQueryDsl, sql_query,
    sql_types::{Binary, Text},
};
use rapport_contacts::api_keys::StoredApiKeys;
use rapport_kernel::{Actor, ApiKeys, Clock, Role, RowScope, api_key::public_part};
use rapport_test_support::{Client, World};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    authorization::{hire, user_id},
    http::Server,
    world,
};

const CREATE: &str = "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { \
                      id version name prefix role permissions rowScope expiresAt lastUsedAt revokedAt \
                      createdBy { id } user { id } } } }";
const REVOKE: &str = "mutation ($id: ID!, $v: Int) { revokeApiKey(input: { id: $id, expectedVersion: $v }) { \
                      apiKey { version revokedAt } } }";

/// Makes a key and returns the payload.
pub(crate) async fn create(admin: &Client, input: Value) -> Value {
    admin.ok(CREATE, json!({ "input": input })).await["createApiKey"].take()
}

pub(crate) fn secret(made: &Value) -> &str {
    made["secret"].as_str().unwrap()
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// Who acts by the key.
async fn bearer(world: &World, made: &Value) -> Actor {
    let keys = StoredApiKeys::new(world.db.clone(), world.clock.clone());
    let key = keys.find(public_part(secret(made)).unwrap()).await.unwrap().unwrap();
    assert_eq!(key.hash, hash(secret(made)));
    key.actor
}

async fn client(world: &World, input: Value) -> Client {
    let made = create(&world.client(Role::Admin), input).await;
    world.client_of(bearer(world, &made).await)
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = Binary)]
    secret_hash: Vec<u8>,
    #[diesel(sql_type = Text)]
    everything: String,
}

#[tokio::test]
async fn of_a_key_only_its_hash_is_kept() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin).with_key("once");
    let made = create(&admin, json!({ "name": "Shop", "role": "SUPPORT" })).await;
    let secret = secret(&made).to_owned();
    let shown = &made["apiKey"];
    assert_eq!(shown["prefix"], json!(public_part(&secret).unwrap()));
    assert_eq!((&shown["rowScope"], &shown["permissions"]), (&json!("ALL"), &Value::Null));
    assert_eq!(shown["createdBy"]["id"], json!(user_id(Role::Admin)));
    let kept = sql_query(
        "SELECT secret_hash, CONCAT((SELECT GROUP_CONCAT(CONCAT(name, prefix, HEX(secret_hash))) FROM api_keys), \
         (SELECT GROUP_CONCAT(changes) FROM events), \
         (SELECT GROUP_CONCAT(CONCAT(outcome, COALESCE(response, ''))) FROM idempotency_keys)) AS everything FROM api_keys",
    )
    .get_result::<Kept>(&mut world.database().connect())
    .unwrap();
    assert_eq!(kept.secret_hash, hash(&secret));
    assert!(kept.everything.contains("Shop") && kept.everything.contains(&secret[..19]), "{}", kept.everything);
    assert!(!kept.everything.contains(&secret[20..]), "the key itself stands in the database");
    let again = create(&admin, json!({ "name": "Shop", "role": "SUPPORT" })).await;
    assert_eq!(again["apiKey"]["id"], shown["id"], "one key for one idempotency key");
    assert_eq!(again["secret"], Value::Null, "which is shown once");
}

#[tokio::test]
async fn a_key_does_what_it_was_given_and_no_more() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": "Ada", "emails": [{ "address": "ada@example.org" }] })).await;
    let shop = client(
        &world,
        json!({ "name": "Shop", "role": "ADMIN", "permissions": ["contacts.read", "contacts.interact"] }),
    )
    .await;
    let reply =
        shop.run("query ($id: ID!) { contact(id: $id) { givenName emails { address } } }", json!({ "id": id })).await;
    assert_eq!(reply.data["contact"], json!({ "givenName": "Ada", "emails": null }));
    assert_eq!(reply.errors[0]["extensions"]["code"], "FORBIDDEN");
    let filter = "{ contacts(filter: { email: { eq: \"ada@example.org\" } }) { totalCount } }";
    assert_eq!(shop.error(filter, json!({})).await["extensions"]["code"], "FORBIDDEN");
    shop.ok(
        "mutation ($id: ID!) { recordInteraction(input: { contactId: $id, kind: NOTE }) { interaction { id } } }",
        json!({ "id": id }),
    )
    .await;
    let key = admin.ok("{ apiKeys { nodes { id } } }", json!({})).await["apiKeys"]["nodes"][0]["id"].clone();
    for mutation in [
        "mutation ($id: ID!) { updateContact(input: { id: $id, nickname: \"x\" }) { contact { id } } }",
        "mutation ($id: ID!) { deleteContact(input: { id: $id }) { contact { id } } }",
        "mutation ($id: ID!) { purgeContact(input: { id: $id }) { __typename } }",
        "mutation { createUser(input: { name: \"X\", email: \"x@example.org\", role: ADMIN }) { user { id } } }",
        "mutation { createApiKey(input: { name: \"X\", role: ADMIN }) { secret } }",
        "mutation ($key: ID!) { revokeApiKey(input: { id: $key }) { apiKey { id } } }",
    ] {
        let values = [("id", json!(id)), ("key", key.clone())];
        let named = values.into_iter().filter(|(name, _)| mutation.contains(&format!("${name}:")));
        let variables: serde_json::Map<_, _> = named.map(|(name, value)| (name.to_owned(), value)).collect();
        assert_eq!(shop.error(mutation, variables.into()).await["extensions"]["code"], "FORBIDDEN", "{mutation}");
    }
    assert_eq!(shop.error("{ apiKeys { totalCount } }", json!({})).await["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn no_role_of_a_key_may_do_what_the_role_may_not() {
    let world = world();
    hire(&world);
    for role in Role::ALL {
        let key = client(&world, json!({ "name": role.as_str(), "role": role.as_str().to_uppercase() })).await;
        for (_, permission) in world.rapport.permissions() {
            assert_eq!(key.actor.may(permission), permission.roles.contains(&role), "{role} {}", permission.name);
        }
        assert_eq!(key.actor.row_scope(), role.row_scope());
    }
}

#[tokio::test]
async fn a_key_sees_the_rows_that_it_was_given() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    for (name, owner) in [("rep", Role::Rep), ("admin", Role::Admin)] {
        admin.create_contact(json!({ "givenName": name, "ownerId": user_id(owner) })).await;
    }
    let seen = async |input: Value| {
        let key = client(&world, input).await;
        let data = key.ok("{ me { id } contacts { totalCount nodes { givenName } } }", json!({})).await;
        let names = data["contacts"]["nodes"].as_array().unwrap();
        assert_eq!(data["contacts"]["totalCount"], json!(names.len()));
        names.iter().map(|node| node["givenName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(seen(json!({ "name": "all", "role": "ADMIN" })).await.len(), 2);
    assert_eq!(seen(json!({ "name": "own", "role": "ADMIN", "rowScope": "OWN" })).await, ["admin"]);
    let of_rep = json!({ "name": "rep's", "role": "REP", "userId": user_id(Role::Rep) });
    assert_eq!(seen(of_rep).await, ["rep"]);
    assert!(seen(json!({ "name": "none", "role": "ADMIN", "rowScope": "SHARED" })).await.is_empty());
}

#[tokio::test]
async fn a_key_makes_no_keys_and_outlives_no_right_of_its_maker() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let made = create(&admin, json!({ "name": "Root", "role": "ADMIN" })).await;
    let root = world.client_of(bearer(&world, &made).await);
    root.ok("{ apiKeys { totalCount nodes { name } } }", json!({})).await;
    let refused = root.error(CREATE, json!({ "input": { "name": "Child", "role": "PARTNER" } })).await;
    assert_eq!(refused["extensions"]["code"], "FORBIDDEN");
    let demote = "mutation ($id: ID!) { updateUser(input: { id: $id, role: REP }) { user { id } } }";
    admin.ok(demote, json!({ "id": user_id(Role::Admin) })).await;
    let demoted = bearer(&world, &made).await;
    assert_eq!(demoted.row_scope(), RowScope::Own);
    let root = world.client_of(demoted);
    assert_eq!(root.error("{ apiKeys { totalCount } }", json!({})).await["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn bad_keys_are_refused_with_all_that_is_wrong() {
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({
        "name": " ", "role": "ANALYST", "permissions": ["contacts.read", "contacts.purge", "nonsense"],
        "userId": "x", "expiresAt": "2001-01-01T00:00:00Z"
    });
    let error = admin.error(CREATE, json!({ "input": input })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    let violations = error["extensions"]["violations"].as_array().unwrap();
    let paths: Vec<_> = violations.iter().map(|violation| violation["path"].clone()).collect();
    let expected = [
        json!(["input", "name"]),
        json!(["input", "permissions", 1]),
        json!(["input", "permissions", 2]),
        json!(["input", "userId"]),
        json!(["input", "expiresAt"]),
    ];
    assert_eq!(paths, expected);
    let nobody = json!({ "name": "X", "role": "REP", "userId": user_id(Role::Rep) });
    let error = admin.error(CREATE, json!({ "input": nobody })).await;
    assert_eq!(error["extensions"]["path"], json!(["input", "userId"]));
    assert_eq!(admin.ok("{ apiKeys { totalCount } }", json!({})).await["apiKeys"]["totalCount"], 0);
}

#[tokio::test]
async fn a_key_is_revoked_for_good_and_tells_so() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let made = create(&admin, json!({ "name": "Shop", "role": "SUPPORT" })).await;
    let keys = StoredApiKeys::new(world.db.clone(), world.clock.clone());
    let prefix = public_part(secret(&made)).unwrap();
    let revision = keys.revision();
    assert!(keys.find(prefix).await.unwrap().unwrap().is_live(world.clock.now()));
    let id = &made["apiKey"]["id"];
    let stale = admin.error(REVOKE, json!({ "id": id, "v": 2 })).await;
    assert_eq!(stale["extensions"]["code"], "CONFLICT");
    let revoked = admin.ok(REVOKE, json!({ "id": id, "v": 1 })).await["revokeApiKey"]["apiKey"].take();
    assert_eq!(revoked["version"], 2);
    assert!(keys.revision() > revision, "what was found before is not to be believed");
    assert!(!keys.find(prefix).await.unwrap().unwrap().is_live(world.clock.now()));
    assert_eq!(admin.ok(REVOKE, json!({ "id": id })).await["revokeApiKey"]["apiKey"], revoked, "once");
    #[derive(QueryableByName)]
    struct Told {
        #[diesel(sql_type = Text)]
        kind: String,
    }
    let told = sql_query("SELECT kind FROM events WHERE record_type = 'ApiKey' ORDER BY position")
        .load::<Told>(&mut world.database().connect())
        .unwrap();
    assert_eq!(
        told.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(),
        ["api_key.created", "api_key.revoked"]
    );
}

#[tokio::test]
async fn an_answer_for_the_maker_is_not_given_to_the_key() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let key = client(&world, json!({ "name": "Shop", "role": "ADMIN", "permissions": ["contacts.write"] })).await;
    let create = "mutation { createContact(input: { givenName: \"Ada\" }) { contact { id } } }";
    let by_admin = admin.with_key("k").ok(create, json!({})).await;
    let by_key = key.with_key("k").run(create, json!({})).await;
    assert_ne!(by_key.data, by_admin);
    assert_eq!(admin.ok("{ contacts { totalCount } }", json!({})).await["contacts"]["totalCount"], 2);
}

#[tokio::test]
async fn the_use_of_a_key_is_kept_once_a_minute() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let made = create(&admin, json!({ "name": "Shop", "role": "SUPPORT" })).await;
    let keys = StoredApiKeys::new(world.db.clone(), Clock::system());
    let prefix = public_part(secret(&made)).unwrap();
    let id = keys.find(prefix).await.unwrap().unwrap().id;
    let noon = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap().naive_utc();
    let second = chrono::TimeDelta::seconds;
    for (at, expected) in [(noon, noon), (noon + second(59), noon), (noon + second(60), noon + second(60))] {
        keys.note_use_now(id, at).await.unwrap();
        let found = keys.find(prefix).await.unwrap().unwrap();
        assert_eq!(found.last_used_at, Some(expected));
    }
    let query = "query ($id: ID!) { apiKey(id: $id) { lastUsedAt version } node(id: $id) { ... on ApiKey { name } } }";
    let data = admin.ok(query, json!({ "id": made["apiKey"]["id"] })).await;
    assert_eq!(data["apiKey"], json!({ "lastUsedAt": "2027-01-15T08:01:00.000000Z", "version": 1 }));
    assert_eq!(data["node"]["name"], "Shop");
}

#[test]
fn a_key_opens_the_door_until_it_is_revoked() {
    let server = Server::start();
    let admin = format!("Bearer {}", server.token("admin"));
    let post = |headers: &[(&str, &str)], query: &str, variables: Value| {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let (status, answer) = server.posted(headers, &body);
        (status, answer["errors"][0]["message"].clone(), answer["data"].clone())
    };
    let input = json!({ "name": "Shop", "role": "SUPPORT", "permissions": ["contacts.read"] });
    let (_, _, made) = post(&[("authorization", &admin)], CREATE, json!({ "input": input }));
    let made = &made["createApiKey"];
    let key = secret(made);
    let bearer = format!("Bearer {key}");
    let count = "{ contacts { totalCount } }";
    for headers in [[("authorization", bearer.as_str())], [("x-api-key", key)]] {
        assert_eq!(post(&headers, count, json!({})).2["contacts"]["totalCount"], 0, "{headers:?}");
    }
    for headers in [
        &[("authorization", bearer.as_str()), ("x-api-key", key)][..],
        &[("authorization", admin.as_str()), ("x-api-key", key)],
        &[("x-api-key", key), ("x-api-key", key)],
        &[("x-api-key", admin.trim_start_matches("Bearer "))],
        &[("x-api-key", "")],
    ] {
        assert_eq!(post(headers, count, json!({})).0, 401, "{headers:?}");
    }
    let id = &made["apiKey"]["id"];
    let last_used = "query ($id: ID!) { apiKey(id: $id) { lastUsedAt } }";
    let is_kept = || {
        let (_, _, data) = post(&[("authorization", &admin)], last_used, json!({ "id": id }));
        data["apiKey"]["lastUsedAt"].is_string()
    };
    assert!((0..500).any(|_| is_kept()), "the use of a key is kept beside the request");
    assert_eq!(post(&[("authorization", &admin)], REVOKE, json!({ "id": id })).0, 200);
    let revoked = post(&[("authorization", &bearer)], count, json!({}));
    let last = if key.ends_with('0') { "1" } else { "0" };
    let wrong = format!("Bearer {}{last}", &key[..key.len() - 1]);
    let unknown = format!("Bearer {}", key.replace(&key[..19], "rk_0000000000000000"));
    assert_eq!(revoked.0, 401);
    for other in [&wrong, &unknown] {
        assert_eq!(post(&[("authorization", other)], count, json!({})), revoked, "all are refused alike");
    }
}
