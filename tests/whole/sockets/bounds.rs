//! What bounds a socket: the token, the clock, the other side, and how many there are.

use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use rapport_db::{Db, DbConfig};
use rapport_kernel::{Clock, Role};
use rapport_transport::{DoorConfig, LiveConfig};
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpStream, time::timeout};

use super::{
    client::{PROTOCOL, Socket, frame, upgraded},
    served::Served,
};
use crate::{eventually, world};

const FOLLOW: &str = "subscription { contactUpdates { cursor changedFields contact { nickname } } }";

#[tokio::test]
async fn a_socket_ends_with_its_token() {
    let mut world = world();
    world.clock = Clock::standing_at(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let clock = world.clock.clone();
    let served = Served::of(world, LiveConfig { keep_alive: Duration::from_secs(1), ..LiveConfig::default() });
    let (mut idle, mut busy) = (Socket::of(&served, Role::Admin).await, Socket::of(&served, Role::Admin).await);
    // The token is good for ten minutes, and clocks may be half a minute apart.
    clock.advance(TimeDelta::seconds(629));
    // Nobody speaks on the one but the server's own question whether it is there; on the other much is said.
    let idle = async { idle.closed().await };
    let busy = async {
        busy.subscribe("1", "{ __typename }", json!({})).await;
        busy.answer("1", "next").await;
        busy.answer("1", "complete").await;
        clock.advance(TimeDelta::seconds(1));
        busy.subscribe("2", "{ __typename }", json!({})).await;
        busy.closed_or_heard().await
    };
    assert_eq!(tokio::join!(idle, busy), (4403, Err(4403)));
}

#[tokio::test]
async fn who_does_not_answer_is_gone() {
    let served = Served::start(LiveConfig { keep_alive: Duration::from_millis(500), ..LiveConfig::default() });
    let mut answering = Socket::of(&served, Role::Admin).await;
    // Pings of the server are answered by the library as long as it is asked for messages.
    let alive = tokio::spawn(async move { timeout(Duration::from_millis(1_800), answering.closed()).await });
    let stream = TcpStream::connect(&served.address).await.unwrap();
    let mut silent = upgraded(stream, PROTOCOL).await;
    let init = json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {}", served.token(Role::Admin)) } });
    let init = init.to_string();
    silent.write_all(&frame(0x81, true, u64::try_from(init.len()).unwrap(), init.as_bytes())).await.unwrap();
    let mut heard = Vec::new();
    let ended = timeout(Duration::from_secs(10), tokio::io::AsyncReadExt::read_to_end(&mut silent, &mut heard)).await;
    assert!(ended.is_ok(), "a peer that answers no ping is given up");
    assert!(alive.await.unwrap().is_err(), "one that answers is not");
}

#[tokio::test]
async fn operations_on_a_socket_and_sockets_of_an_actor_are_counted() {
    let served = Served::start(LiveConfig { operations: 2, per_actor: 2, ..LiveConfig::default() });
    let mut socket = Socket::of(&served, Role::Admin).await;
    for id in ["1", "2"] {
        socket.subscribe(id, FOLLOW, json!({})).await;
    }
    socket.subscribe("3", FOLLOW, json!({})).await;
    assert_eq!(socket.answer("3", "error").await[0]["extensions"]["code"], "RATE_LIMITED");
    socket.say(json!({ "id": "1", "type": "complete" })).await;
    socket.subscribe("3", "{ __typename }", json!({})).await;
    socket.answer("3", "next").await;
    let second = Socket::of(&served, Role::Admin).await;
    let init = json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {}", served.token(Role::Admin)) } });
    let mut third = Socket::open(&served.address, PROTOCOL, &[]).await.unwrap();
    third.say(init.clone()).await;
    assert_eq!(third.closed().await, 1013);
    let _other = Socket::of(&served, Role::Rep).await;
    drop(second);
    // Its place is free as soon as the server has noticed.
    loop {
        let mut again = Socket::open(&served.address, PROTOCOL, &[]).await.unwrap();
        again.say(init.clone()).await;
        if again.closed_or_heard().await == Ok(json!({ "type": "connection_ack" })) {
            break;
        }
    }
}

#[tokio::test]
async fn browsers_come_from_where_they_may() {
    let config = DoorConfig { origins: vec!["https://crm.example".parse().unwrap()], ..DoorConfig::default() };
    let served = Served::behind(crate::world(), config);
    let own = format!("http://{}", served.address);
    for origin in [own.as_str(), "https://crm.example"] {
        assert!(Socket::open(&served.address, PROTOCOL, &[("origin", origin)]).await.is_ok(), "{origin}");
    }
    for origin in ["https://evil.example", "null", "http://crm.example"] {
        let refused = Socket::open(&served.address, PROTOCOL, &[("origin", origin)]).await.err();
        assert_eq!(refused, Some(403), "{origin}");
    }
}

#[tokio::test]
async fn a_server_that_ends_says_so() {
    let served = Served::start(LiveConfig::default());
    let mut idle = Socket::of(&served, Role::Admin).await;
    let mut unknown = Socket::open(&served.address, PROTOCOL, &[]).await.unwrap();
    let mut following = Socket::of(&served, Role::Admin).await;
    following.subscribe("1", FOLLOW, json!({})).await;
    served.door.drain();
    for socket in [&mut idle, &mut unknown, &mut following] {
        assert_eq!(socket.closed().await, 1012);
    }
    assert_eq!(Socket::open(&served.address, PROTOCOL, &[]).await.err(), Some(503));
}

#[tokio::test]
async fn who_does_not_read_is_given_up_and_holds_nobody_back() {
    let world = world();
    let config = DbConfig { pool_size: 8, follower_queue: 20, ..DbConfig::new(world.database().url()) };
    let world = world.through(Db::open(&config).unwrap());
    let served = Served::of(world, LiveConfig { write_wait: Duration::from_millis(500), ..LiveConfig::default() });
    let admin = served.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let mut reading = Socket::of(&served, Role::Admin).await;
    reading.subscribe("1", FOLLOW, json!({})).await;
    // Each update is large, and nobody reads: the buffers of the network fill, then those of the server.
    let long = "x".repeat(90);
    let query = format!(
        "subscription {{ contactUpdates {{ contact {{ {} }} }} }}",
        (0..90).map(|alias| format!("a{alias}: displayName ")).collect::<String>()
    );
    let mut stuck = Socket::of(&served, Role::Admin).await;
    for operation in 0..100 {
        stuck.subscribe(&operation.to_string(), &query, json!({})).await;
    }
    eventually(async || served.world.db.followers() >= 101).await;
    let update =
        "mutation ($id: ID!, $n: String!) { updateContact(input: { id: $id, familyName: $n }) { __typename } }";
    let mut changes = 0_u32;
    let given_up = async {
        while served.world.db.followers() > 1 {
            changes += 1;
            admin.ok(update, json!({ "id": id, "n": format!("{long}{changes}") })).await;
            reading.answer("1", "next").await;
        }
    };
    timeout(Duration::from_secs(60), given_up).await.expect("it is never given up");
    drop(stuck);
    admin.ok(update, json!({ "id": id, "n": "Last" })).await;
    reading.answer("1", "next").await;
}
