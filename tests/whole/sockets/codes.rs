//! Every way in which the server closes a socket, each with its code.

use std::time::Duration;

use rapport_kernel::Role;
use rapport_transport::LiveConfig;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::Message;

use super::{
    client::{PROTOCOL, Socket, closed_after, code_in, frame, upgraded},
    served::Served,
};

const QUERY: &str = "{ contacts { totalCount } }";
const FOLLOW: &str = "subscription { contactUpdates { cursor } }";

fn small() -> LiveConfig {
    LiveConfig { largest_message: 4_096, init_wait: Duration::from_millis(400), ..LiveConfig::default() }
}

#[tokio::test]
async fn what_is_no_message_closes_with_4400() {
    let served = Served::start(LiveConfig::default());
    for text in ["", "nonsense", "[]", "{}", r#"{"type":"start","id":"1","payload":{}}"#, r#"{"type":"subscribe"}"#] {
        let mut socket = Socket::of(&served, Role::Admin).await;
        socket.send(Message::text(text)).await;
        assert_eq!(socket.closed().await, 4400, "{text}");
    }
    let mut socket = Socket::of(&served, Role::Admin).await;
    socket.send(Message::binary(br#"{"type":"ping"}"#.to_vec())).await;
    assert_eq!(socket.closed().await, 4400, "binary");
    let mut socket = Socket::open(&served.address, PROTOCOL, &[]).await.unwrap();
    socket.say(json!({ "type": "connection_init", "payload": 7 })).await;
    assert_eq!(socket.closed().await, 4400, "also before the connection is acknowledged");
}

#[tokio::test]
async fn who_it_is_comes_first_and_once() {
    let served = Served::start(small());
    let token = served.token(Role::Admin);
    let bearer = format!("Bearer {token}");
    let init = |payload: Value| json!({ "type": "connection_init", "payload": payload });
    let subscribe = json!({ "id": "1", "type": "subscribe", "payload": { "query": QUERY } });
    for (name, said, code) in [
        ("an operation first", vec![subscribe.clone()], 4401),
        ("nobody", vec![init(json!({}))], 4403),
        ("nobody, without a payload", vec![json!({ "type": "connection_init" })], 4403),
        ("a token that is none", vec![init(json!({ "authorization": "Bearer x.y.z" }))], 4403),
        ("another scheme", vec![init(json!({ "authorization": token }))], 4403),
        ("two tokens", vec![init(json!({ "authorization": bearer, "Authorization": bearer }))], 4403),
        ("no text", vec![init(json!({ "authorization": [bearer] }))], 4403),
        ("twice", vec![init(json!({ "authorization": bearer })), init(json!({ "authorization": bearer }))], 4429),
        ("silence", vec![], 4408),
        ("only pings", vec![json!({ "type": "ping" })], 4408),
    ] {
        let mut socket = Socket::open(&served.address, PROTOCOL, &[]).await.unwrap();
        for message in said {
            socket.say(message).await;
        }
        assert_eq!(socket.closed().await, code, "{name}");
    }
    // Any case of key and scheme; and a header of the request, if the payload says nothing.
    for key in ["authorization", "Authorization", "AUTHORIZATION"] {
        let mut socket = Socket::open(&served.address, PROTOCOL, &[]).await.unwrap();
        socket.say(init(json!({ key: format!("bearer {token}") }))).await;
        assert_eq!(socket.hear().await, json!({ "type": "connection_ack" }), "{key}");
    }
    let headers = [("authorization", bearer.as_str())];
    let mut socket = Socket::open(&served.address, PROTOCOL, &headers).await.unwrap();
    socket.say(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.hear().await, json!({ "type": "connection_ack" }));
    // Acknowledged, it stays open beyond the time that it had to say who it is.
    tokio::time::sleep(Duration::from_millis(600)).await;
    socket.subscribe("1", QUERY, json!({})).await;
    socket.answer("1", "next").await;
}

#[tokio::test]
async fn another_protocol_closes_with_4406() {
    let served = Served::start(LiveConfig::default());
    for protocol in ["", "graphql-ws", "graphql-transport-ws2, mqtt"] {
        let stream = TcpStream::connect(&served.address).await.unwrap();
        let mut stream = upgraded(stream, protocol).await;
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard).await;
        assert_eq!(code_in(&heard), 4406, "{protocol:?}");
    }
    assert!(Socket::open(&served.address, "graphql-ws, graphql-transport-ws", &[]).await.is_ok());
}

#[tokio::test]
async fn an_id_that_is_at_work_closes_with_4409_and_one_that_is_not_is_free() {
    let served = Served::start(LiveConfig::default());
    let mut socket = Socket::of(&served, Role::Admin).await;
    for _ in 0..2 {
        socket.subscribe("1", QUERY, json!({})).await;
        socket.answer("1", "next").await;
        socket.answer("1", "complete").await;
    }
    for _ in 0..2 {
        socket.subscribe("1", FOLLOW, json!({})).await;
        socket.say(json!({ "id": "1", "type": "complete" })).await;
    }
    socket.subscribe("1", FOLLOW, json!({})).await;
    socket.subscribe("1", QUERY, json!({})).await;
    assert_eq!(socket.closed().await, 4409);
}

#[tokio::test]
async fn frames_that_are_none_close_with_the_codes_of_websocket() {
    let served = Served::start(small());
    let large = vec![b'x'; 5_000];
    let ping = br#"{"type":"ping"}"#;
    let in_pieces = [frame(0x01, true, 3_000, &large[..3_000]), frame(0x80, true, 3_000, &large[..3_000])].concat();
    for (name, bytes, code) in [
        ("a large message", frame(0x81, true, 5_000, &large), 1009),
        ("one that says it is huge", frame(0x81, true, u64::MAX >> 1, b""), 1009),
        ("a large one in pieces", in_pieces, 1009),
        ("without a mask", frame(0x81, false, 15, ping), 1002),
        ("an unknown kind of frame", frame(0x83, true, 0, b""), 1002),
        ("a piece of nothing", frame(0x80, true, 15, ping), 1002),
        ("a ping that is too long", frame(0x89, true, 200, &large[..200]), 1002),
        ("no UTF-8", frame(0x81, true, 2, &[0xff, 0xfe]), 1007),
        ("half a frame, and nothing more", frame(0x81, true, 100, b"{"), 4408),
        ("a farewell", frame(0x88, true, 2, &[0x03, 0xe8]), 1000),
    ] {
        assert_eq!(closed_after(&served, &bytes).await, code, "{name}");
    }
    // Half a frame, and gone: nobody else notices.
    let stream = TcpStream::connect(&served.address).await.unwrap();
    let mut stream = upgraded(stream, PROTOCOL).await;
    stream.write_all(&frame(0x81, true, 100, b"{")[..4]).await.unwrap();
    drop(stream);
    let mut socket = Socket::of(&served, Role::Admin).await;
    socket.say(json!({ "type": "ping", "payload": { "still": "there" } })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong", "payload": { "still": "there" } }));
}
