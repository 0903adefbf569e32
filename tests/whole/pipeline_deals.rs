//! Deals: from stage to stage, won, lost and reopened; who sees them; their lists.

use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{create_deal, create_pipeline, usual},
    world,
};

/// Does `verb` to a deal, and returns the deal after it.
pub(crate) async fn step(client: &Client, verb: &str, input: Value) -> Value {
    let reply = client.run(&mutation(verb), json!({ "input": input })).await;
    assert!(reply.errors.is_empty(), "{verb} {input}: {:#?}", reply.errors);
    reply.data[format!("{verb}Deal")]["deal"].clone()
}

async fn refused(client: &Client, verb: &str, input: Value) -> Value {
    client.error(&mutation(verb), json!({ "input": input })).await["extensions"].clone()
}

fn mutation(verb: &str) -> String {
    let (first, rest) = verb.split_at(1);
    let input = match verb {
        "delete" | "restore" => "DealIdInput".to_owned(),
        _ => format!("{}{rest}DealInput", first.to_uppercase()),
    };
    format!(
        "mutation ($input: {input}!) {{ {verb}Deal(input: $input) {{ deal {{ id version title status closedAt lossReason \
         competitor {{ name }} stage {{ id name }} stays {{ stage {{ name }} enteredAt leftAt }} }} }} }}"
    )
}

fn stays(deal: &Value) -> Vec<(&str, bool)> {
    let stays = deal["stays"].as_array().unwrap();
    stays.iter().map(|stay| (stay["stage"]["name"].as_str().unwrap(), stay["leftAt"].is_string())).collect()
}

#[tokio::test]
async fn a_deal_is_moved_lost_reopened_and_won() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let stage = |index: usize| pipeline["stages"][index]["id"].clone();
    let deal = create_deal(&admin, json!({ "title": "One", "pipelineId": pipeline["id"] })).await;
    let id = deal["id"].clone();
    assert_eq!((&deal["status"], &deal["kind"]), (&json!("OPEN"), &json!("NEW_BUSINESS")));
    let moved = step(&admin, "move", json!({ "id": id, "stageId": stage(1), "expectedVersion": 1 })).await;
    assert_eq!((&moved["stage"]["name"], &moved["version"]), (&json!("Offer"), &json!(2)));
    let again = step(&admin, "move", json!({ "id": id, "stageId": stage(1) })).await;
    assert_eq!(again["version"], 2, "it is there already");
    // Only winning and losing lead to the stages for closed deals.
    assert_eq!(refused(&admin, "move", json!({ "id": id, "stageId": stage(2) })).await["code"], "BAD_USER_INPUT");
    let without = refused(&admin, "lose", json!({ "id": id, "reason": " " })).await;
    assert_eq!(without["violations"][0]["path"], json!(["input", "reason"]));
    let lost = step(&admin, "lose", json!({ "id": id, "reason": "Price", "competitor": "Initech" })).await;
    assert_eq!([&lost["status"], &lost["lossReason"], &lost["competitor"]["name"]], ["LOST", "Price", "Initech"]);
    assert!(lost["closedAt"].is_string() && lost["stage"]["name"] == "Lost");
    for (verb, input) in [("move", json!({ "id": id, "stageId": stage(0) })), ("win", json!({ "id": id }))] {
        assert_eq!(refused(&admin, verb, input).await["code"], "CONFLICT", "{verb} a lost deal");
    }
    let open = step(&admin, "reopen", json!({ "id": id })).await;
    assert_eq!(open["stage"]["name"], "Offer", "where it was last");
    assert!(open["closedAt"].is_null() && open["lossReason"].is_null() && open["competitor"].is_null());
    assert_eq!(refused(&admin, "reopen", json!({ "id": id })).await["code"], "CONFLICT");
    let won = step(&admin, "win", json!({ "id": id })).await;
    assert_eq!(won["status"], "WON");
    assert_eq!(
        stays(&won),
        [("Qualified", true), ("Offer", true), ("Lost", true), ("Offer", true), ("Won", false)],
        "each stay ends as the next begins"
    );
    let times: Vec<_> = won["stays"].as_array().unwrap().iter().collect();
    assert!(times.windows(2).all(|pair| pair[0]["leftAt"] == pair[1]["enteredAt"]));
    let query = "query ($id: ID!) { deal(id: $id) { history { nodes { kind changes { field old new } } } } }";
    let history = admin.ok(query, json!({ "id": id })).await["deal"]["history"]["nodes"].clone();
    let kinds: Vec<_> = history.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["deal.won", "deal.reopened", "deal.lost", "deal.stage_changed", "deal.created"]);
    let changed = history[3]["changes"].clone();
    assert_eq!(changed, json!([{ "field": "stageId", "old": stage(0), "new": stage(1) }]));
}

#[tokio::test]
async fn a_deal_is_deleted_restored_and_purged() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let input = json!({ "title": "One", "pipelineId": pipeline["id"], "externalId": "D-1" });
    let id = create_deal(&admin, input.clone()).await["id"].clone();
    let create = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id } } }";
    let taken = admin.error(create, json!({ "input": input })).await["extensions"].clone();
    assert_eq!((&taken["code"], &taken["conflictingIds"][0]), (&json!("CONFLICT"), &id));
    let deleted = step(&admin, "delete", json!({ "id": id })).await;
    assert_eq!(stays(&deleted), [("Qualified", true)], "it is in no stage");
    let seen = "query ($id: ID!) { deal(id: $id) { id } node(id: $id) { id } deals { totalCount } \
                deleted: deals(filter: { deleted: true }) { totalCount } }";
    let data = admin.ok(seen, json!({ "id": id })).await;
    assert_eq!(
        data,
        json!({ "deal": null, "node": null, "deals": { "totalCount": 0 }, "deleted": { "totalCount": 1 } })
    );
    let second = create_deal(&admin, input).await["id"].clone();
    assert_eq!(refused(&admin, "restore", json!({ "id": id })).await["code"], "CONFLICT", "its key is taken by now");
    step(&admin, "delete", json!({ "id": second })).await;
    let restored = step(&admin, "restore", json!({ "id": id })).await;
    assert_eq!(stays(&restored), [("Qualified", true), ("Qualified", false)]);
    let purge = "mutation ($id: ID!) { purgeDeal(input: { id: $id }) { id } }";
    admin.ok(purge, json!({ "id": id })).await;
    assert_eq!(admin.error(purge, json!({ "id": id })).await["extensions"]["code"], "NOT_FOUND");
}

#[tokio::test]
async fn versions_and_keys_gate_a_deal() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let create = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id } } }";
    let input = json!({ "input": { "title": "Once", "pipelineId": pipeline["id"] } });
    let keyed = admin.with_key("one");
    let first = keyed.ok(create, input.clone()).await;
    assert_eq!(keyed.ok(create, input).await, first, "one key is one deal");
    let id = first["createDeal"]["deal"]["id"].clone();
    let moved = admin.with_key("two");
    let to_offer = json!({ "id": id, "stageId": pipeline["stages"][1]["id"] });
    let once = step(&moved, "move", to_offer.clone()).await;
    assert_eq!(step(&moved, "move", to_offer).await, once);
    assert_eq!(stays(&once).len(), 2);
    for verb in ["win", "update", "delete"] {
        let stale = refused(&admin, verb, json!({ "id": id, "expectedVersion": 1 })).await;
        assert_eq!(stale["code"], "CONFLICT", "{verb}");
    }
    let unchanged = step(&admin, "update", json!({ "id": id, "title": "Once" })).await;
    assert_eq!(unchanged["version"], 2);
}

#[tokio::test]
async fn bad_deals_are_refused_with_every_path() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let company = admin.create_company(json!({ "name": "Gone" })).await;
    let contact = admin.create_contact(json!({ "givenName": "Gone" })).await;
    for (kind, id) in [("Company", &company), ("Contact", &contact)] {
        let delete = format!("mutation ($id: ID!) {{ delete{kind}(input: {{ id: $id }}) {{ __typename }} }}");
        admin.ok(&delete, json!({ "id": id })).await;
    }
    let paths = async |input: Value| -> Value {
        let create = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id } } }";
        let error = admin.error(create, json!({ "input": input })).await["extensions"].clone();
        assert_eq!(error["code"], "BAD_USER_INPUT");
        error["violations"].as_array().unwrap().iter().map(|one| one["path"].clone()).collect()
    };
    let gone = json!({ "title": "x", "pipelineId": pipeline["id"], "companyId": company, "contacts": [{ "contactId": contact }] });
    assert_eq!(paths(gone).await, json!([["input", "companyId"], ["input", "contacts", 0, "contactId"]]));
    let amount = json!({ "amount": -1, "currency": "EUR" });
    assert_eq!(
        paths(json!({ "title": "", "amount": amount })).await,
        json!([["input", "stageId"], ["input", "title"], ["input", "amount"]])
    );
    let closed = json!({ "title": "x", "stageId": pipeline["stages"][3]["id"] });
    assert_eq!(paths(closed).await, json!([["input", "stageId"]]));
    assert_eq!(admin.ok("{ deals { totalCount } }", json!({})).await["deals"]["totalCount"], 0);
}

#[tokio::test]
async fn deals_are_seen_as_their_owners_are() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let company = admin.create_company(json!({ "name": "Shared" })).await;
    let contact = admin.create_contact(json!({ "givenName": "Shared", "ownerId": user_id(Role::Rep) })).await;
    for owner in [Some(Role::Rep), Some(Role::Manager), None] {
        create_deal(
            &admin,
            json!({
                "title": owner.map_or("nobody", Role::as_str), "pipelineId": pipeline["id"], "companyId": company,
                "contacts": [{ "contactId": contact, "role": "decides" }], "ownerId": owner.map(user_id)
            }),
        )
        .await;
    }
    let query = "query ($company: ID!, $contact: ID!, $pipeline: ID!) { deals { totalCount nodes { id title } } \
                 company(id: $company) { deals { totalCount nodes { title } } } \
                 contact(id: $contact) { deals { totalCount nodes { title } } } \
                 pipelineSnapshot(pipelineId: $pipeline) { deals } }";
    let ids = json!({ "company": company, "contact": contact, "pipeline": pipeline["id"] });
    let all = admin.ok(query, ids.clone()).await["deals"]["nodes"].clone();
    for (role, expected) in [
        (Role::Admin, vec!["rep", "manager", "nobody"]),
        (Role::Manager, vec!["rep", "manager"]),
        (Role::Rep, vec!["rep"]),
    ] {
        let client = world.client(role);
        let data = client.ok(query, ids.clone()).await;
        for list in [&data["deals"], &data["company"]["deals"], &data["contact"]["deals"]] {
            let titles: Vec<_> =
                list["nodes"].as_array().unwrap().iter().map(|deal| deal["title"].as_str().unwrap()).collect();
            assert_eq!(titles, expected, "{role}");
            assert_eq!(list["totalCount"], expected.len());
        }
        assert_eq!(data["pipelineSnapshot"]["deals"], expected.len(), "{role}");
        for deal in all.as_array().unwrap() {
            let is_seen = expected.contains(&deal["title"].as_str().unwrap());
            let one = client
                .ok("query ($id: ID!) { deal(id: $id) { id } node(id: $id) { id } }", json!({ "id": deal["id"] }))
                .await;
            assert_eq!((one["deal"].is_object(), one["node"].is_object()), (is_seen, is_seen), "{role}");
            if !is_seen {
                for verb in ["update", "win", "delete"] {
                    assert_eq!(
                        refused(&client, verb, json!({ "id": deal["id"] })).await["code"],
                        "NOT_FOUND",
                        "{verb}"
                    );
                }
            }
        }
    }
    let rep = world.client(Role::Rep);
    let mine = create_deal(&rep, json!({ "title": "Mine", "pipelineId": pipeline["id"] })).await;
    assert_eq!(mine["owner"]["id"], user_id(Role::Rep), "whoever sees only their own owns what they record");
    let give = json!({ "id": mine["id"], "ownerId": user_id(Role::Manager) });
    assert_eq!(refused(&rep, "update", give.clone()).await["code"], "FORBIDDEN");
    step(&world.client(Role::Manager), "update", give).await;
}

#[tokio::test]
async fn a_stage_is_paged_from_the_latest_each_deal_once() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let mut made = Vec::new();
    for n in 0..23 {
        let stage = &pipeline["stages"][n % 2]["id"];
        let deal = create_deal(&admin, json!({ "title": format!("{n}"), "stageId": stage })).await;
        if n % 2 == 0 {
            made.insert(0, deal["id"].clone());
        }
    }
    let query = "query ($stage: ID!, $after: String) { deals(filter: { stage: { eq: $stage } }, \
                 orderBy: [{ field: ID, direction: DESC }], first: 5, after: $after) { totalCount nodes { id } pageInfo { endCursor hasNextPage } } }";
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let page =
            admin.ok(query, json!({ "stage": pipeline["stages"][0]["id"], "after": after })).await["deals"].clone();
        assert_eq!(page["totalCount"], 12);
        found.extend(page["nodes"].as_array().unwrap().iter().map(|deal| deal["id"].clone()));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(found, made);
}
