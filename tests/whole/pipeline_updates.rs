//! Following deals: what enters, changes and leaves, with respect to the filter and to what one may see.

use rapport_graphql::futures_util::StreamExt;
use rapport_kernel::Role;
use rapport_test_support::World;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    world,
};

const FOLLOW: &str = "subscription ($filter: DealFilter, $since: EventCursor) { dealUpdates(filter: $filter, since: $since) { \
                      cursor kind event dealId changes { field old new } deal { title } } }";

/// The cursor before everything.
const START: &str = "bG9nAAAAAAAAAAA";

async fn number(world: &World) {
    while world.sequencer().step().await.unwrap() > 0 {}
}

/// What a follower is told from the start, so many updates.
async fn told(world: &World, role: Role, filter: Value, count: usize) -> Vec<Value> {
    number(world).await;
    let updates = world.client(role).follow(FOLLOW, json!({ "filter": filter, "since": START })).await;
    updates.take(count).map(|data| data["dealUpdates"].clone()).collect().await
}

fn kinds(updates: &[Value]) -> Vec<(&str, &str)> {
    updates.iter().map(|one| (one["kind"].as_str().unwrap(), one["event"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_deal_enters_changes_and_leaves_by_the_filter() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let stage = |index: usize| pipeline["stages"][index]["id"].clone();
    let id = create_deal(&admin, json!({ "title": "One", "pipelineId": pipeline["id"] })).await["id"].clone();
    step(&admin, "move", json!({ "id": id, "stageId": stage(1) })).await;
    step(&admin, "update", json!({ "id": id, "title": "Ãngström", "amount": { "amount": 7, "currency": "EUR" } }))
        .await;
    step(&admin, "win", json!({ "id": id })).await;
    step(&admin, "reopen", json!({ "id": id })).await;
    step(&admin, "delete", json!({ "id": id })).await;
    step(&admin, "restore", json!({ "id": id })).await;
    let of_stage = told(&world, Role::Admin, json!({ "stage": { "eq": stage(1) } }), 6).await;
    assert_eq!(
        kinds(&of_stage),
        [
            ("ENTERED", "deal.stage_changed"),
            ("CHANGED", "deal.updated"),
            ("LEFT", "deal.won"),
            ("ENTERED", "deal.reopened"),
            ("LEFT", "deal.deleted"),
            ("ENTERED", "deal.restored"),
        ]
    );
    assert_eq!(of_stage[0]["changes"], json!([{ "field": "stageId", "old": stage(0), "new": stage(1) }]));
    assert_eq!(of_stage[0]["deal"]["title"], "Ãngström", "the deal is as of now");
    // Each condition is asked of the deal as it was then, in the collation of its column.
    let by_title = told(
        &world,
        Role::Admin,
        json!({ "title": { "eq": "ÃNGSTRÖM" }, "amount": { "currency": "EUR", "gte": 7 } }),
        5,
    )
    .await;
    assert_eq!(kinds(&by_title)[..2], [("ENTERED", "deal.updated"), ("CHANGED", "deal.won")]);
    let open = told(&world, Role::Admin, json!({ "not": { "status": ["WON"] }, "id": { "eq": id } }), 3).await;
    assert_eq!(kinds(&open)[0], ("ENTERED", "deal.created"));
    admin.ok("mutation ($id: ID!) { purgeDeal(input: { id: $id }) { id } }", json!({ "id": id })).await;
    let purged = told(&world, Role::Admin, json!({ "stage": { "eq": stage(1) } }), 7).await;
    assert_eq!(kinds(&purged)[..6], kinds(&of_stage), "the log alone tells the same");
    assert_eq!(kinds(&purged)[6], ("LEFT", "deal.purged"));
}

#[tokio::test]
async fn a_deal_enters_and_leaves_with_its_owner_and_strangers_are_told_nothing() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let id = create_deal(&admin, json!({ "title": "One", "pipelineId": pipeline["id"] })).await["id"].clone();
    for owner in [Role::Rep, Role::Manager] {
        step(&admin, "update", json!({ "id": id, "ownerId": user_id(owner) })).await;
    }
    let mine =
        create_deal(&admin, json!({ "title": "Mine", "pipelineId": pipeline["id"], "ownerId": user_id(Role::Rep) }))
            .await;
    let seen = told(&world, Role::Rep, Value::Null, 3).await;
    assert_eq!(kinds(&seen), [("ENTERED", "deal.updated"), ("LEFT", "deal.updated"), ("ENTERED", "deal.created")]);
    assert_eq!((&seen[1]["changes"], &seen[1]["deal"]), (&json!([]), &Value::Null), "nor to whom it went");
    assert_eq!(seen[2]["dealId"], mine["id"]);
    // Who comes back goes on behind the last.
    let rest = json!({ "since": seen[1]["cursor"] });
    let mut updates = world.client(Role::Rep).follow(FOLLOW, rest).await;
    assert_eq!(updates.next().await.unwrap()["dealUpdates"], seen[2]);
    step(&admin, "update", json!({ "id": mine["id"], "title": "Still mine" })).await;
    number(&world).await;
    let live = updates.next().await.unwrap()["dealUpdates"].clone();
    assert_eq!((&live["kind"], &live["deal"]["title"]), (&json!("CHANGED"), &json!("Still mine")));
    let refused = world.client(Role::Partner).subscribe(FOLLOW, json!({})).await;
    assert_eq!(refused.err().unwrap().errors[0]["extensions"]["code"], "FORBIDDEN");
}
