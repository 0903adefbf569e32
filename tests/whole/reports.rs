//! Reports of what was sold, on deals few enough to be counted by hand.

use chrono::{TimeDelta, TimeZone, Utc};
use rapport_kernel::{Clock, Role};
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    world,
};

const REPORT: &str = "query ($from: DateTime, $by: SalesReportGroupBy, $activity: Boolean = false) { \
    salesReport(from: $from, groupBy: $by, withActivity: $activity) { groupsLeftOut total { ...G } groups { ...G } } } \
    fragment G on SalesGroup { key owner { name } won lost winRate averageDaysToWin averageDaysToLose \
    averageInteractionsWhenWon averageInteractionsWhenLost \
    wonValues { deals sum { amount currency } average { amount } } }";

#[tokio::test]
async fn a_report_counts_what_was_closed_in_the_period_by_whatever_is_asked() {
    let clock = Clock::standing_at(Utc.with_ymd_and_hms(2026, 1, 10, 0, 0, 0).unwrap());
    let mut world = world();
    world.clock = clock.clone();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await["id"].clone();
    let ada = admin.create_contact(json!({ "givenName": "Ada", "source": "Fair" })).await;
    let bob = admin.create_contact(json!({ "givenName": "Bob", "source": "fair" })).await;
    let product = crate::products::create(&admin, json!({ "name": "GTX Basic", "code": "GTX" })).await["id"].clone();
    let team =
        "mutation ($name: String!, $of: ID!) { createTeam(input: { name: $name, memberIds: [$of] }) { team { id } } }";
    // In the team of the manager already.
    admin.ok(team, json!({ "name": "North", "of": user_id(Role::Rep) })).await;
    let mut ids = Vec::new();
    for (title, amount, currency, owner, contacts) in [
        ("A", 100, "EUR", Some(user_id(Role::Rep)), json!([{ "contactId": ada }])),
        ("B", 101, "EUR", Some(user_id(Role::Rep)), json!([])),
        ("C", 7, "JPY", None, json!([])),
        ("D", 5, "EUR", None, json!([{ "contactId": bob }, { "contactId": ada }])),
        ("E", 5, "EUR", None, json!([])),
    ] {
        let amount = json!({ "amount": amount, "currency": currency });
        let input =
            json!({ "title": title, "pipelineId": pipeline, "ownerId": owner, "amount": amount, "contacts": contacts });
        ids.push(create_deal(&admin, input).await["id"].clone());
    }
    let line = json!({ "productId": product, "quantity": 1, "unitPrice": { "amount": 1, "currency": "JPY" } });
    let lines = "mutation ($input: UpdateDealInput!) { updateDeal(input: $input) { deal { id } } }";
    let twice = json!({ "id": ids[2], "amount": { "amount": 7, "currency": "JPY" }, "lines": [line, line] });
    admin.ok(lines, json!({ "input": twice })).await;
    let record =
        "mutation ($input: RecordInteractionInput!) { recordInteraction(input: $input) { interaction { id } } }";
    for _ in 0..2 {
        admin.ok(record, json!({ "input": { "contactId": ada, "kind": "CALL" } })).await;
    }
    clock.advance(TimeDelta::days(2));
    step(&admin, "win", json!({ "id": ids[0] })).await;
    step(&admin, "lose", json!({ "id": ids[3], "reason": "The price" })).await;
    clock.advance(TimeDelta::days(30));
    step(&admin, "win", json!({ "id": ids[1] })).await;
    step(&admin, "win", json!({ "id": ids[2] })).await;
    let ask = async |variables: Value| admin.ok(REPORT, variables).await["salesReport"].clone();

    let report = ask(json!({ "by": "OWNER" })).await;
    let value = |deals, sum, currency: &str, average| json!({ "deals": deals, "sum": { "amount": sum, "currency": currency }, "average": { "amount": average } });
    assert_eq!(
        report["total"],
        json!({
            "key": null, "owner": null, "won": 3, "lost": 1, "winRate": 0.75,
            "averageDaysToWin": 66.0 / 3.0, "averageDaysToLose": 2.0,
            "averageInteractionsWhenWon": null, "averageInteractionsWhenLost": null,
            "wonValues": [value(2, 201, "EUR", 101), value(1, 7, "JPY", 7)]
        })
    );
    let groups = report["groups"].as_array().unwrap();
    assert_eq!((groups.len(), &groups[0]["won"], &groups[1]["won"]), (2, &json!(1), &json!(2)));
    assert_eq!((&groups[0]["key"], &groups[0]["lost"]), (&Value::Null, &json!(1)), "of nobody, first by its key");
    assert_eq!((&groups[1]["owner"]["name"], &groups[1]["key"]), (&json!("Demo rep"), &json!(user_id(Role::Rep))));

    let keys = async |by: &str| -> Vec<(Value, i64, i64)> {
        let report = ask(json!({ "by": by, "activity": true })).await;
        let row = |one: &Value| (one["key"].clone(), one["won"].as_i64().unwrap(), one["lost"].as_i64().unwrap());
        report["groups"].as_array().unwrap().iter().map(row).collect()
    };
    assert_eq!(keys("MONTH").await, [(json!("2026-01"), 1, 1), (json!("2026-02"), 2, 0)]);
    assert_eq!(
        keys("SOURCE").await,
        [(Value::Null, 2, 0), (json!("Fair"), 1, 1)],
        "of the first of the people, however it is written"
    );
    assert_eq!(keys("LOSS_REASON").await, [(Value::Null, 3, 0), (json!("The price"), 0, 1)]);
    assert_eq!(keys("PIPELINE").await, [(pipeline.clone(), 3, 1)]);
    assert_eq!(keys("PRODUCT").await, [(Value::Null, 2, 1), (product, 1, 0)], "however many lines have it");
    let of_teams: Vec<_> = keys("TEAM").await.into_iter().map(|(_, won, lost)| (won, lost)).collect();
    assert_eq!(of_teams, [(1, 1), (2, 0), (2, 0)], "once in each of the owner's teams");
    for by in ["QUARTER", "YEAR", "INDUSTRY", "KIND"] {
        assert_eq!(keys(by).await.iter().map(|(_, won, lost)| won + lost).sum::<i64>(), 4, "{by}");
    }

    let activity = ask(json!({ "activity": true })).await["total"].clone();
    assert_eq!(
        (&activity["averageInteractionsWhenWon"], &activity["averageInteractionsWhenLost"]),
        (&json!(2.0 / 3.0), &json!(2.0))
    );
    let later = ask(json!({ "from": "2026-02-01T00:00:00Z" })).await["total"].clone();
    assert_eq!((&later["won"], &later["lost"]), (&json!(2), &json!(0)));
    // Whoever sees their own deals alone is told of those alone.
    let own = world.client(Role::Rep).ok(REPORT, json!({})).await["salesReport"]["total"].clone();
    assert_eq!((&own["won"], &own["lost"]), (&json!(2), &json!(0)));
    let backwards = "{ salesReport(from: \"2026-02-01T00:00:00Z\", to: \"2026-01-01T00:00:00Z\") { from } }";
    assert_eq!(admin.error(backwards, json!({})).await["extensions"]["code"], "BAD_USER_INPUT");
}
