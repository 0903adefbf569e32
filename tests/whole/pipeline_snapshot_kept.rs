//! The snapshot for now, kept from the event log: exact as of the event that it names, while others write.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use diesel::{Connection, MysqlConnection, RunQueryDsl, sql_query, sql_types::BigInt};
use rapport_db::events::Sequencer;
use rapport_kernel::Role;
use rapport_pipeline::snapshot::kept::{Keeper, forget};
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    world,
};

const SNAPSHOT: &str = "query ($p: ID!, $at: DateTime) { pipelineSnapshot(pipelineId: $p, at: $at) { sequence cursor deals \
    customers stages { stage { name } deals share customers customerShare values { amount currency } \
    valueShares { currency share } } } }";

async fn snapshot(client: &Client, pipeline: &Value) -> Value {
    client.ok(SNAPSHOT, json!({ "p": pipeline })).await["pipelineSnapshot"].clone()
}

/// What was counted, without from where.
fn counted(mut snapshot: Value) -> Value {
    for key in ["sequence", "cursor"] {
        snapshot.as_object_mut().unwrap().remove(key);
    }
    snapshot
}

/// The same, counted from the deals.
async fn recounted(client: &Client, pipeline: &Value) -> Value {
    let now = rapport_kernel::Clock::system().now().and_utc().to_rfc3339();
    counted(client.ok(SNAPSHOT, json!({ "p": pipeline, "at": now })).await["pipelineSnapshot"].clone())
}

/// A node: who numbers events, and who counts them.
pub(crate) struct Node {
    sequencer: Sequencer,
    keeper: Keeper,
}

impl Node {
    pub(crate) fn of(world: &World) -> Self {
        let sequencer = world.sequencer();
        let keeper = Keeper::new(world.db.clone(), sequencer.last_seq());
        Self { sequencer, keeper }
    }

    /// Numbers and counts all there is.
    pub(crate) async fn catch_up(&self) {
        while self.sequencer.step().await.unwrap() > 0 {}
        while self.keeper.step().await.unwrap() > 0 {}
    }
}

#[tokio::test]
async fn the_counters_say_what_a_recount_says_to_whom_it_may_concern() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let (id, stage) = (&pipeline["id"], |index: usize| pipeline["stages"][index]["id"].clone());
    let companies =
        [admin.create_company(json!({ "name": "Alpha" })).await, admin.create_company(json!({ "name": "Beta" })).await];
    let person = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let deal = async |n: usize, owner: Option<Role>, company: Option<usize>, people: &[&String]| {
        let contacts: Vec<_> = people.iter().map(|person| json!({ "contactId": person })).collect();
        let input = json!({
            "title": format!("{n}"), "pipelineId": id, "ownerId": owner.map(user_id), "contacts": contacts,
            "companyId": company.map(|index| companies[index].clone()),
            "amount": { "amount": 100 * (n + 1), "currency": if n % 3 == 2 { "USD" } else { "EUR" } }
        });
        create_deal(&admin, input).await["id"].clone()
    };
    // Some are there before anybody counts.
    let mut ids = vec![deal(0, Some(Role::Rep), Some(0), &[]).await, deal(1, Some(Role::Manager), Some(0), &[]).await];
    assert_eq!(snapshot(&admin, id).await["sequence"], Value::Null, "nobody keeps counters as yet");
    let node = Node::of(&world);
    node.catch_up().await;
    for (n, (owner, company, people)) in
        [(None, Some(1), vec![]), (Some(Role::Rep), None, vec![&person]), (None, None, vec![])].into_iter().enumerate()
    {
        ids.push(deal(n + 2, owner, company, &people).await);
    }
    step(&admin, "move", json!({ "id": ids[0], "stageId": stage(1) })).await;
    step(&admin, "win", json!({ "id": ids[1] })).await;
    step(&admin, "update", json!({ "id": ids[2], "ownerId": user_id(Role::Rep), "companyId": companies[0] })).await;
    step(&admin, "update", json!({ "id": ids[3], "amount": null })).await;
    step(&admin, "lose", json!({ "id": ids[4], "reason": "Price" })).await;
    step(&admin, "reopen", json!({ "id": ids[4] })).await;
    let agree = async |what: &str| {
        node.catch_up().await;
        for role in [Role::Admin, Role::Manager, Role::Rep, Role::Analyst] {
            let client = world.client(role);
            let kept = snapshot(&client, id).await;
            assert!(kept["sequence"].as_i64().is_some_and(|sequence| sequence > 0), "{kept}");
            assert_eq!(counted(kept), recounted(&client, id).await, "{what}: {role}");
        }
    };
    agree("moved, won, changed, lost and reopened").await;
    // By hand: Ada and Alpha are the customers with open deals of the rep, who has three deals.
    let own = snapshot(&world.client(Role::Rep), id).await;
    assert_eq!((&own["deals"], &own["customers"]), (&json!(3), &json!(2)));
    assert_eq!((&own["stages"][0]["customers"], &own["stages"][0]["customerShare"]), (&json!(2), &json!(1.0)));
    assert_eq!((&own["stages"][1]["customers"], &own["stages"][1]["customerShare"]), (&json!(1), &json!(0.5)));
    let all = snapshot(&admin, id).await;
    // Qualified has 300 USD and 500 EUR, Offer 100 EUR of the open deals.
    assert_eq!(
        all["stages"][0]["valueShares"],
        json!([{ "currency": "EUR", "share": 500.0 / 600.0 }, { "currency": "USD", "share": 1.0 }])
    );
    let purge = async |kind: &str, id: &String| {
        let purge = format!("mutation ($id: ID!) {{ purge{kind}(input: {{ id: $id }}) {{ id }} }}");
        admin.ok(&purge, json!({ "id": id })).await;
    };
    step(&admin, "delete", json!({ "id": ids[0] })).await;
    agree("deleted").await;
    step(&admin, "restore", json!({ "id": ids[0] })).await;
    purge("Company", &companies[0]).await;
    agree("restored, and the company purged").await;
    purge("Contact", &person).await;
    purge("Deal", &ids[2].as_str().unwrap().to_owned()).await;
    agree("a person and a deal purged").await;
    // Made anew they are the same.
    forget(&mut MysqlConnection::establish(world.database().url()).unwrap()).unwrap();
    assert_eq!(snapshot(&admin, id).await["sequence"], Value::Null);
    agree("made anew").await;
}

/// What the log says of a deal up to an event, as a plain reader of it would count.
#[derive(Default, Clone)]
struct Known {
    stage: String,
    amount: i64,
    living: bool,
}

/// The deals in each stage, and their worth, as of each number of the log.
async fn replay(world: &World) -> BTreeMap<i64, BTreeMap<String, (i64, i64)>> {
    let events = world.db.read(|conn| Ok(rapport_db::events::after(conn, 0, 100_000)?)).await.unwrap();
    let mut deals: BTreeMap<uuid::Uuid, Known> = BTreeMap::new();
    let mut moments = BTreeMap::new();
    for event in events {
        if event.record_type == "Deal" {
            let known = deals.entry(event.record_id).or_insert_with(|| Known { living: true, ..Known::default() });
            for change in &event.changes {
                match change.field.as_str() {
                    "stageId" => known.stage = change.new.as_str().unwrap().to_owned(),
                    "amount" => known.amount = change.new["amount"].as_i64().unwrap_or(0),
                    "deletedAt" => known.living = change.new.is_null(),
                    _ => {}
                }
            }
        }
        let mut stages: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for known in deals.values().filter(|known| known.living) {
            let stage = stages.entry(known.stage.clone()).or_default();
            *stage = (stage.0 + 1, stage.1 + known.amount);
        }
        moments.insert(i64::try_from(event.seq.unwrap()).unwrap(), stages);
    }
    moments
}

#[tokio::test]
async fn while_others_write_it_is_exact_as_of_the_event_that_it_names() {
    let world = Arc::new(world());
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let stages: Vec<Value> = (0..2).map(|index| pipeline["stages"][index]["id"].clone()).collect();
    // Some deals from before, which the counters are made from while others are changed already.
    for n in 0..20 {
        create_deal(&admin, json!({ "title": format!("{n}"), "pipelineId": pipeline["id"] })).await;
    }
    let done = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (client, pipeline, stages) = (world.client(Role::Admin), pipeline["id"].clone(), stages.clone());
            tokio::spawn(async move {
                for n in 0..12 {
                    let amount = json!({ "amount": writer * 100 + n, "currency": "EUR" });
                    let input = json!({ "title": "x", "pipelineId": pipeline, "amount": amount });
                    let id = create_deal(&client, input).await["id"].clone();
                    step(&client, "move", json!({ "id": id, "stageId": stages[1] })).await;
                    match n % 4 {
                        0 => drop(step(&client, "win", json!({ "id": id })).await),
                        1 => drop(step(&client, "delete", json!({ "id": id })).await),
                        2 => {
                            let amount = json!({ "amount": 7, "currency": "EUR" });
                            step(&client, "update", json!({ "id": id, "amount": amount })).await;
                        }
                        _ => drop(step(&client, "move", json!({ "id": id, "stageId": stages[0] })).await),
                    }
                }
            })
        })
        .collect();
    // Two nodes number and count.
    let nodes: Vec<_> = (0..2)
        .map(|_| {
            let (world, done) = (Arc::clone(&world), Arc::clone(&done));
            tokio::spawn(async move {
                let Node { sequencer, keeper } = Node::of(&world);
                loop {
                    let last = done.load(Ordering::SeqCst);
                    let worked = sequencer.step().await.unwrap() + keeper.step().await.unwrap();
                    if last && worked == 0 {
                        return;
                    }
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    let reader = {
        let (client, id, done) = (world.client(Role::Analyst), pipeline["id"].clone(), Arc::clone(&done));
        tokio::spawn(async move {
            let mut seen = Vec::new();
            while !done.load(Ordering::SeqCst) {
                seen.push(snapshot(&client, &id).await);
                tokio::task::yield_now().await;
            }
            seen
        })
    };
    for writer in writers {
        writer.await.unwrap();
    }
    done.store(true, Ordering::SeqCst);
    let mut seen = reader.await.unwrap();
    for node in nodes {
        node.await.unwrap();
    }
    seen.push(snapshot(&admin, &pipeline["id"]).await);
    let moments = replay(&world).await;
    let mut numbers = BTreeSet::new();
    for told in seen.iter().filter(|told| told["sequence"].is_i64()) {
        let number = told["sequence"].as_i64().unwrap();
        let expected = &moments[&number];
        for (stage, one) in pipeline["stages"].as_array().unwrap().iter().zip(told["stages"].as_array().unwrap()) {
            let (deals, amount) = expected.get(stage["id"].as_str().unwrap()).copied().unwrap_or_default();
            let worth: i64 = one["values"].as_array().unwrap().iter().map(|one| one["amount"].as_i64().unwrap()).sum();
            assert_eq!((one["deals"].as_i64(), worth), (Some(deals), amount), "event {number}: {one}");
        }
        numbers.insert(number);
    }
    assert!(numbers.len() > 3, "it was looked at while it changed: {numbers:?} of {} answers", seen.len());
    assert_eq!(numbers.last(), moments.keys().next_back(), "in the end all is counted");
    assert_eq!(counted(seen.pop().unwrap()), recounted(&admin, &pipeline["id"]).await);
}

#[tokio::test]
async fn what_was_not_counted_stays_in_the_log() {
    let world = world();
    let admin = world.client(Role::Admin);
    let node = Node::of(&world);
    node.catch_up().await;
    let pipeline = create_pipeline(&admin, usual()).await;
    create_deal(&admin, json!({ "title": "One", "pipelineId": pipeline["id"] })).await;
    while node.sequencer.step().await.unwrap() > 0 {}
    let later = world.clock.now() + chrono::TimeDelta::days(1);
    assert_eq!(world.db.expire_events(later).await.unwrap(), 0);
    node.catch_up().await;
    assert_eq!(world.db.expire_events(later).await.unwrap(), 2);
    assert_eq!(snapshot(&admin, &pipeline["id"]).await["deals"], 1);
}

#[derive(diesel::QueryableByName)]
struct Reads {
    #[diesel(sql_type = BigInt)]
    found: i64,
}

#[tokio::test]
async fn it_reads_as_many_rows_however_many_deals_there_are() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let node = Node::of(&world);
    node.catch_up().await;
    let conn = &mut MysqlConnection::establish(world.database().url()).unwrap();
    let rows = |conn: &mut MysqlConnection| -> i64 {
        ["snapshot_counts", "snapshot_customer_counts"]
            .into_iter()
            .map(|table| {
                let count = format!("SELECT COUNT(*) AS found FROM {table} WHERE owner_id = REPEAT(0x00, 16)");
                let reads: Reads = sql_query(count).get_result(conn).unwrap();
                reads.found
            })
            .sum()
    };
    let mut read = Vec::new();
    for many in [5, 60] {
        let mut csv = "title,stage,company\n".to_owned();
        for n in 0..many {
            admin.create_company(json!({ "name": format!("{many} {n}") })).await;
            csv += &format!("{n},Qualified,{many} {n}\n{n},Offer,{many} {n}\n");
        }
        let mapping = json!([
            { "column": "title", "field": "TITLE" }, { "column": "stage", "field": "STAGE" },
            { "column": "company", "field": "COMPANY" }
        ]);
        let input = json!({ "file": "upload:0", "pipeline": { "id": pipeline["id"] }, "mapping": mapping });
        let import = "mutation ($input: ImportDealsInput!) { importDeals(input: $input) { created failed } }";
        let imported = admin.with_file(&csv).ok(import, json!({ "input": input })).await;
        assert_eq!(imported["importDeals"], json!({ "created": 2 * many, "failed": 0 }));
        node.catch_up().await;
        let before = world.db.statements();
        assert_eq!(snapshot(&admin, &pipeline["id"]).await["customers"], if many == 5 { 5 } else { 65 });
        read.push((world.db.statements() - before, rows(conn)));
    }
    assert_eq!(read[0], read[1], "statements, and rows that the counters have for everybody");
}
