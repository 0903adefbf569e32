//! Orders out of files.

use rapport_kernel::Role;
use serde_json::{Value, json};

use crate::{authorization::hire, products, world};

const IMPORT: &str = "mutation ($input: ImportOrdersInput!) { importOrders(input: $input) { \
                      created unchanged failed errors { row column value message code } } }";

fn input(dry_run: bool) -> Value {
    let columns = [
        ("order", "EXTERNAL_ID"),
        ("company", "COMPANY"),
        ("owner", "OWNER"),
        ("product", "PRODUCT"),
        ("name", "NAME"),
        ("pieces", "QUANTITY"),
        ("price", "UNIT_PRICE"),
        ("off", "DISCOUNT"),
        ("tax", "TAX"),
        ("placed", "PLACED_AT"),
        ("due", "DUE_AT"),
        ("paid", "PAID"),
        ("sample", "FREE_SAMPLE"),
    ];
    let mapping: Vec<_> = columns.iter().map(|(column, field)| json!({ "column": column, "field": field })).collect();
    json!({ "file": "upload:0", "currency": "EUR", "mapping": mapping, "dryRun": dry_run })
}

const FILE: &str = "order,company,owner,product,name,pieces,price,off,tax,placed,due,paid,sample\n\
                    A-1,Acme,,GTX Basic,,3,,33.33,19,2026-01-31,2026-02-28,100.50,\n\
                    A-1,Acme,,,Set-up,,0.50,,7,,,,\n\
                    A-2,Acme,,GTX Basic,,1,,,,2026-03-01,,,yes\n\
                    ,Acme,,,Loose,2,1.25,,,2026-04-01,,2.50,\n";

#[tokio::test]
async fn orders_are_imported_line_by_line_and_once() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    products::create(&admin, products::usual()).await;
    let company = admin.create_company(json!({ "name": "Acme" })).await;
    let importing = admin.with_file(FILE);
    let counts = |payload: &Value| [&payload["created"], &payload["unchanged"], &payload["failed"]].map(Value::as_i64);
    let tried = importing.ok(IMPORT, json!({ "input": input(true) })).await["importOrders"].clone();
    assert_eq!(counts(&tried), [Some(3), Some(0), Some(0)], "{tried:#}");
    assert_eq!(admin.ok("{ orders { totalCount } }", json!({})).await["orders"]["totalCount"], 0);
    let done = importing.ok(IMPORT, json!({ "input": input(false) })).await["importOrders"].clone();
    assert_eq!(counts(&done), [Some(3), Some(0), Some(0)], "{done:#}");
    let query = "query ($id: ID!) { company(id: $id) { orders { nodes { externalId isFreeSample placedAt paymentStatus \
                 total { amount } paid { amount } lines { name net { amount } tax { amount } } payments { amount { amount } } \
                 history { nodes { kind } } } } purchases { currency orders ordered paid firstOrderAt lastOrderAt } } }";
    let data = admin.ok(query, json!({ "id": company })).await["company"].clone();
    let first = &data["orders"]["nodes"][2];
    assert_eq!((&first["externalId"], &first["lines"][1]["tax"]["amount"]), (&json!("A-1"), &json!(4)));
    assert_eq!(first["lines"][0]["net"]["amount"], 110_006, "3 × 550.00 less 33.33 %, rounded once");
    assert_eq!((&first["paymentStatus"], &first["paid"]["amount"]), (&json!("PARTLY_PAID"), &json!(10_050)));
    assert_eq!(first["payments"], json!([{ "amount": { "amount": 10_050 } }]));
    assert_eq!(first["history"]["nodes"], json!([{ "kind": "order.created" }]));
    assert_eq!(data["orders"]["nodes"][1]["isFreeSample"], true);
    let purchases = &data["purchases"][0];
    assert_eq!((&purchases["orders"], &purchases["paid"]), (&json!(2), &json!(10_300)));
    assert_eq!(purchases["ordered"], first["total"]["amount"].as_i64().unwrap() + 250);
    assert!(purchases["firstOrderAt"].as_str().unwrap().starts_with("2026-01-31"));
    assert!(purchases["lastOrderAt"].as_str().unwrap().starts_with("2026-04-01"));
    // Again: what has an external id is there.
    let again = importing.ok(IMPORT, json!({ "input": input(false) })).await["importOrders"].clone();
    assert_eq!(counts(&again), [Some(1), Some(2), Some(0)], "{again:#}");
    let error = world.client(Role::Analyst).with_file(FILE).error(IMPORT, json!({ "input": input(false) })).await;
    assert_eq!(error["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn an_order_is_imported_whole_or_not_at_all_and_bad_rows_are_told() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    products::create(&admin, products::usual()).await;
    admin.create_company(json!({ "name": "Acme" })).await;
    let file = "order,company,owner,product,name,pieces,price,off,tax,placed,due,paid,sample\n\
                B-1,Acme,,GTX Basic,,1,,,,2026-01-31,,,\n\
                B-1,Acme,,Nothing,,1,,,,2026-01-31,,,\n\
                B-2,Acme,,GTX Basic,,0,,,,2026-01-31,,,\n\
                B-2,Acme,,GTX Basic,,1,,,,2026-01-31,,,\n\
                B-3,Initech,,GTX Basic,,1,,,,2026-01-31,,,\n\
                B-4,Acme,,GTX Basic,,1,,,,2026-01-31,,600.00,\n\
                B-5,Acme,,,Thing,1,1.00,100.5,,2026-01-31,2026-01-30,,\n\
                B-6,Acme,,,Thing,1,1.00,,,2026-01-31,,,yes\n\
                B-7,Acme,,GTX Basic,,1,,,,2026-01-31,,,\n";
    let importing = admin.with_file(file);
    let done = importing.ok(IMPORT, json!({ "input": input(false) })).await["importOrders"].clone();
    let told: Vec<_> = done["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["row"].as_i64().unwrap(), error["column"].as_str().unwrap_or_default().to_owned()))
        .collect();
    let expected = [
        (2, "order"),
        (3, "product"),
        (4, "pieces"),
        (5, "order"),
        (6, "company"),
        (7, "paid"),
        (8, "off"),
        (8, "due"),
        (9, "price"),
    ];
    let expected: Vec<_> = expected.iter().map(|(row, column)| (*row, (*column).to_owned())).collect();
    assert_eq!(told, expected, "{done:#}");
    assert_eq!((&done["created"], &done["failed"]), (&json!(1), &json!(8)));
    let left = admin.ok("{ orders { nodes { externalId } } }", json!({})).await;
    assert_eq!(left["orders"]["nodes"], json!([{ "externalId": "B-7" }]));
}
