//! Two servers on one database, of which one crashes: every follower gets each event of its filter once, in order.
//!
//! Eight writers commit transactions, long and short, in whatever order; followers hang up and come back on either server.
//! What each should have been told is reckoned from the log alone. A minute of it in `make test`; as many as
//! `RAPPORT_SOAK` says in `make soak`.

mod expected;
mod follower;
mod writer;

use std::{
    net::TcpListener,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use diesel::{RunQueryDsl, sql_query, sql_types::Binary as Bytes};
use rapport_kernel::{Role, id::encode_global};
use rapport_test_support::TestDatabase;
use serde_json::{Value, json};

use self::{
    expected::Wanted,
    follower::{Follower, Told},
};
use crate::{http::agent, pipeline::usual, sockets::binary::Binary};

const WRITERS: usize = 8;
const FOLLOWERS_OF_EACH: usize = 13;
const DEALS: usize = 30;
/// How long is written, when nothing is said.
const SECONDS: u64 = 60;

/// What everybody needs to know.
pub(crate) struct Scene {
    /// The addresses of the servers; both may be down for a moment.
    pub(crate) addresses: [String; 2],
    pub(crate) stages: [String; 2],
    pub(crate) rep: String,
    pub(crate) deals: Vec<String>,
}

fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Runs an operation as an administrator.
fn ask((address, token): &(String, String), query: &str, variables: Value) -> Value {
    let request = agent().post(format!("http://{address}/graphql"));
    let request = request.header("Authorization", format!("Bearer {token}"));
    let body = json!({ "query": query, "variables": variables });
    let answer: Value = request.send_json(&body).unwrap().into_body().read_json().unwrap();
    assert!(answer["errors"].is_null(), "{answer:#}");
    answer["data"].clone()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A pipeline, deals in it, and the rep who has some of them.
fn furnish(database: &TestDatabase, server: &(String, String)) -> (Vec<String>, [String; 2]) {
    sql_query("INSERT INTO users (id, name, email, role, created_at, updated_at) VALUES (?, 'Rep', 'rep@demo.example', 'rep', NOW(6), NOW(6))")
        .bind::<Bytes, _>(Role::Rep.demo_user().as_bytes().to_vec())
        .execute(&mut database.connect())
        .unwrap();
    let create =
        "mutation ($input: CreatePipelineInput!) { createPipeline(input: $input) { pipeline { id stages { id } } } }";
    let pipeline = ask(server, create, json!({ "input": usual() }))["createPipeline"]["pipeline"].clone();
    let stages = [0, 1].map(|index| text(&pipeline["stages"][index]["id"]));
    let deals = (0..DEALS).map(|index| {
        let owner = (index % 2 == 0).then(|| encode_global("User", Role::Rep.demo_user()));
        let input = json!({ "title": "Deal", "pipelineId": pipeline["id"], "ownerId": owner });
        let create = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id } } }";
        text(&ask(server, create, json!({ "input": input }))["createDeal"]["deal"]["id"])
    });
    (deals.collect(), stages)
}

#[tokio::test]
async fn each_event_comes_once_and_in_order_whatever_becomes_of_a_server() {
    let seconds = std::env::var("RAPPORT_SOAK").ok().and_then(|text| text.parse().ok()).unwrap_or(SECONDS);
    let database = Arc::new(TestDatabase::empty());
    let ports = [port(), port()];
    let start = |index: usize| Binary::on(Arc::clone(&database), ports[index], &[]);
    let mut servers = [start(0), start(1)].map(Some);
    let of =
        |server: &Option<Binary>| server.as_ref().map(|server| (server.address.clone(), server.token.clone())).unwrap();
    let (first, second) = (of(&servers[0]), of(&servers[1]));
    let (deals, stages) = furnish(&database, &first);
    let scene = Arc::new(Scene {
        addresses: [first.0.clone(), second.0.clone()],
        stages,
        rep: encode_global("User", Role::Rep.demo_user()),
        deals,
    });
    let (admin, rep) = (first.1.clone(), servers[0].as_ref().unwrap().token_of("rep"));
    let done = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (url, scene, done) = (database.url().to_owned(), Arc::clone(&scene), Arc::clone(&done));
            std::thread::spawn(move || writer::write(&url, &scene, writer, &done))
        })
        .collect();
    // The last event, which everybody follows to.
    let last = Arc::new(Mutex::new(None::<String>));
    let kinds = [
        (Wanted::Everything, &admin),
        (Wanted::Stage(scene.stages[1].clone()), &admin),
        (Wanted::Deals(scene.deals[..5].to_vec()), &admin),
        (Wanted::OfRep, &rep),
    ];
    let mut followers = Vec::new();
    for (wanted, token) in &kinds {
        for _ in 0..FOLLOWERS_OF_EACH {
            let follower = Follower::new(
                Arc::clone(&scene),
                wanted.filter(),
                (*token).clone(),
                followers.len(),
                Arc::clone(&last),
            );
            followers.push((wanted.clone(), tokio::spawn(follower.run())));
        }
    }
    // One server crashes and comes back, then the other: each may be the one that numbers events.
    let third = Duration::from_secs(seconds) / 3;
    let began = Instant::now();
    for (index, server) in servers.iter_mut().enumerate() {
        tokio::time::sleep_until((began + third * u32::try_from(index + 1).unwrap()).into()).await;
        let (mut crashing, port) = (server.take().unwrap(), ports[index]);
        let again = tokio::task::spawn_blocking(move || {
            crashing.crash();
            crashing.again(port)
        });
        *server = Some(again.await.unwrap());
    }
    tokio::time::sleep_until((began + third * 3).into()).await;
    done.store(true, Ordering::SeqCst);
    let written =
        tokio::task::spawn_blocking(|| writers.into_iter().map(|writer| writer.join().unwrap()).sum::<usize>());
    let written = written.await.unwrap();
    // Into the stage and hands of everybody's filter, as the last of all.
    let all_see = json!({ "input": { "id": scene.deals[0], "ownerId": scene.rep, "title": "The last" } });
    let log = tokio::task::spawn_blocking({
        let (scene, database) = (Arc::clone(&scene), Arc::clone(&database));
        move || {
            let step = "mutation ($input: MoveDealInput!) { moveDeal(input: $input) { __typename } }";
            for stage in &scene.stages {
                ask(&second, step, json!({ "input": { "id": scene.deals[0], "stageId": stage } }));
            }
            let update = "mutation ($input: UpdateDealInput!) { updateDeal(input: $input) { __typename } }";
            ask(&second, update, all_see);
            expected::log(&database)
        }
    });
    let log = log.await.unwrap();
    *last.lock().unwrap() = log.last().map(|(cursor, _)| cursor.clone());
    let mut told_in_all = 0;
    for (wanted, follower) in followers {
        let told: Vec<Told> = follower.await.unwrap();
        let expected = expected::told(&log, &scene, &wanted);
        assert!(told == expected, "{wanted:?}: {}", expected::difference(&told, &expected));
        told_in_all += told.len();
    }
    eprintln!(
        "{written} transactions, {} events, {told_in_all} updates to {} followers",
        log.len(),
        kinds.len() * FOLLOWERS_OF_EACH
    );
    assert!(log.len() > DEALS + written / 2, "something was written");
}
