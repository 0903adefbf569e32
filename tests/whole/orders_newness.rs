//! How new customers are, to the business and to a product.

use chrono::TimeDelta;
use rapport_kernel::{Clock, Role};
use serde_json::{Value, json};

use crate::{
    authorization::hire,
    orders::{act, money, place},
    products, world,
};

#[tokio::test]
async fn a_customer_is_new_to_the_business_or_a_product_redirected_or_existing() {
    let mut world = world();
    hire(&world);
    let clock = Clock::standing_at(Clock::system().now().and_utc());
    world.clock = clock.clone();
    let admin = world.client(Role::Admin);
    let contact = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let company = admin.create_company(json!({ "name": "Acme" })).await;
    let product = products::create(&admin, json!({ "name": "One" })).await["id"].clone();
    let other = products::create(&admin, json!({ "name": "Other" })).await["id"].clone();
    let order = async |product: &Value, extra: Value| {
        let mut input = json!({
            "contactId": contact, "companyId": company, "currency": "EUR",
            "lines": [{ "productId": product, "unitPrice": money(100, "EUR") }]
        });
        for (key, value) in extra.as_object().unwrap() {
            input[key] = value.clone();
        }
        place(&admin, input).await["id"].clone()
    };
    let query = "query ($c: ID!, $o: ID!, $p: ID!, $l: Int) { \
                 contact(id: $c) { newness(product: $p, lapseDays: $l) { newness lapseDays explanation order { id } } } \
                 company(id: $o) { newness(product: $p, lapseDays: $l) { newness order { id } } } }";
    let is = async |lapse: Value| {
        let data = admin.ok(query, json!({ "c": contact, "o": company, "p": product, "l": lapse })).await;
        let (person, firm) = (data["contact"]["newness"].clone(), data["company"]["newness"].clone());
        assert_eq!((&person["newness"], &person["order"]), (&firm["newness"], &firm["order"]));
        (person["newness"].as_str().unwrap().to_owned(), person["order"]["id"].clone())
    };
    let now = |newness: &str, order: &Value| (newness.to_owned(), order.clone());
    assert_eq!(is(Value::Null).await, now("NEW_TO_BUSINESS", &Value::Null));
    // Neither samples nor what was cancelled or paid back is a purchase.
    let sample = json!({ "isFreeSample": true, "lines": [{ "productId": product }] });
    order(&product, sample).await;
    let cancelled = order(&product, json!({})).await;
    act(&admin, "cancel", &cancelled).await;
    let refunded = order(&product, json!({})).await;
    for money in [
        "recordPayment(input: { orderId: $id, amount: { amount: 100, currency: \"EUR\" } })",
        "refundOrder(input: { id: $id })",
    ] {
        admin.ok(&format!("mutation ($id: ID!) {{ {money} {{ isNew }} }}"), json!({ "id": refunded })).await;
    }
    assert_eq!(is(Value::Null).await, now("NEW_TO_BUSINESS", &Value::Null));
    // A sample of the product beside something that was bought.
    let lines =
        json!([{ "productId": other, "unitPrice": money(100, "EUR") }, { "productId": product, "isFreeSample": true }]);
    let first = order(&other, json!({ "lines": lines })).await;
    assert_eq!(is(Value::Null).await, now("NEW_TO_PRODUCT", &first));
    clock.advance(TimeDelta::days(1));
    let second = order(&product, json!({})).await;
    assert_eq!(is(Value::Null).await, now("EXISTING", &second));
    clock.advance(TimeDelta::days(30));
    assert_eq!(is(json!(29)).await, now("REDIRECTED", &second), "the lapse can be said");
    assert_eq!(is(json!(30)).await, now("EXISTING", &second));
    clock.advance(TimeDelta::days(340));
    assert_eq!(is(Value::Null).await, now("REDIRECTED", &second), "they would come back");
    let third = order(&other, json!({})).await;
    assert_eq!(is(Value::Null).await, now("REDIRECTED", &third), "they came back");
    clock.advance(TimeDelta::days(1));
    order(&other, json!({})).await;
    assert_eq!(is(Value::Null).await, now("EXISTING", &second));
    let bad = json!({ "c": contact, "o": company, "p": product, "l": 0 });
    let reply = admin.run(query, bad).await;
    assert_eq!(reply.errors[0]["extensions"]["code"], "BAD_USER_INPUT");
    // Who sees none of the orders is told of none; of many people it is one statement.
    let rep = world.client(Role::Rep);
    let none = "query ($o: ID!, $p: ID!) { company(id: $o) { newness(product: $p) { newness } } }";
    let told = rep.ok(none, json!({ "o": company, "p": product })).await;
    assert_eq!(told["company"]["newness"]["newness"], "NEW_TO_BUSINESS");
    admin.create_contact(json!({ "givenName": "Bea" })).await;
    let before = world.db.statements();
    let list = "query ($p: ID!) { contacts { nodes { newness(product: $p) { newness } } } }";
    let all = admin.ok(list, json!({ "p": product })).await;
    assert_eq!(world.db.statements() - before, 2);
    assert_eq!(all["contacts"]["nodes"][1]["newness"]["newness"], "NEW_TO_BUSINESS");
}
