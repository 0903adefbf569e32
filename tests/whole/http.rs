//! The binary, over HTTP.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rapport_test_support::TestDatabase;
use serde_json::{Value, json};

const SECRET: &str = "a secret for tests that is long enough";
const BOTH: &str = "application/graphql-response+json";

/// A running `rapport serve`, ended with its test.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    pub(crate) database: TestDatabase,
    log: tempfile::NamedTempFile,
}

fn rapport(database: &TestDatabase) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapport"));
    command.env("DATABASE_URL", database.url()).env("RAPPORT_JWT_SECRET", SECRET);
    command
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// With these flags.
    pub(crate) fn start_with(flags: &[&str]) -> Self {
        let database = TestDatabase::empty();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let log = tempfile::NamedTempFile::new().unwrap();
        let mut child = rapport(&database)
            .args(["serve", "--listen", &address, "--workers", "2"])
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(log.reopen().unwrap())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        // It says that it serves once it has migrated; the socket listens from the start.
        assert!(stdout.lines().map_while(Result::ok).any(|line| line.contains("/graphql")), "it did not come up");
        Self { child, address, database, log }
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log.path()).unwrap()
    }

    /// A request in JSON by this role.
    pub(crate) fn post(&self, role: &str) -> ureq::RequestBuilder<ureq::typestate::WithBody> {
        self.request_of(role).header("content-type", "application/json").header("accept", BOTH)
    }

    /// The status and body that an admin's request is answered with.
    pub(crate) fn ask(&self, body: &Value) -> (u16, Value) {
        let (status, _, body) = send(self.post("admin"), &body.to_string());
        (status, body)
    }

    pub(crate) fn token(&self, role: &str) -> String {
        let output = rapport(&self.database).args(["token", "--role", role]).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// A token for this user.
    pub(crate) fn token_of(&self, role: &str, subject: &str) -> String {
        let arguments = ["token", "--role", role, "--subject", subject];
        let output = rapport(&self.database).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub(crate) fn request(&self) -> ureq::RequestBuilder<ureq::typestate::WithBody> {
        self.request_of("admin")
    }

    /// A request by this role, of whatever type.
    pub(crate) fn request_of(&self, role: &str) -> ureq::RequestBuilder<ureq::typestate::WithBody> {
        agent()
            .post(format!("http://{}/graphql", self.address))
            .header("authorization", format!("Bearer {}", self.token(role)))
    }

    /// Posts with these headers and no others: the status and the body.
    pub(crate) fn post_with(&self, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
        let agent = ureq::Agent::from(ureq::Agent::config_builder().http_status_as_error(false).build());
        let request = agent.post(format!("http://{}/graphql", self.address));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let mut response =
            request.header("accept", BOTH).header("content-type", "application/json").send(body).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        (response.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build();
        let mut response = ureq::Agent::from(agent).get(format!("http://{}{path}", self.address)).call().unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap_or_default())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that takes every status as an answer.
pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into()
}

pub(crate) fn send(request: ureq::RequestBuilder<ureq::typestate::WithBody>, body: &str) -> (u16, String, Value) {
    let mut response = request.send(body).unwrap();
    let media_type =
        response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let text = response.body_mut().read_to_string().unwrap();
    (response.status().as_u16(), media_type, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

#[test]
fn the_door_answers_as_the_specification_says() {
    let server = Server::start();
    let post = |accept: &str, content_type: &str, body: &str| {
        send(server.request().header("accept", accept).header("content-type", content_type), body)
    };
    let json_type = "application/json";
    let good = r#"{"query": "{ __typename }"}"#;
    let (status, media_type, body) = post("*/*", json_type, good);
    assert_eq!((status, media_type.as_str()), (200, "application/json; charset=utf-8"));
    assert_eq!(body["data"], json!({ "__typename": "Query" }));
    assert_eq!(body.get("errors"), None);
    assert_eq!(
        post(BOTH, "application/json; charset=utf-8", good).1,
        "application/graphql-response+json; charset=utf-8"
    );
    for (body, with_json, with_graphql) in [
        (r#"{"query": "{ nothing }"}"#, 200, 400),
        (r#"{"query": "{"}"#, 200, 400),
        (r#"{"query": "query ($a: Int!) { contacts(first: $a) { totalCount } }"}"#, 200, 400),
        (r#"{"query": 7}"#, 400, 400),
        (r#"{"q": 7}"#, 400, 400),
        ("{", 400, 400),
        ("[]", 400, 400),
        (r#"{"query": "{ __typename }", "variables": [7]}"#, 400, 400),
        (r#"{"query": "{ __typename }", "variables": {"a": 1, "a": 2}}"#, 400, 400),
    ] {
        let (status, _, answer) = post(json_type, json_type, body);
        assert_eq!(status, with_json, "{body} {answer}");
        assert!(answer["errors"][0]["extensions"]["code"].is_string(), "{answer}");
        assert_eq!(answer.get("data"), None);
        assert_eq!(post(BOTH, json_type, body).0, with_graphql, "{body}");
    }
    assert_eq!(post("text/html", json_type, good).0, 406);
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json; charset=utf-16",
        "",
    ] {
        assert_eq!(post("*/*", content_type, good).0, 415, "{content_type}");
    }
    let large = format!("{{\"query\": \"{{ __typename }}\", \"x\": \"{}\"}}", "x".repeat(2_000_000));
    let (status, _, answer) = post(BOTH, json_type, &large);
    assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (413, &json!("PAYLOAD_TOO_LARGE")));
}

#[test]
fn queries_come_by_get_and_nothing_else_does() {
    let server = Server::start();
    let agent = ureq::Agent::from(ureq::Agent::config_builder().http_status_as_error(false).build());
    let get = |parameters: &[(&str, &str)]| {
        let mut request = agent
            .get(format!("http://{}/graphql", server.address))
            .header("authorization", format!("Bearer {}", server.token("admin")));
        for (name, value) in parameters {
            request = request.query(name, value);
        }
        let mut response = request.call().unwrap();
        let allow = response.headers().get("allow").map(|allow| allow.to_str().unwrap().to_owned());
        (response.status().as_u16(), allow, response.body_mut().read_to_string().unwrap())
    };
    let query = "query A($n: Int) { contacts(first: $n) { totalCount } } mutation B { __typename }";
    let (status, _, body) = get(&[("query", query), ("operationName", "A"), ("variables", "{\"n\": 3}")]);
    assert_eq!(status, 200);
    assert!(body.starts_with(r#"{"data":{"contacts":{"totalCount":0}},"extensions":{"cost":{"#), "{body}");
    let (status, allow, _) = get(&[("query", query), ("operationName", "B")]);
    assert_eq!((status, allow.as_deref()), (405, Some("POST")));
    assert_eq!(get(&[("query", query), ("operationName", "A"), ("variables", "[")]).0, 400);
    assert_eq!(get(&[]).0, 400);
    assert_eq!(get(&[("query", "{ nothing }")]).0, 200, "application/json tells in the body what went wrong");
    let put = agent.put(format!("http://{}/graphql", server.address)).send("").unwrap();
    assert_eq!(put.status().as_u16(), 405);
}

#[test]
fn credentials_are_asked_for() {
    let server = Server::start();
    let agent = ureq::Agent::from(ureq::Agent::config_builder().http_status_as_error(false).build());
    let post = |authorization: Option<&str>| {
        let mut request =
            agent.post(format!("http://{}/graphql", server.address)).header("content-type", "application/json");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let response = request.send(r#"{"query": "{ __typename }"}"#).unwrap();
        (response.status().as_u16(), response.headers().contains_key("www-authenticate"))
    };
    assert_eq!(post(Some(&format!("bearer {}", server.token("partner")))), (200, false));
    for authorization in [
        None,
        Some(""),
        Some("Bearer"),
        Some("Bearer x.y.z"),
        Some("Basic YTpi"),
        Some("Bearer eyJhbGciOiJub25lIn0.e30."),
    ] {
        assert_eq!(post(authorization), (401, true), "{authorization:?}");
    }
}

#[test]
fn a_request_sent_again_under_its_key_happens_once() {
    let server = Server::start();
    let body = r#"{"query": "mutation { createContact(input: { givenName: \"Ada\" }) { contact { id } } }"}"#;
    let keyed = |key: &str, body: &str| {
        send(
            server
                .request()
                .header("content-type", "application/json")
                .header("accept", BOTH)
                .header("idempotency-key", key),
            body,
        )
    };
    let first = keyed("k1", body);
    assert_eq!(first.0, 200);
    assert_eq!(keyed("k1", body), first);
    assert_eq!(keyed("k1", &body.replace("Ada", "Bea")).0, 422);
    assert_eq!(keyed("not a key", body).0, 400);
    let count = send(
        server.request().header("content-type", "application/json"),
        r#"{"query": "{ contacts { totalCount } }"}"#,
    );
    assert_eq!(count.2["data"]["contacts"]["totalCount"], 1);
}

#[test]
fn the_rest_of_the_house_answers() {
    let server = Server::start();
    assert_eq!(server.get("/livez"), (200, "ok\n".to_owned()));
    assert_eq!(server.get("/readyz"), (200, "ready\n".to_owned()));
    assert_eq!(server.get("/nothing").0, 404);
    let (status, page) = server.get("/");
    assert_eq!(status, 200);
    assert!(page.contains("playground"), "{page}");
    let (_, config) = server.get("/playground/config.json");
    let config: Value = serde_json::from_str(&config).unwrap();
    assert_eq!(config["tokens"], json!([]), "no token is given away outside of development");
    assert!(config["examples"].as_array().is_some_and(|examples| examples.len() > 20));
    let agent = ureq::Agent::from(ureq::Agent::config_builder().http_status_as_error(false).build());
    let response = agent
        .post(format!("http://{}/graphql", server.address))
        .header("content-type", "application/json")
        .header("x-request-id", "mine-7")
        .send("{}")
        .unwrap();
    assert_eq!(response.headers().get("x-request-id").unwrap(), "mine-7");
}

#[test]
fn the_playground_and_introspection_can_be_switched_off() {
    let server = Server::start_with(&["--playground", "false", "--introspection", "analyst"]);
    for path in ["/", "/playground", "/playground/", "/playground/config.json", "/playground/assets/x.js"] {
        assert_eq!(server.get(path).0, 404, "{path}");
    }
    assert_eq!(server.get("/livez").0, 200);
    let body = r#"{"query": "{ __schema { queryType { name } } }"}"#;
    for (role, expected) in [("admin", 400), ("analyst", 200), ("partner", 400)] {
        let bearer = format!("Bearer {}", server.token(role));
        let (status, answer) = server.post_with(&[("authorization", &bearer)], body);
        assert_eq!(status, expected, "{role}: {answer}");
    }
}

#[test]
fn a_body_that_never_ends_is_cut_off_and_hurts_nobody() {
    let server = Server::start();
    let mut slow = TcpStream::connect(&server.address).unwrap();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
        server.token("admin")
    );
    slow.write_all(head.as_bytes()).unwrap();
    for _ in 0..20 {
        let chunk = format!("{:x}\r\n{}\r\n", 100_000, "[".repeat(100_000));
        if slow.write_all(chunk.as_bytes()).is_err() {
            break;
        }
    }
    slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut answer = [0_u8; 64];
    let read = slow.read(&mut answer).unwrap_or(0);
    assert!(String::from_utf8_lossy(&answer[..read]).contains("413"), "{}", String::from_utf8_lossy(&answer[..read]));
    let deep =
        format!("{{\"query\": \"{{ __typename }}\", \"variables\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(send(server.request().header("content-type", "application/json"), &deep).0, 400);
    assert_eq!(server.get("/livez").0, 200);
}

#[test]
fn the_commands_say_what_is_wrong_in_one_line() {
    let database = TestDatabase::empty();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let fails = |command: &mut Command, words: &str| {
        let output = command.output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success());
        assert!(error.contains(words), "{words:?} is not in {error}");
    };
    fails(rapport(&database).args(["serve", "--listen", &address]), "cannot listen on");
    fails(rapport(&database).args(["serve", "--modules", "nonsense"]), "the modules are contacts");
    fails(
        rapport(&database).env("RAPPORT_JWT_SECRET", "short").args(["token", "--role", "admin"]),
        "RAPPORT_JWT_SECRET",
    );
    fails(
        rapport(&database).env("DATABASE_URL", "mysql://nobody@127.0.0.1:1/none").arg("migrate"),
        "cannot be reached",
    );
    fails(rapport(&database).env("RAPPORT_JWKS", "/nowhere.json").arg("serve"), "the issuer's keys in /nowhere.json");
    fails(rapport(&database).env_remove("RAPPORT_JWT_SECRET").args(["token", "--role", "admin"]), "RAPPORT_JWT_SECRET");
    let migrate = rapport(&database).arg("migrate").output().unwrap();
    assert!(migrate.status.success(), "{}", String::from_utf8_lossy(&migrate.stderr));
    let doctor = rapport(&database).arg("doctor").output().unwrap();
    let told = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(doctor.status.success(), "{told}");
    for check in ["configuration", "server", "sql_mode", "migrations", "event log", "pool", "clock"] {
        assert!(told.contains(&format!("ok    {check}")), "{told}");
    }
}

#[test]
fn it_is_ready_within_a_second_and_stays_small() {
    let database = TestDatabase::empty();
    assert!(rapport(&database).arg("migrate").output().unwrap().status.success());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let started = Instant::now();
    let mut child = rapport(&database)
        .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    assert!(stdout.lines().map_while(Result::ok).any(|line| line.contains("/graphql")));
    let ready = started.elapsed();
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let kilobytes = |name: &str| -> u64 {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap()
    };
    child.kill().unwrap();
    child.wait().unwrap();
    // The bound is for a release build; an unoptimised one on a busy machine gets three times as long.
    assert!(ready < Duration::from_secs(3), "{ready:?}");
    // What it holds itself; then with the pages of the binary, of which an unoptimised one has three times as many, and
    // more with each module.
    assert!(kilobytes("RssAnon:") < 16 * 1024, "{status}");
    assert!(kilobytes("VmRSS:") < if cfg!(debug_assertions) { 96 } else { 40 } * 1024, "{status}");
}
