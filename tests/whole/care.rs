//! Account care: of whom an owner takes care, and whom they neglect.

use rapport_demo_data::{Plan, seed};
use rapport_kernel::{Actor, Role};
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    commitments, tasks,
    tasks::world_at,
    world,
};

const CARE: &str = "query ($owner: ID, $kind: AccountKind, $first: Int, $after: String) { \
                    accountCare(ownerId: $owner, kind: $kind, first: $first, after: $after) { nextAfter nodes { \
                    kind lastTouchAt overdueTasks overdueCommitments contact { id givenName } company { id name } \
                    nextStep { title } } } }";

async fn care(client: &Client, variables: Value) -> Value {
    client.ok(CARE, variables).await["accountCare"].clone()
}

fn names(page: &Value) -> Vec<String> {
    let name = |node: &Value| {
        let name = if node["contact"].is_null() { &node["company"]["name"] } else { &node["contact"]["givenName"] };
        name.as_str().unwrap().to_owned()
    };
    page["nodes"].as_array().unwrap().iter().map(name).collect()
}

#[tokio::test]
async fn the_neglected_come_first_with_their_last_touch_next_step_and_what_is_overdue() {
    let (world, _) = world_at("2026-11-22T12:00:00Z");
    hire(&world);
    let admin = world.client(Role::Admin);
    let rep = json!(user_id(Role::Rep));
    let person = async |name: &str| admin.create_contact(json!({ "givenName": name, "ownerId": rep })).await;
    let (ada, bob, eve) = (person("Ada").await, person("Bob").await, person("Eve").await);
    admin.create_contact(json!({ "givenName": "Of another" })).await;
    let gone = person("Gone").await;
    admin.ok("mutation ($id: ID!) { deleteContact(input: { id: $id }) { __typename } }", json!({ "id": gone })).await;
    let initrode = admin.create_company(json!({ "name": "Initrode", "ownerId": rep })).await;
    let globex = admin.create_company(json!({ "name": "Globex", "ownerId": rep })).await;
    let affiliate = "mutation ($c: ID!, $o: ID!) { createAffiliation(input: { contactId: $c, companyId: $o }) { affiliation { id } } }";
    for contact in [&ada, &bob] {
        admin.ok(affiliate, json!({ "c": contact, "o": initrode })).await;
    }
    let record = "mutation ($c: ID!, $at: DateTime) { recordInteraction(input: { contactId: $c, kind: CALL, occurredAt: $at }) { interaction { id } } }";
    for (contact, at) in
        [(&ada, "2026-11-20T00:00:00Z"), (&ada, "2026-10-01T00:00:00Z"), (&bob, "2026-11-01T00:00:00Z")]
    {
        admin.ok(record, json!({ "c": contact, "at": at })).await;
    }
    for (title, due, contact) in [
        ("Later", Some("2026-12-24T00:00:00Z"), &ada),
        ("Sometime", None, &ada),
        ("Overdue", Some("2026-11-22T12:00:00Z"), &ada),
        ("Sometime", None, &bob),
    ] {
        tasks::create(&admin, json!({ "title": title, "dueAt": due, "contactId": contact, "ownerId": rep })).await;
    }
    let company_task = json!({ "title": "Visit", "companyId": globex, "ownerId": rep });
    tasks::create(&admin, company_task).await;
    for (due, to) in [
        ("2026-11-01T00:00:00Z", json!({ "contactId": bob })),
        ("2026-11-02T00:00:00Z", json!({ "contactId": bob })),
        ("2026-12-01T00:00:00Z", json!({ "companyId": initrode })),
    ] {
        let mut promise = json!({ "promise": "x", "dueAt": due, "ownerId": rep });
        promise.as_object_mut().unwrap().extend(to.as_object().unwrap().clone());
        commitments::make(&admin, promise).await;
    }
    let page = care(&admin, json!({ "owner": rep })).await;
    // Who was never touched, in the order in which they were recorded; then by the last touch, that of the company's people.
    assert_eq!(names(&page), ["Eve", "Globex", "Bob", "Ada", "Initrode"]);
    assert_eq!(page["nextAfter"], Value::Null);
    let of = |index: usize| {
        let node = &page["nodes"][index];
        (
            node["lastTouchAt"].clone(),
            node["nextStep"]["title"].clone(),
            node["overdueTasks"].clone(),
            node["overdueCommitments"].clone(),
        )
    };
    let at = |day: &str| json!(format!("2026-{day}T00:00:00.000000Z"));
    assert_eq!(of(0), (Value::Null, Value::Null, json!(0), json!(0)));
    assert_eq!(of(1), (Value::Null, json!("Visit"), json!(0), json!(0)));
    assert_eq!(of(2), (at("11-01"), json!("Sometime"), json!(0), json!(2)));
    assert_eq!(of(3), (at("11-20"), json!("Overdue"), json!(1), json!(0)));
    assert_eq!(of(4), (at("11-20"), Value::Null, json!(0), json!(0)), "the promise has time");
    assert_eq!(page["nodes"][0]["contact"]["id"], json!(eve));
    // Page by page it is the same, for whoever may see it.
    let mut paged = Vec::new();
    let mut after = Value::Null;
    loop {
        let page = care(&world.client(Role::Rep), json!({ "first": 2, "after": after })).await;
        paged.extend(names(&page));
        after = page["nextAfter"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!(paged, names(&page));
    assert_eq!(names(&care(&admin, json!({ "owner": rep, "kind": "COMPANY" })).await), ["Globex", "Initrode"]);
    assert_eq!(names(&care(&admin, json!({ "owner": rep, "kind": "CONTACT" })).await), ["Eve", "Bob", "Ada"]);
    let stranger = world.client_of(Actor::new(uuid::Uuid::now_v7(), Role::Rep));
    assert_eq!(care(&stranger, json!({ "owner": rep })).await["nodes"], json!([]));
    let team = care(&world.client(Role::Manager), json!({ "owner": rep })).await;
    assert_eq!(names(&team).len(), 5, "of a mate");
    for bad in [json!({ "after": "x" }), json!({ "first": 0 }), json!({ "first": 101 }), json!({ "owner": ada })] {
        assert_eq!(admin.error(CARE, bad).await["extensions"]["code"], "BAD_USER_INPUT");
    }
    assert_eq!(world.client(Role::Partner).error(CARE, json!({})).await["extensions"]["code"], "FORBIDDEN");
    // One statement, and one each for what is selected of the accounts.
    let before = world.db.statements();
    admin
        .ok("query ($o: ID) { accountCare(ownerId: $o) { nodes { lastTouchAt overdueTasks } } }", json!({ "o": rep }))
        .await;
    assert_eq!(world.db.statements() - before, 1);
}

#[tokio::test]
async fn account_care_has_each_account_of_an_owner_once_over_all_pages() {
    let world = world();
    let mut conn = world.database().connect();
    seed(&mut conn, &Plan { contacts: 3_000, seed: 1, now: world.clock.now() }, &mut |_| {}).unwrap();
    let admin = world.client(Role::Admin);
    let rep = json!(user_id(Role::Rep));
    let mut all = Vec::new();
    let mut after = Value::Null;
    loop {
        let page = care(&admin, json!({ "owner": rep, "first": 100, "after": after })).await;
        all.extend(
            page["nodes"].as_array().unwrap().iter().map(|node| node["lastTouchAt"].as_str().unwrap_or("").to_owned()),
        );
        after = page["nextAfter"].clone();
        if after.is_null() {
            break;
        }
    }
    assert!(all.is_sorted(), "the neglected first, over all pages");
    let counted = "query ($rep: ID!) { contacts(filter: { owner: { eq: $rep } }) { totalCount } companies(filter: { owner: { eq: $rep } }) { totalCount } }";
    let data = admin.ok(counted, json!({ "rep": rep })).await;
    let sum = data["contacts"]["totalCount"].as_u64().unwrap() + data["companies"]["totalCount"].as_u64().unwrap();
    assert_eq!(u64::try_from(all.len()).unwrap(), sum, "each once");
}
