//! Commitments: what was promised to customers, and whether it was kept.

use chrono::TimeDelta;
use rapport_kernel::{Actor, Role};
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    tasks::world_at,
    world,
};

const MAKE: &str =
    "mutation ($input: MakeCommitmentInput!) { makeCommitment(input: $input) { commitment { id status } } }";

/// Does something to a commitment.
fn to(verb: &str) -> String {
    let input = verb[..1].to_uppercase() + &verb[1..];
    let input = match verb {
        "keep" | "update" => format!("{input}CommitmentInput"),
        _ => "CommitmentIdInput".to_owned(),
    };
    format!(
        "mutation ($input: {input}!) {{ {verb}Commitment(input: $input) {{ commitment {{ version status keptAt dueAt }} }} }}"
    )
}

pub(crate) async fn make(client: &Client, input: Value) -> Value {
    client.ok(MAKE, json!({ "input": input })).await["makeCommitment"]["commitment"]["id"].clone()
}

/// Two open commitments and one that was kept, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    let contacts = admin.ok("{ contacts(first: 1) { nodes { id } } }", json!({})).await;
    let contact = &contacts["contacts"]["nodes"][0]["id"];
    for is_kept in [false, false, true] {
        let input = json!({ "promise": "A visit", "dueAt": "2999-01-01T00:00:00Z", "contactId": contact });
        let id = make(admin, input).await;
        if is_kept {
            admin.ok(&to("keep"), json!({ "input": { "id": id } })).await;
        }
    }
}

fn code(error: &Value) -> &str {
    error["extensions"]["code"].as_str().unwrap()
}

#[tokio::test]
async fn a_commitment_is_kept_kept_late_or_broken_by_the_clock() {
    let (world, clock) = world_at("2026-11-22T08:00:00Z");
    let admin = world.client(Role::Admin);
    let contact = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let promise = |due: &str| json!({ "promise": "Send the samples", "dueAt": due, "contactId": contact });
    let due = "2026-11-22T10:00:00Z";
    let [kept, late, broken, withdrawn] = [
        make(&admin, promise(due)).await,
        make(&admin, promise(due)).await,
        make(&admin, promise(due)).await,
        make(&admin, promise(due)).await,
    ];
    let open = make(&admin, promise("2026-11-30T00:00:00Z")).await;
    let step = async |verb: &str, input: Value| {
        let reply = admin.run(&to(verb), json!({ "input": input })).await;
        reply.errors.first().map_or_else(
            || reply.data[format!("{verb}Commitment")]["commitment"]["status"].as_str().unwrap().to_owned(),
            |error| code(error).to_owned(),
        )
    };
    let status = async |id: &Value| {
        let query = "query ($id: ID!) { commitment(id: $id) { status } }";
        admin.ok(query, json!({ "id": id })).await["commitment"]["status"].clone()
    };
    assert_eq!(status(&kept).await, "OPEN");
    clock.advance(TimeDelta::hours(2));
    assert_eq!(status(&broken).await, "OPEN", "there is time until the moment itself");
    assert_eq!(step("keep", json!({ "id": kept })).await, "KEPT");
    assert_eq!(step("keep", json!({ "id": kept })).await, "CONFLICT", "once");
    assert_eq!(step("withdraw", json!({ "id": withdrawn })).await, "WITHDRAWN");
    clock.advance(TimeDelta::microseconds(1));
    assert_eq!(status(&broken).await, "BROKEN");
    assert_eq!(step("keep", json!({ "id": late })).await, "KEPT_LATE");
    assert_eq!(step("keep", json!({ "id": withdrawn })).await, "CONFLICT");
    assert_eq!(step("keep", json!({ "id": open, "keptAt": "2026-11-23T00:00:00Z" })).await, "BAD_USER_INPUT");
    let later = "2026-12-24T00:00:00Z";
    assert_eq!(step("update", json!({ "id": broken, "dueAt": later })).await, "CONFLICT", "broken stays broken");
    assert_eq!(step("update", json!({ "id": open, "dueAt": later })).await, "OPEN");
    let query = "query ($id: ID!) { contact(id: $id) { commitmentRate { open kept keptLate broken rate } \
                 commitments { totalCount nodes { promise status } } } \
                 commitments(filter: { status: BROKEN }) { nodes { id } } }";
    let data = admin.ok(query, json!({ "id": contact })).await;
    let rate = json!({ "open": 1, "kept": 1, "keptLate": 1, "broken": 1, "rate": 1.0 / 3.0 });
    assert_eq!(data["contact"]["commitmentRate"], rate);
    assert_eq!(data["contact"]["commitments"]["totalCount"], 5);
    assert_eq!(data["commitments"]["nodes"], json!([{ "id": broken }]));
    // Said late that it was kept in time; and taken back what was said by mistake.
    assert_eq!(step("keep", json!({ "id": broken, "keptAt": "2026-11-22T09:00:00Z" })).await, "KEPT");
    assert_eq!(step("reopen", json!({ "id": broken })).await, "BROKEN");
    assert_eq!(step("reopen", json!({ "id": broken })).await, "CONFLICT");
    assert_eq!(step("reopen", json!({ "id": withdrawn })).await, "BROKEN");
    let stale = json!({ "id": open, "promise": "x", "expectedVersion": 1 });
    assert_eq!(step("update", stale).await, "CONFLICT");
    let history = "query ($id: ID!) { commitment(id: $id) { history { nodes { kind } } } }";
    let events = admin.ok(history, json!({ "id": withdrawn })).await["commitment"]["history"]["nodes"].clone();
    let told = ["reopened", "withdrawn", "made"].map(|verb| json!({ "kind": format!("commitment.{verb}") }));
    assert_eq!(events, json!(told));
}

#[tokio::test]
async fn commitments_are_counted_by_customer_and_by_owner_as_far_as_one_sees_them() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let ada = admin.create_contact(json!({ "givenName": "Ada", "ownerId": user_id(Role::Rep) })).await;
    let initrode = admin.create_company(json!({ "name": "Initrode" })).await;
    let past = "2020-01-01T00:00:00Z";
    let promise = async |whom: Value, owner: Role, due: &str, is_kept: bool| {
        let mut input = json!({ "promise": "x", "dueAt": due, "ownerId": user_id(owner) });
        input.as_object_mut().unwrap().extend(whom.as_object().unwrap().clone());
        let id = make(&admin, input).await;
        if is_kept {
            admin.ok(&to("keep"), json!({ "input": { "id": id, "keptAt": "2019-12-31T00:00:00Z" } })).await;
        }
    };
    promise(json!({ "contactId": ada }), Role::Rep, past, true).await;
    promise(json!({ "contactId": ada, "companyId": initrode }), Role::Manager, past, false).await;
    promise(json!({ "companyId": initrode }), Role::Manager, past, false).await;
    promise(json!({ "companyId": initrode }), Role::Rep, "2020-06-01T00:00:00Z", false).await;
    promise(json!({ "companyId": initrode }), Role::Admin, "2999-01-01T00:00:00Z", false).await;
    let query = "query ($by: CommitmentGroup!, $period: CommitmentPeriod) { commitmentRates(by: $by, period: $period) { \
                 open kept keptLate broken rate owner { id } contact { id } company { id } } }";
    let rates = async |client: &Client, by: &str, period: Value| {
        let rates = client.ok(query, json!({ "by": by, "period": period })).await["commitmentRates"].clone();
        rates.as_array().unwrap().clone()
    };
    let owners = rates(&admin, "OWNER", Value::Null).await;
    let of = |rate: &Value, key: &str| {
        (
            rate[key]["id"].clone(),
            rate["broken"].as_i64().unwrap(),
            rate["kept"].as_i64().unwrap(),
            rate["rate"].clone(),
        )
    };
    let owner = |role| json!(user_id(role));
    assert_eq!(of(&owners[0], "owner"), (owner(Role::Manager), 2, 0, json!(0.0)), "most broken first");
    assert_eq!(of(&owners[1], "owner"), (owner(Role::Rep), 1, 1, json!(0.5)));
    assert_eq!(of(&owners[2], "owner"), (owner(Role::Admin), 0, 0, Value::Null), "nothing is due yet");
    assert_eq!(of(&rates(&admin, "CONTACT", Value::Null).await[0], "contact"), (json!(ada), 1, 1, json!(0.5)));
    let spring = json!({ "from": "2020-02-01T00:00:00Z", "to": "2020-07-01T00:00:00Z" });
    assert_eq!(of(&rates(&admin, "COMPANY", spring).await[0], "company"), (json!(initrode), 1, 0, json!(0.0)));
    // A rep counts what is theirs.
    let rep = world.client(Role::Rep);
    let seen = rates(&rep, "COMPANY", Value::Null).await;
    assert_eq!((seen.len(), of(&seen[0], "company")), (1, (json!(initrode), 1, 0, json!(0.0))));
    let customer = "query ($ada: ID!, $initrode: ID!) { contact(id: $ada) { commitmentRate { kept broken } } \
                    company(id: $initrode) { commitmentRate { broken open } commitments { totalCount } } }";
    let ids = json!({ "ada": ada, "initrode": initrode });
    let data = rep.ok(customer, ids.clone()).await;
    assert_eq!(data["contact"]["commitmentRate"], json!({ "kept": 1, "broken": 0 }));
    assert_eq!(data["company"]["commitments"]["totalCount"], 1);
    let data = admin.ok(customer, ids).await;
    assert_eq!(data["company"]["commitmentRate"], json!({ "broken": 3, "open": 1 }));
    let none = admin.create_contact(json!({ "givenName": "Eve" })).await;
    let rate = "query ($id: ID!) { contact(id: $id) { commitmentRate { kept } } }";
    assert_eq!(admin.ok(rate, json!({ "id": none })).await["contact"]["commitmentRate"], Value::Null);
    // However many people: one statement for all rates.
    let all = "{ contacts { nodes { commitmentRate { rate } commitments { nodes { promise } } } } }";
    admin.ok(all, json!({})).await;
    let before = world.db.statements();
    admin.ok(all, json!({})).await;
    assert_eq!(world.db.statements() - before, 3);
    let stranger = world.client_of(Actor::new(uuid::Uuid::now_v7(), Role::Rep));
    assert_eq!(stranger.ok("{ commitments { totalCount } }", json!({})).await["commitments"]["totalCount"], 0);
    let partner = world.client(Role::Partner);
    assert_eq!(code(&partner.error("{ commitments { totalCount } }", json!({})).await), "FORBIDDEN");
    for input in [
        json!({ "promise": "x", "dueAt": past }),
        json!({ "promise": " ", "dueAt": past, "contactId": ada }),
        json!({ "promise": "x", "dueAt": past, "contactId": initrode }),
    ] {
        assert_eq!(code(&admin.error(MAKE, json!({ "input": input })).await), "BAD_USER_INPUT");
    }
    let unseen = json!({ "input": { "promise": "x", "dueAt": past, "contactId": none } });
    assert_eq!(code(&rep.error(MAKE, unseen).await), "BAD_USER_INPUT");
}
