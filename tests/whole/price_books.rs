//! Which price a customer's lines find by themselves: by whom, when, and which of two.

use chrono::{TimeDelta, TimeZone, Utc};
use diesel::{RunQueryDsl, sql_query};
use rapport_db::{Db, DbConfig};
use rapport_kernel::{Clock, Role};
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::hire,
    orders::money,
    pipeline::{create_pipeline, usual},
    plans::rows_read,
    products, world,
};

const CREATE: &str = "mutation ($input: CreatePriceBookInput!) { createPriceBook(input: $input) { priceBook { id } } }";
const UPDATE: &str = "mutation ($input: UpdatePriceBookInput!) { updatePriceBook(input: $input) { priceBook { \
    version isAutomatic priority validFrom validUntil customerTag customerCountry customerIndustry } } }";
const ASK: &str = "query ($product: ID!, $company: ID, $contact: ID, $currency: String, $at: Date) { \
    priceFor(productId: $product, companyId: $company, contactId: $contact, currency: $currency, at: $at) { \
    price { amount currency } priceBook { name } reason others { price { amount } priceBook { name } } } }";

/// A price book that lines find, with one price.
async fn book(admin: &Client, name: &str, product: &Value, price: Value, more: Value) -> Value {
    let mut input = json!({ "name": name, "isAutomatic": true, "prices": [{ "productId": product, "price": price }] });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    admin.ok(CREATE, json!({ "input": input })).await["createPriceBook"]["priceBook"]["id"].clone()
}

/// Two price books for everybody that have every product that has a list price, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    let products = admin.ok("{ products(first: 100) { nodes { id listPrice { currency } } } }", json!({})).await;
    for product in products["products"]["nodes"].as_array().unwrap() {
        if let Some(currency) = product["listPrice"]["currency"].as_str() {
            for name in ["For all", "For all too"] {
                book(admin, name, &product["id"], money(49_000, currency), json!({})).await;
            }
        }
    }
}

#[tokio::test]
async fn the_price_is_that_of_the_customer_s_price_book_on_the_day() {
    let clock = Clock::standing_at(Utc.with_ymd_and_hms(2026, 3, 15, 23, 59, 59).unwrap());
    let mut world = world();
    world.clock = clock.clone();
    hire(&world);
    let admin = world.client(Role::Admin);
    let product = products::create(&admin, products::usual()).await["id"].clone();
    let person = admin.create_contact(json!({ "givenName": "Ada", "country": "AT", "tags": ["reseller"] })).await;
    let other = admin.create_contact(json!({ "givenName": "Bob" })).await;
    let firm = admin.create_company(json!({ "name": "Acme", "industry": "Retail", "country": "DE" })).await;
    let ask = async |variables: Value| {
        let mut all = json!({ "product": product });
        all.as_object_mut().unwrap().extend(variables.as_object().unwrap().clone());
        admin.ok(ASK, all).await["priceFor"].clone()
    };
    let amount = async |variables: Value| ask(variables).await["price"]["amount"].clone();
    let listed = ask(json!({})).await;
    assert_eq!((&listed["price"], &listed["priceBook"]), (&money(55_000, "EUR"), &Value::Null));
    assert_eq!(
        listed["reason"],
        "The list price: on 2026-03-15 no price book for this customer has the product in EUR."
    );
    assert_eq!(ask(json!({ "currency": "CHF" })).await, Value::Null, "neither book nor list price is in francs");

    // The days at both ends are in it, those beside them are not; one without an end goes on.
    let march = json!({ "validFrom": "2026-03-01", "validUntil": "2026-03-31" });
    book(&admin, "March", &product, money(400, "EUR"), march).await;
    book(&admin, "From May", &product, money(500, "EUR"), json!({ "validFrom": "2026-05-01" })).await;
    book(&admin, "Until 2025", &product, money(300, "EUR"), json!({ "validUntil": "2025-12-31" })).await;
    for (day, expected) in [
        ("2025-12-31", 300),
        ("2026-01-01", 55_000),
        ("2026-02-28", 55_000),
        ("2026-03-01", 400),
        ("2026-03-31", 400),
        ("2026-04-01", 55_000),
        ("2026-05-01", 500),
        ("2099-01-01", 500),
    ] {
        assert_eq!(amount(json!({ "at": day })).await, expected, "{day}");
    }
    assert_eq!(amount(json!({})).await, 400, "today when nothing is said");
    clock.advance(TimeDelta::days(17));
    assert_eq!(amount(json!({})).await, 55_000, "the first of April has come");

    // By tag, country and industry, of the person, of the company, and of its people.
    let tagged = book(&admin, "Resellers", &product, money(200, "EUR"), json!({ "customerTag": "Reseller" })).await;
    book(&admin, "Austria", &product, money(210, "CHF"), json!({ "customerCountry": "AT" })).await;
    book(
        &admin,
        "German retail",
        &product,
        money(220, "EUR"),
        json!({ "customerCountry": "DE", "customerIndustry": "retail" }),
    )
    .await;
    assert_eq!(amount(json!({ "contact": other })).await, 55_000);
    let found = ask(json!({ "contact": person })).await;
    assert_eq!((&found["price"], &found["priceBook"]["name"]), (&money(200, "EUR"), &json!("Resellers")));
    assert_eq!(found["reason"], "The price book Resellers, for customers with the tag Reseller, priority 0.");
    assert_eq!(amount(json!({ "contact": person, "currency": "CHF" })).await, 210);
    assert_eq!(
        amount(json!({ "contact": person, "company": firm, "currency": "CHF" })).await,
        Value::Null,
        "the company's country counts"
    );
    assert_eq!(amount(json!({ "company": firm })).await, 220);
    let affiliate =
        "mutation ($input: CreateAffiliationInput!) { createAffiliation(input: $input) { affiliation { id } } }";
    let of_firm = json!({ "contactId": person, "companyId": firm, "startsOn": "2026-06-01", "endsOn": "2026-06-30" });
    admin.ok(affiliate, json!({ "input": of_firm })).await;
    // Two conditions are more than one; with a higher priority one is enough.
    assert_eq!(amount(json!({ "company": firm, "at": "2026-06-30" })).await, 220);
    admin.ok(UPDATE, json!({ "input": { "id": tagged, "priority": 1 } })).await;
    assert_eq!(amount(json!({ "company": firm, "at": "2026-06-30" })).await, 200, "somebody there is a reseller");
    assert_eq!(amount(json!({ "company": firm, "at": "2026-07-01" })).await, 220, "not any more");
    let others = ask(json!({ "company": firm, "at": "2026-06-01" })).await["others"].clone();
    let names: Vec<_> = others.as_array().unwrap().iter().map(|one| one["priceBook"]["name"].clone()).collect();
    assert_eq!(names, ["German retail", "From May"]);

    // What is not automatic or was deleted is not found.
    admin.ok(UPDATE, json!({ "input": { "id": tagged, "isAutomatic": false } })).await;
    assert_eq!(amount(json!({ "contact": person })).await, 55_000);
    admin.ok(UPDATE, json!({ "input": { "id": tagged, "isAutomatic": true } })).await;
    let delete = "mutation ($id: ID!) { deletePriceBook(input: { id: $id }) { priceBook { id } } }";
    admin.ok(delete, json!({ "id": tagged })).await;
    assert_eq!(amount(json!({ "contact": person })).await, 55_000);

    for (bad, path) in [
        (json!({ "currency": "XXY" }), "currency"),
        (json!({ "contact": rapport_kernel::id::encode_global("Contact", uuid::Uuid::now_v7()) }), "contactId"),
        (json!({ "company": rapport_kernel::id::encode_global("Company", uuid::Uuid::now_v7()) }), "companyId"),
    ] {
        let mut all = json!({ "product": product });
        all.as_object_mut().unwrap().extend(bad.as_object().unwrap().clone());
        let error = admin.error(ASK, all).await;
        assert_eq!(error["extensions"]["violations"][0]["path"], json!([path]));
    }
    // A rep who does not see the person is not told what they pay.
    let rep = world.client(Role::Rep);
    let refused = rep.error(ASK, json!({ "product": product, "contact": person })).await;
    assert_eq!(refused["extensions"]["code"], "BAD_USER_INPUT");
}

#[tokio::test]
async fn of_two_price_books_the_same_one_always_comes_first() {
    let world = world();
    let admin = world.client(Role::Admin);
    let product = products::create(&admin, products::usual()).await["id"].clone();
    let first = async || {
        let found = admin.ok(ASK, json!({ "product": product, "at": "2026-06-01" })).await["priceFor"].clone();
        found["priceBook"]["name"].clone()
    };
    book(&admin, "First", &product, money(1, "EUR"), json!({})).await;
    assert_eq!(first().await, "First");
    book(&admin, "Recorded later", &product, money(2, "EUR"), json!({})).await;
    assert_eq!(first().await, "Recorded later");
    book(&admin, "Begins", &product, money(3, "EUR"), json!({ "validFrom": "2026-01-01" })).await;
    assert_eq!(first().await, "Begins");
    book(&admin, "Begins later", &product, money(4, "EUR"), json!({ "validFrom": "2026-02-01" })).await;
    book(&admin, "Begins before", &product, money(5, "EUR"), json!({ "validFrom": "2025-01-01" })).await;
    assert_eq!(first().await, "Begins later");
    let low =
        book(&admin, "Low", &product, money(6, "EUR"), json!({ "priority": -1, "validFrom": "2026-03-01" })).await;
    assert_eq!(first().await, "Begins later");
    let input =
        json!({ "id": low, "priority": 7, "customerTag": "VIP", "customerCountry": "at", "validUntil": "2026-12-31" });
    let changed = admin.ok(UPDATE, json!({ "input": input })).await["updatePriceBook"]["priceBook"].clone();
    assert_eq!((&changed["version"], &changed["customerCountry"]), (&json!(2), &json!("AT")));
    assert_eq!(first().await, "Begins later", "nobody who is no VIP");
    let input = json!({ "id": low, "customerTag": null, "customerCountry": null });
    let changed = admin.ok(UPDATE, json!({ "input": input })).await["updatePriceBook"]["priceBook"].clone();
    assert_eq!((&changed["customerTag"], &changed["validUntil"]), (&Value::Null, &json!("2026-12-31")));
    assert_eq!(first().await, "Low");
    // Each change stands in the history.
    let history = "query ($id: ID!) { priceBook(id: $id) { history { nodes { changes { field old new } } } } }";
    let told = admin.ok(history, json!({ "id": low })).await["priceBook"]["history"]["nodes"].clone();
    assert_eq!(
        told[0]["changes"],
        json!([
            { "field": "customerTag", "old": "VIP", "new": null }, { "field": "customerCountry", "old": "AT", "new": null }
        ])
    );
    let fields: Vec<_> = told[1]["changes"].as_array().unwrap().iter().map(|one| one["field"].clone()).collect();
    assert_eq!(fields, ["priority", "validUntil", "customerTag", "customerCountry"]);

    let bad = json!({ "id": low, "validFrom": "2027-01-01", "priority": 1001, "customerCountry": "XX", "customerTag": "x".repeat(51) });
    let error = admin.error(UPDATE, json!({ "input": bad })).await;
    assert_eq!(error["extensions"]["violations"].as_array().unwrap().len(), 3);
    let backwards = json!({ "id": low, "validFrom": "2027-01-01" });
    let error = admin.error(UPDATE, json!({ "input": backwards })).await;
    assert_eq!(error["extensions"]["violations"][0]["path"], json!(["input", "validUntil"]));
}

#[tokio::test]
async fn lines_of_deals_and_orders_find_the_price_and_what_is_said_goes_before() {
    let clock = Clock::standing_at(Utc.with_ymd_and_hms(2026, 3, 15, 12, 0, 0).unwrap());
    let mut world = world();
    world.clock = clock.clone();
    let admin = world.client(Role::Admin);
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let product = products::create(&admin, products::usual()).await["id"].clone();
    let vip = admin.create_contact(json!({ "givenName": "Ada", "tags": ["VIP"] })).await;
    let other = admin.create_contact(json!({ "givenName": "Bob" })).await;
    let vips = json!({ "customerTag": "VIP", "validUntil": "2026-03-31" });
    book(&admin, "VIPs", &product, money(1_000, "EUR"), vips).await;
    book(&admin, "Francs", &product, money(2_000, "CHF"), json!({})).await;
    let by_hand = json!({ "isAutomatic": false, "customerTag": "nobody", "validUntil": "2020-01-01" });
    let by_hand = book(&admin, "By hand", &product, money(3_000, "EUR"), by_hand).await;

    let deal = async |contact: &str, line: Value| {
        let create = "mutation ($input: CreateDealInput!) { createDeal(input: $input) { deal { id lines { unitPrice { amount currency } } } } }";
        let input =
            json!({ "title": "x", "pipelineId": sales, "contacts": [{ "contactId": contact }], "lines": [line] });
        admin.ok(create, json!({ "input": input })).await["createDeal"]["deal"].clone()
    };
    let priced = |deal: &Value| deal["lines"][0]["unitPrice"].clone();
    let of_vip = deal(&vip, json!({ "productId": product })).await;
    assert_eq!(priced(&of_vip), money(1_000, "EUR"));
    assert_eq!(priced(&deal(&other, json!({ "productId": product })).await), money(55_000, "EUR"));
    // A price or a price book that is said goes before, and a book that is named is taken whomever it is for.
    assert_eq!(
        priced(&deal(&vip, json!({ "productId": product, "unitPrice": money(7, "EUR") })).await),
        money(7, "EUR")
    );
    assert_eq!(priced(&deal(&vip, json!({ "productId": product, "priceBookId": by_hand })).await), money(3_000, "EUR"));

    let order = async |contact: &str, more: Value| {
        let create = "mutation ($input: CreateOrderInput!) { createOrder(input: $input) { order { id lines { unitPrice { amount currency } } } } }";
        let mut input = json!({ "contactId": contact, "lines": [{ "productId": product }] });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        priced(&admin.ok(create, json!({ "input": input })).await["createOrder"]["order"])
    };
    assert_eq!(order(&vip, json!({})).await, money(1_000, "EUR"));
    assert_eq!(order(&vip, json!({ "currency": "CHF" })).await, money(2_000, "CHF"));
    assert_eq!(order(&other, json!({})).await, money(55_000, "EUR"));
    clock.advance(TimeDelta::days(17));
    // The day when it was placed counts, not the day when that is told.
    assert_eq!(order(&vip, json!({})).await, money(55_000, "EUR"));
    assert_eq!(order(&vip, json!({ "placedAt": "2026-03-31T23:59:59Z" })).await, money(1_000, "EUR"));
    // A deal's lines are priced anew when they are said anew, for the person who is the first of it then.
    let update = "mutation ($input: UpdateDealInput!) { updateDeal(input: $input) { deal { lines { unitPrice { amount currency } } } } }";
    let input = json!({ "id": of_vip["id"], "lines": [{ "productId": product, "quantity": 2 }] });
    let again = admin.ok(update, json!({ "input": input })).await["updateDeal"]["deal"].clone();
    assert_eq!(priced(&again), money(55_000, "EUR"), "the book is over");
}

#[tokio::test]
async fn a_price_is_found_without_reading_those_of_other_products() {
    let world = world();
    let mut conn = world.database().connect();
    let digits = "(SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 \
                  UNION SELECT 7 UNION SELECT 8 UNION SELECT 9)";
    let numbers =
        format!("(SELECT a.n + 10 * b.n + 100 * c.n AS n FROM {digits} AS a, {digits} AS b, {digits} AS c) AS numbers");
    let id = "UNHEX(REPLACE(UUID(), '-', ''))";
    for sql in [
        format!(
            "INSERT INTO products (id, name, billing, price, price_currency, created_at, updated_at) \
             SELECT {id}, CONCAT('P ', n), 'ONE_OFF', 100, 'EUR', '2026-01-01', '2026-01-01' FROM {numbers}"
        ),
        format!(
            "INSERT INTO price_books (id, name, is_automatic, created_at, updated_at) \
             SELECT {id}, CONCAT('B ', n), 1, '2026-01-01', '2026-01-01' FROM {numbers} WHERE n < 20"
        ),
        format!(
            "INSERT INTO prices (id, price_book_id, product_id, currency, amount) \
             SELECT {id}, price_books.id, products.id, 'EUR', 90 FROM price_books, products"
        ),
        "ANALYZE TABLE products, price_books, prices".to_owned(),
    ] {
        sql_query(sql).execute(&mut conn).unwrap();
    }
    let config = DbConfig { pool_size: 1, ..DbConfig::new(world.database().url()) };
    let db = Db::open(&config).unwrap();
    let world = world.through(db.clone());
    let admin = world.client(Role::Admin);
    let product =
        admin.ok("{ products(first: 1) { nodes { id } } }", json!({})).await["products"]["nodes"][0]["id"].clone();
    let contact = admin.create_contact(json!({ "givenName": "Ada" })).await;
    for _ in 0..2 {
        let before = rows_read(&db).await;
        let found = admin.ok(ASK, json!({ "product": product, "contact": contact })).await["priceFor"].clone();
        let rows = rows_read(&db).await - before;
        assert_eq!((&found["price"]["amount"], found["others"].as_array().unwrap().len()), (&json!(90), 19));
        assert!(rows < 120, "{rows} rows of 20 books with 20000 prices");
    }
}
