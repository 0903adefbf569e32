//! Pipelines and their stages.

use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{authorization::hire, world};

const CREATE: &str = "mutation ($input: CreatePipelineInput!) { createPipeline(input: $input) { \
                      pipeline { id version name stages { id name probability kind ageLimitDays retiredAt } } } }";
const UPDATE: &str = "mutation ($input: UpdatePipelineInput!) { updatePipeline(input: $input) { \
                      pipeline { id version name stages { id name probability kind ageLimitDays retiredAt } } } }";

/// A pipeline of two stages for open deals, one for the won and one for the lost.
pub(crate) fn usual() -> Value {
    json!({ "name": "Sales", "stages": [
        { "name": "Qualified", "probability": 10, "ageLimitDays": 30 }, { "name": "Offer", "probability": 50 },
        { "name": "Won", "kind": "WON" }, { "name": "Lost", "kind": "LOST" }
    ] })
}

/// Records a pipeline.
pub(crate) async fn create_pipeline(admin: &Client, input: Value) -> Value {
    admin.ok(CREATE, json!({ "input": input })).await["createPipeline"]["pipeline"].clone()
}

/// Records a deal and returns it.
pub(crate) async fn create_deal(client: &Client, input: Value) -> Value {
    let create = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { \
                  id version status kind stage { name } owner { id } } } }";
    client.ok(create, json!({ "input": input })).await["createDeal"]["deal"].clone()
}

/// A deal in the first stage of the first pipeline, which is made if there is none.
pub(crate) async fn any_deal(admin: &Client) -> Value {
    let found = admin.ok("{ pipelines(first: 1) { nodes { id } } }", json!({})).await;
    let mut pipeline = found["pipelines"]["nodes"][0]["id"].clone();
    if pipeline.is_null() {
        pipeline = create_pipeline(admin, usual()).await["id"].clone();
    }
    create_deal(admin, json!({ "title": "Any", "pipelineId": pipeline })).await
}

/// One open, one lost and one deleted deal, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    for mutation in [
        "mutation ($id: ID!) { updateDeal(input: { id: $id, title: \"Open\" }) { __typename } }",
        "mutation ($id: ID!) { loseDeal(input: { id: $id, reason: \"Price\" }) { __typename } }",
        "mutation ($id: ID!) { deleteDeal(input: { id: $id }) { __typename } }",
    ] {
        let id = any_deal(admin).await["id"].clone();
        admin.ok(mutation, json!({ "id": id })).await;
    }
}

fn names(pipeline: &Value) -> Vec<&str> {
    let in_use = pipeline["stages"].as_array().unwrap().iter().filter(|stage| stage["retiredAt"].is_null());
    in_use.map(|stage| stage["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn stages_are_added_renamed_reordered_and_retired_while_deals_are_in_them() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    assert_eq!(names(&pipeline), ["Qualified", "Offer", "Won", "Lost"]);
    let stage = |name: &str, key: &str| {
        let stages = pipeline["stages"].as_array().unwrap();
        stages.iter().find(|stage| stage["name"] == name).unwrap()[key].clone()
    };
    assert_eq!([stage("Won", "probability"), stage("Lost", "probability")], [json!(100), json!(0)]);
    let deal = create_deal(&admin, json!({ "title": "One", "pipelineId": pipeline["id"] })).await;
    assert_eq!(deal["stage"]["name"], "Qualified");
    // The deal's stage is left out, two are exchanged, one is new and one has another name.
    let stages = json!([
        { "id": stage("Lost", "id"), "name": "Gone" }, { "name": "Pilot", "probability": 30 },
        { "id": stage("Offer", "id"), "name": "Offer", "probability": 60 }, { "id": stage("Won", "id"), "name": "Won" }
    ]);
    let input = json!({ "id": pipeline["id"], "expectedVersion": 1, "stages": stages });
    let changed = admin.ok(UPDATE, json!({ "input": input })).await["updatePipeline"]["pipeline"].clone();
    assert_eq!(names(&changed), ["Gone", "Pilot", "Offer", "Won"]);
    assert_eq!((&changed["version"], &changed["stages"][4]["name"]), (&json!(2), &json!("Qualified")));
    let query = "query ($id: ID!) { deal(id: $id) { stage { name retiredAt pipeline { name } } } }";
    let of_deal = admin.ok(query, json!({ "id": deal["id"] })).await["deal"]["stage"].clone();
    assert!(of_deal["name"] == "Qualified" && of_deal["retiredAt"].is_string(), "the deal stays where it is");
    // No other enters it, until it is taken back into use.
    let enter = json!({ "input": { "title": "Two", "stageId": stage("Qualified", "id") } });
    let create = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id } } }";
    assert_eq!(admin.error(create, enter.clone()).await["extensions"]["code"], "BAD_USER_INPUT");
    let mut stages = stages;
    let again = json!({ "id": stage("Qualified", "id"), "name": "Qualified again", "probability": 5 });
    stages.as_array_mut().unwrap().push(again);
    admin.ok(UPDATE, json!({ "input": { "id": pipeline["id"], "stages": stages } })).await;
    admin.ok(create, enter).await;
    let history = "query ($id: ID!) { pipeline(id: $id) { history { nodes { kind changes { field } } } } }";
    let told = admin.ok(history, json!({ "id": pipeline["id"] })).await;
    let kinds: Vec<_> =
        told["pipeline"]["history"]["nodes"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["pipeline.updated", "pipeline.updated", "pipeline.created"]);
}

#[tokio::test]
async fn bad_pipelines_are_refused_with_every_path() {
    let world = world();
    let admin = world.client(Role::Admin);
    let paths = async |query: &str, input: Value| -> Vec<String> {
        let error = admin.error(query, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{error:#}");
        let violations = error["extensions"]["violations"].as_array().unwrap().clone();
        let path = |one: &Value| {
            one["path"]
                .as_array()
                .unwrap()
                .iter()
                .map(|step| match step {
                    Value::String(step) => step.clone(),
                    step => step.to_string(),
                })
                .collect::<Vec<_>>()
                .join(".")
        };
        violations.iter().map(path).collect()
    };
    let mut bad = usual();
    bad["name"] = json!(" ");
    bad["stages"][0] = json!({ "name": "x".repeat(101), "probability": 101, "ageLimitDays": 0 });
    bad["stages"][2]["probability"] = json!(99);
    assert_eq!(
        paths(CREATE, bad).await,
        [
            "input.name",
            "input.stages.0.name",
            "input.stages.0.probability",
            "input.stages.0.ageLimitDays",
            "input.stages.2.probability"
        ]
    );
    let mut without = usual();
    without["stages"].as_array_mut().unwrap().pop();
    assert_eq!(paths(CREATE, without).await, ["input.stages"]);
    let pipeline = create_pipeline(&admin, usual()).await;
    let mut stages = usual()["stages"].clone();
    // A stage for open deals does not become one for the won, and one of another pipeline is not taken.
    let other = create_pipeline(&admin, usual()).await;
    stages[0] = json!({ "id": pipeline["stages"][0]["id"], "name": "Q", "probability": 1, "kind": "WON" });
    stages[1]["id"] = other["stages"][1]["id"].clone();
    let found = paths(UPDATE, json!({ "id": pipeline["id"], "stages": stages })).await;
    assert_eq!(found, ["input.stages.0.kind", "input.stages.1.id"]);
    let stale = json!({ "input": { "id": pipeline["id"], "expectedVersion": 7, "name": "x" } });
    assert_eq!(admin.error(UPDATE, stale).await["extensions"]["code"], "CONFLICT");
}

#[tokio::test]
async fn only_who_manages_pipelines_changes_them_and_everybody_sees_them() {
    let world = world();
    hire(&world);
    let pipeline = create_pipeline(&world.client(Role::Manager), usual()).await;
    let rename = json!({ "input": { "id": pipeline["id"], "name": "Mine" } });
    for role in [Role::Rep, Role::Marketer, Role::Support, Role::Analyst, Role::Partner] {
        assert_eq!(world.client(role).error(UPDATE, rename.clone()).await["extensions"]["code"], "FORBIDDEN");
    }
    let rep = world.client(Role::Rep);
    let seen = rep.ok("{ pipelines { totalCount nodes { name stages { name } } } }", json!({})).await;
    assert_eq!(seen["pipelines"]["nodes"][0]["stages"].as_array().unwrap().len(), 4);
    let node = "query ($id: ID!) { node(id: $id) { ... on PipelineStage { name pipeline { name } } } }";
    let stage = rep.ok(node, json!({ "id": pipeline["stages"][1]["id"] })).await;
    assert_eq!(stage["node"], json!({ "name": "Offer", "pipeline": { "name": "Sales" } }));
}
