//! Scores by rules: points that fade, and why somebody has them.

use chrono::{DateTime, TimeDelta};
use rapport_kernel::{Clock, Role};
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{customer_events, leads, world};

const CREATE: &str = "mutation ($input: CreateScoringRuleInput!) { createScoringRule(input: $input) { scoringRule { \
                      id version name points halfLifeDays } } }";
const UPDATE: &str = "mutation ($input: UpdateScoringRuleInput!) { updateScoringRule(input: $input) { scoringRule { \
                      id version points halfLifeDays isActive } } }";
const DELETE: &str = "mutation ($id: ID!) { deleteScoringRule(input: { id: $id }) { id } }";
const SCORE: &str =
    "query ($id: ID!) { contact(id: $id) { score { value points factors { rule { name } points count lastAt } } } }";

async fn create(client: &Client, input: Value) -> Value {
    client.ok(CREATE, json!({ "input": input })).await["createScoringRule"]["scoringRule"].clone()
}

/// A rule, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    let there = admin.ok("{ scoringRules { totalCount } }", json!({})).await["scoringRules"]["totalCount"].clone();
    if there != 0 {
        return;
    }
    create(admin, json!({ "name": "Anybody", "trigger": "ATTRIBUTE", "attribute": "EMAIL", "points": 5 })).await;
}

fn near(value: &Value, wanted: f64) {
    assert!((value.as_f64().unwrap() - wanted).abs() < 1e-6, "{value} is not {wanted}");
}

#[tokio::test]
async fn points_come_of_what_people_do_and_are_and_fade() {
    let mut world = world();
    world.clock = Clock::standing_at(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
    let admin = world.client(Role::Admin);
    let ada = admin
        .create_contact(json!({ "givenName": "Ada", "country": "GB", "emails": [{ "address": "ada@example.org" }] }))
        .await;
    let bob = admin.create_contact(json!({ "givenName": "Bob", "country": "US" })).await;
    let firm = admin.create_company(json!({ "name": "Engines", "industry": "Machines", "size": 120 })).await;
    let affiliate = "mutation ($c: ID!, $o: ID!) { createAffiliation(input: { contactId: $c, companyId: $o }) { affiliation { id } } }";
    admin.ok(affiliate, json!({ "c": ada, "o": firm })).await;
    let none = admin.ok(SCORE, json!({ "id": ada })).await["contact"]["score"].clone();
    assert_eq!(none, json!({ "value": 25.0, "points": 0.0, "factors": [] }));
    let calls = json!({
        "name": "Calls", "trigger": "INTERACTION", "interactionKinds": ["CALL", "MEETING"], "direction": "INBOUND",
        "points": 40, "halfLifeDays": 10
    });
    let calls = create(&admin, calls).await;
    create(
        &admin,
        json!({ "name": "Britain", "trigger": "ATTRIBUTE", "attribute": "COUNTRY", "values": ["gb"], "points": 10 }),
    )
    .await;
    let size =
        json!({ "name": "Large", "trigger": "ATTRIBUTE", "attribute": "COMPANY_SIZE", "least": 100, "points": 15 });
    create(&admin, size).await;
    create(&admin, json!({ "name": "Unreachable", "trigger": "ATTRIBUTE", "attribute": "PHONE", "points": -5 })).await;
    customer_events::register(&admin).await;
    let pages = json!({ "name": "Pages", "trigger": "CUSTOMER_EVENT", "eventType": "page_viewed", "points": 2 });
    create(&admin, pages).await;
    for (kind, direction) in [("CALL", "INBOUND"), ("MEETING", "INBOUND"), ("CALL", "OUTBOUND"), ("NOTE", "INBOUND")] {
        let record = "mutation ($c: ID!, $k: InteractionKind!, $d: InteractionDirection!) { \
                      recordInteraction(input: { contactId: $c, kind: $k, direction: $d }) { interaction { id } } }";
        let direction = if kind == "NOTE" { Value::Null } else { json!(direction) };
        if direction.is_null() {
            let note =
                "mutation ($c: ID!) { recordInteraction(input: { contactId: $c, kind: NOTE }) { interaction { id } } }";
            admin.ok(note, json!({ "c": ada })).await;
        } else {
            admin.ok(record, json!({ "c": ada, "k": kind, "d": direction })).await;
        }
    }
    customer_events::record(&admin, &ada, json!({})).await;
    let told = async |id: &str| admin.ok(SCORE, json!({ "id": id })).await["contact"]["score"].clone();
    let now = told(&ada).await;
    near(&now["points"], 80.0 + 10.0 + 15.0 + 2.0);
    near(&now["value"], 50.0 * (1.0 + 1.14 / 2.14));
    let factors: Vec<_> = now["factors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["rule"]["name"].clone(), one["count"].clone()))
        .collect();
    let wanted =
        [("Calls", 2), ("Large", 1), ("Britain", 1), ("Pages", 1)].map(|(name, count)| (json!(name), json!(count)));
    assert_eq!(factors, wanted, "what gives most first");
    assert!(now["factors"][0]["lastAt"].is_string() && now["factors"][1]["lastAt"].is_null());
    assert_eq!(told(&bob).await["points"], json!(0.0));
    // After a half-life half of what fades is left, after two a quarter.
    world.clock.advance(TimeDelta::days(20));
    let admin = world.client(Role::Admin);
    let later = admin.ok(SCORE, json!({ "id": ada })).await["contact"]["score"].clone();
    near(&later["points"], 20.0 + 10.0 + 15.0 + 2.0);
    let change = json!({ "input": { "id": calls["id"], "expectedVersion": 1, "points": 80, "halfLifeDays": null } });
    let changed = admin.ok(UPDATE, change).await["updateScoringRule"]["scoringRule"].clone();
    assert_eq!((&changed["version"], &changed["halfLifeDays"]), (&json!(2), &Value::Null));
    let stays = admin.ok(SCORE, json!({ "id": ada })).await["contact"]["score"].clone();
    near(&stays["points"], 160.0 + 27.0);
    admin.ok(DELETE, json!({ "id": calls["id"] })).await;
    let gone = admin.ok(SCORE, json!({ "id": ada })).await["contact"]["score"].clone();
    near(&gone["points"], 27.0);
    assert_eq!(admin.error(DELETE, json!({ "id": calls["id"] })).await["extensions"]["code"], "NOT_FOUND");
}

#[tokio::test]
async fn leads_score_by_what_they_are_and_how_often_they_were_captured() {
    let mut world = world();
    world.clock = Clock::standing_at(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
    let admin = world.client(Role::Admin);
    create(&admin, json!({ "name": "Again", "trigger": "CAPTURE", "points": 10, "halfLifeDays": 5 })).await;
    create(
        &admin,
        json!({ "name": "Fair", "trigger": "ATTRIBUTE", "attribute": "SOURCE", "values": ["Fair"], "points": 30 }),
    )
    .await;
    create(&admin, json!({ "name": "Met", "trigger": "INTERACTION", "points": 7 })).await;
    let capture = "mutation { captureLead(input: { email: \"ada@engines.example\", source: \"fair\" }) { received } }";
    admin.ok(capture, json!({})).await;
    admin.ok(capture, json!({})).await;
    let score = "{ leads { nodes { id score { points factors { count rule { name } } } } } }";
    let first = admin.ok(score, json!({})).await["leads"]["nodes"][0].clone();
    near(&first["score"]["points"], 50.0);
    world.clock.advance(TimeDelta::days(5));
    let admin = world.client(Role::Admin);
    near(&admin.ok(score, json!({})).await["leads"]["nodes"][0]["score"]["points"], 40.0);
    let convert = "mutation ($id: ID!) { convertLead(input: { id: $id }) { contact { id } } }";
    let person = admin.ok(convert, json!({ "id": first["id"] })).await["convertLead"]["contact"]["id"].clone();
    let note = "mutation ($c: ID!) { recordInteraction(input: { contactId: $c, kind: NOTE }) { interaction { id } } }";
    admin.ok(note, json!({ "c": person })).await;
    near(&admin.ok(score, json!({})).await["leads"]["nodes"][0]["score"]["points"], 47.0);
    // A page of leads takes as many statements however many they are.
    let statements = async |first: u32| {
        let query = format!("{{ leads(first: {first}) {{ nodes {{ score {{ points }} }} }} }}");
        admin.ok(&query, json!({})).await;
        let before = world.db.statements();
        admin.ok(&query, json!({})).await;
        world.db.statements() - before
    };
    for _ in 0..5 {
        leads::create(&admin, json!({ "givenName": "x" })).await;
    }
    assert_eq!(statements(2).await, statements(6).await);
}

#[tokio::test]
async fn a_rule_that_does_not_fit_is_refused() {
    let world = world();
    let admin = world.client(Role::Admin);
    for (wrong, fields) in [
        (
            json!({ "name": " ", "trigger": "CAPTURE", "points": 0, "halfLifeDays": 0 }),
            vec!["name", "points", "halfLifeDays"],
        ),
        (
            json!({ "name": "x", "trigger": "ATTRIBUTE", "points": 1, "halfLifeDays": 1 }),
            vec!["attribute", "halfLifeDays"],
        ),
        (
            json!({ "name": "x", "trigger": "CUSTOMER_EVENT", "points": 1, "direction": "INBOUND" }),
            vec!["interactionKinds", "eventType"],
        ),
        (
            json!({ "name": "x", "trigger": "INTERACTION", "points": 1001, "values": ["y"], "least": 1 }),
            vec!["points", "values", "least"],
        ),
    ] {
        let error = admin.error(CREATE, json!({ "input": wrong })).await;
        let told: Vec<_> =
            error["extensions"]["violations"].as_array().unwrap().iter().map(|one| one["path"][1].clone()).collect();
        assert_eq!(told, fields, "{wrong}");
    }
    let rep = world.client(Role::Rep);
    let error = rep.error(CREATE, json!({ "input": { "name": "x", "trigger": "CAPTURE", "points": 1 } })).await;
    assert_eq!(error["extensions"]["code"], "FORBIDDEN");
}
