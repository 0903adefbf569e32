//! Scores by a model that is learned from the outcomes of deals.

use chrono::{DateTime, TimeDelta};
use rapport_kernel::{Clock, Role};
use rapport_pipeline::scoring::Retrainer;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{create_deal, create_pipeline, usual},
    products, world,
};

const TRAIN: &str = "mutation ($input: TrainScoringModelInput!) { trainScoringModel(input: $input) { scoringModel { \
                     id deals won intercept weights { factor label coefficient } quality { deals won auc brierScore \
                     brierScoreOfShare logLoss lift { decile deals won lift } calibration { from to deals wonShare } } } } }";
const SCORE: &str = "query ($id: ID!) { deal(id: $id) { score { value probability intercept factors { factor label value \
                     coefficient contribution } model { id } } scoreHistory { value scoredAt model { id } } } }";

/// Records a deal of this product and closes it; returns when.
async fn close(admin: &Client, pipeline: &Value, product: &Value, is_won: bool) -> Value {
    let lines = if product.is_null() { json!([]) } else { json!([{ "productId": product }]) };
    let deal = create_deal(admin, json!({ "title": "Scored", "pipelineId": pipeline, "lines": lines })).await;
    let (verb, reason) = if is_won { ("win", "") } else { ("lose", ", reason: \"Price\"") };
    let close = format!("mutation ($id: ID!) {{ {verb}Deal(input: {{ id: $id{reason} }}) {{ deal {{ closedAt }} }} }}");
    admin.ok(&close, json!({ "id": deal["id"] })).await[format!("{verb}Deal")]["deal"]["closedAt"].clone()
}

async fn train(client: &Client, input: Value) -> Value {
    client.ok(TRAIN, json!({ "input": input })).await["trainScoringModel"]["scoringModel"].clone()
}

/// A model of this pipeline, learned from some deals and measured by others.
pub(crate) async fn furnish_in(admin: &Client, pipeline: &Value) -> Value {
    for is_won in [true, false, true, false] {
        close(admin, pipeline, &Value::Null, is_won).await;
    }
    let split = close(admin, pipeline, &Value::Null, true).await;
    close(admin, pipeline, &Value::Null, false).await;
    train(admin, json!({ "pipelineId": pipeline, "trainBefore": split })).await["id"].clone()
}

/// A model of a pipeline of its own, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    let pipeline = create_pipeline(admin, usual()).await["id"].clone();
    furnish_in(admin, &pipeline).await;
}

#[tokio::test]
async fn a_model_learns_from_outcomes_and_explains_its_scores() {
    let mut world = world();
    world.clock = Clock::standing_at(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
    hire(&world);
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let good = products::create(&admin, json!({ "name": "Good", "listPrice": { "amount": 100, "currency": "EUR" } }))
        .await["id"]
        .clone();
    let bad = products::create(&admin, json!({ "name": "Bad", "listPrice": { "amount": 100, "currency": "EUR" } }))
        .await["id"]
        .clone();
    // Of four with the one, three are won; with the other, one. The same again a day later, by which it is measured.
    for days in [0, 1] {
        for number in 0..24 {
            close(&admin, &sales, &good, number % 4 != 0).await;
            close(&admin, &sales, &bad, number % 4 == 0).await;
        }
        if days == 0 {
            world.clock.advance(TimeDelta::days(1));
        }
    }
    let split = "2026-09-22T00:00:00Z";
    let open = |product: &Value| {
        let input = json!({ "title": "Open", "pipelineId": sales, "lines": [{ "productId": product }], "ownerId": user_id(Role::Rep) });
        let admin = admin.clone();
        async move { create_deal(&admin, input).await["id"].clone() }
    };
    let (promising, hopeless) = (open(&good).await, open(&bad).await);
    let before = admin.ok(SCORE, json!({ "id": promising })).await;
    assert_eq!(before["deal"], json!({ "score": null, "scoreHistory": [] }), "nothing was learned yet");
    let model = train(&admin, json!({ "pipelineId": sales, "trainBefore": split, "penalty": 0.001 })).await;
    assert_eq!((&model["deals"], &model["won"]), (&json!(48), &json!(24)));
    let names: Vec<_> = model["weights"].as_array().unwrap().iter().map(|one| one["label"].clone()).collect();
    assert!(names.contains(&json!("Good")) && names.contains(&json!("Bad")), "{names:?}");
    let quality = &model["quality"];
    assert_eq!((&quality["deals"], &quality["auc"]), (&json!(48), &json!(0.75)), "{quality:#}");
    let near =
        |value: &Value, wanted: f64| assert!((value.as_f64().unwrap() - wanted).abs() < 1e-3, "{value} {wanted}");
    near(&quality["brierScore"], 0.1875);
    near(&quality["brierScoreOfShare"], 0.25);
    assert_eq!(quality["lift"][0]["decile"], 1);
    // The score: as often as deals of this product were won, and the contributions make up the log-odds.
    for (deal, share) in [(&promising, 0.75), (&hopeless, 0.25)] {
        let told = admin.ok(SCORE, json!({ "id": deal })).await["deal"].clone();
        let score = &told["score"];
        near(&score["probability"], (share * 48.0 + 0.5) / 49.0);
        near(&score["value"], 100.0 * score["probability"].as_f64().unwrap());
        let brought: f64 =
            score["factors"].as_array().unwrap().iter().map(|one| one["contribution"].as_f64().unwrap()).sum();
        let log_odds = score["intercept"].as_f64().unwrap() + brought;
        assert!((1.0 / (1.0 + (-log_odds).exp()) - share).abs() < 1e-3, "{score:#}");
        assert_eq!(score["model"]["id"], model["id"]);
        assert_eq!(told["scoreHistory"].as_array().unwrap().len(), 1, "open deals were scored");
    }
    // A later model counts from then on; both stay.
    let later = train(&admin, json!({ "pipelineId": sales, "trainBefore": "2100-01-01T00:00:00Z" })).await;
    assert_eq!((&later["deals"], &later["quality"]), (&json!(96), &Value::Null));
    let told = admin.ok(SCORE, json!({ "id": promising })).await["deal"].clone();
    assert_eq!(told["score"]["model"]["id"], later["id"]);
    assert_eq!(told["scoreHistory"].as_array().unwrap().len(), 2);
    let list = "query ($p: ID!) { scoringModels(pipelineId: $p) { nodes { id } } }";
    let listed = admin.ok(list, json!({ "p": sales })).await["scoringModels"]["nodes"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    // Who may not see the deal learns nothing of its score; who may sees it without the right to train.
    let rep = world.client(Role::Rep);
    assert!(rep.ok(SCORE, json!({ "id": promising })).await["deal"]["score"]["value"].is_number());
    let error = rep.error(TRAIN, json!({ "input": { "pipelineId": sales, "trainBefore": split } })).await;
    assert_eq!(error["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn the_amount_and_what_else_comes_of_the_outcome_is_not_learned() {
    let world = world();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    // All that is won is worth much, all that is lost nothing: whoever reads that knows the outcome.
    for number in 0..50 {
        let is_won = number % 2 == 0;
        let amount = json!({ "amount": if is_won { 100_000 } else { 0 }, "currency": "EUR" });
        let deal =
            create_deal(&admin, json!({ "title": "x", "pipelineId": sales, "amount": amount })).await["id"].clone();
        let close = if is_won {
            "mutation ($id: ID!) { winDeal(input: { id: $id, competitor: \"Initech\" }) { deal { id } } }"
        } else {
            "mutation ($id: ID!) { loseDeal(input: { id: $id, reason: \"Price\" }) { deal { id } } }"
        };
        admin.ok(close, json!({ "id": deal })).await;
    }
    let model = train(&admin, json!({ "pipelineId": sales, "trainBefore": "2100-01-01T00:00:00Z" })).await;
    assert_eq!((&model["deals"], &model["weights"]), (&json!(50), &json!([])), "nothing tells them apart");
    let deal = create_deal(&admin, json!({ "title": "x", "pipelineId": sales })).await["id"].clone();
    let score = admin.ok(SCORE, json!({ "id": deal })).await["deal"]["score"].clone();
    assert_eq!(score["value"], json!(50.0));
}

#[tokio::test]
async fn a_model_is_trained_again_when_it_is_due_and_open_deals_are_scored_each_day() {
    let mut world = world();
    world.clock = Clock::standing_at(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    close(&admin, &sales, &Value::Null, true).await;
    close(&admin, &sales, &Value::Null, false).await;
    let deal = create_deal(&admin, json!({ "title": "Open", "pipelineId": sales })).await["id"].clone();
    world.clock.advance(TimeDelta::days(2));
    let split = json!({ "pipelineId": sales, "trainBefore": "2026-09-22T00:00:00Z", "retrainEveryDays": 7 });
    train(&admin, split).await;
    let retrainer = Retrainer::new(world.db.clone(), world.clock.clone());
    let other = Retrainer::new(world.db.clone(), world.clock.clone());
    assert_eq!(retrainer.step().await.unwrap(), (0, 0), "both were done as it was trained");
    assert_eq!(other.step().await.unwrap(), (0, 0), "another node is at it");
    world.clock.advance(TimeDelta::days(1));
    assert_eq!(retrainer.step().await.unwrap(), (0, 1));
    close(&admin, &sales, &Value::Null, true).await;
    world.clock.advance(TimeDelta::days(6));
    assert_eq!(retrainer.step().await.unwrap(), (1, 1));
    let list = "query ($p: ID!) { scoringModels(pipelineId: $p) { nodes { deals retrainEveryDays } } }";
    let listed = admin.ok(list, json!({ "p": sales })).await["scoringModels"]["nodes"].clone();
    assert_eq!(listed, json!([{ "deals": 3, "retrainEveryDays": 7 }, { "deals": 2, "retrainEveryDays": 7 }]));
    let told = admin.ok(SCORE, json!({ "id": deal })).await["deal"]["scoreHistory"].clone();
    assert_eq!(told.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn what_cannot_be_learned_is_refused() {
    let world = world();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    close(&admin, &sales, &Value::Null, true).await;
    let fields = async |input: Value| -> Vec<String> {
        let error = admin.error(TRAIN, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
        let violations = error["extensions"]["violations"].as_array().unwrap().clone();
        violations.iter().map(|one| one["path"][1].as_str().unwrap().to_owned()).collect()
    };
    let end = "2100-01-01T00:00:00Z";
    assert_eq!(fields(json!({ "pipelineId": sales, "trainBefore": end })).await, ["trainBefore"], "none was lost");
    let unknown = rapport_kernel::id::encode_global("Pipeline", uuid::Uuid::now_v7());
    assert_eq!(fields(json!({ "pipelineId": unknown, "trainBefore": end })).await, ["pipelineId"]);
    let wrong = json!({
        "pipelineId": "x", "trainBefore": end, "testBefore": end, "penalty": 0.0, "retrainEveryDays": 0, "name": " "
    });
    assert_eq!(fields(wrong).await.len(), 5);
}
