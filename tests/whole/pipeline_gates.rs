//! Gates of stages, what is checked of deals, and deals that have been in a stage for too long.

use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{create_deal, usual},
    pipeline_deals::step,
    world,
};

const PIPELINE: &str = "{ pipeline { id stages { id name gates { requiredFields checklist { id label } roles } } } }";
const CHECK: &str = "mutation ($input: CheckDealItemInput!) { checkDealItem(input: $input) { deal { version \
                     checks { itemId label checkedBy { id } } } } }";

fn gated() -> Value {
    json!({ "name": "With gates", "stages": [
        { "name": "Qualified", "probability": 10, "ageLimitDays": 30 },
        { "name": "Offer", "probability": 50, "gates": {
            "requiredFields": ["AMOUNT", "COMPANY", "CONTACTS", "OWNER", "EXPECTED_CLOSE_ON", "LINES"],
            "checklist": [{ "label": "Credit checked" }, { "label": "Budget confirmed" }]
        } },
        { "name": "Won", "kind": "WON", "gates": { "roles": ["MANAGER", "ADMIN"] } }, { "name": "Lost", "kind": "LOST" }
    ] })
}

/// Records a pipeline with gates before its second stage.
pub(crate) async fn create_gated(admin: &Client) -> Value {
    let create = format!("mutation ($input: CreatePipelineInput!) {{ createPipeline(input: $input) {PIPELINE} }}");
    let pipeline = admin.ok(&create, json!({ "input": gated() })).await["createPipeline"]["pipeline"].clone();
    create_deal(admin, json!({ "title": "Gated", "pipelineId": pipeline["id"] })).await;
    pipeline
}

/// A deal of which nothing was checked, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    let found = admin.ok("{ deals(first: 1, filter: { title: { eq: \"Gated\" } }) { totalCount } }", json!({})).await;
    if found["deals"]["totalCount"] == 0 {
        create_gated(admin).await;
    }
}

/// Whether a deal may go to a stage, and the kinds of what is missing.
async fn may_go(client: &Client, deal: &Value, stage: &Value) -> (bool, Vec<String>) {
    let query = "query ($d: ID!, $s: ID!) { canMoveDeal(dealId: $d, stageId: $s) { allowed missing { kind message field item { label } roles } } }";
    let found = client.ok(query, json!({ "d": deal, "s": stage })).await["canMoveDeal"].clone();
    let missing = found["missing"].as_array().unwrap().iter().map(|one| {
        let what = [&one["field"], &one["item"]["label"], &one["roles"][0]];
        what.into_iter().find_map(Value::as_str).unwrap_or("STATE").to_owned()
    });
    (found["allowed"] == true, missing.collect())
}

#[tokio::test]
async fn a_deal_comes_into_a_stage_with_what_the_stage_asks_for() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_gated(&admin).await;
    let stage = |index: usize| pipeline["stages"][index]["id"].clone();
    let id =
        create_deal(&admin, json!({ "title": "One", "pipelineId": pipeline["id"], "ownerId": user_id(Role::Rep) }))
            .await["id"]
            .clone();
    let (allowed, missing) = may_go(&admin, &id, &stage(1)).await;
    let all = ["AMOUNT", "COMPANY", "CONTACTS", "EXPECTED_CLOSE_ON", "LINES", "Credit checked", "Budget confirmed"];
    assert_eq!((allowed, missing), (false, all.map(str::to_owned).to_vec()));
    let go = "mutation ($input: MoveDealInput!) { moveDeal(input: $input) { deal { stage { name } } } }";
    let to_offer = json!({ "input": { "id": id, "stageId": stage(1) } });
    let refused = admin.error(go, to_offer.clone()).await;
    assert_eq!(refused["extensions"]["code"], "CONFLICT");
    assert_eq!(
        refused["extensions"]["violations"].as_array().unwrap().len(),
        all.len(),
        "each with its sentence: {refused:#}"
    );
    assert_eq!(
        admin.ok("query ($id: ID!) { deal(id: $id) { stage { name } version } }", json!({ "id": id })).await["deal"],
        json!({ "stage": { "name": "Qualified" }, "version": 1 })
    );
    // A new deal does not come in by the back door.
    let create = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id } } }";
    let error = admin.error(create, json!({ "input": { "title": "x", "stageId": stage(1) } })).await;
    assert_eq!(error["extensions"]["code"], "CONFLICT");
    let company = admin.create_company(json!({ "name": "C" })).await;
    let contact = admin.create_contact(json!({ "givenName": "G", "ownerId": user_id(Role::Rep) })).await;
    step(
        &admin,
        "update",
        json!({
            "id": id, "companyId": company, "contacts": [{ "contactId": contact }], "expectedCloseOn": "2027-01-01",
            "lines": [{ "name": "x", "unitPrice": { "amount": 1, "currency": "EUR" } }]
        }),
    )
    .await;
    let rep = world.client(Role::Rep);
    let items = pipeline["stages"][1]["gates"]["checklist"].clone();
    for item in items.as_array().unwrap() {
        let input = json!({ "input": { "id": id, "itemId": item["id"] } });
        let deal = rep.ok(CHECK, input.clone()).await["checkDealItem"]["deal"].clone();
        let again = rep.ok(CHECK, input).await["checkDealItem"]["deal"].clone();
        assert_eq!(deal, again, "checked already");
        assert_eq!(deal["checks"].as_array().unwrap().last().unwrap()["checkedBy"]["id"], user_id(Role::Rep));
    }
    let back = json!({ "input": { "id": id, "itemId": items[1]["id"], "isChecked": false } });
    rep.ok(CHECK, back).await;
    assert_eq!(may_go(&rep, &id, &stage(1)).await, (false, vec!["Budget confirmed".to_owned()]));
    rep.ok(CHECK, json!({ "input": { "id": id, "itemId": items[1]["id"] } })).await;
    assert_eq!(may_go(&rep, &id, &stage(1)).await, (true, vec![]));
    rep.ok(go, to_offer).await;
    // Only a manager wins it.
    assert_eq!(may_go(&rep, &id, &stage(2)).await, (false, vec!["MANAGER".to_owned()]));
    let win = "mutation ($id: ID!) { winDeal(input: { id: $id }) { deal { status } } }";
    assert_eq!(rep.error(win, json!({ "id": id })).await["extensions"]["code"], "FORBIDDEN");
    world.client(Role::Manager).ok(win, json!({ "id": id })).await;
    assert_eq!(may_go(&admin, &id, &stage(0)).await, (false, vec!["STATE".to_owned()]), "it is closed");
    let unknown = rapport_kernel::id::encode_global("ChecklistItem", uuid::Uuid::now_v7());
    let error = rep.error(CHECK, json!({ "input": { "id": id, "itemId": unknown } })).await;
    assert_eq!(error["extensions"]["violations"][0]["path"], json!(["input", "itemId"]));
    let other = create_deal(&admin, json!({ "title": "Hidden", "pipelineId": pipeline["id"] })).await["id"].clone();
    let hidden = "query ($d: ID!, $s: ID!) { canMoveDeal(dealId: $d, stageId: $s) { allowed } }";
    let error = rep.error(hidden, json!({ "d": other, "s": stage(1) })).await;
    assert_eq!(error["extensions"]["code"], "NOT_FOUND", "what is not seen is not there");
}

#[tokio::test]
async fn gates_change_with_the_pipeline_and_items_keep_their_checks() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = create_gated(&admin).await;
    let update = format!("mutation ($input: UpdatePipelineInput!) {{ updatePipeline(input: $input) {PIPELINE} }}");
    let mut stages = gated()["stages"].clone();
    for (stage, present) in stages.as_array_mut().unwrap().iter_mut().zip(pipeline["stages"].as_array().unwrap()) {
        stage["id"] = present["id"].clone();
    }
    let first = pipeline["stages"][1]["gates"]["checklist"][0]["id"].clone();
    stages[1]["gates"] = json!({ "checklist": [{ "id": first, "label": "Credit is good" }, { "label": "New" }] });
    let input = json!({ "input": { "id": pipeline["id"], "stages": stages } });
    let changed = admin.ok(&update, input).await["updatePipeline"]["pipeline"]["stages"][1]["gates"].clone();
    assert_eq!((&changed["checklist"][0]["id"], &changed["requiredFields"]), (&first, &json!([])));
    stages[1]["gates"]["checklist"] = json!([{ "id": first, "label": "a" }, { "id": first, "label": " " }]);
    let input = json!({ "input": { "id": pipeline["id"], "stages": stages } });
    let error = admin.error(&update, input).await;
    let paths: Vec<_> =
        error["extensions"]["violations"].as_array().unwrap().iter().map(|one| one["path"].clone()).collect();
    let at = |field: &str| json!(["input", "stages", 1, "gates", "checklist", 1, field]);
    assert_eq!(paths, [at("id"), at("label")]);
}

#[tokio::test]
async fn a_deal_is_stale_once_it_is_over_the_age_limit_of_its_stage() {
    let mut world = world();
    let clock = rapport_kernel::Clock::standing_at(rapport_kernel::Clock::system().now().and_utc());
    world.clock = clock.clone();
    let admin = world.client(Role::Admin);
    let pipeline = crate::pipeline::create_pipeline(&admin, usual()).await;
    let deal = create_deal(&admin, json!({ "title": "One", "pipelineId": pipeline["id"] })).await["id"].clone();
    let stale = async || {
        let query = "query ($id: ID!) { deal(id: $id) { isStale staleAt } deals(filter: { isStale: true }, orderBy: [{ field: STALE_AT }]) { totalCount } \
                     fresh: deals(filter: { isStale: false }) { totalCount } }";
        let data = admin.ok(query, json!({ "id": deal })).await;
        assert_eq!(data["deals"]["totalCount"].as_i64().unwrap() + data["fresh"]["totalCount"].as_i64().unwrap(), 1);
        assert_eq!(data["deal"]["isStale"], data["deals"]["totalCount"] == 1);
        (data["deal"]["isStale"] == true, data["deal"]["staleAt"].is_string())
    };
    assert_eq!(stale().await, (false, true));
    clock.advance(chrono::TimeDelta::days(30));
    assert_eq!(stale().await, (true, true), "thirty days are the limit");
    let mut stages = usual()["stages"].clone();
    for (stage, present) in stages.as_array_mut().unwrap().iter_mut().zip(pipeline["stages"].as_array().unwrap()) {
        stage["id"] = present["id"].clone();
    }
    stages[0]["ageLimitDays"] = json!(31);
    let update = "mutation ($input: UpdatePipelineInput!) { updatePipeline(input: $input) { pipeline { id } } }";
    admin.ok(update, json!({ "input": { "id": pipeline["id"], "stages": stages } })).await;
    assert_eq!(stale().await, (false, true), "the limit is another");
    clock.advance(chrono::TimeDelta::days(1));
    assert_eq!(stale().await, (true, true));
    step(&admin, "move", json!({ "id": deal, "stageId": pipeline["stages"][1]["id"] })).await;
    assert_eq!(stale().await, (false, false), "this stage has no limit");
    step(&admin, "move", json!({ "id": deal, "stageId": pipeline["stages"][0]["id"] })).await;
    assert_eq!(stale().await, (false, true));
}
