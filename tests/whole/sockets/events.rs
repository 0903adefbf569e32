//! Server-sent events.

use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use rapport_graphql::EventCursor;
use rapport_kernel::{Clock, Role};
use rapport_transport::LiveConfig;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

use super::served::Served;
use crate::{pipeline, pipeline_deals, world};

const FOLLOW: &str = "subscription { contactUpdates { cursor contactId } }";
const PATIENCE: Duration = Duration::from_secs(20);

/// A request whose answer comes bit by bit.
struct Events {
    status: u16,
    head: String,
    lines: BufReader<TcpStream>,
}

/// One event.
#[derive(Debug, PartialEq)]
struct Event {
    kind: String,
    id: Option<String>,
    data: Value,
}

impl Events {
    async fn ask(served: &Served, head: &str, role: Role, query: &str, more: &str) -> Self {
        let body = json!({ "query": query }).to_string();
        let request = format!(
            "{head} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n{more}\r\n{body}",
            served.token(role),
            body.len()
        );
        Self::send(served, &request).await
    }

    async fn post(served: &Served, role: Role, query: &str) -> Self {
        Self::ask(served, "POST /graphql", role, query, "").await
    }

    async fn send(served: &Served, request: &str) -> Self {
        let mut stream = TcpStream::connect(&served.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let read = timeout(PATIENCE, lines.read_line(&mut head)).await.unwrap().unwrap();
            assert!(read > 0, "{head}");
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head: head.to_ascii_lowercase(), lines }
    }

    /// The next line that is none of the chunks' sizes; `None` at the end.
    async fn line(&mut self) -> Option<String> {
        loop {
            let mut line = String::new();
            if timeout(PATIENCE, self.lines.read_line(&mut line)).await.expect("nothing came").unwrap_or(0) == 0 {
                return None;
            }
            let is_size = line.ends_with("\r\n");
            if line == "0\r\n" {
                return None;
            }
            if !is_size {
                return Some(line.trim_end().to_owned());
            }
        }
    }

    /// The next event, or `None` at the end.
    async fn next(&mut self) -> Option<Event> {
        let mut event = Event { kind: String::new(), id: None, data: Value::Null };
        loop {
            let line = self.line().await?;
            match line.split_once(':') {
                Some(("event", kind)) => event.kind = kind.trim().to_owned(),
                Some(("id", id)) => event.id = Some(id.trim().to_owned()),
                Some(("data", data)) => event.data = serde_json::from_str(data).unwrap_or_default(),
                Some(("", _)) => {}
                _ if event.kind.is_empty() => {}
                _ => return Some(event),
            }
        }
    }

    async fn body(mut self) -> Value {
        let length = self.head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        self.lines.read_exact(&mut body).await.unwrap();
        serde_json::from_slice(&body).unwrap()
    }
}

#[tokio::test]
async fn any_operation_is_answered_by_events_and_a_last_one() {
    let served = Served::start(LiveConfig::default());
    let create = "mutation { createContact(input: { givenName: \"Ada\" }) { contact { givenName } } }";
    for (query, told) in [
        (create, "/data/createContact/contact/givenName"),
        ("{ contacts { totalCount } }", "/data/contacts/totalCount"),
        ("{ nothing }", "/errors/0/extensions/code"),
        ("{", "/errors/0/extensions/code"),
        ("subscription { contactUpdates(since: \"x\") { cursor } }", "/errors/0/extensions/code"),
    ] {
        let mut events = Events::post(&served, Role::Admin, query).await;
        assert_eq!(events.status, 200);
        assert!(events.head.contains("content-type: text/event-stream"), "{}", events.head);
        let answer = events.next().await.unwrap();
        assert_eq!(answer.kind, "next");
        assert!(answer.data.pointer(told).is_some(), "{query}: {answer:?}");
        assert_eq!(events.next().await.unwrap().kind, "complete");
        assert_eq!(events.next().await, None);
    }
}

#[tokio::test]
async fn a_lost_connection_goes_on_from_the_last_event() {
    let served = Served::start(LiveConfig::default());
    let admin = served.client(Role::Admin);
    let mut events = Events::post(&served, Role::Admin, FOLLOW).await;
    let mut ids = Vec::new();
    ids.push(admin.create_contact(json!({ "givenName": "1" })).await);
    let first = events.next().await.unwrap();
    let told = &first.data["data"]["contactUpdates"];
    assert_eq!((&told["contactId"], &told["cursor"]), (&json!(ids[0]), &json!(first.id)));
    assert_eq!(first.data["extensions"]["cost"], json!({ "requested": 1, "actual": 1 }));
    drop(events);
    for name in ["2", "3"] {
        ids.push(admin.create_contact(json!({ "givenName": name })).await);
    }
    // By POST as `fetch` would, and by GET as an event source does.
    let last = format!("last-event-id: {}\r\n", first.id.unwrap());
    let get = "GET /graphql?query=subscription%7BcontactUpdates%7Bcursor%20contactId%7D%7D";
    for head in ["POST /graphql", get] {
        let mut events = Events::ask(&served, head, Role::Admin, FOLLOW, &last).await;
        for id in &ids[1..] {
            let event = events.next().await.unwrap();
            assert_eq!(event.data["data"]["contactUpdates"]["contactId"], json!(id), "{head}");
        }
    }
    let refused = Events::ask(&served, "POST /graphql", Role::Admin, FOLLOW, "last-event-id: nonsense\r\n").await;
    assert_eq!(refused.status, 400);
    let later = format!("last-event-id: {}\r\n", EventCursor(1_000_000));
    let mut refused = Events::ask(&served, "POST /graphql", Role::Admin, FOLLOW, &later).await;
    assert_eq!(refused.next().await.unwrap().data["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

#[tokio::test]
async fn deals_are_followed_by_events_that_go_on_where_they_were_lost() {
    let served = Served::start(LiveConfig::default());
    let admin = served.client(Role::Admin);
    let pipeline = pipeline::create_pipeline(&admin, pipeline::usual()).await["id"].clone();
    let follow = "subscription { dealUpdates(filter: { status: [OPEN] }) { cursor kind event dealId } }";
    let mut events = Events::post(&served, Role::Admin, follow).await;
    let deal = json!({ "title": "One", "pipelineId": pipeline });
    let id = pipeline::create_deal(&admin, deal).await["id"].clone();
    let first = events.next().await.unwrap();
    let told = &first.data["data"]["dealUpdates"];
    assert_eq!((&told["kind"], &told["dealId"], &told["cursor"]), (&json!("ENTERED"), &id, &json!(first.id)));
    drop(events);
    for verb in ["win", "reopen"] {
        pipeline_deals::step(&admin, verb, json!({ "id": id })).await;
    }
    let last = format!("last-event-id: {}\r\n", first.id.unwrap());
    let mut events = Events::ask(&served, "POST /graphql", Role::Admin, follow, &last).await;
    for (kind, event) in [("LEFT", "deal.won"), ("ENTERED", "deal.reopened")] {
        let next = events.next().await.unwrap();
        let told = &next.data["data"]["dealUpdates"];
        assert_eq!((&told["kind"], &told["event"], &told["cursor"]), (&json!(kind), &json!(event), &json!(next.id)));
    }
}

#[tokio::test]
async fn what_is_no_request_is_refused_by_its_status() {
    let served = Served::start(LiveConfig { per_actor: 1, ..LiveConfig::default() });
    let nobody = "POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-length: 0\r\n\r\n";
    let refused = Events::send(&served, nobody).await;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.body().await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    let ask = async |head: &str, more: &str| Events::ask(&served, head, Role::Admin, FOLLOW, more).await.status;
    let not_allowed = async |head: &str, instead: &str| {
        let refused = Events::ask(&served, head, Role::Admin, FOLLOW, "").await;
        assert_eq!(refused.status, 405);
        assert!(refused.head.contains(&format!("\r\nallow: {instead}\r\n")), "{}", refused.head);
    };
    not_allowed("PUT /graphql", "get, post").await;
    let mutation = "GET /graphql?query=mutation%7BdeleteContact(input:%7Bid:%22x%22%7D)%7B__typename%7D%7D";
    not_allowed(mutation, "post").await;
    assert_eq!(ask("GET /graphql", "").await, 400);
    let open = Events::post(&served, Role::Admin, FOLLOW).await;
    assert_eq!(open.status, 200);
    let limited = Events::post(&served, Role::Admin, FOLLOW).await;
    assert_eq!(limited.status, 429);
    assert!(limited.head.contains("\r\nretry-after: 1\r\n"), "{}", limited.head);
    assert_eq!(limited.body().await["errors"][0]["extensions"]["retryAfter"], 1.0);
    assert_eq!(Events::post(&served, Role::Rep, FOLLOW).await.status, 200);
    drop(open);
    while ask("POST /graphql", "").await == 429 {
        tokio::task::yield_now().await;
    }
    let mut partner = Events::post(&served, Role::Partner, FOLLOW).await;
    assert_eq!(partner.next().await.unwrap().data["errors"][0]["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn a_stream_shows_that_it_is_there_and_ends_with_its_token() {
    let mut world = world();
    world.clock = Clock::standing_at(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let clock = world.clock.clone();
    let served = Served::of(world, LiveConfig { keep_alive: Duration::from_millis(50), ..LiveConfig::default() });
    let mut events = Events::post(&served, Role::Admin, FOLLOW).await;
    for _ in 0..3 {
        assert_eq!(events.line().await.as_deref(), Some(":"));
        assert_eq!(events.line().await.as_deref(), Some(""));
    }
    clock.advance(TimeDelta::seconds(630));
    let last = events.next().await.unwrap();
    assert_eq!(last.data["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(events.next().await.unwrap().kind, "complete");
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn a_server_that_ends_ends_its_streams() {
    let served = Served::start(LiveConfig::default());
    let mut events = Events::post(&served, Role::Admin, FOLLOW).await;
    served.door.drain();
    assert_eq!(events.next().await, None, "without a last event, so that the client comes back");
    assert_eq!(Events::post(&served, Role::Admin, FOLLOW).await.status, 503);
}
