//! Files beside an operation, by the GraphQL multipart request specification, and the import of people.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::http::{Server, send};

const IMPORT: &str = "mutation ($input: ImportContactsInput!) { importContacts(input: $input) { \
                      created unchanged failed errors { row column message code } } }";

/// The parts of a request: a name, a file's name where it is one, and the content.
fn body(parts: &[(&str, Option<&str>, &str)]) -> String {
    let mut body = String::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body += &format!("--limit\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n");
    }
    body + "--limit--\r\n"
}

fn operations(dry_run: bool) -> String {
    let mapping = json!([
        { "column": "id", "field": "EXTERNAL_ID" },
        { "column": "name", "field": "GIVEN_NAME" },
        { "column": "mail", "field": "EMAIL" },
        { "column": "born", "field": "BIRTH_DATE" },
    ]);
    let input = json!({ "file": null, "mapping": mapping, "dryRun": dry_run });
    json!({ "query": IMPORT, "variables": { "input": input } }).to_string()
}

const MAP: &str = r#"{"0": ["variables.input.file"]}"#;

fn post(server: &Server, body: &str) -> (u16, Value) {
    let request = server
        .request()
        .header("content-type", "multipart/form-data; boundary=limit")
        .header("apollo-require-preflight", "true");
    let (status, _, answer) = send(request, body);
    (status, answer)
}

fn import(server: &Server, csv: &str, dry_run: bool) -> Value {
    let parts = body(&[("operations", None, &operations(dry_run)), ("map", None, MAP), ("0", Some("people.csv"), csv)]);
    let (status, answer) = post(server, &parts);
    assert_eq!((status, answer.get("errors")), (200, None), "{answer}");
    answer["data"]["importContacts"].clone()
}

fn people(server: &Server) -> Value {
    let query = "{ contacts(first: 3, orderBy: [{ field: ID }]) { totalCount nodes { externalId givenName birthDate emails { address } } } }";
    server.ask(&json!({ "query": query })).1["data"]["contacts"].clone()
}

#[test]
fn people_are_imported_once_however_often_the_file_is_sent() {
    let server = Server::start();
    let taken = "mutation { createContact(input: { givenName: \"Ida\", emails: [{ address: \"ida@example.org\" }] }) { contact { id } } }";
    server.ask(&json!({ "query": taken }));
    // More than one step, and in the second of them one whose address another has.
    let mut csv = "id,name,mail,born\n".to_owned();
    for n in 0..620 {
        csv += &format!("k{n},Name {n},n{n}@example.org,1990-01-0{}\n", n % 9 + 1);
    }
    csv += "k900,Ida,IDA@example.org,\nk901,Born,b@example.org,never\nk5,Twice,t@example.org,\n";
    let expected = |created: usize, unchanged: usize| {
        json!({ "created": created, "unchanged": unchanged, "failed": 3, "errors": [
            { "row": 622, "column": "mail", "code": "CONFLICT" },
            { "row": 623, "column": "born", "code": "BAD_USER_INPUT" },
            { "row": 624, "column": "id", "code": "CONFLICT" },
        ] })
    };
    let without_words = |mut told: Value| {
        for error in told["errors"].as_array_mut().unwrap() {
            let message = error.as_object_mut().unwrap().remove("message").unwrap();
            assert!(message.as_str().is_some_and(|message| !message.is_empty()));
        }
        told
    };
    assert_eq!(without_words(import(&server, &csv, true)), expected(620, 0));
    assert_eq!(people(&server)["totalCount"], 1, "a dry run records nobody");
    assert_eq!(without_words(import(&server, &csv, false)), expected(620, 0));
    assert_eq!(without_words(import(&server, &csv, false)), expected(0, 620));
    let people = people(&server);
    assert_eq!(people["totalCount"], 621);
    let first = json!({ "externalId": "k0", "givenName": "Name 0", "birthDate": "1990-01-01", "emails": [{ "address": "n0@example.org" }] });
    assert_eq!(people["nodes"][1], first);
}

#[test]
fn what_does_not_follow_the_specification_is_refused_and_writes_nothing() {
    let server = Server::start_with(&["--max-files", "2", "--max-file-bytes", "10000", "--max-import-rows", "3"]);
    let (one, good) = (operations(false), "id,name,mail,born\n1,Ada,,\n");
    let two = r#"{"0": ["variables.input.file"], "1": ["variables.input.file"]}"#;
    let three = r#"{"0": [], "1": [], "2": []}"#;
    let nowhere = r#"{"0": ["variables.input.nothing"]}"#;
    let elsewhere = r#"{"0": ["query"]}"#;
    let large = format!("id,name,mail,born\n1,{},,\n", "x".repeat(20_000));
    let huge = "x".repeat(3_000_000);
    let batch = format!("[{one}]");
    for (parts, status) in [
        (vec![("map", None, MAP), ("operations", None, &*one)], 400),
        (vec![("operations", None, &*one)], 400),
        (vec![("operations", None, &*one), ("map", None, MAP)], 400),
        (vec![("operations", None, &*one), ("map", None, "[]")], 400),
        (vec![("operations", None, &*one), ("map", None, MAP), ("9", Some("a.csv"), good)], 400),
        (vec![("operations", None, &*one), ("map", None, nowhere), ("0", Some("a.csv"), good)], 400),
        (vec![("operations", None, &*one), ("map", None, elsewhere), ("0", Some("a.csv"), good)], 400),
        (vec![("operations", None, &*one), ("map", None, two), ("0", Some("a"), good), ("1", Some("b"), good)], 400),
        (vec![("operations", None, &*one), ("map", None, MAP), ("0", Some("a"), good), ("0", Some("b"), good)], 400),
        (vec![("operations", None, &*one), ("map", None, three), ("0", Some("a.csv"), good)], 413),
        (vec![("operations", None, &*one), ("map", None, MAP), ("0", Some("a.csv"), &*large)], 413),
        (vec![("operations", None, &*one), ("map", None, MAP), ("0", Some("a.csv"), &*huge)], 413),
        (vec![("operations", None, &*batch), ("map", None, MAP), ("0", Some("a.csv"), good)], 400),
    ] {
        let (found, answer) = post(&server, &body(&parts));
        assert_eq!(found, status, "{:?}: {answer}", parts.iter().map(|part| part.0).collect::<Vec<_>>());
        assert!(answer["errors"][0]["extensions"]["code"].is_string(), "{answer}");
    }
    assert_eq!(post(&server, "--limit\r\nbroken").0, 400);
    let rows = format!("{good}2,Bea,,\n3,Cy,,\n4,Di,,\n");
    let parts = body(&[("operations", None, &one), ("map", None, MAP), ("0", Some("a.csv"), &rows)]);
    let (_, answer) = post(&server, &parts);
    assert_eq!(answer["errors"][0]["extensions"]["path"], json!(["input", "file"]), "{answer}");
    // In JSON no value stands for a file, not even what the server puts there itself.
    for value in [Value::Null, json!("people.csv"), json!("upload:0")] {
        let input = json!({ "file": value, "mapping": [{ "column": "name", "field": "GIVEN_NAME" }] });
        let (_, answer) = server.ask(&json!({ "query": IMPORT, "variables": { "input": input } }));
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{value}: {answer}");
    }
    assert_eq!(people(&server)["totalCount"], 0);
}

#[test]
fn a_body_that_ends_too_early_is_refused_at_once_wherever_it_ends() {
    let server = Server::start_with(&["--file-timeout", "1h"]);
    let parts =
        [("operations", None, &*operations(false)), ("map", None, MAP), ("0", Some("a.csv"), "id,name\n1,Ada\n")];
    let whole = body(&parts);
    let end = whole.rfind("--limit--").unwrap() + "--limit-".len();
    for cut in 0..end {
        let (status, answer) = post(&server, &whole[..cut]);
        assert_eq!(status, 400, "{cut} of {end} bytes: {answer}");
    }
    assert_eq!(people(&server)["totalCount"], 0);
}

#[test]
fn files_that_do_not_arrive_are_not_waited_for() {
    let server = Server::start_with(&["--file-timeout", "300ms"]);
    let start = format!("--limit\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n{}", operations(false));
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\napollo-require-preflight: 1\r\n\
         content-type: multipart/form-data; boundary=limit\r\ncontent-length: 5000\r\n\r\n{start}",
        server.token("admin")
    );
    let asked = Instant::now();
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut answer = [0_u8; 32];
    let read = stream.read(&mut answer).unwrap();
    assert!(answer[..read].starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer[..read]));
    // Long before the minute that is the default.
    assert!(asked.elapsed() < Duration::from_secs(15), "{:?}", asked.elapsed());
}
