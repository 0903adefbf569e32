//! The door: who may ask from where, what is taken, and how it is answered.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::http::{Server, agent, send};

const CREATE: &str = "mutation { createContact(input: { givenName: \"Ada\" }) { contact { id } } }";

fn contacts(server: &Server) -> u64 {
    let (_, body) = server.ask(&json!({ "query": "{ contacts { totalCount } }" }));
    body["data"]["contacts"]["totalCount"].as_u64().unwrap()
}

#[test]
fn a_long_answer_is_packed_for_who_asks() {
    let server = Server::start();
    let body =
        json!({ "query": "{ __schema { types { name description fields { name description } } } }" }).to_string();
    let ask = |accepted: &str| {
        let mut response = server.post("admin").header("accept-encoding", accepted).send(&body).unwrap();
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (coding, vary) = (header("content-encoding"), header("vary").unwrap_or_default());
        (coding, vary, response.body_mut().read_to_vec().unwrap())
    };
    let (coding, vary, plain) = ask("identity");
    assert_eq!(coding, None);
    assert!(vary.contains("accept-encoding"), "{vary}");
    let (coding, _, packed) = ask("gzip");
    assert_eq!(coding.as_deref(), Some("gzip"));
    assert!(packed.len() < plain.len() / 3, "{} of {}", packed.len(), plain.len());
    let mut back = String::new();
    flate2::read::GzDecoder::new(&*packed).read_to_string(&mut back).unwrap();
    let back: serde_json::Value = serde_json::from_str(&back).unwrap();
    assert_eq!(back["data"], serde_json::from_slice::<serde_json::Value>(&plain).unwrap()["data"]);
    assert_eq!(ask("br, gzip;q=0.5").0.as_deref(), Some("br"));
}

#[test]
fn pages_of_listed_origins_alone_may_ask() {
    const LISTED: &str = "https://app.example";
    let preflight = |server: &Server, origin: &str| {
        let response = agent()
            .options(format!("http://{}/graphql", server.address))
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type")
            .call()
            .unwrap();
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_lowercase());
        (response.status().as_u16(), header("access-control-allow-origin"), header("access-control-allow-headers"))
    };
    let server = Server::start_with(&["--origins", LISTED]);
    let (status, origin, headers) = preflight(&server, LISTED);
    assert_eq!((status, origin.as_deref()), (200, Some(LISTED)));
    assert!(headers.is_some_and(|headers| headers.contains("authorization") && headers.contains("content-type")));
    assert_eq!(preflight(&server, "https://evil.example").1, None);
    let asked_by = |server: &Server, origin: &str| {
        let response = server.post("admin").header("origin", origin).send(r#"{"query": "{ __typename }"}"#).unwrap();
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        (header("access-control-allow-origin"), header("access-control-allow-credentials"))
    };
    assert_eq!(asked_by(&server, LISTED), (Some(LISTED.to_owned()), None));
    assert_eq!(asked_by(&server, "https://evil.example"), (None, None));
    let closed = Server::start();
    assert_eq!(preflight(&closed, LISTED), (405, None, None));
    assert_eq!(asked_by(&closed, LISTED).0, None);
}

#[test]
fn what_a_form_of_another_site_could_send_never_runs() {
    let server = Server::start();
    let body = json!({ "query": CREATE }).to_string();
    let parts = format!(
        "--x\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n{body}\r\n\
         --x\r\ncontent-disposition: form-data; name=\"map\"\r\n\r\n{{}}\r\n--x--\r\n"
    );
    for (content_type, body) in [
        ("text/plain", &body),
        ("application/x-www-form-urlencoded", &format!("query={CREATE}")),
        ("multipart/form-data; boundary=x", &parts),
        ("application/graphql", &CREATE.to_owned()),
    ] {
        let (status, _, answer) = send(server.request().header("content-type", content_type), body);
        assert_eq!(status, 415, "{content_type}: {answer}");
    }
    let mut by_link = agent()
        .get(format!("http://{}/graphql", server.address))
        .header("authorization", format!("Bearer {}", server.token("admin")))
        .query("query", CREATE)
        .call()
        .unwrap();
    assert_eq!(by_link.status().as_u16(), 405);
    assert_eq!(by_link.headers().get("allow").unwrap(), "POST");
    assert!(by_link.body_mut().read_to_string().unwrap().contains("BAD_USER_INPUT"));
    assert_eq!(contacts(&server), 0);
    // The same parts, with a header that no form can send.
    let request = server.request().header("content-type", "multipart/form-data; boundary=x");
    let (status, _, answer) = send(request.header("apollo-require-preflight", "1"), &parts);
    assert_eq!((status, answer.get("errors")), (200, None), "{answer}");
    assert_eq!(contacts(&server), 1);
}

#[test]
fn every_limit_is_set_by_a_flag() {
    let flags = "--max-body 3000 --max-document 1000 --max-tokens 50 --max-brackets 6 --max-selections 20 --max-depth 4 \
                 --max-aliases 3 --max-directives 2 --max-root-fields 4 --max-cost 150";
    let server = Server::start_with(&flags.split(' ').filter(|flag| !flag.is_empty()).collect::<Vec<_>>());
    let large = format!("{{ __typename }}{}", " ".repeat(2_000));
    let bomb = "{ ...A } fragment A on Query { ...B ...B ...B } fragment B on Query { ...C ...C ...C } \
                fragment C on Query { __typename }";
    for (query, code, words) in [
        (&*large, "PAYLOAD_TOO_LARGE", "1000 bytes"),
        (&format!("{{ {} }}", "__typename ".repeat(60)), "TOO_COMPLEX", "50 tokens"),
        ("{ contacts(filter: {and: [{and: [{and: []}]}]}) { totalCount } }", "TOO_COMPLEX", "deeper than 6"),
        (bomb, "TOO_COMPLEX", "20"),
        ("{ contacts { nodes { owner { team { id } } } } }", "TOO_COMPLEX", "4"),
        ("{ a: __typename b: __typename c: __typename d: __typename }", "TOO_COMPLEX", "3"),
        ("{ me @skip(if: false) @include(if: true) { id @skip(if: false) } }", "TOO_COMPLEX", "2"),
        (
            "{ me { id } contact(id: \"x\") { id } company(id: \"x\") { id } user(id: \"x\") { id } node(id: \"x\") { id } }",
            "TOO_COMPLEX",
            "4 root",
        ),
        ("{ contacts(first: 100) { nodes { company { name } } } }", "TOO_COMPLEX", "costs 201"),
    ] {
        let (_, answer) = server.ask(&json!({ "query": query }));
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], code, "{query}: {answer}");
        assert!(error["message"].as_str().unwrap().contains(words), "{words}: {answer}");
    }
    let by_variable = "query ($n: Int) { contacts(first: $n) { nodes { company { name } } } }";
    let (_, answer) = server.ask(&json!({ "query": by_variable, "variables": { "n": 100 } }));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "TOO_COMPLEX", "{answer}");
    let (_, answer) = server.ask(&json!({ "query": by_variable, "variables": { "n": 50 } }));
    assert_eq!(answer["extensions"]["cost"]["requested"], 101, "{answer}");
    let (status, _) = server.ask(&json!({ "query": "{ __typename }", "x": "x".repeat(3_000) }));
    assert_eq!(status, 413);
}

/// The first line of the answer to these bytes, which are not all that was announced.
fn told(server: &Server, head: &str, rest: &[u8]) -> String {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let token = server.token("admin");
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n{head}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(rest).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut answer = [0_u8; 64];
    let read = stream.read(&mut answer).unwrap();
    String::from_utf8_lossy(&answer[..read]).lines().next().unwrap_or_default().to_owned()
}

#[test]
fn bodies_are_refused_before_they_are_there() {
    let server = Server::start_with(&["--body-timeout", "300ms"]);
    // The answer does not wait for a body that stays away.
    let soon = Duration::from_secs(3);
    let asked = Instant::now();
    let long = told(&server, "content-length: 10000000000", b"");
    assert!(long.contains("413") && asked.elapsed() < soon, "{long} after {:?}", asked.elapsed());
    let asked = Instant::now();
    let slow = told(&server, "content-length: 100", b"{\"query\":");
    assert!(slow.contains("408") && asked.elapsed() < soon, "{slow} after {:?}", asked.elapsed());
    // A small body that would grow: a megabyte of zeros takes a thousand bytes.
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b' '; 50_000_000]).unwrap();
    let bomb = bomb.finish().unwrap();
    let head = format!("content-encoding: gzip\r\ncontent-length: {}", bomb.len());
    assert!(told(&server, &head, &bomb).contains("415"));
    assert_eq!(server.get("/livez").0, 200);
}

#[test]
fn a_request_keeps_a_sound_id_and_no_other() {
    let server = Server::start();
    let id_of = |given: &str| {
        let response = server.post("admin").header("x-request-id", given).send(r#"{"query": "{ nothing }"}"#).unwrap();
        let header = response.headers().get("x-request-id").unwrap().to_str().unwrap().to_owned();
        let body: serde_json::Value = response.into_body().read_json().unwrap();
        assert_eq!(body["errors"][0]["extensions"]["requestId"], header.as_str());
        header
    };
    assert_eq!(id_of("mine-7"), "mine-7");
    for unsound in ["with a space", &"x".repeat(200)] {
        assert_ne!(id_of(unsound), unsound);
    }
}
