//! A file of bad inputs: each gives a clear error with a code and a path, nothing is written, and the process lives.

use rapport_graphql::operation::OperationRequest;
use rapport_kernel::{Call, Role};
use serde_json::{Value, json};

use crate::world;

const CREATE: &str = "mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }";

/// `createContact` inputs that are refused, with the path of the first bad value.
fn bad_people() -> Vec<(Value, Value)> {
    let long = "x".repeat(10_000);
    vec![
        (json!(null), json!(["input"])),
        (json!("Ada"), json!(["input"])),
        (json!([]), json!(["input"])),
        (json!({}), json!(["input"])),
        (json!({ "givenName": "   " }), json!(["input"])),
        (json!({ "givenName": 7 }), json!(["input", "givenName"])),
        (json!({ "givenName": ["Ada"] }), json!(["input", "givenName"])),
        (json!({ "givenName": long }), json!(["input", "givenName"])),
        (json!({ "givenName": "Ada\u{0}" }), json!(["input", "givenName"])),
        (json!({ "givenName": "Ada\u{1b}[31m" }), json!(["input", "givenName"])),
        (json!({ "givenName": "A\nB" }), json!(["input", "givenName"])),
        (json!({ "given_name": "Ada" }), json!(["input", "given_name"])),
        (json!({ "givenName": "Ada", "id": "x" }), json!(["input", "id"])),
        (json!({ "givenName": "Ada", "country": "Deutschland" }), json!(["input", "country"])),
        (json!({ "givenName": "Ada", "country": "🇩🇪" }), json!(["input", "country"])),
        (json!({ "givenName": "Ada", "language": "not a language" }), json!(["input", "language"])),
        (json!({ "givenName": "Ada", "lifecycleStage": "KING" }), json!(["input", "lifecycleStage"])),
        (json!({ "givenName": "Ada", "lifecycleStage": null }), json!(["input", "lifecycleStage"])),
        (json!({ "givenName": "Ada", "ownerId": "forged" }), json!(["input", "ownerId"])),
        (json!({ "givenName": "Ada", "ownerId": 1.5 }), json!(["input", "ownerId"])),
        (json!({ "givenName": "Ada", "emails": "a@example.org" }), json!(["input", "emails"])),
        (
            json!({ "givenName": "Ada", "emails": [{ "address": "not an address" }] }),
            json!(["input", "emails", 0, "address"]),
        ),
        (
            json!({ "givenName": "Ada", "emails": [{ "address": format!("{long}@example.org") }] }),
            json!(["input", "emails", 0, "address"]),
        ),
        (
            json!({ "givenName": "Ada", "emails": [{ "address": "a@example.org" }, { "address": "A@EXAMPLE.ORG" }] }),
            json!(["input", "emails", 1, "address"]),
        ),
        (json!({ "givenName": "Ada", "emails": [{}] }), json!(["input", "emails", 0, "address"])),
        (
            json!({ "givenName": "Ada", "emails": [{ "address": "a@example.org", "isPrimary": true }, { "address": "b@example.org", "isPrimary": true }] }),
            json!(["input", "emails", 1, "isPrimary"]),
        ),
        (
            json!({ "givenName": "Ada", "emails": vec![json!({ "address": "a@example.org" }); 51] }),
            json!(["input", "emails"]),
        ),
        (json!({ "givenName": "Ada", "phones": [{ "number": "call me" }] }), json!(["input", "phones", 0, "number"])),
        (
            json!({ "givenName": "Ada", "addresses": [{ "country": "DE" }, {}] }),
            json!(["input", "addresses", 1, "street"]),
        ),
        (
            json!({ "givenName": "Ada", "socialAccounts": [{ "network": "💥", "handle": "x" }] }),
            json!(["input", "socialAccounts", 0, "network"]),
        ),
        (json!({ "givenName": "Ada", "tags": ["ok", ""] }), json!(["input", "tags", 1])),
        (json!({ "givenName": "Ada", "tags": vec!["t"; 51] }), json!(["input", "tags"])),
    ]
}

#[tokio::test]
async fn bad_people_are_refused_with_code_and_path_and_nothing_is_written() {
    let world = world();
    let admin = world.client(Role::Admin);
    for (input, path) in bad_people() {
        let error = admin.error(CREATE, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{input} {error}");
        assert_eq!(error["extensions"]["path"], path, "{error}");
        assert!(error["message"].as_str().is_some_and(|text| text.len() < 300), "{error}");
    }
    let data = admin.ok("{ contacts { totalCount } }", json!({})).await;
    assert_eq!(data["contacts"]["totalCount"], 0);
    while world.sequencer().step().await.unwrap() > 0 {}
    assert!(world.db.read(|conn| Ok(rapport_db::events::after(conn, 0, 1)?)).await.unwrap().is_empty());
}

#[tokio::test]
async fn all_bad_fields_are_told_at_once() {
    let world = world();
    let input =
        json!({ "country": "XX", "language": "!", "emails": [{ "address": "x" }], "phones": [{ "number": "y" }] });
    let error = world.client(Role::Admin).error(CREATE, json!({ "input": input })).await;
    assert_eq!(error["extensions"]["violations"].as_array().map(Vec::len), Some(4), "{error}");
}

#[tokio::test]
async fn a_name_is_kept_in_one_spelling_and_found_by_every_one() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": " Zoe\u{308}  Ann " })).await;
    let data = admin.ok("query ($id: ID!) { contact(id: $id) { givenName } }", json!({ "id": id })).await;
    assert_eq!(data["contact"]["givenName"], "Zo\u{eb} Ann", "composed, with single spaces");
    let query = "query ($n: String) { contacts(filter: { givenName: { eq: $n } }) { totalCount } }";
    for name in ["Zoe\u{308} Ann", "Zo\u{eb} Ann", "zoe ann"] {
        assert_eq!(admin.ok(query, json!({ "n": name })).await["contacts"]["totalCount"], 1, "{name}");
    }
}

#[tokio::test]
async fn texts_of_every_kind_come_back_as_they_were() {
    let world = world();
    let admin = world.client(Role::Admin);
    for name in ["🦄👩‍👩‍👧", "محمد عبد الله", "עדה", "山田太郎", "Łukasz", "O'Brien; DROP TABLE contacts", "ﷺ"]
    {
        let id = admin.create_contact(json!({ "givenName": name })).await;
        let data = admin.ok("query ($id: ID!) { contact(id: $id) { givenName } }", json!({ "id": id })).await;
        assert_eq!(data["contact"]["givenName"], name);
        let data = admin
            .ok(
                "query ($n: String) { contacts(filter: { givenName: { eq: $n } }) { totalCount } }",
                json!({ "n": name }),
            )
            .await;
        assert_ne!(data["contacts"]["totalCount"], 0, "{name}");
    }
}

#[tokio::test]
async fn forged_and_foreign_ids_are_told_apart_from_what_is_not_there() {
    let world = world();
    let admin = world.client(Role::Admin);
    let company = admin.create_company(json!({ "name": "Engines" })).await;
    let query = "query ($id: ID!) { contact(id: $id) { id } }";
    for id in [
        json!(""),
        json!("x"),
        json!("../../etc/passwd"),
        json!(company),
        json!(7),
        json!("A".repeat(10_000)),
        json!("\u{202e}"),
    ] {
        let error = admin.error(query, json!({ "id": id })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{id}");
        assert_eq!(error["extensions"]["path"], json!(["id"]), "{id}");
    }
    let nobody = rapport_contacts::people::ContactId::new().to_global();
    assert_eq!(admin.ok(query, json!({ "id": nobody })).await["contact"], Value::Null);
    let update = "mutation ($id: ID!) { updateContact(input: { id: $id, nickname: \"x\" }) { contact { id } } }";
    assert_eq!(admin.error(update, json!({ "id": nobody })).await["extensions"]["code"], "NOT_FOUND");
    let error =
        admin.error("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": [company, "forged"] })).await;
    assert_eq!(error["extensions"]["path"], json!(["ids", 1]));
    let error = admin.error("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ["x"] })).await;
    assert_eq!(error["extensions"]["path"], json!(["ids", 0]));
    let many: Vec<_> = (0..101).map(|_| nobody.clone()).collect();
    let error = admin.error("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": many })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
}

#[tokio::test]
async fn bad_documents_are_refused_with_a_code() {
    let world = world();
    let admin = world.client(Role::Admin);
    let mut bomb = String::from("{ ...F0 }");
    for level in 0..30 {
        bomb += &format!(" fragment F{level} on Query {{ ...F{0} ...F{0} }}", level + 1);
    }
    bomb += " fragment F30 on Query { me { id } }";
    let nested = |open: &str, close: &str, depth: usize| {
        format!("{{ contact(id: {}1{}) {{ id }} }}", open.repeat(depth), close.repeat(depth))
    };
    let deep_selection = format!(
        "{{ contacts {{ nodes {{ {} }} }} }}",
        "company { contacts { nodes { ".repeat(30) + "id" + &" } } }".repeat(30)
    );
    let cases = [
        (String::new(), "GRAPHQL_PARSE_FAILED"),
        ("{".to_owned(), "GRAPHQL_PARSE_FAILED"),
        ("{ me { id } } }".to_owned(), "GRAPHQL_PARSE_FAILED"),
        ("{ me { id \u{0} } }".to_owned(), "GRAPHQL_PARSE_FAILED"),
        ("hello".to_owned(), "GRAPHQL_PARSE_FAILED"),
        ("{ contact(id: \"unterminated) { id } }".to_owned(), "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("{ me }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("{ me { id { x } } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("{ contact { id } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("{ contact(id: {}) { id } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("{ contacts(first: 99999999999999999999) { totalCount } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        (
            "{ contacts(filter: { country: { eq: \"DE\", eq: \"FR\" } }) { totalCount } }".to_owned(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("{ contacts(filter: { unknown: 1 }) { totalCount } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("query ($a: Nonsense) { me { id } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("query ($a: ID!) { me { id } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("fragment A on Query { me { id } }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("type Query { a: Int }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        ("{ contacts(filter: { createdAt: { lt: \"yesterday\" } }) { totalCount } }".to_owned(), "BAD_USER_INPUT"),
        ("{ contacts(first: -1) { totalCount } }".to_owned(), "BAD_USER_INPUT"),
        ("{ contacts(first: 101) { totalCount } }".to_owned(), "BAD_USER_INPUT"),
        ("{ contacts(first: 1, last: 1) { totalCount } }".to_owned(), "BAD_USER_INPUT"),
        (bomb, "TOO_COMPLEX"),
        (nested("[", "]", 2_000), "TOO_COMPLEX"),
        (nested("{a:", "}", 2_000), "TOO_COMPLEX"),
        (nested("[", "]", 100_000), "PAYLOAD_TOO_LARGE"),
        ("[".repeat(99_000), "TOO_COMPLEX"),
        (deep_selection, "TOO_COMPLEX"),
        (format!("{{ {} }}", (0..500).map(|n| format!("a{n}: me {{ id }} ")).collect::<String>()), "TOO_COMPLEX"),
        (format!("{{ {} }}", (0..50).map(|n| format!("a{n}: me {{ id }} ")).collect::<String>()), "TOO_COMPLEX"),
    ];
    for (query, code) in cases {
        let shown: String = query.chars().take(80).collect();
        let error = admin.error(&query, json!({})).await;
        assert_eq!(error["extensions"]["code"], code, "{shown}: {error}");
        assert_eq!(error["extensions"]["requestId"], "test-request");
    }
    admin.ok("{ __typename }", json!({})).await;
}

#[tokio::test]
async fn values_of_the_wrong_shape_are_refused_with_their_path() {
    let world = world();
    let admin = world.client(Role::Admin);
    let query = "query ($filter: ContactFilter, $first: Int, $orderBy: [ContactOrder!]) { contacts(filter: $filter, first: $first, orderBy: $orderBy) { totalCount } }";
    for (variables, path) in [
        (json!({ "first": "ten" }), json!(["first"])),
        (json!({ "first": 1.5 }), json!(["first"])),
        (json!({ "first": 3_000_000_000_u64 }), json!(["first"])),
        (json!({ "filter": { "country": "DE" } }), json!(["filter", "country"])),
        (
            json!({ "filter": { "and": [{ "or": [{ "nonsense": 1 }] }] } }),
            json!(["filter", "and", 0, "or", 0, "nonsense"]),
        ),
        (json!({ "filter": { "createdAt": { "lt": "2026-13-01T00:00:00Z" } } }), json!(["filter", "createdAt", "lt"])),
        (json!({ "filter": { "owner": { "eq": true } } }), json!(["filter", "owner", "eq"])),
        (json!({ "orderBy": [{ "field": "SHOE_SIZE" }] }), json!(["orderBy", 0, "field"])),
        (json!({ "orderBy": [{}] }), json!(["orderBy", 0, "field"])),
        (json!({ "filter": { "or": vec![json!({}); 60] } }), json!(["filter"])),
        (json!({ "filter": { "or": vec![json!({ "country": { "in": vec!["DE"; 200] } }); 20] } }), json!(["filter"])),
        (json!({ "orderBy": vec![json!({ "field": "COUNTRY" }); 4] }), json!(["orderBy"])),
    ] {
        let error = admin.error(query, variables.clone()).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{variables} {error}");
        assert_eq!(error["extensions"]["path"], path, "{variables} {error}");
    }
    // A single value where a list is expected is a list of one, as the specification has it.
    admin.ok(query, json!({ "orderBy": { "field": "COUNTRY" } })).await;
}

#[tokio::test]
async fn hostile_documents_cost_next_to_nothing() {
    let world = world();
    let call = || Call::new(rapport_kernel::Actor::demo(Role::Admin), "test", world.clock.clone());
    let started = std::time::Instant::now();
    for index in 0..200 {
        let query = format!("{{ a{index}: contact(id: {}) {{ id }} }}", "[".repeat(50_000));
        let request = OperationRequest { query, ..OperationRequest::default() };
        let answer = world.engine.execute(call(), &world.db, &request).await;
        assert!(!answer.executed);
    }
    // Generous for an unoptimised build on a busy machine; without the gate it would not end at all.
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}
