//! What customers bought, kept current, is what a recount says to the last minor unit.

use std::collections::BTreeMap;

use rapport_graphql::futures_util::future::join_all;
use rapport_kernel::Role;
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{
    orders::{act, money, place},
    world,
};

const CURRENCIES: [&str; 3] = ["EUR", "USD", "JPY"];

/// Orders, amounts and moments by customer and currency.
type Totals = BTreeMap<(String, String), (i64, i64, i64, i64, String, String)>;

/// What the API keeps of all customers.
async fn kept(admin: &Client) -> Totals {
    let purchases = "id purchases { currency orders ordered paid refunded firstOrderAt lastOrderAt }";
    let query = format!(
        "{{ contacts(first: 100) {{ nodes {{ {purchases} }} }} companies(first: 100) {{ nodes {{ {purchases} }} }} }}"
    );
    let data = admin.ok(&query, json!({})).await;
    let customers =
        ["contacts", "companies"].into_iter().flat_map(|list| data[list]["nodes"].as_array().unwrap().clone());
    let mut all = Totals::new();
    for customer in customers {
        for one in customer["purchases"].as_array().unwrap() {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            let number = |key: &str| one[key].as_i64().unwrap();
            let sums = (number("orders"), number("ordered"), number("paid"), number("refunded"));
            let key = (customer["id"].as_str().unwrap().to_owned(), text("currency"));
            all.insert(key, (sums.0, sums.1, sums.2, sums.3, text("firstOrderAt"), text("lastOrderAt")));
        }
    }
    all
}

/// The same, counted from the orders, their lines, payments and refunds as the API lists them.
async fn recounted(admin: &Client) -> Totals {
    let query = "query ($after: String) { orders(first: 100, after: $after) { nodes { status isFreeSample currency placedAt \
                 contact { id } company { id } lines { net { amount } tax { amount } } payments { amount { amount } } \
                 refunds { amount { amount } } } pageInfo { hasNextPage endCursor } } }";
    let (mut all, mut after) = (Totals::new(), Value::Null);
    loop {
        let page = admin.ok(query, json!({ "after": after })).await["orders"].clone();
        for order in page["nodes"].as_array().unwrap() {
            let sum = |list: &str, of: &[&str]| -> i64 {
                let amounts = |one: &Value| of.iter().map(|key| one[key]["amount"].as_i64().unwrap()).sum::<i64>();
                order[list].as_array().unwrap().iter().map(amounts).sum()
            };
            let counts = order["status"] == "PLACED" && order["isFreeSample"] == false;
            for customer in ["contact", "company"] {
                let Some(id) = order[customer]["id"].as_str() else { continue };
                let key = (id.to_owned(), order["currency"].as_str().unwrap().to_owned());
                let total = all.entry(key).or_default();
                total.2 += sum("payments", &["amount"]);
                total.3 += sum("refunds", &["amount"]);
                if counts {
                    let placed = order["placedAt"].as_str().unwrap().to_owned();
                    total.0 += 1;
                    total.1 += sum("lines", &["net", "tax"]);
                    total.4 = if total.4.is_empty() { placed.clone() } else { total.4.clone().min(placed.clone()) };
                    total.5 = total.5.clone().max(placed);
                }
            }
        }
        if page["pageInfo"]["hasNextPage"] == false {
            all.retain(|_, total| (total.0, total.2, total.3) != (0, 0, 0));
            return all;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// One order's life, which is another for each number.
async fn live(admin: &Client, customers: &[Value; 3], n: usize) {
    let currency = CURRENCIES[n % 3];
    let amount = i64::try_from(n).unwrap() * 37 + 11;
    let mut input = json!({
        "contactId": customers[n % 2], "placedAt": format!("2026-0{}-1{}T00:00:00Z", 1 + n % 9, n % 7),
        "lines": [
            { "name": "x", "unitPrice": money(amount, currency), "taxRateBasisPoints": 1900, "quantity": 1 + n % 4 },
            { "name": "y", "unitPrice": money(amount / 2, currency), "taxRateBasisPoints": 700, "discountBasisPoints": 3333 }
        ]
    });
    if n % 4 != 3 {
        input["companyId"] = customers[2].clone();
    }
    if n.is_multiple_of(11) {
        (input["isFreeSample"], input["currency"]) = (json!(true), json!(currency));
        input["lines"] = json!([{ "name": "x" }]);
    }
    let order = place(admin, input).await;
    let (id, total) = (order["id"].clone(), order["total"]["amount"].as_i64().unwrap());
    let pay = "mutation ($id: ID!, $m: MoneyInput!) { recordPayment(input: { orderId: $id, amount: $m }) { isNew } }";
    let back = "mutation ($id: ID!, $m: MoneyInput) { refundOrder(input: { id: $id, amount: $m }) { isNew } }";
    if total > 1 && !n.is_multiple_of(4) {
        let part = if n.is_multiple_of(2) { total } else { total / 2 };
        admin.ok(pay, json!({ "id": id, "m": money(part, currency) })).await;
        if n.is_multiple_of(5) {
            admin.ok(back, json!({ "id": id, "m": (n.is_multiple_of(10)).then(|| money(1, currency)) })).await;
        }
    }
    match n % 13 {
        1 => drop(act(admin, "cancel", &id).await),
        2 => drop(act(admin, "delete", &id).await),
        3 => {
            act(admin, "delete", &id).await;
            act(admin, "restore", &id).await;
        }
        4 => {
            let change = "mutation ($input: UpdateOrderInput!) { updateOrder(input: $input) { order { id } } }";
            let input = json!({ "id": id, "contactId": customers[(n + 1) % 2], "placedAt": "2025-12-31T00:00:00Z" });
            admin.ok(change, json!({ "input": input })).await;
        }
        _ => {}
    }
}

async fn customers(world: &World) -> [Value; 3] {
    let admin = world.client(Role::Admin);
    let person = async |name: &str| json!(admin.create_contact(json!({ "givenName": name })).await);
    [person("Ada").await, person("Bea").await, json!(admin.create_company(json!({ "name": "Acme" })).await)]
}

#[tokio::test]
async fn what_customers_bought_is_what_a_recount_says_whoever_writes_at_once() {
    let world = world();
    let admin = world.client(Role::Admin);
    let customers = customers(&world).await;
    // Eight at once, all of the same three customers.
    let writer = async |first: usize| {
        for n in (first..120).step_by(8) {
            live(&admin, &customers, n).await;
        }
    };
    join_all((0..8).map(writer)).await;
    let (kept, recounted) = (kept(&admin).await, recounted(&admin).await);
    assert_eq!(kept.len(), 9, "three customers in three currencies");
    assert_eq!(kept, recounted);
    assert!(kept.values().any(|total| total.3 > 0), "something was paid back");
}
