//! Subscriptions past the network: what is told, to whom, once and in order.

use std::{collections::BTreeSet, time::Duration};

use rapport_db::{
    Db, DbConfig,
    events::{self, Sequencer},
};
use rapport_graphql::{
    EventCursor,
    futures_util::{FutureExt, StreamExt},
    operation::Limits,
};
use rapport_kernel::{Actor, Role};
use rapport_test_support::{Client, Updates, World};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    authorization::{hire, user_id},
    badges::badges,
    eventually, world,
};

const FOLLOW: &str = "subscription ($ids: [ID!], $since: EventCursor) { contactUpdates(ids: $ids, since: $since) { \
                      cursor kind contactId changedFields occurredAt transactionId contact { givenName } } }";

/// Numbers events as they come, as a server does.
fn sequence(world: &World) -> tokio::task::JoinHandle<()> {
    tokio::spawn(world.sequencer().run())
}

/// Numbers what has happened. One sequencer for a test: another would wait for the lease.
async fn number(sequencer: &Sequencer) {
    while sequencer.step().await.unwrap() > 0 {}
}

async fn next(updates: &mut Updates) -> Value {
    let reply = timeout(Duration::from_secs(20), updates.next()).await.expect("nothing came").unwrap();
    assert!(reply.errors.is_empty(), "{:#?}", reply.errors);
    reply.data["contactUpdates"].clone()
}

async fn change(client: &Client, verb: &str, id: &str, input: Value) {
    let input_type = if verb == "update" { "UpdateContactInput" } else { "ContactIdInput" };
    let query = format!("mutation ($input: {input_type}!) {{ {verb}Contact(input: $input) {{ __typename }} }}");
    let mut input = input;
    input["id"] = json!(id);
    client.ok(&query, json!({ "input": input })).await;
}

#[tokio::test]
async fn an_update_tells_what_happened() {
    let world = world();
    let _sequencer = sequence(&world);
    let admin = world.client(Role::Admin);
    let mut updates = admin.subscribe(FOLLOW, json!({})).await.unwrap();
    let id = admin.create_contact(json!({ "givenName": "Ada", "country": "GB" })).await;
    let update = next(&mut updates).await;
    assert_eq!((&update["kind"], &update["contactId"]), (&json!("CREATED"), &json!(id)));
    assert_eq!(update["contact"], json!({ "givenName": "Ada" }));
    let fields: BTreeSet<_> = update["changedFields"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    assert!(fields.contains("givenName") && fields.contains("country") && !fields.contains("familyName"), "{fields:?}");
    change(&admin, "update", &id, json!({ "givenName": "Augusta" })).await;
    let update = next(&mut updates).await;
    assert_eq!((&update["kind"], &update["changedFields"]), (&json!("UPDATED"), &json!(["givenName"])));
    assert_eq!(update["contact"]["givenName"], "Augusta", "the person as of now, not of the update before");
    let analyst = world.client(Role::Analyst).first(FOLLOW, json!({ "since": EventCursor(1).to_string() })).await;
    assert_eq!(analyst.data["contactUpdates"]["changedFields"], json!([]), "as in the history");
    for (verb, kind, is_there) in
        [("delete", "DELETED", false), ("restore", "RESTORED", true), ("purge", "PURGED", false)]
    {
        change(&admin, verb, &id, json!({})).await;
        let update = next(&mut updates).await;
        assert_eq!((&update["kind"], &update["contactId"]), (&json!(kind), &json!(id)));
        assert_eq!(update["contact"].is_object(), is_there, "{kind}");
    }
}

#[tokio::test]
async fn only_the_people_asked_for_are_told_of() {
    let world = world();
    let sequencer = world.sequencer();
    let admin = world.client(Role::Admin);
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let bea = admin.create_contact(json!({ "givenName": "Bea" })).await;
    admin.create_company(json!({ "name": "Ada and Bea" })).await;
    let mut updates =
        admin.subscribe(FOLLOW, json!({ "ids": [bea], "since": EventCursor(0).to_string() })).await.unwrap();
    change(&admin, "update", &ada, json!({ "nickname": "A" })).await;
    change(&admin, "update", &bea, json!({ "nickname": "B" })).await;
    number(&sequencer).await;
    for kind in ["CREATED", "UPDATED"] {
        let update = next(&mut updates).await;
        assert_eq!((&update["kind"], &update["contactId"]), (&json!(kind), &json!(bea)));
    }
    let many: Vec<_> = std::iter::repeat_n(&ada, 101).collect();
    for ids in [json!(many), json!(["x"])] {
        let refused = admin.first(FOLLOW, json!({ "ids": ids })).await;
        assert_eq!(refused.errors[0]["extensions"]["code"], "BAD_USER_INPUT");
        assert_eq!(refused.errors[0]["extensions"]["path"][0], "ids");
        assert!(!refused.json.contains("\"data\""), "what is not open has no data: {}", refused.json);
    }
}

/// Every update of the log, as `cursor` and `contactId`.
async fn log(world: &World) -> Vec<(String, String)> {
    let events = world.db.read(|conn| Ok(events::after(conn, 0, 100_000)?)).await.unwrap();
    let told = events.iter().filter(|event| event.record_type == "Contact");
    let global = |event: &events::Event| rapport_kernel::id::encode_global("Contact", event.record_id);
    told.map(|event| (EventCursor(event.seq.unwrap()).to_string(), global(event))).collect()
}

const WRITERS: usize = 4;
const CHANGES: usize = 25;

/// Follows until `count` updates have come, and hangs up again and again.
async fn follow_on_and_off(client: Client, count: usize, at_once: usize) -> Vec<(String, String)> {
    let mut seen: Vec<(String, String)> = Vec::new();
    while seen.len() < count {
        let since = seen.last().map_or_else(|| EventCursor(0).to_string(), |(cursor, _)| cursor.clone());
        let mut updates = client.subscribe(FOLLOW, json!({ "since": since })).await.unwrap();
        for _ in 0..at_once.min(count - seen.len()) {
            let update = next(&mut updates).await;
            seen.push((
                update["cursor"].as_str().unwrap().to_owned(),
                update["contactId"].as_str().unwrap().to_owned(),
            ));
        }
    }
    seen
}

#[tokio::test]
async fn whoever_comes_back_gets_every_update_once_and_in_order() {
    let world = world();
    let _sequencer = sequence(&world);
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let admin = world.client(Role::Admin);
            tokio::spawn(async move {
                let id = admin.create_contact(json!({ "givenName": "Ada" })).await;
                for change_number in 1..CHANGES {
                    change(&admin, "update", &id, json!({ "nickname": change_number.to_string() })).await;
                }
            })
        })
        .collect();
    // Some stay, some hang up after each update or every few; one begins in the middle of it.
    let count = WRITERS * CHANGES;
    let followers: Vec<_> = [1, 3, 7, count]
        .into_iter()
        .map(|at_once| tokio::spawn(follow_on_and_off(world.client(Role::Admin), count, at_once)))
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let late = follow_on_and_off(world.client(Role::Admin), count, 40).await;
    let expected = log(&world).await;
    assert_eq!(expected.len(), count);
    assert_eq!(late, expected);
    for follower in followers {
        assert_eq!(follower.await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_node_reads_the_log_once_and_only_while_somebody_follows() {
    let world = world();
    let sequencer = world.sequencer();
    let admin = world.client(Role::Admin);
    assert_eq!(world.db.followers(), 0);
    let mut followers = Vec::new();
    for _ in 0..20 {
        let mut updates = admin.subscribe(FOLLOW, json!({})).await.unwrap();
        // Asked for the first time, it begins to listen.
        assert!(updates.next().now_or_never().is_none());
        followers.push(updates);
    }
    admin.create_contact(json!({ "givenName": "Ada" })).await;
    number(&sequencer).await;
    let before = world.db.statements();
    for updates in &mut followers {
        assert_eq!(next(updates).await["kind"], "CREATED");
    }
    let each = (world.db.statements() - before) / 20;
    assert!(each <= 4, "{each} statements for each follower");
    drop(followers);
    // Nothing but the reader's own end is awaited here.
    eventually(async || world.db.followers() == 0).await;
}

#[tokio::test]
async fn who_is_too_slow_is_cut_off_and_goes_on_from_the_cursor() {
    let world = world();
    let config = DbConfig { pool_size: 4, follower_queue: 3, ..DbConfig::new(world.database().url()) };
    let world = world.through(Db::open(&config).unwrap());
    let sequencer = world.sequencer();
    let admin = world.client(Role::Admin);
    let mut updates = admin.subscribe(FOLLOW, json!({})).await.unwrap();
    let id = admin.create_contact(json!({ "givenName": "Ada" })).await;
    number(&sequencer).await;
    let mut cursor = next(&mut updates).await["cursor"].clone();
    for change_number in 0..20 {
        change(&admin, "update", &id, json!({ "nickname": change_number.to_string() })).await;
    }
    number(&sequencer).await;
    eventually(async || world.db.followers() == 0).await;
    let mut told = 0;
    let refused = loop {
        let reply = updates.next().await.unwrap();
        if reply.data.is_null() {
            break reply;
        }
        cursor = reply.data["contactUpdates"]["cursor"].clone();
        told += 1;
    };
    assert_eq!(told, 3, "what was in the queue is told");
    assert_eq!(refused.errors[0]["extensions"]["code"], "OVERLOADED");
    assert!(refused.errors[0]["message"].as_str().unwrap().contains("cursor"));
    assert!(updates.next().await.is_none());
    let mut updates = admin.subscribe(FOLLOW, json!({ "since": cursor })).await.unwrap();
    for _ in told..20 {
        assert_eq!(next(&mut updates).await["kind"], "UPDATED");
    }
}

#[tokio::test]
async fn nobody_is_told_of_whom_they_do_not_see() {
    let world = world();
    let sequencer = world.sequencer();
    hire(&world);
    let admin = world.client(Role::Admin);
    let mine = admin.create_contact(json!({ "givenName": "Mine", "ownerId": user_id(Role::Rep) })).await;
    let theirs = admin.create_contact(json!({ "givenName": "Theirs", "ownerId": user_id(Role::Support) })).await;
    let lost = admin.create_contact(json!({ "givenName": "Lost", "ownerId": user_id(Role::Rep) })).await;
    change(&admin, "update", &lost, json!({ "ownerId": user_id(Role::Support) })).await;
    let removed = admin.create_contact(json!({ "givenName": "Removed", "ownerId": user_id(Role::Rep) })).await;
    let removed_theirs =
        admin.create_contact(json!({ "givenName": "Removed", "ownerId": user_id(Role::Support) })).await;
    for id in [&removed, &removed_theirs] {
        change(&admin, "purge", id, json!({})).await;
    }
    for id in [&theirs, &lost, &mine] {
        change(&admin, "update", id, json!({ "nickname": "Last" })).await;
    }
    number(&sequencer).await;
    let since = json!({ "since": EventCursor(0).to_string() });
    let mut updates = world.client(Role::Rep).subscribe(FOLLOW, since.clone()).await.unwrap();
    let mut told = Vec::new();
    for _ in 0..3 {
        let update = next(&mut updates).await;
        told.push((update["kind"].as_str().unwrap().to_owned(), update["contactId"].as_str().unwrap().to_owned()));
    }
    let expected = [("CREATED", &mine), ("PURGED", &removed), ("UPDATED", &mine)];
    assert_eq!(told, expected.map(|(kind, id)| (kind.to_owned(), id.clone())));
    let stranger = world.client_of(Actor::new(uuid::Uuid::now_v7(), Role::Rep));
    let mut updates = stranger.subscribe(FOLLOW, since.clone()).await.unwrap();
    assert!(updates.next().now_or_never().is_none());
    admin.create_contact(json!({ "givenName": "News" })).await;
    number(&sequencer).await;
    let own = Actor::new(stranger.actor.user, Role::Admin);
    let seen = world.client_of(own).first(FOLLOW, since.clone()).await;
    assert_eq!(seen.data["contactUpdates"]["kind"], "CREATED", "the log has it");
    assert!(timeout(Duration::from_millis(300), updates.next()).await.is_err(), "nothing is theirs");
    let refused = world.client(Role::Partner).first(FOLLOW, since).await;
    assert_eq!(refused.errors[0]["extensions"]["code"], "FORBIDDEN");
    assert_eq!(refused.errors[0]["path"], json!(["contactUpdates"]));
}

#[tokio::test]
async fn a_cursor_that_is_none_is_refused() {
    let world = world();
    let admin = world.client(Role::Admin);
    let later = EventCursor(1_000_000).to_string();
    for since in [json!(""), json!("x"), json!("7"), json!(7), json!("bG9n"), json!(later)] {
        let refused = admin.first(FOLLOW, json!({ "since": since })).await;
        assert_eq!(refused.errors[0]["extensions"]["code"], "BAD_USER_INPUT", "{since}");
        assert_eq!(refused.errors[0]["extensions"]["path"], json!(["since"]));
    }
    let literal = "subscription { contactUpdates(since: \"x\") { cursor } }";
    assert_eq!(admin.first(literal, json!({})).await.errors[0]["extensions"]["code"], "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_subscription_has_exactly_one_root_field() {
    let world = World::new(vec![rapport_contacts::module(), badges()]);
    let admin = world.client(Role::Admin);
    for query in [
        "subscription { contactUpdates { cursor } badgesAwarded { title } }",
        "subscription { a: contactUpdates { cursor } b: contactUpdates { cursor } }",
        "subscription { ...F badgesAwarded { title } } fragment F on Subscription { contactUpdates { cursor } }",
        "subscription { __typename }",
        "subscription ($no: Boolean = false) { contactUpdates @include(if: $no) { cursor } }",
    ] {
        let refused = admin.first(query, json!({})).await;
        assert_eq!(refused.errors[0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{query}");
    }
    let deep = format!("subscription {{ contactUpdates(since: {}) {{ cursor }} }}", "[".repeat(5_000));
    assert_eq!(admin.first(&deep, json!({})).await.errors[0]["extensions"]["code"], "TOO_COMPLEX");
}

#[tokio::test]
async fn an_update_that_cannot_be_told_ends_what_cannot_go_on() {
    let limits = Limits { time: Duration::from_millis(200), ..Limits::default() };
    let world = World::with_limits(vec![rapport_contacts::module(), badges()], limits);
    let admin = world.client(Role::Admin);
    let query = "subscription ($how: String!) { badgesFailing(how: $how) { fails } }";
    for (how, code) in [
        ("at the start", "FORBIDDEN"),
        ("in the source", "INTERNAL"),
        ("with an error", "OVERLOADED"),
        ("for ever", "TIMEOUT"),
        ("in a panic", "INTERNAL"),
    ] {
        let reply = admin.first(query, json!({ "how": how })).await;
        assert_eq!(reply.errors[0]["extensions"]["code"], code, "{how}");
        assert!(!reply.json.contains("\"data\""), "{how}: {}", reply.json);
        if let Ok(mut updates) = admin.subscribe(query, json!({ "how": how })).await {
            updates.next().await.unwrap();
            assert!(updates.next().await.is_none(), "{how}: it has ended");
        }
    }
    // An error in the answer itself is told beside the data, and the next update comes.
    let mut updates = admin.subscribe(query, json!({ "how": "in the answer" })).await.unwrap();
    for _ in 0..2 {
        let reply = updates.next().await.unwrap();
        assert_eq!(reply.errors[0]["extensions"]["code"], "INTERNAL");
        assert!(reply.json.contains("\"data\":null") && !reply.json.contains("secret"), "{}", reply.json);
    }
}

#[tokio::test]
async fn what_was_read_from_the_log_is_not_told_again_by_the_reader() {
    let world = world();
    // Another node numbers: the reader of this one does not hear of it, and looks a moment later.
    let other = Db::open(&DbConfig::new(world.database().url())).unwrap();
    let sequencer = Sequencer::new(other, world.clock.clone());
    let admin = world.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": "Ada" })).await;
    number(&sequencer).await;
    let number_of = |event: std::sync::Arc<events::Event>| event.seq.unwrap();
    let mut first = world.db.follow(Some(0), |_| true).await.unwrap();
    assert_eq!(number_of(first.next().await.unwrap()), 1);
    for round in 0..10_u64 {
        for change_number in 0..3_u64 {
            change(&admin, "update", &id, json!({ "nickname": format!("{round} {change_number}") })).await;
        }
        number(&sequencer).await;
        // Ahead of the reader.
        let mut ahead = world.db.follow(Some(0), |_| true).await.unwrap();
        let last = 1 + 3 * (round + 1);
        for expected in 1..=last {
            assert_eq!(number_of(ahead.next().await.unwrap()), expected);
        }
        assert!(timeout(Duration::from_millis(250), ahead.next()).await.is_err(), "nothing has happened");
    }
    for expected in 2..=31 {
        assert_eq!(number_of(first.next().await.unwrap()), expected);
    }
}
