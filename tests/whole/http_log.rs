//! What the log tells of requests, and what it never tells.

use diesel::connection::SimpleConnection;
use serde_json::json;

use crate::http::{Server, agent, send};

#[test]
fn the_log_has_the_request_s_id_and_nothing_of_what_it_holds() {
    let server = Server::start_with(&["--log", "debug"]);
    let token = server.token("admin");
    let post = |token: &str, id: &str, body: serde_json::Value| {
        let request = agent()
            .post(format!("http://{}/graphql", server.address))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .header("idempotency-key", format!("key-kept-to-ourselves-{id}"))
            .header("x-request-id", id);
        send(request, &body.to_string())
    };
    let create = "mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }";
    let person = |name: &str, address: &str| json!({ "query": create, "variables": { "input": { "givenName": name, "emails": [{ "address": address }] } } });
    let (_, _, created) = post(&token, "went-well", person("Zebulon", "zebulon@secret.example"));
    assert!(created["data"]["createContact"]["contact"]["id"].is_string(), "{created}");
    post(&token, "bad-value", person("Quintessa", "quintessa.secret.example"));
    post(
        &token,
        "bad-literal",
        json!({ "query": "{ contacts(filter: { givenName: { eq: \"Philomena\" } }) { nothing } }" }),
    );
    post("garbage.of.a-token", "no-token", json!({ "query": "{ me { id } }" }));
    // A fault whose text, as the database words it, quotes a value. A trigger: a new key would wait for all who hold rows.
    let fault = "CREATE TRIGGER surprise BEFORE INSERT ON contacts FOR EACH ROW SIGNAL SQLSTATE '23000' \
         SET MYSQL_ERRNO = 1062, MESSAGE_TEXT = 'Duplicate entry ''Featherstonehaugh'' for key ''surprise'''";
    server.database.connect().batch_execute(fault).unwrap();
    let person = json!({ "query": create, "variables": { "input": { "familyName": "Featherstonehaugh" } } });
    let (_, _, answer) = post(&token, "the-fault", person);
    let told = answer.to_string();
    assert!(told.contains("INTERNAL"), "{told}");
    assert!(!told.contains("Duplicate") && !told.contains("Featherstonehaugh"), "{told}");
    let log = server.log();
    for id in ["went-well", "bad-value", "bad-literal", "no-token", "the-fault"] {
        assert!(log.contains(id), "{id} is not in {log}");
    }
    assert!(log.contains("a fault") && log.contains("Duplicate entry"), "the cause is told: {log}");
    let signature = token.rsplit('.').next().unwrap();
    for secret in [
        signature,
        "garbage.of",
        "key-kept",
        "zebulon",
        "Zebulon",
        "Quintessa",
        "quintessa",
        "Philomena",
        "Featherstonehaugh",
        "createContact(",
    ] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
}
