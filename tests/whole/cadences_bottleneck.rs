//! Acting on a bottleneck: the verdict becomes tasks, once.

use chrono::TimeDelta;
use rapport_graphql::futures_util::future::join_all;
use rapport_kernel::{Clock, Role};
use rapport_pipeline::cadences::Cadences;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    cadences::{after, create},
    pipeline::{create_pipeline, usual},
    pipeline_deals::step,
    tasks::world_at,
};

const ACT: &str = "mutation ($input: ActOnBottleneckInput!) { actOnBottleneck(input: $input) { \
                   namedDeals reason started { status deal { title } owner { id } } } }";

/// A pipeline whose first stage holds up so many deals, which came sixty days before.
async fn held_up(admin: &Client, clock: &Clock, deals: usize) -> Value {
    let mut pipeline = usual();
    pipeline["name"] = json!("Z held up");
    let pipeline = create_pipeline(admin, pipeline).await;
    let day = (clock.now() - TimeDelta::days(60)).date();
    let mut csv = "id,by,stage,entered\n".to_owned();
    for n in 0..deals {
        csv += &format!("Held {n},rep@demo.example,Qualified,{day}\n");
    }
    let mut mapping = json!([
        { "column": "id", "field": "TITLE" }, { "column": "stage", "field": "STAGE" },
        { "column": "entered", "field": "STAGE_ENTERED_AT", "stage": "Qualified" }
    ]);
    let users = admin.ok("{ users { nodes { email } } }", json!({})).await.to_string();
    if users.contains("rep@demo.example") {
        mapping.as_array_mut().unwrap().push(json!({ "column": "by", "field": "OWNER" }));
    }
    let input = json!({ "file": "upload:0", "pipeline": { "id": pipeline["id"] }, "mapping": mapping });
    let import = "mutation ($input: ImportDealsInput!) { importDeals(input: $input) { created failed } }";
    let imported = admin.with_file(&csv).ok(import, json!({ "input": input })).await;
    assert_eq!(imported["importDeals"], json!({ "created": deals, "failed": 0 }));
    pipeline
}

/// A stage that holds deals up, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    let stale = admin.ok("{ deals(first: 1, filter: { isStale: true }) { nodes { id } } }", json!({})).await;
    if stale["deals"]["nodes"] == json!([]) {
        held_up(admin, &Clock::system(), 3).await;
    }
}

#[tokio::test]
async fn a_verdict_becomes_tasks_once_however_often_and_by_however_many_it_is_acted_on() {
    let (world, clock) = world_at("2026-11-23T08:00:00Z");
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = held_up(&admin, &clock, 5).await;
    let stage = |index: usize| pipeline["stages"][index]["id"].clone();
    let cadence = create(&admin, json!({ "name": "Wake up", "steps": [after(0, "12:00"), after(1, "09:00")] })).await;
    let input = json!({ "input": { "stageId": stage(0), "cadenceId": cadence } });
    // Twelve at the same moment.
    let replies = join_all((0..12).map(|_| admin.run(ACT, input.clone()))).await;
    let started = |reply: &Value| reply["actOnBottleneck"]["started"].as_array().unwrap().len();
    assert!(replies.iter().all(|reply| reply.errors.is_empty()), "{:#?}", replies[0].errors);
    assert_eq!(replies.iter().map(|reply| started(&reply.data)).sum::<usize>(), 5, "each deal once");
    let acted = &replies.iter().find(|reply| started(&reply.data) > 0).unwrap().data["actOnBottleneck"];
    assert_eq!(acted["namedDeals"], 5);
    assert!(acted["reason"].as_str().unwrap().starts_with("Qualified fills"), "{acted:#}");
    assert_eq!(acted["started"][0]["owner"]["id"], user_id(Role::Rep));
    let node = Cadences::new(world.db.clone(), clock.clone());
    let tasks = async || {
        while node.advance().await.unwrap() > 0 {}
        admin.ok("{ tasks { totalCount } }", json!({})).await["tasks"]["totalCount"].clone()
    };
    assert_eq!(tasks().await, 5);
    assert_eq!(started(&admin.ok(ACT, input.clone()).await), 0, "asked again");
    // Nor with another cadence: the verdict has been acted on.
    let other = create(&admin, json!({ "name": "Other", "steps": [after(1, "09:00")] })).await;
    let by_other = json!({ "input": { "stageId": stage(0), "cadenceId": other } });
    assert_eq!(started(&admin.ok(ACT, by_other).await), 0);
    assert_eq!(tasks().await, 5);
    // A deal that leaves and comes back is held up anew once it is old there again.
    let deals = admin.ok("{ deals { nodes { id title } } }", json!({})).await["deals"]["nodes"].clone();
    step(&admin, "move", json!({ "id": deals[0]["id"], "stageId": stage(1) })).await;
    step(&admin, "move", json!({ "id": deals[0]["id"], "stageId": stage(0) })).await;
    assert_eq!(started(&admin.ok(ACT, input.clone()).await), 0, "it is not old there");
    clock.advance(TimeDelta::days(31));
    let again = json!({ "input": { "stageId": stage(0), "cadenceId": cadence, "days": 365 } });
    while node.advance().await.unwrap() > 0 {}
    let again = admin.ok(ACT, again).await;
    assert_eq!(started(&again), 1);
    assert_eq!(again["actOnBottleneck"]["started"][0]["deal"]["title"], deals[0]["title"]);
}

#[tokio::test]
async fn only_the_bottleneck_is_acted_on_by_who_sees_it() {
    let (world, clock) = world_at("2026-11-23T08:00:00Z");
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = held_up(&admin, &clock, 3).await;
    let cadence = create(&admin, json!({ "name": "Wake up", "steps": [after(0, "12:00")] })).await;
    let act = |stage: &Value, days: i32| json!({ "input": { "stageId": stage, "cadenceId": cadence, "days": days } });
    let code = async |client: &Client, variables: Value| {
        client.error(ACT, variables).await["extensions"]["code"].as_str().unwrap().to_owned()
    };
    let (first, second) = (&pipeline["stages"][0]["id"], &pipeline["stages"][1]["id"]);
    assert_eq!(code(&admin, act(second, 90)).await, "CONFLICT", "another stage is");
    assert_eq!(code(&admin, act(first, 30)).await, "CONFLICT", "nothing came in thirty days");
    for bad in [act(first, 0), act(first, 731), act(&cadence, 90), act(&Value::from("x"), 90)] {
        assert_eq!(code(&admin, bad).await, "BAD_USER_INPUT");
    }
    let unknown = rapport_kernel::id::encode_global("PipelineStage", uuid::Uuid::now_v7());
    assert_eq!(code(&admin, act(&json!(unknown), 90)).await, "BAD_USER_INPUT");
    for role in [Role::Analyst, Role::Partner] {
        assert_eq!(code(&world.client(role), act(first, 90)).await, "FORBIDDEN");
    }
    let stranger = world.client_of(rapport_kernel::Actor::new(uuid::Uuid::now_v7(), Role::Rep));
    assert_eq!(code(&stranger, act(first, 90)).await, "CONFLICT", "among what they see nothing is held up");
    let own = world.client(Role::Rep).ok(ACT, act(first, 90)).await["actOnBottleneck"].clone();
    assert_eq!((&own["namedDeals"], own["started"].as_array().unwrap().len()), (&json!(3), 3));
}
