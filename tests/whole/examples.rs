//! Every query and mutation has an example, and each example runs.

use std::collections::BTreeSet;

use rapport_graphql::futures_util::StreamExt;
use rapport_kernel::Role;
use rapport_test_support::{Client, World};
use serde_json::{Map, Value, json};

use crate::{
    api_keys, cadences, cadences_bottleneck, commitments, competitors, customer_events, exchange_rates, forecast,
    leads, orders, partners, pipeline, pipeline_gates, price_books, products, quotes, scoring, scoring_fit,
    scoring_rules, tasks, webhooks, world,
};

/// Something of every kind, so that every example finds what it works on.
pub(crate) async fn furnish(world: &World) -> Client {
    let admin = world.client(Role::Admin);
    let user =
        "mutation ($n: String!, $e: String!) { createUser(input: { name: $n, email: $e, role: REP }) { user { id } } }";
    let owner =
        admin.ok(user, json!({ "n": "Olga Owner", "e": "olga@example.org" })).await["createUser"]["user"]["id"].clone();
    let team = "mutation ($m: ID!) { createTeam(input: { name: \"North\", memberIds: [$m] }) { team { id } } }";
    admin.ok(team, json!({ "m": owner })).await;
    for kind in ["Contact", "Company"] {
        for (name, deleted) in [("Living", false), ("Deleted", true), ("Gone", true)] {
            let id = if kind == "Contact" {
                admin
                    .create_contact(json!({
                        "givenName": name, "lifecycleStage": "CUSTOMER", "ownerId": owner,
                        "emails": [{ "address": format!("{name}@example.org") }]
                    }))
                    .await
            } else {
                admin.create_company(json!({ "name": name, "size": 100 })).await
            };
            if deleted {
                let delete = format!("mutation ($id: ID!) {{ delete{kind}(input: {{ id: $id }}) {{ __typename }} }}");
                admin.ok(&delete, json!({ "id": id })).await;
            }
        }
    }
    let contact = admin.ok("{ contacts { nodes { id } } }", json!({})).await["contacts"]["nodes"][0]["id"].clone();
    let company = admin.ok("{ companies { nodes { id } } }", json!({})).await["companies"]["nodes"][0]["id"].clone();
    let affiliate = "mutation ($c: ID!, $o: ID!) { createAffiliation(input: { contactId: $c, companyId: $o, role: \"Buyer\" }) { affiliation { id } } }";
    admin.ok(affiliate, json!({ "c": contact, "o": company })).await;
    let record = "mutation ($c: ID!) { recordInteraction(input: { contactId: $c, kind: NOTE, subject: \"Hello\" }) { interaction { id } } }";
    admin.ok(record, json!({ "c": contact })).await;
    let household = "mutation ($c: ID!) { createHousehold(input: { name: \"Home\", members: [{ contactId: $c }] }) { household { id } } }";
    admin.ok(household, json!({ "c": contact })).await;
    admin.create_contact(json!({ "givenName": "Latest" })).await;
    customer_events::register(&admin).await;
    // The first by name, which an example retires.
    let unused = "mutation { createCustomerEventType(input: { name: \"account_opened\", label: \"Account opened\" }) { customerEventType { id } } }";
    admin.ok(unused, json!({})).await;
    customer_events::record(&admin, contact.as_str().unwrap(), json!({})).await;
    api_keys::create(&admin, json!({ "name": "Accounting", "role": "ANALYST" })).await;
    pipeline::furnish(&admin).await;
    products::furnish(&admin).await;
    pipeline_gates::furnish(&admin).await;
    partners::furnish(&admin).await;
    competitors::furnish(&admin).await;
    orders::furnish(&admin).await;
    quotes::furnish(&admin).await;
    leads::furnish(&admin).await;
    scoring::furnish(&admin).await;
    scoring_rules::furnish(&admin).await;
    scoring_fit::furnish(&admin).await;
    webhooks::furnish(world, &admin).await;
    tasks::furnish(&admin).await;
    commitments::furnish(&admin).await;
    cadences::furnish(&admin).await;
    cadences_bottleneck::furnish(&admin).await;
    exchange_rates::furnish(&admin).await;
    price_books::furnish(&admin).await;
    forecast::set(&admin, json!([forecast::quota(owner.as_str().unwrap(), "2027-01-01", 100)])).await;
    admin
}

/// The client, with the file that an example sends.
pub(crate) fn with_files(client: &Client, example: &rapport_graphql::module::Example) -> Client {
    let file = example.samples.iter().find_map(rapport_graphql::module::Sample::text);
    file.map_or_else(|| client.clone(), |text| client.with_file(text))
}

/// The values of an example's variables.
pub(crate) async fn variables(admin: &Client, example: &rapport_graphql::module::Example) -> Value {
    let mut variables = Map::new();
    for sample in example.samples {
        if sample.text().is_some() {
            variables.insert(sample.variable.to_owned(), "upload:0".into());
            continue;
        }
        let data = admin.ok(sample.query, json!({})).await;
        let found = sample.find(&data).unwrap_or_else(|| panic!("{}: no {}", example.name, sample.variable));
        variables.insert(sample.variable.to_owned(), found.into());
    }
    Value::Object(variables)
}

/// Whether a document is followed instead of answered once.
pub(crate) fn is_subscription(document: &str) -> bool {
    document.lines().any(|line| line.starts_with("subscription"))
}

#[tokio::test]
async fn each_example_runs() {
    let world = world();
    let admin = furnish(&world).await;
    // One for the test: another would wait for the lease.
    let sequencer = world.sequencer();
    for (_, example) in world.rapport.examples() {
        let variables = variables(&admin, example).await;
        if is_subscription(example.document) {
            let mut updates = admin.follow(example.document, variables).await;
            admin.create_contact(json!({ "givenName": "News" })).await;
            pipeline::any_deal(&admin).await;
            tasks::any_due(&world, &admin).await;
            while sequencer.step().await.unwrap() > 0 {}
            assert!(updates.next().await.is_some(), "{}", example.name);
            continue;
        }
        let reply = with_files(&admin, example).run(example.document, variables).await;
        assert!(reply.errors.is_empty(), "{}: {:#?}", example.name, reply.errors);
        // `me` is null for the tests' admin, whom nobody has recorded.
        let is_answered = reply.data.as_object().unwrap().values().all(|root| !root.is_null());
        assert!(is_answered || example.document.contains("me {"), "{}: {}", example.name, reply.data);
        // What is deleted or removed is needed again.
        if example.document.contains("delete")
            || example.document.contains("purge")
            || example.document.contains("restore")
        {
            replenish_all(&admin).await;
        }
    }
}

/// Makes one more of everything that an example may have removed.
pub(crate) async fn replenish_all(admin: &Client) {
    for kind in ["Contact", "Company"] {
        replenish(admin, kind).await;
    }
    pipeline::furnish(admin).await;
    products::furnish(admin).await;
    pipeline_gates::furnish(admin).await;
    partners::furnish(admin).await;
    competitors::furnish(admin).await;
    tasks::furnish(admin).await;
    commitments::furnish(admin).await;
    orders::furnish(admin).await;
    quotes::furnish(admin).await;
    leads::furnish(admin).await;
    scoring_rules::furnish(admin).await;
    scoring_fit::furnish(admin).await;
    cadences::furnish(admin).await;
    cadences_bottleneck::furnish(admin).await;
}

/// Makes one more of what an example may have removed.
async fn replenish(admin: &Client, kind: &str) {
    let input = if kind == "Contact" { json!({ "givenName": "Next" }) } else { json!({ "name": "Next" }) };
    for deleted in [false, true] {
        let id = if kind == "Contact" {
            admin.create_contact(input.clone()).await
        } else {
            admin.create_company(input.clone()).await
        };
        if deleted {
            let delete = format!("mutation ($id: ID!) {{ delete{kind}(input: {{ id: $id }}) {{ __typename }} }}");
            admin.ok(&delete, json!({ "id": id })).await;
        }
    }
    if kind == "Contact" {
        let people = admin.ok("{ contacts { nodes { id } } }", json!({})).await;
        let company = admin.create_company(json!({ "name": "Another" })).await;
        let contact = people["contacts"]["nodes"][0]["id"].clone();
        let affiliate = "mutation ($c: ID!, $o: ID!) { createAffiliation(input: { contactId: $c, companyId: $o }) { affiliation { id } } }";
        admin.ok(affiliate, json!({ "c": contact, "o": company })).await;
        let record =
            "mutation ($c: ID!) { recordInteraction(input: { contactId: $c, kind: NOTE }) { interaction { id } } }";
        admin.ok(record, json!({ "c": contact })).await;
        let home = admin.create_contact(json!({ "givenName": "At home" })).await;
        let household = "mutation ($c: ID!) { createHousehold(input: { name: \"Home\", members: [{ contactId: $c }] }) { household { id } } }";
        admin.ok(household, json!({ "c": home })).await;
        // The latest person lives alone.
        admin.create_contact(json!({ "givenName": "Latest" })).await;
        customer_events::record(admin, contact.as_str().unwrap(), json!({})).await;
    }
}

#[test]
fn every_query_and_mutation_has_an_example() {
    let world = world();
    let documents: String = world.rapport.examples().iter().map(|(_, example)| example.document).collect();
    let mut missing = BTreeSet::new();
    let schema = apollo_compiler::Schema::parse_and_validate(world.rapport.sdl(), "schema.graphql").unwrap();
    for root in ["Query", "Mutation", "Subscription"] {
        for name in schema.get_object(root).unwrap().fields.keys() {
            if ![format!("  {name}("), format!("  {name} {{")].iter().any(|call| documents.contains(call)) {
                missing.insert(name.to_string());
            }
        }
    }
    assert!(missing.is_empty(), "without an example: {missing:?}");
}
