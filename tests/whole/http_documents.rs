//! Documents that are named instead of sent.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::http::{Server, agent};

const ME: &str = "query Me { me { name } }";
const COUNT: &str = "query Count($n: Int) { contacts(first: $n) { totalCount } }";

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn named(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

fn code((_, body): &(u16, Value)) -> Value {
    body["errors"][0]["extensions"]["code"].clone()
}

#[test]
fn a_query_is_sent_once_and_then_by_its_hash() {
    let server = Server::start();
    let by_hash = json!({ "extensions": named(&hash(COUNT)), "variables": { "n": 1 } });
    let unknown = server.ask(&by_hash);
    assert_eq!(
        (code(&unknown), &unknown.1["errors"][0]["message"]),
        (json!("PERSISTED_QUERY_NOT_FOUND"), &json!("PersistedQueryNotFound"))
    );
    let wrong = server.ask(&json!({ "query": ME, "extensions": named(&hash(COUNT)) }));
    assert_eq!(code(&wrong), "BAD_USER_INPUT");
    assert_eq!(code(&server.ask(&by_hash)), "PERSISTED_QUERY_NOT_FOUND", "a wrong pair is not kept");
    let unsound = "{ nothing }";
    server.ask(&json!({ "query": unsound, "extensions": named(&hash(unsound)) }));
    let again = server.ask(&json!({ "extensions": named(&hash(unsound)) }));
    assert_eq!(code(&again), "PERSISTED_QUERY_NOT_FOUND", "what does not fit the schema is not kept");
    let sent = server.ask(&json!({ "query": COUNT, "extensions": named(&hash(COUNT)) }));
    assert_eq!(sent.1["data"]["contacts"]["totalCount"], 0);
    assert_eq!(server.ask(&by_hash).1["data"]["contacts"]["totalCount"], 0);
    let mut by_link = agent()
        .get(format!("http://{}/graphql", server.address))
        .header("authorization", format!("Bearer {}", server.token("admin")))
        .query("extensions", named(&hash(COUNT)).to_string())
        .query("variables", "{\"n\": 2}")
        .call()
        .unwrap();
    assert!(by_link.body_mut().read_to_string().unwrap().starts_with(r#"{"data":{"contacts":{"totalCount":0}}"#));
    for bad in [json!({ "persistedQuery": 7 }), named("short"), json!({ "persistedQuery": { "version": 2 } })] {
        assert_eq!(server.ask(&json!({ "query": ME, "extensions": bad })).0, 400, "{bad}");
    }
}

#[test]
fn only_trusted_documents_run_where_that_is_enforced() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("persisted.json");
    std::fs::write(&file, json!({ "me-1": ME }).to_string()).unwrap();
    let path = file.to_str().unwrap();
    let server = Server::start_with(&["--trusted-documents", path, "--trust", "enforce"]);
    for known in [
        json!({ "documentId": "me-1" }),
        json!({ "documentId": format!("sha256:{}", hash(ME)) }),
        json!({ "extensions": named(&hash(ME)) }),
        json!({ "query": ME }),
    ] {
        let (status, body) = server.ask(&known);
        assert_eq!(status, 200, "{known}: {body}");
        assert!(body["data"].get("me").is_some(), "{known}: {body}");
    }
    assert_eq!(code(&server.ask(&json!({ "documentId": "me-2" }))), "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(code(&server.ask(&json!({ "documentId": "me-1", "query": ME }))), "BAD_USER_INPUT");
    assert_eq!(code(&server.ask(&json!({ "documentId": 1 }))), "BAD_USER_INPUT");
    for strange in [json!({ "query": COUNT }), json!({ "query": COUNT, "extensions": named(&hash(COUNT)) })] {
        let refused = server.ask(&strange);
        assert_eq!((refused.0, code(&refused)), (403, json!("FORBIDDEN")));
    }
}

#[test]
fn a_document_that_is_not_trusted_is_told_to_the_log() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("me.graphql"), ME).unwrap();
    let path = folder.path().to_str().unwrap();
    let server = Server::start_with(&["--trusted-documents", path, "--trust", "log"]);
    assert_eq!(server.ask(&json!({ "documentId": "me" })).0, 200);
    assert!(!server.log().contains("not trusted"));
    assert_eq!(server.ask(&json!({ "query": COUNT })).1["data"]["contacts"]["totalCount"], 0);
    assert!(server.log().contains("not trusted") && server.log().contains(&hash(COUNT)), "{}", server.log());
}
