//! Several operations in one request.

use serde_json::{Value, json};

use crate::http::{Server, send};

const COUNT: &str = "{ contacts { totalCount } }";
const CREATE: &str = "mutation { createContact(input: { givenName: \"Ada\" }) { contact { id } } }";

fn codes(body: &Value) -> Vec<Value> {
    body.as_array().unwrap().iter().map(|one| one["errors"][0]["extensions"]["code"].clone()).collect()
}

#[test]
fn a_batch_is_answered_in_order_and_within_bounds() {
    let server = Server::start_with(&["--max-batch", "6", "--max-root-fields", "8"]);
    let of = |queries: &[&str]| queries.iter().map(|query| json!({ "query": query })).collect::<Value>();
    let (status, body) = server.ask(&of(&[COUNT, CREATE, COUNT, "{ nothing }", CREATE, COUNT]));
    assert_eq!(status, 200);
    let counts: Vec<_> =
        body.as_array().unwrap().iter().map(|one| one["data"]["contacts"]["totalCount"].clone()).collect();
    // A mutation waits for what stands before it, and is waited for.
    assert_eq!(counts, [json!(0), Value::Null, json!(1), Value::Null, Value::Null, json!(2)], "{body}");
    assert_eq!(codes(&body)[3], "GRAPHQL_VALIDATION_FAILED");
    assert!(body[1]["data"]["createContact"]["contact"]["id"].is_string());
    assert_eq!(server.ask(&of(&[COUNT; 7])).0, 400);
    let (status, together) = server.ask(&of(&["{ a: __typename b: __typename c: __typename }"; 3]));
    assert_eq!((status, &together["errors"][0]["extensions"]["code"]), (400, &json!("TOO_COMPLEX")), "{together}");
    let dear = "{ contacts(first: 100) { nodes { interactions(first: 100) { nodes { contact { id } } } } } }";
    let (_, together) = server.ask(&of(&[dear, dear, dear]));
    assert!(together["errors"][0]["message"].as_str().is_some_and(|text| text.contains("batch costs")), "{together}");
    let keyed = server.post("admin").header("idempotency-key", "k");
    assert_eq!(send(keyed, &of(&[CREATE]).to_string()).0, 400);
    let (_, body) = server.ask(&json!({ "query": COUNT }));
    assert_eq!(body["data"]["contacts"]["totalCount"], 2, "what was refused has not run");
}

#[test]
fn without_being_asked_for_no_batch_is_taken() {
    let server = Server::start();
    let (status, body) = server.ask(&json!([{ "query": COUNT }]));
    assert_eq!((status, &body["errors"][0]["extensions"]["code"]), (400, &json!("BAD_USER_INPUT")));
}
