//! A follower: on a WebSocket of one server or the other, for some updates, then again from the cursor of the last.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use rand::{Rng, SeedableRng, rngs::StdRng};
use rapport_graphql::{
    EventCursor,
    futures_util::{SinkExt, StreamExt},
};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

use super::Scene;
use crate::sockets::client::PROTOCOL;

const FOLLOW: &str = "subscription ($filter: DealFilter, $since: EventCursor) { dealUpdates(filter: $filter, since: $since) { \
                      cursor kind deal { title } } }";
/// How long a server may be silent before another is asked.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often nothing may come in a row before it is given up.
const MOST_FAILURES: usize = 400;

/// What was told: only what does not depend on when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) cursor: String,
    pub(super) kind: String,
}

pub(super) struct Follower {
    scene: Arc<Scene>,
    filter: Value,
    token: String,
    dice: StdRng,
    last: Arc<Mutex<Option<String>>>,
    told: Vec<Told>,
}

impl Follower {
    pub(super) fn new(
        scene: Arc<Scene>,
        filter: Value,
        token: String,
        seed: usize,
        last: Arc<Mutex<Option<String>>>,
    ) -> Self {
        let dice = StdRng::seed_from_u64(u64::try_from(seed).unwrap());
        Self { scene, filter, token, dice, last, told: Vec::new() }
    }

    /// Follows to the last event.
    pub(super) async fn run(mut self) -> Vec<Told> {
        let mut failures = 0;
        while !self.has_the_last() {
            let before = self.told.len();
            let most = self.dice.random_range(1..300);
            let server = self.dice.random_range(0..2);
            // Whatever goes wrong with a socket, the next begins where this one ended.
            let _ = self.follow(server, most).await;
            failures = if self.told.len() > before { 0 } else { failures + 1 };
            assert!(failures < MOST_FAILURES, "nothing comes any more after {before} updates");
            tokio::time::sleep(Duration::from_millis(self.dice.random_range(0..100))).await;
        }
        self.told
    }

    fn has_the_last(&self) -> bool {
        let last = self.last.lock().unwrap();
        last.is_some() && self.told.last().map(|told| &told.cursor) == last.as_ref()
    }

    /// Takes some updates from a server; `None` when the socket ends before.
    async fn follow(&mut self, server: usize, most: usize) -> Option<()> {
        let address = self.scene.addresses[server].clone();
        let mut request = format!("ws://{address}/graphql").into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(PROTOCOL));
        let stream = TcpStream::connect(&address).await.ok()?;
        let (mut socket, _) = timeout(PATIENCE, client_async(request, stream)).await.ok()?.ok()?;
        let init =
            json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {}", self.token) } });
        say(&mut socket, &init).await?;
        let acknowledged = hear(&mut socket).await?;
        assert_eq!(acknowledged["type"], "connection_ack", "{acknowledged}");
        let since = self.told.last().map_or_else(|| EventCursor(0).to_string(), |told| told.cursor.clone());
        let payload = json!({ "query": FOLLOW, "variables": { "filter": self.filter, "since": since } });
        say(&mut socket, &json!({ "id": "1", "type": "subscribe", "payload": payload })).await?;
        for _ in 0..most {
            let message = hear(&mut socket).await?;
            match message["type"].as_str() {
                Some("next") => {}
                // What the server could not tell is told by the next.
                Some("error" | "complete") => return None,
                _ => panic!("{message}"),
            }
            assert!(message["payload"]["errors"].is_null(), "{message}");
            let update = &message["payload"]["data"]["dealUpdates"];
            let text = |field: &str| update[field].as_str().unwrap().to_owned();
            self.told.push(Told { cursor: text("cursor"), kind: text("kind") });
            if self.has_the_last() {
                break;
            }
        }
        Some(())
    }
}

async fn say(socket: &mut WebSocketStream<TcpStream>, message: &Value) -> Option<()> {
    socket.send(Message::text(message.to_string())).await.ok()
}

/// The next message; `None` once the socket has ended, or nothing comes for too long.
async fn hear(socket: &mut WebSocketStream<TcpStream>) -> Option<Value> {
    loop {
        match timeout(PATIENCE, socket.next()).await.ok()?? {
            Ok(Message::Text(text)) => return serde_json::from_str(&text).ok(),
            Ok(Message::Ping(_) | Message::Pong(_)) => {}
            Ok(_) | Err(_) => return None,
        }
    }
}
