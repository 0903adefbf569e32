//! The catalogue: products.

use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{authorization::hire, world};

const CREATE: &str = "mutation ($input: CreateProductInput!) { createProduct(input: $input) { product { \
                      id version code name series billing externalId listPrice { amount currency } deletedAt } } }";
const UPDATE: &str = "mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { product { \
                      id version code name series billing externalId listPrice { amount currency } deletedAt } } }";
const DELETE: &str = "mutation ($id: ID!) { deleteProduct(input: { id: $id }) { product { id deletedAt } } }";
const RESTORE: &str = "mutation ($id: ID!) { restoreProduct(input: { id: $id }) { product { id deletedAt } } }";

const CREATE_BOOK: &str = "mutation ($input: CreatePriceBookInput!) { createPriceBook(input: $input) { \
                           priceBook { id version } } }";
const UPDATE_BOOK: &str = "mutation ($input: UpdatePriceBookInput!) { updatePriceBook(input: $input) { \
                           priceBook { id version name prices { totalCount nodes { amount currency product { name } } } } } }";

/// A product with everything that one can have, but a code.
pub(crate) fn usual() -> Value {
    json!({
        "name": "GTX Basic", "series": "GTX", "description": "The small one.", "billing": "MONTHLY",
        "listPrice": { "amount": 55_000, "currency": "EUR" }, "unitCost": { "amount": 20_000, "currency": "EUR" }
    })
}

/// Records a product and returns it.
pub(crate) async fn create(client: &Client, input: Value) -> Value {
    client.ok(CREATE, json!({ "input": input })).await["createProduct"]["product"].clone()
}

/// A living and a deleted product, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    create(admin, usual()).await;
    let gone = create(admin, usual()).await["id"].clone();
    admin.ok(DELETE, json!({ "id": gone })).await;
    let product = create(admin, usual()).await["id"].clone();
    create_price_book(admin, &product).await;
    let gone = create_price_book(admin, &product).await;
    let delete = "mutation ($id: ID!) { deletePriceBook(input: { id: $id }) { priceBook { id } } }";
    admin.ok(delete, json!({ "id": gone })).await;
}

/// Records a price book with one price.
pub(crate) async fn create_price_book(admin: &Client, product: &Value) -> Value {
    let prices = json!([{ "productId": product, "price": { "amount": 49_900, "currency": "CHF" } }]);
    let input = json!({ "input": { "name": "Switzerland", "prices": prices } });
    admin.ok(CREATE_BOOK, input).await["createPriceBook"]["priceBook"]["id"].clone()
}

#[tokio::test]
async fn a_product_is_recorded_changed_deleted_and_restored() {
    let world = world();
    let admin = world.client(Role::Admin);
    let made = create(&admin, usual()).await;
    assert_eq!(
        (&made["version"], &made["billing"], &made["listPrice"]["amount"]),
        (&json!(1), &json!("MONTHLY"), &json!(55_000))
    );
    let input = json!({ "id": made["id"], "expectedVersion": 1, "code": " gtx-1 ", "series": null, "listPrice": null });
    let changed = admin.ok(UPDATE, json!({ "input": input })).await["updateProduct"]["product"].clone();
    assert_eq!(
        (&changed["code"], &changed["series"], &changed["listPrice"]),
        (&json!("gtx-1"), &Value::Null, &Value::Null)
    );
    let again = json!({ "input": { "id": made["id"], "code": "gtx-1" } });
    let same = admin.ok(UPDATE, again).await["updateProduct"]["product"].clone();
    assert_eq!(same["version"], 2, "nothing changed");
    let stale = json!({ "input": { "id": made["id"], "expectedVersion": 1, "name": "x" } });
    assert_eq!(admin.error(UPDATE, stale).await["extensions"]["code"], "CONFLICT");
    let unnamed = json!({ "input": { "id": made["id"], "name": null } });
    assert_eq!(admin.error(UPDATE, unnamed).await["extensions"]["code"], "BAD_USER_INPUT");
    admin.ok(DELETE, json!({ "id": made["id"] })).await;
    let query = "query ($id: ID!) { product(id: $id) { id } node(id: $id) { id } products { totalCount } }";
    let gone = admin.ok(query, json!({ "id": made["id"] })).await;
    assert_eq!(gone, json!({ "product": null, "node": null, "products": { "totalCount": 0 } }));
    assert_eq!(admin.error(DELETE, json!({ "id": made["id"] })).await["extensions"]["code"], "NOT_FOUND");
    admin.ok(RESTORE, json!({ "id": made["id"] })).await;
    let query = "query ($id: ID!) { product(id: $id) { history { nodes { kind changes { field } } } } }";
    let told = admin.ok(query, json!({ "id": made["id"] })).await;
    let kinds: Vec<_> =
        told["product"]["history"]["nodes"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["product.restored", "product.deleted", "product.updated", "product.created"]);
}

#[tokio::test]
async fn a_code_and_an_external_id_belong_to_one_living_product_and_a_conflict_names_it() {
    let world = world();
    let admin = world.client(Role::Admin);
    let first = create(&admin, json!({ "name": "One", "code": "A-1", "externalId": "7" })).await["id"].clone();
    let fields = async |document: &str, variables: Value| {
        let error = admin.error(document, variables).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT");
        assert_eq!(error["extensions"]["conflictingIds"], json!([first]));
        error["extensions"]["violations"][0]["path"][1].clone()
    };
    let with = |field: &str, value: &str| json!({ "input": { "name": "Two", field: value } });
    assert_eq!(fields(CREATE, with("code", "a-1")).await, "code");
    assert_eq!(fields(CREATE, with("externalId", "7")).await, "externalId");
    admin.ok(DELETE, json!({ "id": first })).await;
    let second = create(&admin, with("code", "a-1")["input"].clone()).await["id"].clone();
    let error = admin.error(RESTORE, json!({ "id": first })).await;
    assert_eq!(error["extensions"]["conflictingIds"], json!([second]), "it has the code by now");
}

#[tokio::test]
async fn what_a_product_costs_is_for_those_who_may_see_it() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let id = create(&admin, usual()).await["id"].clone();
    let query =
        "query ($id: ID!) { product(id: $id) { name unitCost { amount } history { nodes { changes { field } } } } }";
    let seen = admin.ok(query, json!({ "id": id })).await["product"].clone();
    assert_eq!(seen["unitCost"]["amount"], 20_000);
    assert!(seen["history"].to_string().contains("unitCost"));
    let rep = world.client(Role::Rep).run(query, json!({ "id": id })).await;
    assert_eq!((&rep.data["product"]["name"], &rep.data["product"]["unitCost"]), (&json!("GTX Basic"), &Value::Null));
    assert_eq!(rep.errors[0]["extensions"]["code"], "FORBIDDEN");
    assert!(
        !rep.data["product"]["history"].to_string().contains("unitCost"),
        "nor does the history tell: {}",
        rep.data
    );
    for role in [Role::Rep, Role::Marketer, Role::Support, Role::Analyst, Role::Partner] {
        let error = world.client(role).error(CREATE, json!({ "input": usual() })).await;
        assert_eq!(error["extensions"]["code"], "FORBIDDEN");
    }
    let error = world.client(Role::Partner).error("{ products { totalCount } }", json!({})).await;
    assert_eq!(error["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn products_are_filtered_and_ordered() {
    let world = world();
    let admin = world.client(Role::Admin);
    for (name, series, price) in [("Plus", Some("MG"), 300), ("Basic", Some("GTX"), 100), ("Pro", None, 200)] {
        let price = json!({ "amount": price, "currency": "USD" });
        create(&admin, json!({ "name": name, "series": series, "listPrice": price })).await;
    }
    let names = async |arguments: &str| -> Vec<String> {
        let found = admin.ok(&format!("{{ products{arguments} {{ nodes {{ name }} }} }}"), json!({})).await;
        let nodes = found["products"]["nodes"].as_array().unwrap().clone();
        nodes.iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("(orderBy: [{ field: NAME }])").await, ["Basic", "Plus", "Pro"]);
    assert_eq!(names("(orderBy: [{ field: SERIES, nulls: LAST }])").await, ["Basic", "Plus", "Pro"]);
    assert_eq!(names("(filter: { name: { eq: \"basic\" } })").await, ["Basic"]);
    assert_eq!(names("(filter: { listPrice: { currency: \"USD\", gt: 100, lt: 300 } })").await, ["Pro"]);
    assert_eq!(
        names("(filter: { not: { series: { eq: \"MG\" } } }, orderBy: [{ field: ID, direction: DESC }])").await,
        ["Pro", "Basic"]
    );
    assert!(names("(filter: { billing: [YEARLY] })").await.is_empty());
    assert!(names("(filter: { deleted: true })").await.is_empty());
}

#[tokio::test]
async fn a_price_book_has_one_price_for_each_product_and_currency() {
    let world = world();
    let admin = world.client(Role::Admin);
    let product = create(&admin, usual()).await["id"].clone();
    let other = create(&admin, json!({ "name": "Other" })).await["id"].clone();
    let book = create_price_book(&admin, &product).await;
    let price = |product: &Value, amount: i64, currency: &str| json!({ "productId": product, "price": { "amount": amount, "currency": currency } });
    let prices = json!([price(&product, 47_000, "CHF"), price(&product, 50_000, "EUR"), price(&other, 1, "EUR")]);
    let input = json!({ "input": { "id": book, "expectedVersion": 1, "name": "CH", "prices": prices } });
    let changed = admin.ok(UPDATE_BOOK, input.clone()).await["updatePriceBook"]["priceBook"].clone();
    let nodes = changed["prices"]["nodes"].as_array().unwrap();
    let shown: Vec<_> = nodes.iter().map(|one| (&one["amount"], one["currency"].as_str().unwrap())).collect();
    assert_eq!(shown, [(&json!(47_000), "CHF"), (&json!(50_000), "EUR"), (&json!(1), "EUR")]);
    let same = admin.ok(UPDATE_BOOK, json!({ "input": { "id": book, "prices": prices } })).await;
    assert_eq!(same["updatePriceBook"]["priceBook"]["version"], 2, "nothing changed");
    let remove = json!([{ "productId": other, "currency": "eur" }, { "productId": other, "currency": "JPY" }]);
    let rest = admin.ok(UPDATE_BOOK, json!({ "input": { "id": book, "removePrices": remove } })).await;
    assert_eq!(rest["updatePriceBook"]["priceBook"]["prices"]["totalCount"], 2);
    let of_product = "query ($id: ID!) { product(id: $id) { prices { amount currency priceBook { name } } } }";
    let seen = admin.ok(of_product, json!({ "id": product })).await;
    assert_eq!(
        seen["product"]["prices"][1],
        json!({ "amount": 50_000, "currency": "EUR", "priceBook": { "name": "CH" } })
    );
    admin
        .ok("mutation ($id: ID!) { deletePriceBook(input: { id: $id }) { priceBook { id } } }", json!({ "id": book }))
        .await;
    assert_eq!(admin.ok(of_product, json!({ "id": product })).await["product"]["prices"], json!([]));
    assert_eq!(admin.error(UPDATE_BOOK, input).await["extensions"]["code"], "NOT_FOUND");
    admin
        .ok("mutation ($id: ID!) { restorePriceBook(input: { id: $id }) { priceBook { id } } }", json!({ "id": book }))
        .await;
    let bad = json!([price(&product, -1, "EUR"), price(&product, 2, "EUR"), price(&json!("x"), 1, "XXY")]);
    let error = admin.error(UPDATE_BOOK, json!({ "input": { "id": book, "prices": bad } })).await;
    assert_eq!(error["extensions"]["violations"].as_array().unwrap().len(), 4, "{error:#}");
    let unknown = rapport_kernel::id::encode_global("Product", uuid::Uuid::now_v7());
    let error = admin
        .error(UPDATE_BOOK, json!({ "input": { "id": book, "prices": [price(&json!(unknown), 1, "EUR")] } }))
        .await;
    assert_eq!(error["extensions"]["violations"][0]["path"], json!(["input", "prices", 0, "productId"]));
}
