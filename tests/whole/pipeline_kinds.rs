//! Kinds of deals: proposed from the customer's past, open to correction.

use chrono::TimeDelta;
use rapport_kernel::{Clock, Role};
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    pipeline::{create_pipeline, usual},
    pipeline_deals::step,
    world,
};

const DEAL: &str = "{ deal { id kind kindProposal { kind reason explanation lastWonAt isCorrected } } }";

async fn create(client: &Client, input: Value) -> Value {
    let create = format!("mutation ($input: CreateDealInput!) {{ createDeal(input: $input) {DEAL} }}");
    client.ok(&create, json!({ "input": input })).await["createDeal"]["deal"].clone()
}

async fn change(client: &Client, input: Value) -> Value {
    let update = format!("mutation ($input: UpdateDealInput!) {{ updateDeal(input: $input) {DEAL} }}");
    client.ok(&update, json!({ "input": input })).await["updateDeal"]["deal"].clone()
}

fn kinds(deal: &Value) -> [&str; 3] {
    [&deal["kind"], &deal["kindProposal"]["kind"], &deal["kindProposal"]["reason"]].map(|kind| kind.as_str().unwrap())
}

#[tokio::test]
async fn a_deal_s_kind_is_proposed_from_the_customer_s_past_and_open_to_correction() {
    let mut world = world();
    let clock = Clock::standing_at(Clock::system().now().and_utc());
    world.clock = clock.clone();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let company = admin.create_company(json!({ "name": "Initrode" })).await;
    let other = admin.create_company(json!({ "name": "Other" })).await;
    let with = |company: &str| json!({ "title": "x", "pipelineId": sales, "companyId": company });
    let first = create(&admin, with(&company)).await;
    assert_eq!(kinds(&first), ["NEW_BUSINESS", "NEW_BUSINESS", "NEVER_BOUGHT"]);
    let open = create(&admin, with(&company)).await;
    assert_eq!(kinds(&open), ["NEW_BUSINESS", "NEW_BUSINESS", "NEVER_BOUGHT"], "nothing is won yet");
    step(&admin, "win", json!({ "id": first["id"] })).await;
    let second = create(&admin, with(&company)).await;
    assert_eq!(kinds(&second), ["EXTENSION", "EXTENSION", "BOUGHT_LATELY"]);
    assert!(second["kindProposal"]["lastWonAt"].is_string() && second["kindProposal"]["isCorrected"] == false);
    clock.advance(TimeDelta::days(366));
    let back = create(&admin, with(&company)).await;
    assert_eq!(kinds(&back), ["WIN_BACK", "WIN_BACK", "LAPSED"]);
    let sentence = back["kindProposal"]["explanation"].as_str().unwrap();
    assert!(sentence.contains("more than 365 days"), "{sentence}");
    // Somebody knows better, and it stays what they said.
    let corrected = change(&admin, json!({ "id": back["id"], "kind": "EXTENSION" })).await;
    assert_eq!(kinds(&corrected), ["EXTENSION", "WIN_BACK", "LAPSED"]);
    assert_eq!(corrected["kindProposal"]["isCorrected"], true);
    let moved = change(&admin, json!({ "id": back["id"], "companyId": other })).await;
    assert_eq!(kinds(&moved), ["EXTENSION", "NEW_BUSINESS", "NEVER_BOUGHT"]);
    let followed = change(&admin, json!({ "id": open["id"], "companyId": other })).await;
    assert_eq!(kinds(&followed), ["NEW_BUSINESS", "NEW_BUSINESS", "NEVER_BOUGHT"]);
    let said =
        create(&admin, json!({ "title": "x", "pipelineId": sales, "companyId": other, "kind": "WIN_BACK" })).await;
    assert_eq!(kinds(&said), ["WIN_BACK", "NEW_BUSINESS", "NEVER_BOUGHT"]);
}

#[tokio::test]
async fn without_a_company_the_past_of_the_people_counts() {
    let world = world();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let bob = admin.create_contact(json!({ "givenName": "Bob" })).await;
    let with = |people: &[&String]| {
        let contacts: Vec<_> = people.iter().map(|id| json!({ "contactId": id })).collect();
        json!({ "title": "x", "pipelineId": sales, "contacts": contacts })
    };
    let first = create(&admin, with(&[&ada])).await;
    step(&admin, "win", json!({ "id": first["id"] })).await;
    assert_eq!(create(&admin, with(&[&bob])).await["kind"], "NEW_BUSINESS");
    assert_eq!(create(&admin, with(&[&bob, &ada])).await["kind"], "EXTENSION");
    assert_eq!(create(&admin, with(&[])).await["kind"], "NEW_BUSINESS");
}
