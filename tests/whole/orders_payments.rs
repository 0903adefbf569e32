//! Payments, refunds and what is overdue.

use chrono::TimeDelta;
use rapport_graphql::futures_util::future::join_all;
use rapport_kernel::{Clock, Role};
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    orders::{act, money, one_line, place},
    world,
};

const PAY: &str = "mutation ($input: RecordPaymentInput!) { recordPayment(input: $input) { isNew \
     payment { id externalId amount { amount currency } method } order { paymentStatus paid { amount } balance { amount } } } }";
const BACK: &str = "mutation ($input: RefundOrderInput!) { refundOrder(input: $input) { isNew \
     refund { id amount { amount } reason } order { paymentStatus refunded { amount } balance { amount } } } }";

async fn customer(admin: &Client) -> String {
    admin.create_contact(json!({ "givenName": "Ada" })).await
}

fn code(error: &Value) -> &str {
    error["extensions"]["code"].as_str().unwrap()
}

#[tokio::test]
async fn a_payment_is_recorded_once_and_never_more_than_is_owed() {
    let world = world();
    let admin = world.client(Role::Admin);
    let contact = customer(&admin).await;
    let order = place(&admin, one_line(&contact, 1_000, "EUR")).await["id"].clone();
    let pay = |amount: i64, key: Option<&str>| json!({ "input": { "orderId": order, "amount": money(amount, "EUR"), "externalId": key, "method": "Transfer" } });
    // The same payment from fifty at once.
    let all = join_all((0..50).map(|_| admin.ok(PAY, pay(400, Some("bank-1"))))).await;
    assert_eq!(all.iter().filter(|one| one["recordPayment"]["isNew"] == true).count(), 1);
    let first = &all[0]["recordPayment"]["payment"]["id"];
    assert!(all.iter().all(|one| one["recordPayment"]["payment"]["id"] == *first));
    let part = &all[0]["recordPayment"]["order"];
    assert_eq!((&part["paymentStatus"], &part["balance"]["amount"]), (&json!("PARTLY_PAID"), &json!(600)));
    assert_eq!(code(&admin.error(PAY, pay(401, Some("bank-1"))).await), "CONFLICT", "another payment");
    assert_eq!(code(&admin.error(PAY, pay(601, None)).await), "CONFLICT", "more than is owed");
    let other = place(&admin, one_line(&contact, 1_000, "EUR")).await["id"].clone();
    let elsewhere = json!({ "input": { "orderId": other, "amount": money(400, "EUR"), "externalId": "bank-1" } });
    assert_eq!(code(&admin.error(PAY, elsewhere).await), "CONFLICT", "a payment of another order");
    for (amount, path) in [
        (money(0, "EUR"), json!(["input", "amount", "amount"])),
        (money(1, "USD"), json!(["input", "amount", "currency"])),
    ] {
        let error = admin.error(PAY, json!({ "input": { "orderId": order, "amount": amount } })).await;
        assert_eq!(error["extensions"]["violations"][0]["path"], path);
    }
    let rest = admin.ok(PAY, pay(600, None)).await["recordPayment"]["order"].clone();
    assert_eq!((&rest["paymentStatus"], &rest["balance"]["amount"]), (&json!("PAID"), &json!(0)));
    assert_eq!(code(&admin.error(PAY, pay(1, None)).await), "CONFLICT", "all is paid");
    let again = admin.ok(PAY, pay(400, Some("bank-1"))).await["recordPayment"].clone();
    assert_eq!((&again["isNew"], &again["payment"]["id"]), (&json!(false), first), "told again when all is paid");
    let query = "query ($id: ID!) { order(id: $id) { version payments { id amount { amount } recordedBy { id } order { id } } \
                 history { nodes { kind changes { field old new } } } } }";
    let order = admin.ok(query, json!({ "id": order })).await["order"].clone();
    assert_eq!((&order["version"], order["payments"].as_array().unwrap().len()), (&json!(3), 2));
    assert_eq!(order["history"]["nodes"][0]["kind"], "order.paid");
    let node = "query ($id: ID!) { node(id: $id) { id } }";
    assert_eq!(admin.ok(node, json!({ "id": first })).await["node"]["id"], *first);
    act(&admin, "cancel", &other).await;
    let cancelled = json!({ "input": { "orderId": other, "amount": money(1, "EUR") } });
    assert_eq!(code(&admin.error(PAY, cancelled).await), "CONFLICT");
    let rep = json!({ "input": { "orderId": other, "amount": money(1, "EUR") } });
    assert_eq!(code(&world.client(Role::Rep).error(PAY, rep).await), "NOT_FOUND");
}

#[tokio::test]
async fn of_refunds_at_once_no_more_is_paid_back_than_was_paid() {
    let world = world();
    let admin = world.client(Role::Admin);
    let contact = customer(&admin).await;
    let order = place(&admin, one_line(&contact, 1_000, "EUR")).await["id"].clone();
    let back = |amount: Value, key: Option<String>| json!({ "input": { "id": order, "amount": amount, "externalId": key, "reason": "It came late" } });
    assert_eq!(code(&admin.error(BACK, back(Value::Null, None)).await), "CONFLICT", "nothing was paid");
    admin.ok(PAY, json!({ "input": { "orderId": order, "amount": money(900, "EUR") } })).await;
    let replies = join_all((0..20).map(|_| admin.run(BACK, back(money(100, "EUR"), None)))).await;
    assert_eq!(replies.iter().filter(|reply| reply.errors.is_empty()).count(), 9);
    assert!(replies.iter().flat_map(|reply| &reply.errors).all(|error| code(error) == "CONFLICT"));
    let query = "query ($id: ID!, $c: ID!) { order(id: $id) { paymentStatus paid { amount } refunded { amount } \
                 balance { amount } refunds { amount { amount } reason } } contact(id: $c) { purchases { paid refunded } } }";
    let data = admin.ok(query, json!({ "id": order, "c": contact })).await;
    let is = &data["order"];
    assert_eq!((&is["paymentStatus"], &is["refunded"]["amount"]), (&json!("REFUNDED"), &json!(900)));
    assert_eq!((is["refunds"].as_array().unwrap().len(), &is["balance"]["amount"]), (9, &json!(100)));
    assert_eq!(data["contact"]["purchases"], json!([{ "paid": 900, "refunded": 900 }]));
    // The rest is paid, and all of it comes back at once, once, also of a cancelled order.
    admin.ok(PAY, json!({ "input": { "orderId": order, "amount": money(100, "EUR") } })).await;
    act(&admin, "cancel", &order).await;
    let key = Some("refund-1".to_owned());
    let all = join_all((0..10).map(|_| admin.ok(BACK, back(Value::Null, key.clone())))).await;
    assert_eq!(all.iter().filter(|one| one["refundOrder"]["isNew"] == true).count(), 1);
    assert!(all.iter().all(|one| one["refundOrder"]["refund"]["amount"]["amount"] == 100));
    assert_eq!(code(&admin.error(BACK, back(money(7, "EUR"), key)).await), "CONFLICT");
    assert_eq!(code(&world.client(Role::Rep).error(BACK, back(Value::Null, None)).await), "FORBIDDEN");
}

#[tokio::test]
async fn what_is_overdue_is_told_by_the_clock() {
    let mut world = world();
    let clock = Clock::standing_at(Clock::system().now().and_utc());
    world.clock = clock.clone();
    let admin = world.client(Role::Admin);
    let contact = customer(&admin).await;
    let due = async |days: i64| {
        let mut input = one_line(&contact, 1_000, "EUR");
        input["dueAt"] = json!((clock.now() + TimeDelta::days(days)).and_utc().to_rfc3339());
        place(&admin, input).await["id"].clone()
    };
    let (later, soon, paid, cancelled) = (due(20).await, due(10).await, due(10).await, due(10).await);
    place(&admin, one_line(&contact, 1_000, "EUR")).await;
    let overdue = async || {
        let query = "{ orders(filter: { overdue: true }, orderBy: [{ field: UNPAID_DUE_AT }]) { totalCount nodes { id isOverdue } } \
                     others: orders(filter: { overdue: false }) { totalCount } }";
        let data = admin.ok(query, json!({})).await;
        assert!(data["orders"]["nodes"].as_array().unwrap().iter().all(|order| order["isOverdue"] == true));
        let (late, others) =
            (data["orders"]["totalCount"].as_i64().unwrap(), data["others"]["totalCount"].as_i64().unwrap());
        assert_eq!(late + others, 5);
        data["orders"]["nodes"].as_array().unwrap().iter().map(|order| order["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(overdue().await, Vec::<Value>::new());
    admin.ok(PAY, json!({ "input": { "orderId": paid, "amount": money(1_000, "EUR") } })).await;
    admin.ok(PAY, json!({ "input": { "orderId": soon, "amount": money(999, "EUR") } })).await;
    act(&admin, "cancel", &cancelled).await;
    clock.advance(TimeDelta::days(15));
    assert_eq!(overdue().await, std::slice::from_ref(&soon));
    clock.advance(TimeDelta::days(15));
    assert_eq!(overdue().await, [soon.clone(), later.clone()], "the longest first");
    admin.ok(PAY, json!({ "input": { "orderId": soon, "amount": money(1, "EUR") } })).await;
    assert_eq!(overdue().await, [later]);
}
