//! Snapshots of a pipeline, now and at past moments, against a recount from the stays.

use std::collections::BTreeMap;

use rapport_kernel::Role;
use serde_json::{Value, json};

use crate::{
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    world,
};

const SNAPSHOT: &str = "query ($pipeline: ID!, $at: DateTime) { pipelineSnapshot(pipelineId: $pipeline, at: $at) { \
                        at deals stages { stage { name kind } deals share values { amount currency } } } }";

#[tokio::test]
async fn a_snapshot_is_what_the_stays_say_at_any_moment() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let stage = |index: usize| pipeline["stages"][index]["id"].clone();
    let mut ids = Vec::new();
    for n in 0..6 {
        let currency = if n % 3 == 0 { "USD" } else { "EUR" };
        let amount = json!({ "amount": 100 + n, "currency": currency });
        let input = json!({ "title": format!("{n}"), "pipelineId": pipeline["id"], "amount": amount });
        ids.push(create_deal(&admin, input).await["id"].clone());
    }
    for index in [1, 2, 3, 4] {
        step(&admin, "move", json!({ "id": ids[index], "stageId": stage(1) })).await;
    }
    step(&admin, "win", json!({ "id": ids[1] })).await;
    step(&admin, "lose", json!({ "id": ids[2], "reason": "Price" })).await;
    step(&admin, "reopen", json!({ "id": ids[2] })).await;
    step(&admin, "update", json!({ "id": ids[3], "amount": { "amount": 5_000, "currency": "USD" } })).await;
    step(&admin, "delete", json!({ "id": ids[5] })).await;
    let restored = ids[5].clone();
    step(&admin, "restore", json!({ "id": restored })).await;
    // Every moment at which something entered or left, and what was where by then.
    let query = "{ deals(first: 100) { nodes { stays { stage { name } enteredAt leftAt } } } }";
    let deals = admin.ok(query, json!({})).await["deals"]["nodes"].clone();
    let stays: Vec<Value> =
        deals.as_array().unwrap().iter().flat_map(|deal| deal["stays"].as_array().unwrap().clone()).collect();
    assert!(stays.len() > 12, "{}", stays.len());
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let moments: Vec<String> =
        stays.iter().flat_map(|stay| [text(&stay["enteredAt"]), text(&stay["leftAt"])]).flatten().collect();
    for at in moments {
        let mut expected: BTreeMap<String, u64> = BTreeMap::new();
        for stay in &stays {
            let entered = text(&stay["enteredAt"]).unwrap();
            if entered <= at && text(&stay["leftAt"]).is_none_or(|left| left > at) {
                *expected.entry(text(&stay["stage"]["name"]).unwrap()).or_default() += 1;
            }
        }
        let snapshot =
            admin.ok(SNAPSHOT, json!({ "pipeline": pipeline["id"], "at": at })).await["pipelineSnapshot"].clone();
        let stages = snapshot["stages"].as_array().unwrap();
        let found: BTreeMap<String, u64> = stages
            .iter()
            .map(|one| (text(&one["stage"]["name"]).unwrap(), one["deals"].as_u64().unwrap()))
            .filter(|(_, deals)| *deals > 0)
            .collect();
        assert_eq!(found, expected, "{at}");
        assert_eq!(snapshot["deals"].as_u64(), Some(expected.values().sum()), "{at}");
    }
    let now = admin.ok(SNAPSHOT, json!({ "pipeline": pipeline["id"] })).await["pipelineSnapshot"].clone();
    let of =
        |name: &str| now["stages"].as_array().unwrap().iter().find(|one| one["stage"]["name"] == name).unwrap().clone();
    // Of five open deals two are qualified, and the third's amount is the new one.
    assert_eq!((&of("Qualified")["deals"], &of("Qualified")["share"]), (&json!(2), &json!(0.4)));
    assert_eq!(
        of("Offer")["values"],
        json!([{ "amount": 206, "currency": "EUR" }, { "amount": 5_000, "currency": "USD" }])
    );
    assert_eq!((&of("Won")["share"], &of("Lost")["share"]), (&json!(1.0), &Value::Null));
    let later = json!({ "pipeline": pipeline["id"], "at": "2999-01-01T00:00:00Z" });
    assert_eq!(admin.error(SNAPSHOT, later).await["extensions"]["code"], "BAD_USER_INPUT");
    let before = json!({ "pipeline": pipeline["id"], "at": "2000-01-01T00:00:00Z" });
    assert_eq!(admin.ok(SNAPSHOT, before).await["pipelineSnapshot"]["deals"], 0);
}
