//! How well companies and people fit to an ideal customer, and whom to turn to.

use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    pipeline::{create_deal, create_pipeline, usual},
    world,
};

const CREATE: &str = "mutation ($input: CreateIdealCustomerProfileInput!) { createIdealCustomerProfile(input: $input) { \
                      idealCustomerProfile { id isLearned criteria { attribute label weight } } } }";

async fn create(client: &Client, input: Value) -> Value {
    let made = client.ok(CREATE, json!({ "input": input })).await;
    made["createIdealCustomerProfile"]["idealCustomerProfile"].clone()
}

/// A profile, for the examples.
pub(crate) async fn furnish(admin: &Client) -> Value {
    let criteria = json!([{ "attribute": "COMPANY_SIZE", "least": 1 }]);
    create(admin, json!({ "name": "Anybody", "criteria": criteria })).await["id"].clone()
}

fn near(value: &Value, wanted: f64) {
    assert!((value.as_f64().unwrap() - wanted).abs() < 1e-9, "{value} is not {wanted}");
}

#[tokio::test]
async fn companies_and_people_fit_by_given_criteria() {
    let world = world();
    let admin = world.client(Role::Admin);
    let criteria = json!([
        { "attribute": "COUNTRY", "values": ["CH", "at"], "weight": 3 },
        { "attribute": "COMPANY_SIZE", "least": 200, "most": 500 }
    ]);
    let profile = create(&admin, json!({ "name": "Alps", "criteria": criteria })).await;
    assert_eq!(profile["criteria"][0], json!({ "attribute": "COUNTRY", "label": "CH, at", "weight": 3.0 }));
    let firm = admin.create_company(json!({ "name": "Alpine", "country": "AT", "size": 501 })).await;
    let person = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let fit = "query ($c: ID!, $o: ID!, $p: ID!) { company(id: $o) { fit(profileId: $p) { value factors { label } } } \
               contact(id: $c) { fit(profileId: $p) { value } } }";
    let ask = json!({ "c": person, "o": firm, "p": profile["id"] });
    let told = admin.ok(fit, ask.clone()).await;
    near(&told["company"]["fit"]["value"], 100.0 * 3.5 / 5.0);
    assert_eq!(told["company"]["fit"]["factors"], json!([{ "label": "CH, at" }]));
    assert_eq!(told["contact"]["fit"], Value::Null, "of no company");
    let affiliate = "mutation ($c: ID!, $o: ID!) { createAffiliation(input: { contactId: $c, companyId: $o }) { affiliation { id } } }";
    admin.ok(affiliate, json!({ "c": person, "o": firm })).await;
    near(&admin.ok(fit, ask.clone()).await["contact"]["fit"]["value"], 70.0);
    let delete = "mutation ($id: ID!) { deleteIdealCustomerProfile(input: { id: $id }) { id } }";
    admin.ok(delete, json!({ "id": profile["id"] })).await;
    assert_eq!(admin.ok(fit, ask).await["company"]["fit"], Value::Null);
    assert_eq!(admin.error(delete, json!({ "id": profile["id"] })).await["extensions"]["code"], "NOT_FOUND");
    let wrong = json!([
        { "attribute": "COUNTRY", "weight": 0 }, { "attribute": "COMPANY_SIZE" }, { "attribute": "INDUSTRY", "values": ["x"], "least": 1 }
    ]);
    let error = admin.error(CREATE, json!({ "input": { "name": " ", "criteria": wrong } })).await;
    assert_eq!(error["extensions"]["violations"].as_array().unwrap().len(), 5, "{error:#}");
    let error = world.client(Role::Rep).error(CREATE, json!({ "input": { "name": "x" } })).await;
    assert_eq!(error["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn what_those_are_like_who_bought_tells_whom_to_turn_to() {
    let world = world();
    let admin = world.client(Role::Admin);
    let error = admin.error(CREATE, json!({ "input": { "name": "Nobody bought" } })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let mut companies = Vec::new();
    for number in 0..20 {
        let (industry, country) = (if number % 2 == 0 { "Machines" } else { "Retail" }, "CH");
        let input = json!({ "name": format!("Firm {number}"), "industry": industry, "country": country });
        companies.push(admin.create_company(input).await);
    }
    // Of ten makers of machines six have bought, of ten retailers one.
    for number in [0, 2, 4, 6, 8, 10, 1] {
        let deal =
            create_deal(&admin, json!({ "title": "x", "pipelineId": sales, "companyId": companies[number] })).await;
        admin
            .ok("mutation ($id: ID!) { winDeal(input: { id: $id }) { deal { id } } }", json!({ "id": deal["id"] }))
            .await;
    }
    create_deal(&admin, json!({ "title": "open", "pipelineId": sales, "companyId": companies[12] })).await;
    let profile = create(&admin, json!({ "name": "Learned" })).await;
    assert_eq!(profile["isLearned"], true);
    let weight = |label: &str| {
        let criteria = profile["criteria"].as_array().unwrap();
        criteria.iter().find(|one| one["label"] == label).unwrap()["weight"].clone()
    };
    // With one more of each of the two kinds: 7 of 9 against 11 of 22.
    near(&weight("machines"), (7.0 / 9.0_f64 / (11.0 / 22.0)).ln());
    near(&weight("retail"), (2.0 / 9.0_f64 / (11.0 / 22.0)).ln());
    near(&weight("ch"), 0.0);
    let query = "query ($p: ID!, $w: Boolean) { prospects(profileId: $p, first: 5, withoutOpenDeals: $w) { company { name } fit { value } } }";
    let names = async |without: bool| -> Vec<Value> {
        let told = admin.ok(query, json!({ "p": profile["id"], "w": without })).await;
        told["prospects"].as_array().unwrap().iter().map(|one| one["company"]["name"].clone()).collect()
    };
    assert_eq!(names(false).await, ["Firm 12", "Firm 14", "Firm 16", "Firm 18", "Firm 3"], "who bought is left out");
    assert_eq!(names(true).await, ["Firm 14", "Firm 16", "Firm 18", "Firm 3", "Firm 5"]);
    let told = admin.ok(query, json!({ "p": profile["id"] })).await["prospects"].clone();
    let brought = (7.0 / 9.0_f64 / (11.0 / 22.0)).ln();
    near(&told[0]["fit"]["value"], 100.0 / (1.0 + (-brought).exp()));
}
