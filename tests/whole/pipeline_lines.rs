//! Lines of deals: what is sold, for how much.

use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    pipeline::{create_pipeline, usual},
    products, world,
};

const DEAL: &str = "{ deal { id version amountSource amount { amount currency } \
     lines { name quantity discountBasisPoints billing payments subtotal { amount } total { amount } product { name } } \
     recurringRevenue { perMonth perYear currency } margin { amount } } }";

async fn create(client: &Client, input: Value) -> Value {
    let create = format!("mutation ($input: CreateDealInput!) {{ createDeal(input: $input) {DEAL} }}");
    client.ok(&create, json!({ "input": input })).await["createDeal"]["deal"].clone()
}

fn update() -> String {
    format!("mutation ($input: UpdateDealInput!) {{ updateDeal(input: $input) {DEAL} }}")
}

async fn change(client: &Client, input: Value) -> Value {
    client.ok(&update(), json!({ "input": input })).await["updateDeal"]["deal"].clone()
}

/// The largest amount.
const LARGEST: i64 = (1 << 53) - 1;

fn money(amount: i64, currency: &str) -> Value {
    json!({ "amount": amount, "currency": currency })
}

#[tokio::test]
async fn a_deal_is_worth_its_lines_or_what_somebody_says() {
    let world = world();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let product = products::create(&admin, products::usual()).await["id"].clone();
    let lines = json!([
        { "productId": product, "quantity": 3, "discountBasisPoints": 3333 },
        { "name": "Set-up", "unitPrice": money(99_999, "EUR"), "discountBasisPoints": 5000 }
    ]);
    let deal = create(&admin, json!({ "title": "One", "pipelineId": sales, "lines": lines })).await;
    // 3 × 550.00 less 33.33 % is 1100.055, paid twelve times; half of 999.99 is 499.995.
    assert_eq!(deal["lines"][0]["subtotal"]["amount"], 110_006);
    assert_eq!((&deal["lines"][0]["name"], &deal["lines"][0]["payments"]), (&json!("GTX Basic"), &json!(12)));
    assert_eq!(deal["lines"][1]["total"]["amount"], 50_000);
    assert_eq!(deal["amount"], money(110_006 * 12 + 50_000, "EUR"));
    assert_eq!(deal["amountSource"], "LINES");
    assert_eq!(deal["recurringRevenue"], json!({ "perMonth": 110_006, "perYear": 1_320_072, "currency": "EUR" }));
    assert_eq!(deal["margin"], Value::Null, "nobody knows what setting up costs");
    let id = deal["id"].clone();
    // By hand it stays, whatever the lines are; null takes it from them again.
    let by_hand = change(&admin, json!({ "id": id, "amount": money(1_000_000, "EUR") })).await;
    assert_eq!((&by_hand["amountSource"], &by_hand["lines"][1]["total"]["amount"]), (&json!("HAND"), &json!(50_000)));
    let one = json!([{ "productId": product, "billing": "YEARLY", "payments": 2 }]);
    let still = change(&admin, json!({ "id": id, "lines": one })).await;
    assert_eq!((&still["amount"], &still["amountSource"]), (&money(1_000_000, "EUR"), &json!("HAND")));
    assert_eq!(still["margin"]["amount"], 2 * 55_000 - 2 * 20_000);
    assert_eq!(still["recurringRevenue"]["perMonth"], 4_583, "a twelfth of 550.00");
    let again = change(&admin, json!({ "id": id, "amount": null })).await;
    assert_eq!((&again["amount"], &again["amountSource"]), (&money(110_000, "EUR"), &json!("LINES")));
    let same = change(&admin, json!({ "id": id, "lines": one })).await;
    assert_eq!(same["version"], again["version"], "nothing changed");
    let none = change(&admin, json!({ "id": id, "lines": [] })).await;
    assert_eq!([&none["amount"], &none["amountSource"], &none["recurringRevenue"]], [&Value::Null; 3]);
    let history = "query ($id: ID!) { deal(id: $id) { history(first: 1) { nodes { changes { field old new } } } } }";
    let told = admin.ok(history, json!({ "id": id })).await["deal"]["history"]["nodes"][0]["changes"].clone();
    let told: Vec<_> = told.as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(told, ["amount", "amountSource", "recurring", "lines"]);
}

#[tokio::test]
async fn a_line_takes_its_price_from_the_price_book_in_the_deal_s_currency() {
    let world = world();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let product = products::create(&admin, products::usual()).await["id"].clone();
    let book = products::create_price_book(&admin, &product).await;
    let line = json!([{ "productId": product, "priceBookId": book, "payments": 1 }]);
    let deal = create(&admin, json!({ "title": "CH", "pipelineId": sales, "lines": line })).await;
    assert_eq!(deal["amount"], money(49_900, "CHF"));
    let input = json!({ "title": "EU", "pipelineId": sales, "lines": line, "amount": money(1, "EUR") });
    let deal = create(&admin, input).await;
    assert_eq!(deal["lines"][0]["total"]["amount"], 55_000, "the book has none in euros, the product has");
    // A product that is deleted stays on the lines that have it, and comes on no other.
    admin
        .ok("mutation ($id: ID!) { deleteProduct(input: { id: $id }) { product { id } } }", json!({ "id": product }))
        .await;
    let line = json!([{ "productId": product, "quantity": 2, "payments": 1 }]);
    let kept = change(&admin, json!({ "id": deal["id"], "lines": line })).await;
    assert_eq!((&kept["lines"][0]["total"]["amount"], &kept["lines"][0]["product"]), (&json!(110_000), &Value::Null));
    let create = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id } } }";
    let input = json!({ "input": { "title": "New", "pipelineId": sales, "lines": line } });
    let error = admin.error(create, input).await;
    assert_eq!(error["extensions"]["violations"][0]["path"], json!(["input", "lines", 0, "productId"]));
}

#[tokio::test]
async fn bad_lines_are_refused_with_path_and_nothing_is_written() {
    let world = world();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let unpriced = products::create(&admin, json!({ "name": "Unpriced" })).await["id"].clone();
    let unknown = rapport_kernel::id::encode_global("PriceBook", uuid::Uuid::now_v7());
    let line = |price: Value| json!({ "name": "x", "unitPrice": price });
    let cases = [
        (json!([{ "productId": unpriced }]), json!(["input", "lines", 0, "unitPrice"])),
        (json!([line(money(1, "EUR")), line(money(1, "USD"))]), json!(["input", "lines", 1, "unitPrice"])),
        (json!([{ "productId": unpriced, "priceBookId": unknown }]), json!(["input", "lines", 0, "priceBookId"])),
        (
            json!([{ "name": "x", "quantity": 2, "unitPrice": money(LARGEST, "EUR") }]),
            json!(["input", "lines", 0, "unitPrice"]),
        ),
        (json!([line(money(LARGEST, "EUR")), line(money(LARGEST, "EUR"))]), json!(["input", "lines"])),
        (
            json!([{ "name": "x", "quantity": 0, "unitPrice": money(1, "EUR") }]),
            json!(["input", "lines", 0, "quantity"]),
        ),
    ];
    let create_deal = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id } } }";
    for (lines, path) in cases {
        let input = json!({ "title": "Bad", "pipelineId": sales, "lines": lines });
        let error = admin.error(create_deal, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
        assert_eq!(error["extensions"]["violations"][0]["path"], path, "{error:#}");
    }
    assert_eq!(admin.ok("{ deals { totalCount } }", json!({})).await["deals"]["totalCount"], 0);
    let deal = create(&admin, json!({ "title": "EUR", "pipelineId": sales, "amount": money(1, "EUR") })).await;
    let input = json!({ "id": deal["id"], "lines": [line(money(1, "USD"))] });
    let error = admin.error(&update(), json!({ "input": input })).await;
    assert_eq!(error["extensions"]["violations"][0]["path"], json!(["input", "lines", 0, "unitPrice"]));
}

#[tokio::test]
async fn the_lines_of_a_list_of_deals_take_one_statement() {
    let world = world();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    for title in ["One", "Two", "Three"] {
        let lines =
            json!([{ "name": title, "unitPrice": money(1, "EUR") }, { "name": "More", "unitPrice": money(2, "EUR") }]);
        create(&admin, json!({ "title": title, "pipelineId": sales, "lines": lines })).await;
    }
    let statements = async |selection: &str| {
        let before = world.db.statements();
        let data = admin.ok(&format!("{{ deals {{ nodes {{ title {selection} }} }} }}"), json!({})).await;
        (world.db.statements() - before, data)
    };
    let (alone, _) = statements("").await;
    let (with_lines, data) = statements("lines { name total { amount } }").await;
    assert_eq!(with_lines, alone + 1);
    assert_eq!(data["deals"]["nodes"][2]["lines"][0]["name"], "Three");
}
