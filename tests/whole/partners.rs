//! Partners: what is shared with them, and nothing else, by any path.

use rapport_kernel::{Actor, Grant, Role, RowScope};
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    http::Server,
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    world,
};

const CREATE: &str =
    "mutation ($input: CreatePartnerInput!) { createPartner(input: $input) { partner { id version } } }";
const UPDATE: &str = "mutation ($input: UpdatePartnerInput!) { updatePartner(input: $input) { partner { id version \
                      users { id } } } }";
const SHARE: &str = "mutation ($input: ShareDealInput!) { shareDeal(input: $input) { deal { id version \
                     shares { fields partner { id } } } } }";
const UNSHARE: &str = "mutation ($input: UnshareDealInput!) { unshareDeal(input: $input) { deal { id } } }";

/// Records a partner for whom these users act.
pub(crate) async fn create(admin: &Client, users: &[String]) -> Value {
    let input = json!({ "input": { "name": "Northwind", "userIds": users } });
    admin.ok(CREATE, input).await["createPartner"]["partner"]["id"].clone()
}

/// Shares a deal with a partner.
pub(crate) async fn share(admin: &Client, deal: &Value, partner: &Value, fields: &Value) -> Value {
    let input = json!({ "input": { "dealId": deal, "partnerId": partner, "fields": fields } });
    admin.ok(SHARE, input).await["shareDeal"]["deal"].clone()
}

/// A living partner and a deleted one, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    create(admin, &[]).await;
    let gone = create(admin, &[]).await;
    admin
        .ok("mutation ($id: ID!) { deletePartner(input: { id: $id }) { partner { id } } }", json!({ "id": gone }))
        .await;
}

/// A partner for whom the demo user acts, and three deals of which two are to be shared.
struct Scene {
    world: World,
    admin: Client,
    partner: Client,
    id: Value,
    deals: Vec<Value>,
    company: Value,
    contact: Value,
}

async fn scene() -> Scene {
    let world = world();
    hire(&world);
    let (admin, partner) = (world.client(Role::Admin), world.client(Role::Partner));
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let company = json!(admin.create_company(json!({ "name": "Initrode" })).await);
    let contact = json!({ "givenName": "Ada", "familyName": "King", "emails": [{ "address": "ada@example.org" }] });
    let contact = json!(admin.create_contact(contact).await);
    let mut deals = Vec::new();
    for (title, amount) in [("One", 100), ("Two", 200), ("Secret", 300)] {
        let input = json!({
            "title": title, "pipelineId": sales, "companyId": company, "amount": { "amount": amount, "currency": "EUR" },
            "contacts": [{ "contactId": contact, "role": "decides" }], "ownerId": user_id(Role::Rep), "externalId": title
        });
        deals.push(create_deal(&admin, input).await["id"].clone());
    }
    let id = create(&admin, &[user_id(Role::Partner)]).await;
    Scene { world, admin, partner, id, deals, company, contact }
}

async fn titles(client: &Client, arguments: &str) -> Vec<String> {
    let data = client.ok(&format!("{{ deals{arguments} {{ totalCount nodes {{ title }} }} }}"), json!({})).await;
    let nodes = data["deals"]["nodes"].as_array().unwrap().clone();
    assert_eq!(data["deals"]["totalCount"], nodes.len(), "what is counted is what is read");
    nodes.iter().map(|node| node["title"].as_str().unwrap().to_owned()).collect()
}

fn code(error: &Value) -> &str {
    error["extensions"]["code"].as_str().unwrap()
}

#[tokio::test]
async fn a_partner_sees_the_deals_that_are_shared_and_no_other_by_any_path() {
    let Scene { world: _world, admin, partner, id, deals, company, contact } = scene().await;
    assert!(titles(&partner, "").await.is_empty());
    for deal in &deals[..2] {
        share(&admin, deal, &id, &Value::Null).await;
    }
    assert_eq!(titles(&partner, "").await, ["One", "Two"]);
    let one = "query ($id: ID!) { deal(id: $id) { title } node(id: $id) { id } nodes(ids: [$id]) { id } }";
    let seen = partner.ok(one, json!({ "id": deals[0] })).await;
    assert!(seen["deal"]["title"] == "One" && seen["node"]["id"] == deals[0] && seen["nodes"][0]["id"] == deals[0]);
    let hidden = partner.ok(one, json!({ "id": deals[2] })).await;
    assert_eq!(hidden, json!({ "deal": null, "node": null, "nodes": [null] }), "as one that is not there");
    assert!(titles(&partner, "(filter: { title: { eq: \"Secret\" } })").await.is_empty());
    assert_eq!(titles(&partner, "(filter: { not: { title: { eq: \"One\" } } })").await, ["Two"]);
    assert_eq!(
        titles(&partner, "(filter: { or: [{ title: { startsWith: \"S\" } }, { title: { eq: \"Two\" } }] })").await,
        ["Two"]
    );
    assert!(titles(&partner, "(filter: { deleted: true })").await.is_empty());
    // The stage of a deal that they see is seen, another is not, and none leads on to the pipeline.
    let stages =
        admin.ok("{ pipelines { nodes { id stages { id } } } }", json!({})).await["pipelines"]["nodes"][0].clone();
    let node = "query ($id: ID!) { node(id: $id) { ... on PipelineStage { name } } }";
    assert_eq!(partner.ok(node, json!({ "id": stages["stages"][0]["id"] })).await["node"]["name"], "Qualified");
    assert_eq!(partner.ok(node, json!({ "id": stages["stages"][1]["id"] })).await["node"], Value::Null);
    let led = partner.run("{ deals { nodes { stage { name probability pipeline { name } } } } }", json!({})).await;
    let stage = &led.data["deals"]["nodes"][0]["stage"];
    assert_eq!(stage, &json!({ "name": "Qualified", "probability": null, "pipeline": null }));
    assert!(led.errors.len() == 4 && led.errors.iter().all(|error| code(error) == "FORBIDDEN"), "{:#?}", led.errors);
    // Nothing else is theirs: records, lists, counts, search, what a deal might do.
    for (query, id) in [
        ("query ($id: ID!) { node(id: $id) { id } }", &company),
        ("query ($id: ID!) { node(id: $id) { id } }", &contact),
        ("query ($id: ID!) { node(id: $id) { id } }", &stages["id"]),
        ("query ($id: ID!) { company(id: $id) { deals { totalCount } } }", &company),
        ("query ($id: ID!) { contact(id: $id) { deals { totalCount } } }", &contact),
        ("query ($id: ID!) { pipelineSnapshot(pipelineId: $id) { deals } }", &stages["id"]),
        ("query ($id: ID!) { partner(id: $id) { name } }", &id),
    ] {
        assert_eq!(code(&partner.error(query, json!({ "id": id })).await), "FORBIDDEN", "{query}");
    }
    for query in [
        "{ pipelines { totalCount } }",
        "{ search(query: \"one\") { edges { cursor } } }",
        "{ products { totalCount } }",
        "{ partners { totalCount } }",
    ] {
        assert_eq!(code(&partner.error(query, json!({})).await), "FORBIDDEN", "{query}");
    }
    // What they may not do is refused alike for what they see and what they do not, before anything is looked up.
    for (verb, deal) in [("Win", &deals[0]), ("Win", &deals[2]), ("Update", &deals[0]), ("Update", &deals[2])] {
        let mutation =
            format!("mutation ($i: {verb}DealInput!) {{ {}Deal(input: $i) {{ deal {{ id }} }} }}", verb.to_lowercase());
        assert_eq!(
            code(&partner.error(&mutation, json!({ "i": { "id": deal, "expectedVersion": 7 } })).await),
            "FORBIDDEN"
        );
    }
    let taken = json!({ "input": { "title": "x", "stageId": stages["stages"][0]["id"], "externalId": "Secret" } });
    let create = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id } } }";
    let refused = partner.error(create, taken).await;
    assert_eq!((code(&refused), &refused["extensions"]["conflictingIds"]), ("FORBIDDEN", &Value::Null));
}

#[tokio::test]
async fn what_is_shared_ends_with_the_share_the_partner_the_user_and_the_deal() {
    let Scene { world: _world, admin, partner, id, deals, .. } = scene().await;
    share(&admin, &deals[0], &id, &Value::Null).await;
    let unshare = json!({ "input": { "dealId": deals[0], "partnerId": id } });
    admin.ok(UNSHARE, unshare.clone()).await;
    assert!(titles(&partner, "").await.is_empty(), "it is shared no more");
    admin.ok(UNSHARE, unshare).await;
    share(&admin, &deals[0], &id, &Value::Null).await;
    assert_eq!(titles(&partner, "").await, ["One"]);
    let remove =
        |verb: &str| format!("mutation ($id: ID!) {{ {verb}Partner(input: {{ id: $id }}) {{ partner {{ id }} }} }}");
    admin.ok(&remove("delete"), json!({ "id": id })).await;
    assert!(titles(&partner, "").await.is_empty(), "the partner is deleted");
    let into_nothing = json!({ "input": { "dealId": deals[0], "partnerId": id } });
    assert_eq!(code(&admin.error(SHARE, into_nothing).await), "BAD_USER_INPUT");
    admin.ok(&remove("restore"), json!({ "id": id })).await;
    assert_eq!(titles(&partner, "").await, ["One"]);
    admin.ok(UPDATE, json!({ "input": { "id": id, "userIds": [] } })).await;
    assert!(titles(&partner, "").await.is_empty(), "they act for it no more");
    admin.ok(UPDATE, json!({ "input": { "id": id, "userIds": [user_id(Role::Partner)] } })).await;
    assert_eq!(titles(&partner, "").await, ["One"]);
    step(&admin, "delete", json!({ "id": deals[0] })).await;
    assert!(titles(&partner, "").await.is_empty(), "the deal is deleted");
    assert!(titles(&partner, "(filter: { deleted: true })").await.is_empty());
    let history = "query ($id: ID!) { deal(id: $id) { history { nodes { kind changes { field old new } } } } }";
    step(&admin, "restore", json!({ "id": deals[0] })).await;
    let told = admin.ok(history, json!({ "id": deals[0] })).await["deal"]["history"]["nodes"].clone();
    let kinds: Vec<_> = told.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["deal.restored", "deal.deleted", "deal.shared", "deal.unshared", "deal.shared", "deal.created"]);
    assert_eq!(told[2]["changes"][0]["new"]["partnerId"], id);
    assert_eq!(
        code(&partner.error(history, json!({ "id": deals[0] })).await),
        "FORBIDDEN",
        "the log tells of everything"
    );
}

#[tokio::test]
async fn of_a_deal_a_partner_sees_the_fields_that_are_shared() {
    let Scene { world, admin, partner, id, deals, .. } = scene().await;
    share(&admin, &deals[0], &id, &json!(["AMOUNT", "COMPANY_NAME", "PEOPLE", "CONTACT_POINTS"])).await;
    let shared = share(&admin, &deals[1], &id, &Value::Null).await;
    let default = json!(["EXPECTED_CLOSE_ON", "KIND", "STAYS", "COMPANY_NAME", "PEOPLE"]);
    assert_eq!(shared["shares"], json!([{ "fields": default, "partner": { "id": id } }]));
    let query = "{ deals { nodes { title amount { amount } companyName people { name role emails } stays { stage { name } } \
                 kind externalId margin { amount } } } }";
    let reply = partner.run(query, json!({})).await;
    let ada = |emails: Value| json!([{ "name": "Ada King", "role": "decides", "emails": emails }]);
    assert_eq!(
        reply.data["deals"]["nodes"],
        json!([
            { "title": "One", "amount": { "amount": 100 }, "companyName": "Initrode", "people": ada(json!(["ada@example.org"])),
              "stays": null, "kind": null, "externalId": null, "margin": null },
            { "title": "Two", "amount": null, "companyName": "Initrode", "people": ada(Value::Null),
              "stays": [{ "stage": { "name": "Qualified" } }], "kind": "NEW_BUSINESS", "externalId": null, "margin": null },
        ])
    );
    let mut refused: Vec<_> =
        reply.errors.iter().map(|error| (error["path"][2].clone(), error["path"][3].clone())).collect();
    refused.sort_by_key(|(index, field)| (index.as_i64(), field.as_str().map(str::to_owned)));
    let expected =
        [(0, "externalId"), (0, "kind"), (0, "margin"), (0, "stays"), (1, "amount"), (1, "externalId"), (1, "margin")];
    assert_eq!(refused, expected.map(|(index, field)| (json!(index), json!(field))));
    assert!(reply.errors.iter().all(|error| code(error) == "FORBIDDEN"));
    // One statement tells what is shared of a whole list.
    let statements = async |selection: &str| {
        let before = world.db.statements();
        partner.run(&format!("{{ deals {{ nodes {{ title {selection} }} }} }}"), json!({})).await;
        world.db.statements() - before
    };
    assert_eq!(statements("amount { amount } kind externalId").await, statements("").await + 1);
    // Staff see all of it, and two partners what each was given.
    let staff = admin.ok(query, json!({})).await;
    assert_eq!(
        (&staff["deals"]["nodes"][0]["kind"], &staff["deals"]["nodes"][1]["amount"]["amount"]),
        (&json!("NEW_BUSINESS"), &json!(200))
    );
    let other = create(&admin, &[]).await;
    share(&admin, &deals[2], &other, &json!(["AMOUNT"])).await;
    assert_eq!(titles(&partner, "").await, ["One", "Two"]);
    admin.ok(UPDATE, json!({ "input": { "id": other, "userIds": [user_id(Role::Partner)] } })).await;
    assert_eq!(titles(&partner, "").await, ["One", "Two", "Secret"]);
}

#[tokio::test]
async fn filters_and_orders_tell_nothing_of_what_is_hidden() {
    let Scene { world: _world, admin, partner, id, deals, company, .. } = scene().await;
    share(&admin, &deals[0], &id, &json!(["AMOUNT", "KIND"])).await;
    share(&admin, &deals[1], &id, &json!([])).await;
    // 100 is shared, 200 is not: a condition and its complement give the same for whatever the second is worth.
    let over = |amount: i64| format!("amount: {{ currency: \"EUR\", gt: {amount} }}");
    assert_eq!(titles(&partner, &format!("(filter: {{ {} }})", over(50))).await, ["One"]);
    assert!(titles(&partner, &format!("(filter: {{ {} }})", over(150))).await.is_empty());
    assert_eq!(titles(&partner, &format!("(filter: {{ not: {{ {} }} }})", over(50))).await, ["Two"]);
    assert_eq!(titles(&partner, &format!("(filter: {{ not: {{ {} }} }})", over(150))).await, ["One", "Two"]);
    for hidden in ["kind: [NEW_BUSINESS]", "expectedCloseOn: { isNull: true }", "externalId: { eq: \"Two\" }"] {
        let found = titles(&partner, &format!("(filter: {{ {hidden} }})")).await;
        assert!(!found.contains(&"Two".to_owned()), "{hidden}");
        let complement = titles(&partner, &format!("(filter: {{ not: {{ {hidden} }} }})")).await;
        assert!(complement.contains(&"Two".to_owned()), "{hidden}");
    }
    let owner = format!("owner: {{ eq: \"{}\" }}", user_id(Role::Rep));
    let of_company = format!("company: {{ eq: {company} }}");
    for never in [&owner, &of_company, "isStale: true", "pipeline: { isNull: false }"] {
        let query = format!("{{ deals(filter: {{ {never} }}) {{ totalCount }} }}");
        assert_eq!(code(&partner.error(&query, json!({})).await), "FORBIDDEN", "{never}");
        let query = format!("{{ deals(filter: {{ or: [{{ not: {{ {never} }} }}] }}) {{ totalCount }} }}");
        assert_eq!(code(&partner.error(&query, json!({})).await), "FORBIDDEN", "{never}");
    }
    for field in ["EXPECTED_CLOSE_ON", "STALE_AT"] {
        let query = format!("{{ deals(orderBy: [{{ field: TITLE }}, {{ field: {field} }}]) {{ nodes {{ id }} }} }}");
        assert_eq!(code(&partner.error(&query, json!({})).await), "FORBIDDEN", "{field}");
    }
    assert_eq!(titles(&partner, "(orderBy: [{ field: TITLE, direction: DESC }])").await, ["Two", "One"]);
}

#[tokio::test]
async fn a_key_of_a_partner_s_user_sees_what_the_partner_sees() {
    let Scene { world, admin, id, deals, .. } = scene().await;
    share(&admin, &deals[0], &id, &Value::Null).await;
    let key = |role: Role, row_scope: RowScope, user: Role| {
        let grant = Grant { key: uuid::Uuid::now_v7(), maker: Role::Admin, permissions: None, row_scope };
        world.client_of(Actor::of_key(user.demo_user(), role, grant))
    };
    let hidden = "{ deals { nodes { title amount { amount } } } }";
    for client in [key(Role::Partner, RowScope::All, Role::Partner), key(Role::Admin, RowScope::Shared, Role::Partner)]
    {
        assert_eq!(titles(&client, "").await, ["One"]);
        assert_eq!(code(&client.error(hidden, json!({})).await), "FORBIDDEN");
    }
    assert!(titles(&key(Role::Partner, RowScope::All, Role::Rep), "").await.is_empty(), "nobody of a partner");
}

#[tokio::test]
async fn only_who_sees_a_deal_shares_it_and_only_partners_act_for_a_partner() {
    let Scene { world, admin, id, deals, .. } = scene().await;
    let input = json!({ "input": { "dealId": deals[0], "partnerId": id } });
    let again = share(&world.client(Role::Rep), &deals[0], &id, &Value::Null).await;
    assert_eq!(again["version"], 1, "the deal itself does not change");
    for role in [Role::Marketer, Role::Support, Role::Analyst, Role::Partner] {
        assert_eq!(code(&world.client(role).error(SHARE, input.clone()).await), "FORBIDDEN");
        assert_eq!(code(&world.client(role).error(UNSHARE, input.clone()).await), "FORBIDDEN");
    }
    let stranger = world.client_of(Actor::new(uuid::Uuid::now_v7(), Role::Rep));
    assert_eq!(code(&stranger.error(SHARE, input).await), "NOT_FOUND");
    let unknown = rapport_kernel::id::encode_global("Partner", uuid::Uuid::now_v7());
    let nobody = json!({ "input": { "dealId": deals[0], "partnerId": unknown } });
    assert_eq!(code(&admin.error(SHARE, nobody).await), "BAD_USER_INPUT");
    let users = [user_id(Role::Rep), rapport_kernel::id::encode_global("User", uuid::Uuid::now_v7())];
    let error = admin.error(CREATE, json!({ "input": { "name": " ", "userIds": ["x"] } })).await;
    assert_eq!(error["extensions"]["violations"].as_array().unwrap().len(), 2);
    let error = admin.error(CREATE, json!({ "input": { "name": "x", "userIds": users } })).await;
    let paths: Vec<_> =
        error["extensions"]["violations"].as_array().unwrap().iter().map(|one| one["path"].clone()).collect();
    assert_eq!(paths, [json!(["input", "userIds", 0]), json!(["input", "userIds", 1])]);
    let stale = json!({ "input": { "id": id, "expectedVersion": 9, "name": "x" } });
    assert_eq!(code(&admin.error(UPDATE, stale).await), "CONFLICT");
    assert_eq!(code(&world.client(Role::Rep).error(CREATE, json!({ "input": { "name": "x" } })).await), "FORBIDDEN");
}

#[test]
fn a_partner_comes_in_by_a_token_and_by_a_key_of_its_user() {
    let server = Server::start();
    let ask = |query: &str, variables: Value| {
        let (_, body) = server.ask(&json!({ "query": query, "variables": variables }));
        assert_eq!(body["errors"], Value::Null, "{query}");
        body["data"].clone()
    };
    let user = "mutation { createUser(input: { name: \"Nora\", email: \"nora@example.org\", role: PARTNER }) { user { id } } }";
    let user = ask(user, json!({}))["createUser"]["user"]["id"].clone();
    let input = json!({ "input": { "name": "Northwind", "userIds": [user] } });
    let partner = ask(CREATE, input)["createPartner"]["partner"]["id"].clone();
    let pipeline = "mutation ($input: CreatePipelineInput!) { createPipeline(input: $input) { pipeline { id } } }";
    let pipeline = ask(pipeline, json!({ "input": usual() }))["createPipeline"]["pipeline"]["id"].clone();
    let create = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id } } }";
    let deals = ["One", "Two"].map(|title| {
        ask(create, json!({ "input": { "title": title, "pipelineId": pipeline } }))["createDeal"]["deal"]["id"].clone()
    });
    ask(SHARE, json!({ "input": { "dealId": deals[0], "partnerId": partner } }));
    let key =
        "mutation ($user: ID!) { createApiKey(input: { name: \"Shop\", role: PARTNER, userId: $user }) { secret } }";
    let key = ask(key, json!({ "user": user }))["createApiKey"]["secret"].as_str().unwrap().to_owned();
    let token = server.token_of("partner", user.as_str().unwrap());
    let stranger = server.token("partner");
    let seen = |bearer: &str| {
        let bearer = format!("Bearer {bearer}");
        let query = json!({ "query": "{ deals { totalCount nodes { title } } }" }).to_string();
        let (status, body) = server.post_with(&[("authorization", &bearer)], &query);
        assert_eq!((status, &body["errors"]), (200, &Value::Null));
        body["data"]["deals"].clone()
    };
    let one = json!({ "totalCount": 1, "nodes": [{ "title": "One" }] });
    assert_eq!([seen(&token), seen(&key)], [one.clone(), one]);
    assert_eq!(seen(&stranger)["totalCount"], 0, "who acts for nobody");
}
