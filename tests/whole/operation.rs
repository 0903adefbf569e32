//! The operation path, proved by contacts.

use rapport_graphql::operation::{Introspection, Limits};
use rapport_kernel::Role;
use rapport_test_support::World;
use serde_json::json;

use crate::world;

#[tokio::test]
async fn a_mutation_selected_twice_through_a_fragment_runs_once() {
    let world = world();
    let admin = world.client(Role::Admin);
    let query = "mutation { createContact(input: { givenName: \"Ada\" }) { contact { id } } ...F } \
                 fragment F on Mutation { createContact(input: { givenName: \"Ada\" }) { contact { givenName } } }";
    let data = admin.ok(query, json!({})).await;
    assert_eq!(data["createContact"]["contact"]["givenName"], "Ada");
    assert!(data["createContact"]["contact"]["id"].is_string());
    let data = admin.ok("{ contacts { totalCount } }", json!({})).await;
    assert_eq!(data["contacts"]["totalCount"], 1);
}

#[tokio::test]
async fn fields_of_one_key_that_differ_are_refused() {
    let world = world();
    let admin = world.client(Role::Admin);
    for query in [
        "{ contacts(first: 1) { totalCount } contacts(first: 2) { totalCount } }",
        "{ contacts { nodes { a: givenName a: familyName } } }",
        "{ a: me { id } ...F } fragment F on Query { a: contacts { totalCount } }",
    ] {
        let error = admin.error(query, json!({})).await;
        assert_eq!(error["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{error}");
    }
}

#[tokio::test]
async fn variables_are_coerced_before_anything_runs() {
    let world = world();
    let admin = world.client(Role::Admin);
    let query = "mutation ($first: CreateContactInput!, $second: CreateContactInput!) { \
                 a: createContact(input: $first) { contact { id } } b: createContact(input: $second) { contact { id } } }";
    let error = admin.error(query, json!({ "first": { "givenName": "Ada" } })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(error["extensions"]["path"], json!(["second"]));
    let literal = "mutation { a: createContact(input: { givenName: \"A\" }) { contact { id } } \
                   b: contacts: createContact(input: {}) { contact { id } } }";
    assert_eq!(admin.error(literal, json!({})).await["extensions"]["code"], "GRAPHQL_PARSE_FAILED");
    let data = admin.ok("{ contacts { totalCount } }", json!({})).await;
    assert_eq!(data["contacts"]["totalCount"], 0, "the first mutation must not have run");
}

#[tokio::test]
async fn skip_and_include_hold_also_where_a_document_is_cached() {
    let world = world();
    let admin = world.client(Role::Admin);
    admin.create_contact(json!({ "givenName": "Ada", "familyName": "Lovelace" })).await;
    let query = "query ($a: Boolean!, $b: Boolean = false) { contacts { nodes { givenName @include(if: $a) ...F @skip(if: $b) } } } \
                 fragment F on Contact { familyName }";
    for (variables, expected) in [
        (json!({ "a": true }), json!({ "givenName": "Ada", "familyName": "Lovelace" })),
        (json!({ "a": false }), json!({ "familyName": "Lovelace" })),
        (json!({ "a": true, "b": true }), json!({ "givenName": "Ada" })),
    ] {
        let data = admin.ok(query, variables).await;
        assert_eq!(data["contacts"]["nodes"][0], expected);
    }
}

#[tokio::test]
async fn an_operation_is_chosen_by_its_name() {
    let world = world();
    let admin = world.client(Role::Admin);
    let error = admin.error("query A { me { id } } query B { me { name } }", json!({})).await;
    assert_eq!(error["extensions"]["path"], json!(["operationName"]));
}

#[tokio::test]
async fn introspection_answers_in_full() {
    let world = world();
    let query = "query { __schema { queryType { name } types { name kind fields { name args { name type { name ofType { name } } } } } } \
                 __type(name: \"Contact\") { name description interfaces { name } } }";
    let data = world.client(Role::Partner).ok(query, json!({})).await;
    assert_eq!(data["__schema"]["queryType"]["name"], "Query");
    assert_eq!(data["__type"]["interfaces"][0]["name"], "Node");
    assert!(data["__type"]["description"].as_str().is_some_and(|text| !text.is_empty()));
}

#[tokio::test]
async fn introspection_is_for_those_who_may() {
    let with = |introspection| {
        let limits = Limits { introspection, ..Limits::default() };
        World::with_limits(vec![rapport_contacts::module()], limits)
    };
    let off = with(Introspection::Off);
    let some = with(Introspection::Roles(vec![Role::Analyst]));
    for query in [
        "{ __schema { queryType { name } } }",
        "{ __typename a: __type(name: \"Contact\") { name } }",
        "query ($yes: Boolean = true) { ...F @include(if: $yes) } fragment F on Query { ... { __schema { types { name } } } }",
    ] {
        for (world, role, is_open) in
            [(&off, Role::Admin, false), (&some, Role::Admin, false), (&some, Role::Analyst, true)]
        {
            let reply = world.client(role).run(query, json!({})).await;
            let code = reply.errors.first().map(|error| error["extensions"]["code"].clone());
            let expected = (!is_open).then(|| json!("GRAPHQL_VALIDATION_FAILED"));
            assert_eq!(code, expected, "{role} {query}");
        }
    }
    let query =
        "query ($no: Boolean = false) { __typename contacts { __typename } __schema @include(if: $no) { __typename } }";
    off.client(Role::Admin).ok(query, json!({})).await;
}

#[tokio::test]
async fn an_operation_that_asks_for_too_much_is_refused() {
    let world = world();
    let admin = world.client(Role::Admin);
    let query = "query ($n: Int!) { contacts(first: $n) { nodes { interactions(first: $n) { nodes { contact { \
                 interactions(first: $n) { nodes { id } } } } } } } }";
    assert_eq!(admin.error(query, json!({ "n": 100 })).await["extensions"]["code"], "TOO_COMPLEX");
    admin.ok(query, json!({ "n": 3 })).await;
}

#[tokio::test]
async fn a_subscription_is_no_single_answer() {
    let world = world();
    let admin = world.client(Role::Admin);
    let error = admin.error("subscription { contactUpdates { cursor } }", json!({})).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    let refused = admin.first("{ me { id } }", json!({})).await;
    assert_eq!(refused.errors[0]["extensions"]["code"], "BAD_USER_INPUT", "and the other way round");
}

#[tokio::test]
async fn introspection_that_answers_with_megabytes_is_refused() {
    let world = world();
    let mut query = "name".to_owned();
    for level in 0..8 {
        let field = if level % 2 == 0 { "interfaces" } else { "possibleTypes" };
        query = format!("{field} {{ {query} }}");
    }
    let query = format!("{{ __type(name: \"Node\") {{ {query} }} }}");
    assert_eq!(world.client(Role::Partner).error(&query, json!({})).await["extensions"]["code"], "TOO_COMPLEX");
}

#[test]
fn every_page_costs_what_is_asked_of_it() {
    let world = world();
    let cost = |query: &str| {
        let request = rapport_graphql::operation::OperationRequest { query: query.to_owned(), ..Default::default() };
        world.engine.cost(&request).unwrap_or_else(|answer| panic!("{}", answer.json))
    };
    assert_eq!(cost("{ contacts(first: 10) { nodes { owner { name } } } }"), 1 + 10 * 2);
    assert_eq!(cost("{ contacts(last: 30) { edges { node { id } } } }"), 1 + 30 * 2);
    let history = |first: u32| {
        cost(&format!("{{ contact(id: \"x\") {{ history(first: {first}) {{ nodes {{ changes {{ field }} }} }} }} }}"))
    };
    assert_eq!(history(100) - history(10), 90 * (history(2) - history(1)), "a history is a page too");
    let unsaid = cost("query ($n: Int) { contacts(first: $n) { nodes { id } } }");
    assert_eq!(unsaid, 1 + 20, "a page is of twenty when nothing is said");
}
