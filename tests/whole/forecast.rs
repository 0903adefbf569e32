//! Forecasts, quotas and what if, on histories small enough to be counted by hand.

use chrono::{TimeDelta, TimeZone, Utc};
use diesel::{Connection, MysqlConnection, RunQueryDsl, connection::SimpleConnection};
use rapport_demo_data::{Plan, seed};
use rapport_kernel::{Clock, Role};
use rapport_pipeline::forecast::ForecastKeeper;
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    plans::{rows_read, through_one_connection},
    world,
};

const FORECAST: &str = "query ($p: ID, $from: Date, $to: Date, $unit: ForecastUnit = QUARTER, $by: ForecastGroupBy, \
    $at: DateTime, $seed: Int = 1, $runs: Int, $currency: String) { \
    forecast(currency: $currency, pipelineId: $p, from: $from, to: $to, period: $unit, groupBy: $by, asOf: $at, seed: $seed, runs: $runs) { \
    runs seed staysSeen dealsWithoutAmount dealsWithoutExpectedClose dealsOverdue groupsLeftOut \
    total { ...G } groups { ...G } } } \
    fragment G on ForecastGroup { key owner { name } pipeline { name } openDeals whole { ...P } periods { ...P } } \
    fragment P on ForecastPeriod { name from to dealsWon deals { p10 p50 p90 mean } values { currency won { amount } \
    weighted { amount } p10 { amount } p50 { amount } p90 { amount } mean { amount } quota { amount } attainment \
    probabilityOfQuota } }";
const SET: &str = "mutation ($quotas: [QuotaInput!]!) { setQuotas(input: { quotas: $quotas }) { quotas { \
                   id version name amount { amount currency } } } }";

/// A quota of somebody for a quarter, in euros.
pub(crate) fn quota(owner: &str, starts_on: &str, amount: i64) -> Value {
    json!({ "ownerId": owner, "period": "QUARTER", "startsOn": starts_on, "currency": "EUR", "amount": amount })
}

/// Sets quotas, and returns them.
pub(crate) async fn set(admin: &Client, quotas: Value) -> Value {
    admin.ok(SET, json!({ "quotas": quotas })).await["setQuotas"]["quotas"].clone()
}

fn code(error: &Value) -> &str {
    error["extensions"]["code"].as_str().unwrap()
}

/// Twenty deals that took 10 days in the first stage and 10 in the second: 12 were won, 8 lost. Then, on the 21st of January
/// 2030, ten are in the second stage since five days, each worth 100 euros, half of them the rep's, and four have just come into
/// the first, one of which has no amount.
async fn history() -> (World, Clock, Value) {
    let clock = Clock::standing_at(Utc.with_ymd_and_hms(2030, 1, 1, 0, 0, 0).unwrap());
    let mut world = world();
    world.clock = clock.clone();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let stage = |index: usize| pipeline["stages"][index]["id"].clone();
    let rep = user_id(Role::Rep);
    let euros = json!({ "amount": 100, "currency": "EUR" });
    let mut ids = Vec::new();
    for n in 0..30 {
        if n == 20 {
            clock.advance(TimeDelta::days(6));
        }
        let owner = (n % 2 == 0).then(|| rep.clone());
        let input = json!({ "title": "D", "stageId": stage(0), "ownerId": owner, "amount": euros, "expectedCloseOn": "2030-02-10" });
        ids.push(create_deal(&admin, input).await["id"].clone());
    }
    let all_on = async |ids: &[Value]| {
        for id in ids {
            step(&admin, "move", json!({ "id": id, "stageId": stage(1) })).await;
        }
    };
    clock.advance(TimeDelta::days(4));
    all_on(&ids[..20]).await;
    clock.advance(TimeDelta::days(5));
    all_on(&ids[20..]).await;
    clock.advance(TimeDelta::days(5));
    for (n, id) in ids[..20].iter().enumerate() {
        if n < 12 {
            step(&admin, "win", json!({ "id": id })).await;
        } else {
            step(&admin, "lose", json!({ "id": id, "reason": "Price" })).await;
        }
    }
    for (amount, day) in [
        (&euros, Value::Null),
        (&euros, json!("2030-01-02")),
        (&euros, json!("2030-05-01")),
        (&Value::Null, json!("2030-05-01")),
    ] {
        create_deal(&admin, json!({ "title": "New", "stageId": stage(0), "amount": amount, "expectedCloseOn": day }))
            .await;
    }
    (world, clock, pipeline)
}

#[tokio::test]
async fn who_went_to_another_pipeline_is_not_expected_to_be_won() {
    let clock = Clock::standing_at(Utc.with_ymd_and_hms(2030, 1, 1, 0, 0, 0).unwrap());
    let mut world = world();
    world.clock = clock.clone();
    let admin = world.client(Role::Admin);
    let (here, mut other) = (create_pipeline(&admin, usual()).await, usual());
    other["name"] = json!("Other");
    let other = create_pipeline(&admin, other).await;
    let mut ids = Vec::new();
    for _ in 0..80 {
        ids.push(create_deal(&admin, json!({ "title": "D", "stageId": here["stages"][0]["id"] })).await["id"].clone());
    }
    clock.advance(TimeDelta::days(5));
    for id in &ids[..40] {
        step(&admin, "move", json!({ "id": id, "stageId": other["stages"][0]["id"] })).await;
    }
    clock.advance(TimeDelta::days(5));
    for id in &ids[40..] {
        step(&admin, "win", json!({ "id": id })).await;
    }
    for _ in 0..40 {
        create_deal(&admin, json!({ "title": "New", "stageId": here["stages"][0]["id"] })).await;
    }
    let all = ask(&admin, json!({ "p": here["id"], "unit": "YEAR" })).await;
    assert_eq!(all["total"]["openDeals"], 40);
    // Half of them went away after five days: of forty, twenty are won, and not forty.
    let won = all["total"]["whole"]["deals"]["mean"].as_f64().unwrap() - 40.0;
    assert!((14.0..26.0).contains(&won), "{won}: {all}");
}

async fn ask(client: &Client, variables: Value) -> Value {
    client.ok(FORECAST, variables).await["forecast"].clone()
}

#[tokio::test]
async fn a_forecast_is_a_range_from_stage_and_age_beside_what_is_weighted_and_what_was_won() {
    let (world, _, pipeline) = history().await;
    let admin = world.client(Role::Admin);
    let found = ask(&admin, json!({ "p": pipeline["id"], "by": "OWNER" })).await;
    assert_eq!(
        [
            &found["runs"],
            &found["staysSeen"],
            &found["dealsWithoutAmount"],
            &found["dealsWithoutExpectedClose"],
            &found["dealsOverdue"]
        ],
        [&json!(1_000), &json!(64), &json!(1), &json!(1), &json!(1)]
    );
    let total = &found["total"];
    assert_eq!(
        (&total["openDeals"], &total["periods"][0]["name"], &total["periods"][1]["name"]),
        (&json!(14), &json!("2030-Q1"), &json!("2030-Q2"))
    );
    // What is weighted: 10 of the second stage, of which one half is said to be won, in the first quarter; one of the first stage,
    // of which a tenth is, in the second; one is late, and one has no day.
    let value = |period: &Value| {
        (period["values"][0]["won"]["amount"].clone(), period["values"][0]["weighted"]["amount"].clone())
    };
    assert_eq!(value(&total["periods"][0]), (json!(1_200), json!(1_700)));
    assert_eq!(value(&total["periods"][1]), (json!(0), json!(10)));
    assert_eq!(value(&total["whole"]), (json!(1_200), json!(1_710)));
    // Of those in the second stage after five days, which nobody has left before ten, 12 of 20 are won, and of the five that are
    // imagined about half; of those that came just now all go on as far as was seen, and then alike.
    let first = &total["periods"][0]["deals"];
    let number = |value: &Value| value.as_f64().unwrap();
    assert!((18.5..=21.0).contains(&number(&first["mean"])), "{first}");
    assert!(number(&first["p10"]) < number(&first["p50"]) && number(&first["p50"]) < number(&first["p90"]), "{first}");
    assert!(number(&first["p10"]) >= 12.0 && number(&first["p90"]) <= 26.0, "{first}");
    assert_eq!(total["periods"][0]["dealsWon"], 12);
    // The groups add up, and what of each is told is of it alone.
    let groups = found["groups"].as_array().unwrap();
    assert_eq!((groups.len(), &groups[0]["key"], &groups[0]["openDeals"]), (2, &Value::Null, &json!(9)));
    assert_eq!(
        (&groups[1]["owner"]["name"], &groups[1]["openDeals"], &groups[1]["whole"]["dealsWon"]),
        (&json!("Demo rep"), &json!(5), &json!(6))
    );
    let means: f64 = groups.iter().map(|group| number(&group["whole"]["deals"]["mean"])).sum();
    assert!((means - number(&total["whole"]["deals"]["mean"])).abs() < 1e-6);
    // Whoever sees their own alone is told of those alone, and draws the same for them.
    let own = ask(&world.client(Role::Rep), json!({ "p": pipeline["id"] })).await["total"].clone();
    assert_eq!((&own["openDeals"], &own["whole"]), (&json!(5), &groups[1]["whole"]));
    // The same seed gives the same, another another.
    assert_eq!(ask(&admin, json!({ "p": pipeline["id"], "by": "OWNER" })).await, found);
    assert_ne!(ask(&admin, json!({ "p": pipeline["id"], "seed": 2 })).await["total"], found["total"]);
    // By pipeline, without naming one.
    let by_pipeline = ask(&admin, json!({ "by": "PIPELINE" })).await;
    assert_eq!(by_pipeline["groups"][0]["pipeline"]["name"], "Sales");
    assert_eq!(by_pipeline["total"]["whole"], total["whole"]);
}

#[tokio::test]
async fn a_past_forecast_knows_what_was_known_then() {
    let (world, clock, pipeline) = history().await;
    let admin = world.client(Role::Admin);
    let before = ask(&admin, json!({ "p": pipeline["id"] })).await;
    let then = clock.now().and_utc().to_rfc3339();
    clock.advance(TimeDelta::days(30));
    let open = admin.ok("{ deals(first: 50, filter: { status: [OPEN] }) { nodes { id } } }", json!({})).await;
    for deal in open["deals"]["nodes"].as_array().unwrap() {
        step(&admin, "win", json!({ "id": deal["id"] })).await;
    }
    let after = ask(&admin, json!({ "p": pipeline["id"], "at": then })).await;
    assert_eq!(after, before, "what came later is not in it");
    let now = ask(&admin, json!({ "p": pipeline["id"] })).await["total"]["whole"].clone();
    assert_eq!(
        (&now["dealsWon"], &now["deals"]["p10"], &now["deals"]["p90"]),
        (&json!(26), &json!(26.0), &json!(26.0))
    );
    // A day before anything was won the twenty stood at nine days in the second stage, of which nobody had left it.
    let early = json!({ "p": pipeline["id"], "at": "2030-01-20T12:00:00Z" });
    let early = ask(&admin, early).await;
    assert_eq!((&early["total"]["openDeals"], &early["total"]["whole"]["dealsWon"]), (&json!(30), &json!(0)));
}

#[tokio::test]
async fn what_cannot_be_told_is_refused() {
    let (world, _, pipeline) = history().await;
    let admin = world.client(Role::Admin);
    for (bad, path) in [
        (json!({ "at": "2031-01-01T00:00:00Z" }), "asOf"),
        (json!({ "from": "2030-02-01", "to": "2030-02-01" }), "to"),
        (json!({ "from": "2030-01-01", "to": "2033-06-01" }), "to"),
        (json!({ "from": "2029-01-01", "to": "2031-06-01", "unit": "MONTH" }), "to"),
        (json!({ "runs": 99 }), "runs"),
        (json!({ "runs": 10_001 }), "runs"),
        (json!({ "p": "nothing" }), "pipelineId"),
    ] {
        let error = admin.error(FORECAST, bad.clone()).await;
        assert_eq!((code(&error), &error["extensions"]["path"][0]), ("BAD_USER_INPUT", &json!(path)), "{bad}");
    }
    let nobody = rapport_kernel::id::encode_global("Pipeline", uuid::Uuid::now_v7());
    assert_eq!(ask(&admin, json!({ "p": nobody })).await, Value::Null);
    assert_eq!(code(&world.client(Role::Partner).error(FORECAST, json!({ "p": pipeline["id"] })).await), "FORBIDDEN");
    // Nothing there is nothing won.
    let empty = create_pipeline(&admin, json!({ "name": "Empty", "stages": usual()["stages"] })).await;
    let nothing = ask(&admin, json!({ "p": empty["id"] })).await["total"].clone();
    assert_eq!(
        (&nothing["openDeals"], &nothing["whole"]["values"], &nothing["whole"]["deals"]["p90"]),
        (&json!(0), &json!([]), &json!(0.0))
    );
}

#[tokio::test]
async fn quotas_are_set_once_attained_in_the_forecast_and_seen_by_whose_they_are() {
    let (world, _, pipeline) = history().await;
    let admin = world.client(Role::Admin);
    let (rep, manager) = (user_id(Role::Rep), user_id(Role::Manager));
    let both = json!([quota(&rep, "2030-01-01", 1_000), quota(&manager, "2030-01-01", 5_000)]);
    let first = set(&admin, both.clone()).await;
    assert_eq!((&first[0]["name"], &first[0]["version"]), (&json!("2030-Q1"), &json!(1)));
    assert_eq!(set(&admin, both).await, first, "the same again changes nothing");
    let more = set(&world.client(Role::Manager), json!([quota(&rep, "2030-01-01", 1_200)])).await;
    assert_eq!(
        (&more[0]["id"], &more[0]["version"], &more[0]["amount"]["amount"]),
        (&first[0]["id"], &json!(2), &json!(1_200))
    );
    let found = ask(&admin, json!({ "by": "OWNER" })).await;
    let of = |group: &Value| {
        let value = &group["periods"][0]["values"][0];
        (value["quota"]["amount"].clone(), value["attainment"].clone(), value["probabilityOfQuota"].clone())
    };
    let (amount, attained, likely) = of(&found["groups"][1]);
    assert_eq!((amount, attained), (json!(1_200), json!(0.5)), "six were won");
    assert_eq!(likely, 0.0, "five are open");
    assert_eq!(of(&found["groups"][0]), (Value::Null, Value::Null, Value::Null), "nobody has no quota");
    assert_eq!(of(&found["total"]).0, 6_200, "the sum, as nothing was set for all");
    assert_eq!(found["total"]["whole"]["values"][0]["quota"], Value::Null, "the second quarter has none");
    let all = json!([{ "period": "QUARTER", "startsOn": "2030-01-01", "currency": "EUR", "amount": 1_300 }]);
    set(&admin, all).await;
    let (amount, _, likely) = of(&ask(&admin, json!({})).await["total"]);
    assert_eq!(amount, 1_300);
    let of_pipeline = ask(&admin, json!({ "p": pipeline["id"] })).await;
    assert_eq!(of(&of_pipeline["total"]).0, Value::Null, "what is set for all pipelines is none of one of them");
    assert!(likely.as_f64().unwrap() > 0.99, "twelve were won, and one of ten more is nearly sure: {likely}");
    // Whose they are see them, and who sees all.
    let list = "{ quotas(first: 10) { totalCount nodes { id name owner { name } history { nodes { kind } } } } }";
    let count = async |role| world.client(role).ok(list, json!({})).await["quotas"]["totalCount"].clone();
    assert_eq!(
        [count(Role::Admin).await, count(Role::Manager).await, count(Role::Rep).await],
        [json!(3), json!(2), json!(1)]
    );
    assert_eq!(
        code(&world.client(Role::Rep).error(SET, json!({ "quotas": [quota(&rep, "2030-01-01", 1)] })).await),
        "FORBIDDEN"
    );
    // Taken away, with what happened kept.
    let mut gone = quota(&rep, "2030-01-01", 1);
    gone["amount"] = Value::Null;
    assert_eq!(set(&admin, json!([gone.clone()])).await, json!([]));
    assert_eq!(set(&admin, json!([gone])).await, json!([]));
    assert_eq!(count(Role::Rep).await, 0);
    let stranger = rapport_kernel::id::encode_global("User", uuid::Uuid::now_v7());
    for (bad, field) in [
        (quota(&rep, "2030-02-01", 1), "startsOn"),
        (quota(&rep, "2030-01-01", 0), "amount"),
        (quota(&stranger, "2030-01-01", 1), "ownerId"),
    ] {
        let error = admin.error(SET, json!({ "quotas": [bad] })).await;
        assert_eq!((code(&error), &error["extensions"]["path"][3]), ("BAD_USER_INPUT", &json!(field)));
    }
}

#[tokio::test]
async fn what_if_tells_what_a_change_brings_and_nothing_else() {
    let (world, _, pipeline) = history().await;
    let admin = world.client(Role::Admin);
    let query = "query ($p: ID!, $changes: [StageChangeInput!]!) { simulatePipeline(pipelineId: $p, changes: $changes, \
                 from: \"2030-01-01\", to: \"2030-04-01\") { moreDeals { p10 p50 p90 mean } moreValue { currency mean { amount } } \
                 base { whole { deals { p10 p50 p90 mean } } } changed { whole { deals { p10 p50 p90 mean } } } } }";
    let (first, second) = (&pipeline["stages"][0]["id"], &pipeline["stages"][1]["id"]);
    let what_if = async |changes: Value| {
        admin.ok(query, json!({ "p": pipeline["id"], "changes": changes })).await["simulatePipeline"].clone()
    };
    let number = |value: &Value| value.as_f64().unwrap();
    let same =
        what_if(json!([{ "stageId": second, "conversionFactor": 1.0, "speedFactor": 1.0 }, { "stageId": first }]))
            .await;
    assert_eq!(
        same["moreDeals"],
        json!({ "p10": 0.0, "p50": 0.0, "p90": 0.0, "mean": 0.0 }),
        "drawn with the same numbers"
    );
    assert_eq!(same["base"], same["changed"]);
    let plain = ask(&admin, json!({ "p": pipeline["id"], "from": "2030-01-01", "to": "2030-04-01" })).await;
    assert_eq!(same["base"]["whole"]["deals"], plain["total"]["whole"]["deals"], "as the forecast has it");
    let all_won = what_if(json!([{ "stageId": second, "conversion": 1.0 }])).await;
    // Never one less, run by run; nearly all ten and what comes of the four.
    assert!(number(&all_won["moreDeals"]["p10"]) >= 0.0);
    assert!(number(&all_won["changed"]["whole"]["deals"]["p50"]) >= 24.0, "{all_won}");
    assert!(number(&all_won["moreValue"][0]["mean"]["amount"]) > 200.0, "{all_won}");
    let none_won = what_if(json!([{ "stageId": second, "conversionFactor": 0.0 }])).await;
    assert_eq!(none_won["changed"]["whole"]["deals"]["p90"], 12.0, "what was won is won");
    let slower = what_if(json!([{ "stageId": second, "speedFactor": 0.1 }])).await;
    assert!(number(&slower["moreDeals"]["mean"]) < -1.0, "{slower}");
    for (bad, field) in [
        (json!([]), Value::Null),
        (json!([{ "stageId": second, "conversion": 1.1 }]), json!("conversion")),
        (json!([{ "stageId": second, "conversion": 0.5, "conversionFactor": 2.0 }]), json!("conversionFactor")),
        (json!([{ "stageId": second, "speedFactor": 0.0 }]), json!("speedFactor")),
        (json!([{ "stageId": second }, { "stageId": second }]), json!("stageId")),
        (json!([{ "stageId": pipeline["stages"][2]["id"] }]), json!("stageId")),
    ] {
        let error = admin.error(query, json!({ "p": pipeline["id"], "changes": bad })).await;
        assert_eq!((code(&error), &error["extensions"]["path"][2]), ("BAD_USER_INPUT", &field));
    }
}

#[tokio::test]
async fn a_forecast_in_one_currency_goes_by_the_rates_that_are_stored() {
    let (world, _, pipeline) = history().await;
    let admin = world.client(Role::Admin);
    let dollars = json!({ "amount": 1_000, "currency": "USD" });
    let yens = json!({ "amount": 5, "currency": "JPY" });
    for amount in [dollars, yens] {
        create_deal(&admin, json!({ "title": "New", "stageId": pipeline["stages"][1]["id"], "amount": amount, "expectedCloseOn": "2030-02-10" })).await;
    }
    set(&admin, json!([{ "period": "QUARTER", "startsOn": "2030-01-01", "currency": "USD", "amount": 2_500 }])).await;
    let set_rates = "mutation { setExchangeRates(input: { base: \"EUR\", rates: [{ currency: \"USD\", day: \"2030-01-01\", rate: \"1.25\" }] }) { __typename } }";
    admin.ok(set_rates, json!({})).await;
    let own = ask(&admin, json!({})).await["total"]["periods"][0]["values"].clone();
    let codes = |values: &Value| -> Vec<String> {
        values.as_array().unwrap().iter().map(|value| value["currency"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes(&own), ["EUR", "JPY", "USD"]);
    let one = ask(&admin, json!({ "currency": "EUR" })).await["total"]["periods"][0]["values"].clone();
    assert_eq!(codes(&one), ["EUR", "JPY"], "there is no rate of yens");
    // Half of 1,000 dollars at 1.25 is weighted beside the 1,700 of before; and the quota of 2,500 dollars is one of 2,000 euros.
    assert_eq!((&one[0]["weighted"]["amount"], &one[0]["quota"]["amount"]), (&json!(2_100), &json!(2_000)));
    assert_eq!(one[0]["attainment"], 0.6);
    let error = admin.error(FORECAST, json!({ "currency": "XYZ" })).await;
    assert_eq!((code(&error), &error["extensions"]["path"][0]), ("BAD_USER_INPUT", &json!("currency")));
}

#[tokio::test]
async fn what_was_forecast_is_kept_once_a_day_and_measured_when_the_period_is_over() {
    let (world, clock, pipeline) = history().await;
    let admin = world.client(Role::Admin);
    let rep = user_id(Role::Rep);
    let keeper = || ForecastKeeper::new(world.db.clone(), world.clock.clone());
    let (one, other) = (keeper(), keeper());
    // While somebody changes every deal.
    let writer = &mut MysqlConnection::establish(world.database().url()).unwrap();
    writer.batch_execute("START TRANSACTION; UPDATE deals SET version = version + 1").unwrap();
    assert_eq!((one.step().await.unwrap(), other.step().await.unwrap()), (1, 0), "one keeps the day");
    writer.batch_execute("ROLLBACK").unwrap();
    clock.advance(TimeDelta::minutes(1));
    assert_eq!((one.step().await.unwrap(), other.step().await.unwrap()), (0, 0), "the day is kept");
    let list = "query ($p: ID!, $owner: ID) { forecastSnapshots(pipelineId: $p, ownerId: $owner, first: 50) { totalCount nodes { \
                takenOn name openDeals currency owner { name } won { amount } weighted { amount } p10 { amount } p50 { amount } \
                p90 { amount } mean { amount } } } }";
    let kept = async |client: &Client, owner: Value| {
        client.ok(list, json!({ "p": pipeline["id"], "owner": owner })).await["forecastSnapshots"].clone()
    };
    let all = kept(&admin, Value::Null).await;
    assert_eq!(all["totalCount"], 2, "this quarter and the next, in one currency");
    let told = ask(&admin, json!({ "p": pipeline["id"] })).await["total"]["periods"][0]["values"][0].clone();
    let first = all["nodes"].as_array().unwrap().iter().find(|one| one["name"] == "2030-Q1").unwrap().clone();
    for field in ["won", "weighted", "p10", "p50", "p90", "mean"] {
        assert_eq!(first[field], told[field], "{field}: as the forecast has it");
    }
    assert_eq!(
        (&first["openDeals"], &first["takenOn"], &first["owner"]),
        (&json!(14), &json!("2030-01-21"), &Value::Null)
    );
    let own = kept(&world.client(Role::Rep), json!(rep)).await;
    assert_eq!(
        (&own["totalCount"], &own["nodes"][0]["openDeals"], &own["nodes"][0]["owner"]["name"]),
        (&json!(2), &json!(5), &json!("Demo rep"))
    );
    assert_eq!(kept(&world.client(Role::Rep), Value::Null).await["totalCount"], 0, "of all together whoever sees all");
    assert_eq!(kept(&world.client(Role::Rep), json!(user_id(Role::Manager))).await["totalCount"], 0);

    // Six of the ten are won, four are lost; one of those that were not there as yet is won too.
    clock.advance(TimeDelta::days(6));
    let open = admin
        .ok("{ deals(first: 50, filter: { title: { eq: \"D\" }, status: [OPEN] }) { nodes { id } } }", json!({}))
        .await;
    let open = open["deals"]["nodes"].as_array().unwrap().clone();
    assert_eq!(open.len(), 10);
    for (n, deal) in open.iter().enumerate() {
        if n < 6 {
            step(&admin, "win", json!({ "id": deal["id"] })).await;
        } else {
            step(&admin, "lose", json!({ "id": deal["id"], "reason": "Price" })).await;
        }
    }
    let euros = json!({ "amount": 600, "currency": "EUR" });
    let new = create_deal(&admin, json!({ "title": "Later", "pipelineId": pipeline["id"], "amount": euros })).await;
    step(&admin, "win", json!({ "id": new["id"] })).await;
    assert_eq!(one.step().await.unwrap(), 1, "another day");
    let accuracy = "query ($p: ID!, $owner: ID, $from: Date, $to: Date) { forecastAccuracy(pipelineId: $p, ownerId: $owner, from: $from, to: $to) { \
                    deals brierScore brierScoreOfShare calibration { deals said wonShare } values { currency forecasts bias weightedBias \
                    absoluteError withinRange belowRange aboveRange shareOfNewDeals } } }";
    let good = async |client: &Client, more: Value| {
        let mut variables = more;
        variables["p"] = pipeline["id"].clone();
        client.ok(accuracy, variables).await["forecastAccuracy"].clone()
    };
    let early = good(&admin, json!({})).await;
    assert_eq!(
        (&early["values"], &early["deals"], &early["brierScore"]),
        (&json!([]), &json!(0), &Value::Null),
        "no period is over"
    );
    clock.advance(TimeDelta::days(80));
    let found = good(&admin, json!({ "to": "2030-01-22" })).await;
    // What was known as of the first day brought 18 times 100; of 2,400 that were won, 600 are of a deal that came later.
    let value = &found["values"][0];
    let mean = first["mean"]["amount"].as_f64().unwrap();
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!(
        (&value["forecasts"], &value["withinRange"], &value["shareOfNewDeals"]),
        (&json!(1), &json!(1.0), &json!(0.25))
    );
    assert!((number(&value["bias"]) - (mean - 1_800.0) / 1_800.0).abs() < 1e-9, "{value}");
    assert!((number(&value["weightedBias"]) - (1_700.0 - 1_800.0) / 1_800.0).abs() < 1e-9, "{value}");
    // Six of the fourteen were won; what was said of each is better than to say six fourteenths of all.
    let share = 6.0 / 14.0;
    assert_eq!(found["deals"], 14);
    assert!((number(&found["brierScoreOfShare"]) - share * (1.0 - share)).abs() < 1e-9, "{found}");
    assert!(number(&found["brierScore"]) < 0.3, "{found}");
    let bins = found["calibration"].as_array().unwrap();
    assert_eq!(bins.iter().map(|bin| bin["deals"].as_i64().unwrap()).sum::<i64>(), 14);
    assert_eq!(good(&admin, json!({})).await["values"][0]["forecasts"], 2, "of both days");
    let own = good(&world.client(Role::Rep), json!({ "to": "2030-01-22" })).await;
    assert_eq!((&own["deals"], &own["values"][0]["forecasts"]), (&json!(5), &json!(1)), "of their own");
    let error = admin.error(accuracy, json!({ "p": pipeline["id"], "from": "2030-01-01", "to": "2030-01-01" })).await;
    assert_eq!(code(&error), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_forecast_reads_each_stay_a_few_times_however_many_there_are() {
    let mut world = through_one_connection(world());
    // The demo data go back from now.
    world.clock = Clock::standing_at(Utc.with_ymd_and_hms(2026, 11, 22, 0, 0, 0).unwrap());
    let conn = &mut MysqlConnection::establish(world.database().url()).unwrap();
    seed(conn, &Plan { contacts: 1_500, seed: 1, now: world.clock.now() }, &mut |_| {}).unwrap();
    let admin = world.client(Role::Admin);
    let count = |table: &str| {
        let rows = diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!("SELECT COUNT(*) FROM {table}"));
        rows.get_result::<i64>(&mut MysqlConnection::establish(world.database().url()).unwrap()).unwrap()
    };
    let (stays, deals) = (count("deal_stays"), count("deals"));
    let read = async |variables: Value| {
        ask(&admin, variables.clone()).await;
        let before = rows_read(&world.db).await;
        let counting = rows_read(&world.db).await - before;
        let found = ask(&admin, variables).await;
        (found, i64::try_from(rows_read(&world.db).await - before - 2 * counting).unwrap())
    };
    for mut variables in [json!({}), json!({ "by": "OWNER" }), json!({ "at": "2026-06-30T00:00:00Z" })] {
        variables["runs"] = json!(100);
        let (found, rows) = read(variables.clone()).await;
        assert!(found["total"]["openDeals"].as_i64().unwrap() > deals / 5, "{}", found["total"]["openDeals"]);
        // Each stay once; the open and the won with their stages and deals: 2.3 a stay on MariaDB, 4.3 on MySQL.
        assert!(rows < 5 * stays, "{variables}: {rows} rows of {stays} stays of {deals} deals");
    }
}
