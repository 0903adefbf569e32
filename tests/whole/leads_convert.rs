//! Converting leads: once, all or nothing.

use diesel::{RunQueryDsl, sql_query, sql_types::BigInt};
use rapport_graphql::futures_util::future::join_all;
use rapport_kernel::Role;
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    leads::create,
    pipeline::{create_deal, create_pipeline, usual},
    world,
};

const CONVERT: &str = "mutation ($input: ConvertLeadInput!) { convertLead(input: $input) { \
                       lead { id version status convertedAt } contact { id displayName company { name } } \
                       company { id name } deal { id title contacts { contact { id } } company { id } } } }";

async fn convert(client: &Client, input: Value) -> Value {
    client.ok(CONVERT, json!({ "input": input })).await["convertLead"].clone()
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// How many people, companies, deals, affiliations and events there are.
fn counts(world: &World) -> Vec<i64> {
    let tables = ["contacts", "companies", "deals", "affiliations", "events"];
    let count = |table: &&str| {
        let count = sql_query(format!("SELECT COUNT(*) AS number FROM {table}"));
        count.get_result::<Count>(&mut world.database().connect()).unwrap().number
    };
    tables.iter().map(count).collect()
}

fn lead() -> Value {
    json!({
        "givenName": "Ada", "familyName": "Lovelace", "email": "ada@engines.example", "phone": "+442079460958",
        "companyName": "Analytical Engines", "jobTitle": "Countess", "country": "GB", "source": "Fair"
    })
}

#[tokio::test]
async fn a_lead_becomes_a_person_with_company_and_deal() {
    let world = world();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let id = create(&admin, lead()).await["id"].clone();
    let made = convert(&admin, json!({ "id": id, "deal": { "pipelineId": sales } })).await;
    assert_eq!(made["lead"]["status"], "CONVERTED");
    assert_eq!(made["contact"]["displayName"], "Ada Lovelace");
    assert_eq!(
        (&made["company"]["name"], &made["contact"]["company"]["name"]),
        (&json!("Analytical Engines"), &json!("Analytical Engines"))
    );
    assert_eq!(made["deal"]["title"], "Analytical Engines");
    assert_eq!(made["deal"]["contacts"][0]["contact"]["id"], made["contact"]["id"]);
    assert_eq!(made["deal"]["company"]["id"], made["company"]["id"]);
    let query = "query ($id: ID!) { lead(id: $id) { contact { emails { address } phones { number } source affiliations { role } } \
                 company { id } deal { id } } }";
    let seen = admin.ok(query, json!({ "id": id })).await["lead"].clone();
    assert_eq!(seen["contact"]["emails"][0]["address"], "ada@engines.example");
    assert_eq!(seen["contact"]["phones"][0]["number"], "+442079460958");
    assert_eq!(
        (&seen["contact"]["source"], &seen["contact"]["affiliations"][0]["role"]),
        (&json!("Fair"), &json!("Countess"))
    );
    let before = counts(&world);
    // Again, with another wish and a version of long ago: what the first made of it.
    let again = convert(&admin, json!({ "id": id, "expectedVersion": 1, "withoutCompany": true })).await;
    assert_eq!(again, made);
    assert_eq!(counts(&world), before, "and nothing else");
    let update = "mutation ($id: ID!) { updateLead(input: { id: $id, status: NEW }) { lead { id } } }";
    assert_eq!(admin.error(update, json!({ "id": id })).await["extensions"]["code"], "BAD_USER_INPUT");
}

#[tokio::test]
async fn who_and_what_is_known_is_taken() {
    let world = world();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let known =
        admin.create_contact(json!({ "givenName": "Ada", "emails": [{ "address": "ADA@engines.example" }] })).await;
    let firm = admin.create_company(json!({ "name": "Engines Ltd", "domains": ["engines.example"] })).await;
    let deal = create_deal(&admin, json!({ "title": "There", "pipelineId": sales })).await["id"].clone();
    let id = create(&admin, lead()).await["id"].clone();
    let made = convert(&admin, json!({ "id": id, "dealId": deal })).await;
    assert_eq!(
        (&made["contact"]["id"], &made["company"]["id"]),
        (&json!(known), &json!(firm)),
        "by address and domain"
    );
    assert_eq!(made["deal"]["id"], deal);
    assert_eq!(made["deal"]["contacts"].as_array().unwrap().len(), 1);
    assert_eq!(made["deal"]["company"]["id"], json!(firm), "the deal had none");
    // By id, whatever the address says; and the deal keeps whom it has.
    let other = admin.create_contact(json!({ "givenName": "Other" })).await;
    let id = create(&admin, lead()).await["id"].clone();
    let made = convert(&admin, json!({ "id": id, "contactId": other, "withoutCompany": true, "dealId": deal })).await;
    assert_eq!((&made["contact"]["id"], &made["company"]), (&json!(other), &Value::Null));
    assert_eq!(made["deal"]["contacts"].as_array().unwrap().len(), 2);
    for (wrong, field) in [
        (json!({ "contactId": rapport_kernel::id::encode_global("Contact", uuid::Uuid::now_v7()) }), "contactId"),
        (json!({ "companyId": rapport_kernel::id::encode_global("Company", uuid::Uuid::now_v7()) }), "companyId"),
        (json!({ "dealId": rapport_kernel::id::encode_global("Deal", uuid::Uuid::now_v7()) }), "dealId"),
        (json!({ "dealId": deal, "deal": { "pipelineId": sales } }), "dealId"),
    ] {
        let mut input = wrong;
        input["id"] = create(&admin, lead()).await["id"].clone();
        let before = counts(&world);
        let error = admin.error(CONVERT, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["violations"][0]["path"], json!(["input", field]), "{error:#}");
        assert_eq!(counts(&world), before, "nothing is half-written");
    }
}

#[tokio::test]
async fn what_fails_in_the_middle_leaves_nothing() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let id = create(&admin, lead()).await["id"].clone();
    // The deal comes last: its stage is not there.
    let stage = rapport_kernel::id::encode_global("PipelineStage", uuid::Uuid::now_v7());
    let before = counts(&world);
    let error = admin.error(CONVERT, json!({ "input": { "id": id, "deal": { "stageId": stage } } })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(counts(&world), before);
    let seen =
        admin.ok("query ($id: ID!) { lead(id: $id) { status version contact { id } } }", json!({ "id": id })).await;
    assert_eq!(seen["lead"], json!({ "status": "NEW", "version": 1, "contact": null }));
    // Whom the actor may not see is not told of, and not recorded twice.
    admin.create_contact(json!({ "givenName": "Ada", "emails": [{ "address": "ada@engines.example" }] })).await;
    let mut own = lead();
    own["ownerId"] = json!(user_id(Role::Rep));
    let id = create(&admin, own).await["id"].clone();
    let error = world.client(Role::Rep).error(CONVERT, json!({ "input": { "id": id } })).await;
    assert_eq!(error["extensions"]["code"], "CONFLICT");
    assert_eq!(error["extensions"]["conflictingIds"], Value::Null);
}

#[tokio::test]
async fn fifty_who_convert_one_lead_at_once_get_one_result() {
    let world = world();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let id = create(&admin, lead()).await["id"].clone();
    let all = (0..50).map(|_| {
        let (client, input) = (admin.clone(), json!({ "id": id, "deal": { "pipelineId": sales } }));
        tokio::spawn(async move { convert(&client, input).await })
    });
    let results: Vec<Value> = join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert!(results.iter().all(|result| *result == results[0]), "{results:#?}");
    assert!(results[0]["deal"]["id"].is_string());
    assert_eq!(counts(&world)[..4], [1, 1, 1, 1], "one of each");
}

#[tokio::test]
async fn leads_of_one_person_converted_at_once_become_one_person() {
    let world = world();
    let admin = world.client(Role::Admin);
    let mut leads = Vec::new();
    for _ in 0..12 {
        leads.push(create(&admin, json!({ "givenName": "Ada", "email": "ada@engines.example" })).await["id"].clone());
    }
    let all = leads.into_iter().map(|id| {
        let client = admin.clone();
        tokio::spawn(async move { convert(&client, json!({ "id": id })).await["contact"]["id"].clone() })
    });
    let people: Vec<Value> = join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert!(people.iter().all(|person| person.is_string() && *person == people[0]), "{people:?}");
    assert_eq!(counts(&world)[0], 1);
}
