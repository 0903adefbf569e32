//! Sockets: what is said on them that is no frame, no message, or no sound document.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use serde_json::{Value, json};

use crate::{answer::unclear_error, dice::Dice, served::Served};

/// The codes with which the server may close a socket: RFC 6455, and the protocol's own.
const CODES: [u16; 12] = [1000, 1002, 1007, 1009, 1013, 4400, 4401, 4403, 4406, 4408, 4409, 4429];
const INIT: &str = r#"{"type":"connection_init","payload":{"authorization":"Bearer {GOOD}"}}"#;

/// A frame as a client sends it, masked with zeros.
fn frame(first: u8, announced: usize, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match announced {
        short @ ..126 => bytes.push(0x80 | u8::try_from(short).unwrap()),
        long => {
            bytes.push(0x80 | 127);
            bytes.extend_from_slice(&u64::try_from(long).unwrap().to_be_bytes());
        }
    }
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(payload);
    bytes
}

fn text(said: &str) -> Vec<u8> {
    frame(0x81, said.len(), said.as_bytes())
}

/// Bytes of chance where frames should be.
pub(crate) fn frames(dice: &mut Dice) -> Vec<u8> {
    let payload = vec![b'x'; dice.between(0, 300)];
    let mut bytes = match dice.between(0, 8) {
        0 => dice.bytes(payload.len() + 2),
        1 => frame(0x81, usize::MAX >> 1, &payload),
        2 => frame(0x83 + u8::try_from(dice.between(0, 4)).unwrap(), payload.len(), &payload),
        3 => frame(0x89, 126 + payload.len(), &payload),
        4 => frame(0x80, payload.len(), &payload),
        5 => frame(0x81, 4, &[0xf5, 0x80, 0xff, 0xfe]),
        6 => [0x81, 0x05, b'h', b'e', b'l', b'l', b'o'].to_vec(),
        7 => frame(0x01, 0, b"").repeat(dice.between(1, 500)),
        _ => frame(0xf1, payload.len(), &payload),
    };
    // Cut off anywhere.
    bytes.truncate(dice.between(1, bytes.len().max(1)));
    bytes
}

/// Messages that are none.
pub(crate) fn messages(dice: &mut Dice) -> Vec<u8> {
    let length = dice.between(1, 20_000);
    let said = match dice.between(0, 8) {
        0 => dice.word(length),
        1 => "[".repeat(length),
        2 => format!("{{\"type\":\"ping\",\"payload\":{}", "{\"a\":".repeat(length)),
        3 => json!({ "type": dice.word(length) }).to_string(),
        4 => json!({ "type": "subscribe", "id": dice.word(129), "payload": { "query": "{ me { id } }" } }).to_string(),
        5 => json!({ "type": "subscribe", "id": "1", "payload": { "query": 7 } }).to_string(),
        6 => r#"{"type":"connection_init","payload":{"authorization":"Bearer x.y.z"}}"#.to_owned(),
        7 => r#"{"type":"ping","type":"connection_init"}"#.to_owned(),
        _ => r#"{"type":"subscribe","id":"1","payload":{"query":"{ me { id } }"}}"#.to_owned(),
    };
    let init = if dice.coin() { text(INIT) } else { Vec::new() };
    // What is sound after all is followed by what is not.
    [init, text(&said), text("nonsense")].concat()
}

/// Documents that are refused, on a socket that is open.
pub(crate) fn documents(dice: &mut Dice) -> Vec<u8> {
    let query = match dice.between(0, 5) {
        0 => "[".repeat(dice.between(1, 90_000)),
        1 => format!("{{ contact(id: {}1) {{ id }} }}", "[".repeat(dice.between(70, 90_000))),
        2 => "subscription { contactUpdates { cursor } a: contactUpdates { cursor } }".to_owned(),
        3 => "subscription { contactUpdates(after: \"forged\") { cursor } }".to_owned(),
        4 => "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".to_owned(),
        _ => format!("{{ {} }}", "a: me { id } ".repeat(dice.between(101, 2_000))),
    };
    let subscribe = json!({ "type": "subscribe", "id": "1", "payload": { "query": query } }).to_string();
    [text(INIT), text(&subscribe)].concat()
}

/// Opens a socket, sends the bytes, and tells what is wrong with how it is answered: with errors of the list, or by
/// closing it with a code of the list.
pub(crate) fn fault(served: &Served, bytes: &[u8], wants_error: bool) -> Option<String> {
    let mut stream = upgraded(served);
    let told = String::from_utf8_lossy(bytes).contains("{GOOD}");
    let bytes = if told { with_token(bytes, &served.token) } else { bytes.to_vec() };
    let _ = stream.write_all(&bytes);
    loop {
        let Some((first, payload)) = next(&mut stream) else {
            // Half a frame, and a connection that is closed without a word: nobody is there to read it.
            return Some("the socket was dropped without a code".to_owned());
        };
        match first {
            0x88 => {
                let code = payload.get(..2).map_or(1005, |code| u16::from_be_bytes([code[0], code[1]]));
                let fits = CODES.contains(&code) && !wants_error;
                return (!fits).then(|| format!("closed with {code}"));
            }
            0x81 => {
                let message: Value = serde_json::from_slice(&payload).unwrap_or_default();
                if message["type"] == "error" {
                    let errors = message["payload"].as_array().cloned().unwrap_or_default();
                    if let Some(unclear) = errors.iter().find_map(unclear_error) {
                        return Some(unclear);
                    }
                    if wants_error {
                        return errors.is_empty().then(|| "no error among the errors".to_owned());
                    }
                }
            }
            _ => {}
        }
    }
}

/// The same with the good token in the first message.
fn with_token(bytes: &[u8], token: &str) -> Vec<u8> {
    let old = text(INIT);
    [text(&INIT.replace("{GOOD}", token)), bytes[old.len()..].to_vec()].concat()
}

fn upgraded(served: &Served) -> TcpStream {
    let mut stream = served.connect();
    let request = "GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
                   sec-websocket-version: 13\r\nsec-websocket-key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\
                   sec-websocket-protocol: graphql-transport-ws\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
    stream
}

/// The next frame of the server.
fn next(stream: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).ok()?;
    let length = match head[1] {
        126 => {
            let mut long = [0; 2];
            stream.read_exact(&mut long).ok()?;
            usize::from(u16::from_be_bytes(long))
        }
        127 => {
            let mut long = [0; 8];
            stream.read_exact(&mut long).ok()?;
            usize::try_from(u64::from_be_bytes(long)).ok()?
        }
        short => usize::from(short),
    };
    let mut payload = vec![0; length];
    stream.read_exact(&mut payload).ok()?;
    Some((head[0], payload))
}
