//! Competitors: from whom deals are won, and to whom they are lost.

use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{create_deal, create_pipeline, usual},
    world,
};

const CREATE: &str =
    "mutation ($input: CreateCompetitorInput!) { createCompetitor(input: $input) { competitor { id } } }";
const UPDATE: &str =
    "mutation ($input: UpdateCompetitorInput!) { updateCompetitor(input: $input) { competitor { version name } } }";
const DELETE: &str = "mutation ($id: ID!) { deleteCompetitor(input: { id: $id }) { competitor { id } } }";
const RESTORE: &str = "mutation ($id: ID!) { restoreCompetitor(input: { id: $id }) { competitor { id } } }";

async fn create(client: &Client, name: &str) -> Value {
    client.ok(CREATE, json!({ "input": { "name": name } })).await["createCompetitor"]["competitor"]["id"].clone()
}

/// Loses a deal to whoever has this name.
pub(crate) async fn lose_to(client: &Client, deal: &Value, name: &str) -> Value {
    let lose = "mutation ($input: LoseDealInput!) { loseDeal(input: $input) { deal { competitor { id name } } } }";
    let input = json!({ "input": { "id": deal, "reason": "Price", "competitor": name } });
    client.ok(lose, input).await["loseDeal"]["deal"]["competitor"].clone()
}

/// A living competitor and a deleted one, for the examples, and no other living.
pub(crate) async fn furnish(admin: &Client) {
    let living = admin.ok("{ competitors { nodes { id } } }", json!({})).await["competitors"]["nodes"].clone();
    for one in living.as_array().unwrap() {
        admin.ok(DELETE, json!({ "id": one["id"] })).await;
    }
    let unique = uuid::Uuid::now_v7();
    let gone = create(admin, &format!("Gone {unique}")).await;
    admin.ok(DELETE, json!({ "id": gone })).await;
    create(admin, &format!("Living {unique}")).await;
}

#[tokio::test]
async fn competitors_tell_from_whom_deals_are_won_and_to_whom_they_are_lost() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let deal = async |amount: Value, owner: Option<Role>| {
        let input = json!({ "title": "x", "pipelineId": sales, "amount": amount, "ownerId": owner.map(user_id) });
        create_deal(&admin, input).await["id"].clone()
    };
    let money = |amount: i64, currency: &str| json!({ "amount": amount, "currency": currency });
    let initech = create(&admin, "Initech").await;
    // By name in any case it is the same one; one who is not there is recorded.
    assert_eq!(lose_to(&admin, &deal(money(100, "EUR"), None).await, "  INITECH ").await["id"], initech);
    lose_to(&admin, &deal(money(50, "EUR"), Some(Role::Rep)).await, "Initech").await;
    lose_to(&admin, &deal(money(7, "USD"), None).await, "Initech").await;
    lose_to(&admin, &deal(Value::Null, None).await, "Initech").await;
    let globex = lose_to(&admin, &deal(money(1, "EUR"), None).await, "Globex").await;
    assert_eq!(globex["name"], "Globex");
    let win = "mutation ($input: WinDealInput!) { winDeal(input: $input) { deal { competitor { name } } } }";
    let won = deal(money(900, "EUR"), Some(Role::Rep)).await;
    admin.ok(win, json!({ "input": { "id": won, "competitorId": initech } })).await;
    let gone = deal(money(1_000_000, "EUR"), None).await;
    lose_to(&admin, &gone, "Initech").await;
    admin.ok("mutation ($id: ID!) { deleteDeal(input: { id: $id }) { deal { id } } }", json!({ "id": gone })).await;
    let query = "{ competitors { nodes { name won { deals values { amount currency } } lost { deals values { amount currency } } } } }";
    let all = admin.ok(query, json!({})).await["competitors"]["nodes"].clone();
    assert_eq!(
        all,
        json!([
            { "name": "Globex", "won": null, "lost": { "deals": 1, "values": [money(1, "EUR")] } },
            { "name": "Initech", "won": { "deals": 1, "values": [money(900, "EUR")] },
              "lost": { "deals": 4, "values": [money(150, "EUR"), money(7, "USD")] } },
        ])
    );
    let rep = world.client(Role::Rep).ok(query, json!({})).await["competitors"]["nodes"][1].clone();
    assert_eq!(rep["lost"], json!({ "deals": 1, "values": [money(50, "EUR")] }), "of the deals that they see");
    let before = world.db.statements();
    admin.ok(query, json!({})).await;
    assert_eq!(world.db.statements() - before, 3, "however many competitors");
    // A deal that is reopened is lost to nobody any more.
    let reopen = "mutation ($id: ID!) { reopenDeal(input: { id: $id }) { deal { competitor { name } } } }";
    assert_eq!(admin.ok(reopen, json!({ "id": won })).await["reopenDeal"]["deal"]["competitor"], Value::Null);
    let both = json!({ "input": { "id": won, "competitorId": initech, "competitor": "Initech" } });
    assert_eq!(admin.error(win, both).await["extensions"]["code"], "BAD_USER_INPUT");
    let unknown = rapport_kernel::id::encode_global("Competitor", uuid::Uuid::now_v7());
    let error = admin.error(win, json!({ "input": { "id": won, "competitorId": unknown } })).await;
    assert_eq!(error["extensions"]["violations"][0]["path"], json!(["input", "competitorId"]));
}

#[tokio::test]
async fn a_name_belongs_to_one_living_competitor_and_a_conflict_names_it() {
    let world = world();
    let admin = world.client(Role::Admin);
    let first = create(&admin, "Initech").await;
    let taken = admin.error(CREATE, json!({ "input": { "name": "initech" } })).await["extensions"].clone();
    assert_eq!((&taken["code"], &taken["conflictingIds"]), (&json!("CONFLICT"), &json!([first])));
    let second = create(&admin, "Globex").await;
    let rename = json!({ "input": { "id": second, "name": "Initech" } });
    assert_eq!(admin.error(UPDATE, rename.clone()).await["extensions"]["conflictingIds"], json!([first]));
    admin.ok(DELETE, json!({ "id": first })).await;
    assert_eq!(admin.ok(UPDATE, rename).await["updateCompetitor"]["competitor"]["version"], 2);
    assert_eq!(admin.error(RESTORE, json!({ "id": first })).await["extensions"]["conflictingIds"], json!([second]));
    let stale = json!({ "input": { "id": second, "name": "x", "expectedVersion": 1 } });
    assert_eq!(admin.error(UPDATE, stale).await["extensions"]["code"], "CONFLICT");
    let blank = json!({ "input": { "name": " " } });
    assert_eq!(admin.error(CREATE, blank.clone()).await["extensions"]["code"], "BAD_USER_INPUT");
    for role in [Role::Analyst, Role::Partner] {
        assert_eq!(world.client(role).error(CREATE, blank.clone()).await["extensions"]["code"], "FORBIDDEN");
    }
}
