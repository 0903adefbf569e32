//! Funnels, durations and bottlenecks, on histories small enough to be counted by hand.

use chrono::{TimeDelta, TimeZone, Utc};
use rapport_kernel::{Clock, Role};
use rapport_test_support::World;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    world,
};

const FUNNEL: &str = "query ($p: ID!, $from: DateTime, $to: DateTime, $by: FunnelGroupBy) { \
    funnel(pipelineId: $p, from: $from, to: $to, groupBy: $by) { groupsLeftOut total { ...G } groups { ...G } } } \
    fragment G on FunnelGroup { key owner { name } entered won lost open away returned winRate wonShareAtLeast wonShareAtMost \
    averageDaysToWin averageDaysToLose wonValues { amount currency } \
    stages { stage { name } entered reentries movedOn lost unknown conversion reached reachedShare } }";

/// A world in which it is the tenth of January 2026 until the clock is moved.
fn standing_world() -> (World, Clock) {
    let clock = Clock::standing_at(Utc.with_ymd_and_hms(2026, 1, 10, 0, 0, 0).unwrap());
    let mut world = world();
    world.clock = clock.clone();
    (world, clock)
}

/// Five deals and one that is deleted:
///
/// | | day 0 | 2 | 4 | 5 | 6 | 8 | 100 |
/// |---|---|---|---|---|---|---|---|
/// | A, the rep's | Qualified | Offer | | | Won | | |
/// | B, the rep's | Qualified | Offer | | Qualified | | Lost | |
/// | C | Offer | | | | | | |
/// | D | Qualified | | Lost | | | | |
/// | E | | | | | | | Qualified |
/// | F | Qualified | deleted | | | | | |
async fn six_deals() -> (World, Value, Vec<Value>) {
    let (world, clock) = standing_world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let stage = |index: usize| pipeline["stages"][index]["id"].clone();
    let mut ids = Vec::new();
    for (title, stage, owner) in [
        ("A", stage(0), Some(user_id(Role::Rep))),
        ("B", stage(0), Some(user_id(Role::Rep))),
        ("C", stage(1), None),
        ("D", stage(0), None),
        ("F", stage(0), None),
    ] {
        let amount = json!({ "amount": 100, "currency": "EUR" });
        let input = json!({ "title": title, "stageId": stage, "ownerId": owner, "amount": amount });
        ids.push(create_deal(&admin, input).await["id"].clone());
    }
    let days = |days| clock.advance(TimeDelta::days(days));
    days(2);
    for index in [0, 1] {
        step(&admin, "move", json!({ "id": ids[index], "stageId": stage(1) })).await;
    }
    step(&admin, "delete", json!({ "id": ids[4] })).await;
    days(2);
    step(&admin, "lose", json!({ "id": ids[3], "reason": "Price" })).await;
    days(1);
    step(&admin, "move", json!({ "id": ids[1], "stageId": stage(0) })).await;
    days(1);
    step(&admin, "win", json!({ "id": ids[0] })).await;
    days(2);
    step(&admin, "lose", json!({ "id": ids[1], "reason": "Price" })).await;
    days(92);
    ids.push(create_deal(&admin, json!({ "title": "E", "pipelineId": pipeline["id"] })).await["id"].clone());
    (world, pipeline, ids)
}

#[tokio::test]
async fn a_funnel_counts_each_deal_once_and_open_ones_as_not_known() {
    let (world, pipeline, ids) = six_deals().await;
    let admin = world.client(Role::Admin);
    let funnel = async |client: &rapport_test_support::Client, variables: Value| {
        let mut all = variables;
        all["p"] = pipeline["id"].clone();
        client.ok(FUNNEL, all).await["funnel"].clone()
    };
    let by_quarter = funnel(&admin, json!({ "by": "QUARTER" })).await;
    let qualified = json!({
        "stage": { "name": "Qualified" }, "entered": 4, "reentries": 1, "movedOn": 2, "lost": 1, "unknown": 1,
        "conversion": 2.0 / 3.0, "reached": 5, "reachedShare": 1.0
    });
    let offer = json!({
        "stage": { "name": "Offer" }, "entered": 3, "reentries": 0, "movedOn": 1, "lost": 1, "unknown": 1,
        "conversion": 0.5, "reached": 3, "reachedShare": 0.6
    });
    assert_eq!(
        by_quarter["total"],
        json!({
            "key": null, "owner": null, "entered": 5, "won": 1, "lost": 2, "open": 2, "away": 0, "returned": 1,
            "winRate": 1.0 / 3.0, "wonShareAtLeast": 0.2, "wonShareAtMost": 0.6,
            "averageDaysToWin": 6.0, "averageDaysToLose": 6.0,
            "wonValues": [{ "amount": 100, "currency": "EUR" }], "stages": [qualified, offer]
        })
    );
    let quarters = by_quarter["groups"].as_array().unwrap();
    let told: Vec<_> = quarters.iter().map(|one| (&one["key"], &one["entered"], &one["winRate"])).collect();
    let third = json!(1.0 / 3.0);
    assert_eq!(told, [(&json!("2026-Q1"), &json!(4), &third), (&json!("2026-Q2"), &json!(1), &Value::Null)]);
    // A period holds its beginning and not its end.
    let of_e = json!({ "from": "2026-04-20T00:00:00Z", "to": "2026-04-20T00:00:00.000001Z" });
    assert_eq!(funnel(&admin, of_e).await["total"]["entered"], 1);
    assert_eq!(funnel(&admin, json!({ "to": "2026-04-20T00:00:00Z" })).await["total"]["entered"], 4);
    // By owner, the largest group first; and whoever sees only their own counts no other.
    let owners = funnel(&admin, json!({ "by": "OWNER" })).await["groups"].clone();
    assert_eq!((&owners[0]["owner"], &owners[0]["entered"]), (&Value::Null, &json!(3)));
    assert_eq!((&owners[1]["owner"]["name"], &owners[1]["key"]), (&json!("Demo rep"), &json!(user_id(Role::Rep))));
    assert_eq!((&owners[1]["won"], &owners[1]["winRate"]), (&json!(1), &json!(0.5)));
    let own = funnel(&world.client(Role::Rep), json!({})).await["total"].clone();
    assert_eq!(
        (&own["entered"], &own["stages"][1]["entered"], &own["stages"][1]["lost"]),
        (&json!(2), &json!(2), &json!(1))
    );
    // What goes to another pipeline is neither won nor lost here, and a cohort there by when it came.
    let other = create_pipeline(&admin, usual()).await;
    step(&admin, "move", json!({ "id": ids[5], "stageId": other["stages"][0]["id"] })).await;
    let left = funnel(&admin, json!({})).await["total"].clone();
    assert_eq!([&left["entered"], &left["away"], &left["open"]], [5, 1, 1]);
    assert_eq!((&left["wonShareAtLeast"], &left["stages"][0]["unknown"]), (&json!(0.25), &json!(1)));
    let there = admin.ok(FUNNEL, json!({ "p": other["id"] })).await["funnel"]["total"].clone();
    assert_eq!((&there["entered"], &there["open"]), (&json!(1), &json!(1)));
    let nobody = rapport_kernel::id::encode_global("Pipeline", uuid::Uuid::now_v7());
    assert_eq!(admin.ok(FUNNEL, json!({ "p": nobody })).await["funnel"], Value::Null);
    let backwards = json!({ "p": pipeline["id"], "from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z" });
    assert_eq!(admin.error(FUNNEL, backwards).await["extensions"]["path"], json!(["to"]));
    let partner = world.client(Role::Partner);
    assert_eq!(partner.error(FUNNEL, json!({ "p": pipeline["id"] })).await["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn a_stay_that_goes_on_counts_for_as_long_as_it_lasts() {
    let (world, pipeline, _) = six_deals().await;
    let query = "query ($p: ID!) { stageDurations(pipelineId: $p) { \
                 stage { name } stays ended open lowerQuartile median upperQuartile } }";
    let admin = world.client(Role::Admin);
    let found = admin.ok(query, json!({ "p": pipeline["id"] })).await["stageDurations"].clone();
    // Qualified: A and B end after 2 days, where F is no longer seen; B again after 3, D after 4; E has only begun. So of 5 that
    // are seen after 2 days 3/5 go on, of those half after 3, and none after 4.
    let qualified = json!({
        "stage": { "name": "Qualified" }, "stays": 6, "ended": 4, "open": 2,
        "lowerQuartile": 2.0, "median": 3.0, "upperQuartile": 4.0
    });
    // Offer: B after 3 days, A after 4; C goes on, so that nobody knows after how long three quarters are over.
    let offer = json!({
        "stage": { "name": "Offer" }, "stays": 3, "ended": 2, "open": 1,
        "lowerQuartile": 3.0, "median": 4.0, "upperQuartile": null
    });
    assert_eq!(found, json!([qualified, offer]));
    let own = world.client(Role::Rep).ok(query, json!({ "p": pipeline["id"] })).await["stageDurations"].clone();
    assert_eq!((&own[0]["stays"], &own[1]["stays"], &own[1]["median"]), (&json!(3), &json!(2), &json!(3.0)));
}

#[tokio::test]
async fn a_bottleneck_is_told_with_its_evidence() {
    let (world, clock) = standing_world();
    hire(&world);
    clock.advance(TimeDelta::days(171)); // the thirtieth of June
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let mut csv = "id,by,stage,offer,closed\n".to_owned();
    // Of twelve stays of the past three each lasted 2, 4, 6 and 8 days: three of four were over after 6.
    for n in 0..12 {
        csv += &format!("P{n},,Won,2026-01-01,2026-01-0{}\n", 3 + n % 4 * 2);
    }
    // In the last ninety days seven came and one left; of the six that are there four are old, and the rep's.
    for n in 0..4 {
        csv += &format!("R{n},rep@demo.example,Offer,2026-05-0{},\n", n + 1);
    }
    csv += "M1,manager@demo.example,Offer,2026-06-28,\nM2,manager@demo.example,Offer,2026-06-28,\n\
            M3,manager@demo.example,Won,2026-05-10,2026-05-12\n";
    let mapping = json!([
        { "column": "id", "field": "TITLE" }, { "column": "by", "field": "OWNER" },
        { "column": "stage", "field": "STAGE" }, { "column": "closed", "field": "CLOSED_AT" },
        { "column": "offer", "field": "STAGE_ENTERED_AT", "stage": "Offer" }
    ]);
    let input = json!({ "file": "upload:0", "pipeline": { "id": pipeline["id"] }, "mapping": mapping });
    let import = "mutation ($input: ImportDealsInput!) { importDeals(input: $input) { created failed } }";
    let imported = admin.with_file(&csv).ok(import, json!({ "input": input })).await;
    assert_eq!(imported["importDeals"], json!({ "created": 19, "failed": 0 }));
    let query = "query ($p: ID!, $first: Int) { bottleneck(pipelineId: $p, first: $first) { stage { name } reason \
                 stages { stage { name } arrivals departures deals medianAge pastMedian pastUpperQuartile oldAfterDays oldDeals \
                 overAgeLimit isBlocked } deals { title } inCommon { attribute owner { name } deals share shareOfOthers } } }";
    let told = admin.ok(query, json!({ "p": pipeline["id"], "first": 3 })).await["bottleneck"].clone();
    assert_eq!(told["stage"]["name"], "Offer");
    let reason = "Offer fills: 7 deals arrived in 90 days and 1 departed; 4 of the 6 deals in it are older than 6.0 days, \
                  as only one stay in four used to be.";
    assert_eq!(told["reason"], reason);
    assert_eq!(
        told["stages"],
        json!([{
            "stage": { "name": "Qualified" }, "arrivals": 0, "departures": 0, "deals": 0, "medianAge": null,
            "pastMedian": null, "pastUpperQuartile": null, "oldAfterDays": 30.0, "oldDeals": 0, "overAgeLimit": 0,
            "isBlocked": false
        }, {
            "stage": { "name": "Offer" }, "arrivals": 7, "departures": 1, "deals": 6, "medianAge": 57.0,
            "pastMedian": 4.0, "pastUpperQuartile": 6.0, "oldAfterDays": 6.0, "oldDeals": 4, "overAgeLimit": null,
            "isBlocked": true
        }])
    );
    assert_eq!(told["deals"], json!([{ "title": "R0" }, { "title": "R1" }, { "title": "R2" }]));
    let of_rep = json!({
        "attribute": "OWNER", "owner": { "name": "Demo rep" }, "deals": 4, "share": 1.0, "shareOfOthers": 0.0
    });
    assert_eq!(told["inCommon"], json!([of_rep]));
    // Among the rep's own deals there is no past to measure by.
    let own = world.client(Role::Rep).ok(query, json!({ "p": pipeline["id"] })).await["bottleneck"].clone();
    assert_eq!((&own["stage"], &own["stages"][1]["arrivals"], &own["deals"]), (&Value::Null, &json!(4), &json!([])));
    let bad = json!({ "p": pipeline["id"], "first": 101 });
    assert_eq!(admin.error(query, bad).await["extensions"]["path"], json!(["first"]));
}
