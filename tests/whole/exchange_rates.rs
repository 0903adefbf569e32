//! Exchange rates: set many at once, listed along their index, and sales converted by those of the day.

use chrono::{TimeDelta, TimeZone, Utc};
use diesel::{RunQueryDsl, sql_query};
use rapport_db::{Db, DbConfig};
use rapport_kernel::{Clock, Role};
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::hire,
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    plans::rows_read,
    world,
};

const SET: &str = "mutation ($base: String!, $rates: [ExchangeRateInput!]!) { \
    setExchangeRates(input: { base: $base, rates: $rates }) { changed base { currency version } } }";
const DELETE: &str = "mutation ($input: DeleteExchangeRatesInput!) { \
    deleteExchangeRates(input: $input) { changed base { currency version } } }";
const LIST: &str = "query ($currency: String, $from: Date, $to: Date, $first: Int, $after: String) { \
    exchangeRates(currency: $currency, from: $from, to: $to, first: $first, after: $after) { \
    totalCount nodes { currency day rate } pageInfo { endCursor hasNextPage } } }";

fn rate(currency: &str, day: &str, rate: &str) -> Value {
    json!({ "currency": currency, "day": day, "rate": rate })
}

async fn set(client: &Client, base: &str, rates: &[Value]) -> Value {
    client.ok(SET, json!({ "base": base, "rates": rates })).await["setExchangeRates"].clone()
}

/// A rate, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    set(admin, "EUR", &[rate("USD", "2026-01-01", "1.1")]).await;
}

#[tokio::test]
async fn rates_are_set_all_or_none_and_again_without_effect() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    assert_eq!(admin.ok("{ exchangeBase { currency } }", json!({})).await["exchangeBase"], Value::Null);
    let first = [rate("USD", "2026-01-01", "1.10"), rate("jpy", "2026-01-01", "160"), rate("USD", "2026-01-02", "1.2")];
    assert_eq!(set(&admin, "eur", &first).await, json!({ "changed": 3, "base": { "currency": "EUR", "version": 1 } }));
    assert_eq!(set(&admin, "EUR", &first).await, json!({ "changed": 0, "base": { "currency": "EUR", "version": 1 } }));
    let other = [rate("USD", "2026-01-01", "1.1"), rate("USD", "2026-01-02", "1.25")];
    assert_eq!(set(&admin, "EUR", &other).await, json!({ "changed": 1, "base": { "currency": "EUR", "version": 2 } }));

    // One bad rate and none is set.
    let bad = json!({ "base": "EUR", "rates": [rate("USD", "2026-03-01", "1.3"), rate("EUR", "2026-03-01", "1"), rate("USD", "2026-03-02", "-1")] });
    let error = admin.error(SET, bad).await;
    let paths: Vec<_> =
        error["extensions"]["violations"].as_array().unwrap().iter().map(|one| one["path"].clone()).collect();
    assert_eq!(paths, [json!(["input", "rates", 1, "currency"]), json!(["input", "rates", 2, "rate"])]);
    let dollars = json!({ "base": "USD", "rates": [rate("EUR", "2026-01-01", "0.9")] });
    assert_eq!(admin.error(SET, dollars.clone()).await["extensions"]["code"], "CONFLICT");
    for role in [Role::Manager, Role::Rep, Role::Analyst] {
        let refused = world.client(role).error(SET, json!({ "base": "EUR", "rates": other })).await;
        assert_eq!(refused["extensions"]["code"], "FORBIDDEN", "{role:?}");
    }

    let list = async |variables: Value| world.client(Role::Rep).ok(LIST, variables).await["exchangeRates"].clone();
    let nodes = [rate("USD", "2026-01-02", "1.25"), rate("JPY", "2026-01-01", "160"), rate("USD", "2026-01-01", "1.1")];
    let all = list(json!({})).await;
    assert_eq!((&all["nodes"], &all["totalCount"]), (&json!(nodes), &json!(3)));
    assert_eq!(list(json!({ "currency": "usd" })).await["nodes"], json!([nodes[0], nodes[2]]));
    assert_eq!(list(json!({ "to": "2026-01-01", "currency": "USD" })).await["nodes"], json!([nodes[2]]));
    assert_eq!(list(json!({ "from": "2026-01-02" })).await["nodes"], json!([nodes[0]]));
    let page = list(json!({ "first": 2 })).await;
    let rest = list(json!({ "first": 2, "after": page["pageInfo"]["endCursor"] })).await;
    assert_eq!((&page["nodes"], &rest["nodes"]), (&json!(nodes[..2]), &json!(nodes[2..])));

    // The history tells each rate, before and after.
    let history = "{ exchangeBase { currency history { nodes { kind changes { field old new } } } } }";
    let told = admin.ok(history, json!({})).await["exchangeBase"]["history"]["nodes"].clone();
    let changed = json!([{ "field": "rates", "old": [rate("USD", "2026-01-02", "1.2")], "new": [rate("USD", "2026-01-02", "1.25")] }]);
    assert_eq!((&told[0]["kind"], &told[0]["changes"]), (&json!("exchange_rates.set"), &changed));
    assert_eq!((&told[1]["changes"][0]["new"], told.as_array().unwrap().len()), (&json!("EUR"), 2));

    // Once all are removed there may be another base.
    let delete = async |input: Value| {
        admin.ok(DELETE, json!({ "input": input })).await["deleteExchangeRates"]["changed"].clone()
    };
    assert_eq!(delete(json!({ "currency": "USD", "from": "2026-01-02", "to": "2026-01-31" })).await, 1);
    assert_eq!(delete(json!({ "currency": "USD" })).await, 1);
    assert_eq!(delete(json!({ "currency": "USD" })).await, 0);
    assert_eq!(admin.error(SET, dollars.clone()).await["extensions"]["code"], "CONFLICT", "the yens are there");
    assert_eq!(delete(json!({ "currency": "JPY" })).await, 1);
    assert_eq!(admin.ok(SET, dollars).await["setExchangeRates"]["base"]["currency"], "USD");
}

#[tokio::test]
async fn sales_are_converted_by_the_rate_of_the_day_and_rounded_once() {
    let clock = Clock::standing_at(Utc.with_ymd_and_hms(2026, 1, 10, 0, 0, 0).unwrap());
    let mut world = world();
    world.clock = clock.clone();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await["id"].clone();
    let deal = async |amount: i64, currency: &str| {
        let amount = json!({ "amount": amount, "currency": currency });
        create_deal(&admin, json!({ "title": "x", "pipelineId": pipeline, "amount": amount })).await["id"].clone()
    };
    // Three times a third of a cent: one cent together, and nothing each by itself.
    set(
        &admin,
        "EUR",
        &[rate("USD", "2026-01-11", "3"), rate("USD", "2026-01-12", "2"), rate("JPY", "2026-01-01", "150")],
    )
    .await;
    let early = deal(600, "USD").await;
    step(&admin, "win", json!({ "id": early })).await;
    clock.advance(TimeDelta::days(1));
    for _ in 0..3 {
        let one = deal(1, "USD").await;
        step(&admin, "win", json!({ "id": one })).await;
    }
    clock.advance(TimeDelta::days(30));
    for (amount, currency, how) in
        [(1_000, "USD", "win"), (3, "JPY", "win"), (50, "EUR", "win"), (9, "CHF", "win"), (300, "USD", "lose")]
    {
        let one = deal(amount, currency).await;
        let mut input = json!({ "id": one });
        if how == "lose" {
            input["reason"] = json!("The price");
        }
        step(&admin, how, input).await;
    }
    let report = "query ($to: String, $by: SalesReportGroupBy) { salesReport(currency: $to, groupBy: $by) { total { ...C } groups { key ...C } } } \
        fragment C on SalesGroup { wonConverted { ...S } lostConverted { ...S } } \
        fragment S on ConvertedSales { sum { amount currency } average { amount } deals unconverted { sum { amount currency } deals } }";
    let ask = async |to: Value, by: Value| admin.ok(report, json!({ "to": to, "by": by })).await["salesReport"].clone();

    let total = ask(json!("EUR"), Value::Null).await["total"].clone();
    // 1 cent of January, 500 by the latest rate before February, 3 yen are 2 cents, 50 as they are; of six of the eight deals that were won.
    let won = json!({
        "sum": { "amount": 553, "currency": "EUR" }, "average": { "amount": 92 }, "deals": 6,
        "unconverted": [
            { "sum": { "amount": 9, "currency": "CHF" }, "deals": 1 },
            { "sum": { "amount": 600, "currency": "USD" }, "deals": 1 },
        ],
    });
    assert_eq!(total["wonConverted"], won, "553 / 6 is 92.17");
    let lost = json!({ "sum": { "amount": 150, "currency": "EUR" }, "average": { "amount": 150 }, "deals": 1, "unconverted": [] });
    assert_eq!(total["lostConverted"], lost);

    let groups = ask(json!("EUR"), json!("MONTH")).await["groups"].clone();
    let of = |index: usize| (groups[index]["key"].clone(), groups[index]["wonConverted"]["sum"]["amount"].clone());
    assert_eq!([of(0), of(1)], [(json!("2026-01"), json!(1)), (json!("2026-02"), json!(552))]);
    assert_eq!(groups[0]["lostConverted"]["average"], Value::Null, "of no deals there is no average");
    // Towards another currency than the base: yens have no smaller unit.
    let yens = ask(json!("jpy"), Value::Null).await["total"]["wonConverted"].clone();
    assert_eq!(
        (&yens["sum"], &yens["deals"]),
        (&json!({ "amount": 830, "currency": "JPY" }), &json!(6)),
        "1.5 + 750 + 3 + 75"
    );
    assert_eq!(ask(Value::Null, Value::Null).await["total"]["wonConverted"], Value::Null);
    assert_eq!(admin.error(report, json!({ "to": "XXY" })).await["extensions"]["code"], "BAD_USER_INPUT");
}

#[tokio::test]
async fn rates_of_years_are_listed_along_their_index() {
    let world = world();
    let mut conn = world.database().connect();
    for code in ["USD", "JPY", "CHF"] {
        let days = format!(
            "INSERT INTO exchange_rates (id, currency, day, rate, set_at) SELECT UNHEX(REPLACE(UUID(), '-', '')), '{code}', \
             DATE('2016-01-01') + INTERVAL n DAY, 1.1, '2026-01-01' FROM \
             (SELECT a.n + 16 * b.n + 256 * c.n AS n FROM {0} AS a, {0} AS b, {0} AS c) AS numbers WHERE n < 3000",
            "(SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 \
             UNION SELECT 7 UNION SELECT 8 UNION SELECT 9 UNION SELECT 10 UNION SELECT 11 UNION SELECT 12 UNION SELECT 13 \
             UNION SELECT 14 UNION SELECT 15)"
        );
        sql_query(days).execute(&mut conn).unwrap();
    }
    let _ = sql_query("ANALYZE TABLE exchange_rates").execute(&mut conn);
    let config = DbConfig { pool_size: 1, ..DbConfig::new(world.database().url()) };
    let db = Db::open(&config).unwrap();
    let world = world.through(db.clone());
    let admin = world.client(Role::Admin);
    let page = "query ($currency: String, $after: String, $from: Date) { exchangeRates(currency: $currency, from: $from, first: 20, after: $after) { nodes { day } pageInfo { endCursor } } }";
    for variables in [json!({}), json!({ "currency": "JPY" }), json!({ "currency": "JPY", "from": "2017-01-01" })] {
        let mut after = Value::Null;
        for depth in 0..10 {
            let mut variables = variables.clone();
            variables["after"] = after;
            let before = rows_read(&db).await;
            let read = admin.ok(page, variables.clone()).await["exchangeRates"].clone();
            let rows = rows_read(&db).await - before;
            assert!(rows < 80, "{rows} rows for page {depth} of {variables}");
            assert_eq!(read["nodes"].as_array().unwrap().len(), 20);
            after = read["pageInfo"]["endCursor"].clone();
        }
    }
}
