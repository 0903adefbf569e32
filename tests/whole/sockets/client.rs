//! A client of `graphql-transport-ws`, and one that sends whatever bytes it likes.

use std::time::Duration;

use rapport_graphql::futures_util::{SinkExt, StreamExt};
use rapport_kernel::Role;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
};

use super::served::Served;

pub(crate) const PROTOCOL: &str = "graphql-transport-ws";
/// Far longer than anything here takes; what hangs fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// A socket, open.
pub(crate) struct Socket(pub(crate) WebSocketStream<TcpStream>);

impl Socket {
    /// Opens one. Fails with the status that refuses it.
    pub(crate) async fn open(address: &str, protocol: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://{address}/graphql").into_client_request().unwrap();
        if !protocol.is_empty() {
            request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_str(protocol).unwrap());
        }
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        let stream = TcpStream::connect(address).await.unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            // A server that chooses none of the offered protocols: the library hangs up.
            Err(error) => panic!("{error}"),
        }
    }

    /// One whose connection is acknowledged.
    pub(crate) async fn of(served: &Served, role: Role) -> Self {
        let mut socket = Self::open(&served.address, PROTOCOL, &[]).await.unwrap();
        let payload = json!({ "authorization": format!("Bearer {}", served.token(role)) });
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await, json!({ "type": "connection_ack" }));
        socket
    }

    pub(crate) async fn say(&mut self, message: Value) {
        self.send(Message::text(message.to_string())).await;
    }

    pub(crate) async fn send(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    pub(crate) async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    async fn next(&mut self) -> Option<Message> {
        let message = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(message)) => return Some(message),
                    Some(Err(_)) | None => return None,
                }
            }
        };
        timeout(PATIENCE, message).await.expect("nothing came")
    }

    /// The next message.
    pub(crate) async fn hear(&mut self) -> Value {
        match self.next().await {
            Some(Message::Text(text)) => serde_json::from_str(&text).unwrap(),
            other => panic!("no message but {other:?}"),
        }
    }

    /// The next answer of an operation.
    pub(crate) async fn answer(&mut self, id: &str, kind: &str) -> Value {
        let message = self.hear().await;
        assert_eq!((&message["id"], &message["type"]), (&json!(id), &json!(kind)), "{message}");
        message["payload"].clone()
    }

    /// The next message, or the code with which the socket is closed instead.
    pub(crate) async fn closed_or_heard(&mut self) -> Result<Value, u16> {
        match self.next().await {
            Some(Message::Text(text)) => Ok(serde_json::from_str(&text).unwrap()),
            Some(Message::Close(frame)) => Err(frame.map_or(1005, |frame| frame.code.into())),
            _ => Err(1006),
        }
    }

    /// The code with which it is closed within some time, if it is.
    pub(crate) async fn closed_within(&mut self, time: Duration) -> Option<u16> {
        timeout(time, self.closed()).await.ok()
    }

    /// The code with which the server closes the socket, whatever it says before; 1006 when it does so without one.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Some(Message::Close(frame)) => return frame.map_or(1005, |frame| frame.code.into()),
                Some(_) => {}
                None => return 1006,
            }
        }
    }
}

/// A frame as a client sends it: the first byte, whether it is masked, how long it says that it is, and what it holds.
pub(crate) fn frame(first: u8, is_masked: bool, length: u64, payload: &[u8]) -> Vec<u8> {
    let mask = if is_masked { 0x80 } else { 0 };
    let mut bytes = vec![first];
    match u8::try_from(length) {
        Ok(short @ ..126) => bytes.push(mask | short),
        _ => {
            bytes.push(mask | 127);
            bytes.extend_from_slice(&length.to_be_bytes());
        }
    }
    if is_masked {
        bytes.extend_from_slice(&[0; 4]);
    }
    bytes.extend_from_slice(payload);
    bytes
}

/// Sends bytes past any library, and returns the code with which the socket is closed.
pub(crate) async fn closed_after(served: &Served, bytes: &[u8]) -> u16 {
    let stream = TcpStream::connect(&served.address).await.unwrap();
    let mut stream = upgraded(stream, PROTOCOL).await;
    let _ = stream.write_all(bytes).await;
    let mut heard = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut heard)).await.expect("it is never closed");
    code_in(&heard)
}

/// Asks for a socket by hand.
pub(crate) async fn upgraded(mut stream: TcpStream, protocol: &str) -> TcpStream {
    let request = format!(
        "GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: x3JJHMbDL1EzLkh9GBhXDw==\r\n{}\r\n",
        if protocol.is_empty() { String::new() } else { format!("sec-websocket-protocol: {protocol}\r\n") }
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(timeout(PATIENCE, stream.read_u8()).await.unwrap().unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
    stream
}

/// The code in the close frame among frames of a server; 1006 without one.
pub(crate) fn code_in(mut frames: &[u8]) -> u16 {
    while let [first, length, rest @ ..] = frames {
        if *first == 0x88 {
            return rest.get(..2).map_or(1005, |code| u16::from_be_bytes([code[0], code[1]]));
        }
        let (skip, length) = match length {
            126 => (2, usize::from(u16::from_be_bytes([rest[0], rest[1]]))),
            length => (0, usize::from(*length)),
        };
        frames = rest.get(skip + length..).unwrap_or_default();
    }
    1006
}
