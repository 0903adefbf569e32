//! One who follows a deal on a WebSocket.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::{net::TcpStream, sync::watch, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

use super::PATIENCE;

const FOLLOW: &str = "subscription ($filter: DealFilter) { dealUpdates(filter: $filter) { cursor kind dealId occurredAt \
                      changes { field old new } deal { title version stage { name } } } }";
/// How the title of a change that counts begins in a message.
const MARK: &str = "\"new\":\"update ";
/// The title of the last change that does not count.
pub(super) const READY: &str = "ready";

/// How long each message took.
#[derive(Default)]
pub(super) struct Heard {
    pub(super) waits: Vec<Duration>,
}

pub(super) struct Subscriber(WebSocketStream<TcpStream>);

impl Subscriber {
    /// Opens a socket and asks for the deal's updates.
    pub(super) async fn open(address: &str, token: &str, deal: &str) -> anyhow::Result<Self> {
        let mut request = format!("ws://{address}/graphql").into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("graphql-transport-ws"));
        let (mut socket, _) = client_async(request, TcpStream::connect(address).await?).await?;
        let init = json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } });
        socket.send(Message::text(init.to_string())).await?;
        let acknowledged = socket.next().await.context("the socket ended")??;
        ensure!(acknowledged.to_text()?.contains("connection_ack"), "{acknowledged}");
        let variables = json!({ "filter": { "id": { "eq": deal } } });
        let payload = json!({ "query": FOLLOW, "variables": variables });
        socket.send(Message::text(json!({ "id": "1", "type": "subscribe", "payload": payload }).to_string())).await?;
        Ok(Self(socket))
    }

    /// Hears so many updates that count, each once and in order. Tells when the first change is heard, and the last that does not count.
    pub(super) async fn hear(
        mut self,
        updates: u32,
        sent: Arc<Mutex<Vec<Instant>>>,
        tell: Arc<watch::Sender<usize>>,
    ) -> anyhow::Result<Heard> {
        let mut heard = Heard::default();
        let mut is_told = false;
        while heard.waits.len() < usize::try_from(updates)? {
            let message =
                timeout(PATIENCE * 4, self.0.next()).await.context("nothing comes")?.context("it ended")??;
            let now = Instant::now();
            let Message::Text(text) = message else { continue };
            if !is_told {
                is_told = true;
                tell.send_modify(|count| *count = count.saturating_add(1));
            }
            let Some((_, rest)) = text.split_once(MARK) else {
                ensure!(text.contains("\"next\""), "{text}");
                if text.contains(&format!("\"new\":\"{READY}\"")) {
                    tell.send_modify(|count| *count = count.saturating_add(1));
                }
                continue;
            };
            let number: usize = rest.split('"').next().context("a number")?.parse()?;
            if number != heard.waits.len() {
                bail!("update {number} came in the place of {}", heard.waits.len());
            }
            let sent = sent.lock().map_err(|_| anyhow::anyhow!("a listener panicked"))?;
            let since = sent.get(number).copied().context("it came before it was sent")?;
            heard.waits.push(now.saturating_duration_since(since));
        }
        Ok(heard)
    }
}
