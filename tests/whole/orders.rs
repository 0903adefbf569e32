//! Orders: what customers bought.

use rapport_graphql::futures_util::future::join_all;
use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{create_pipeline, usual},
    products, world,
};

const ORDER: &str = "{ id version externalId status paymentStatus isFreeSample currency placedAt note \
     lines { name quantity unitPrice { amount } net { amount } tax { amount } total { amount } isFreeSample product { name } } \
     net { amount } tax { amount } total { amount currency } paid { amount } refunded { amount } balance { amount } \
     isOverdue deletedAt owner { id } }";

/// The largest amount.
const LARGEST: i64 = (1 << 53) - 1;

pub(crate) fn money(amount: i64, currency: &str) -> Value {
    json!({ "amount": amount, "currency": currency })
}

pub(crate) fn create() -> String {
    format!("mutation ($input: CreateOrderInput!) {{ createOrder(input: $input) {{ isNew order {ORDER} }} }}")
}

fn update() -> String {
    format!("mutation ($input: UpdateOrderInput!) {{ updateOrder(input: $input) {{ order {ORDER} }} }}")
}

/// Places an order and returns it.
pub(crate) async fn place(client: &Client, input: Value) -> Value {
    client.ok(&create(), json!({ "input": input })).await["createOrder"]["order"].clone()
}

/// An order of one line for this customer.
pub(crate) fn one_line(contact: &str, amount: i64, currency: &str) -> Value {
    json!({ "contactId": contact, "lines": [{ "name": "x", "unitPrice": money(amount, currency) }] })
}

/// What one mutation by the order's id does to it.
pub(crate) async fn act(client: &Client, verb: &str, id: &Value) -> Value {
    let query = format!("mutation ($id: ID!) {{ {verb}Order(input: {{ id: $id }}) {{ order {ORDER} }} }}");
    client.ok(&query, json!({ "id": id })).await[format!("{verb}Order")]["order"].clone()
}

async fn refused(client: &Client, verb: &str, id: &Value) -> Value {
    let query = format!("mutation ($id: ID!) {{ {verb}Order(input: {{ id: $id }}) {{ __typename }} }}");
    client.error(&query, json!({ "id": id })).await["extensions"]["code"].clone()
}

/// Orders for the examples: two that hold, one that is partly paid, one that is deleted.
pub(crate) async fn furnish(admin: &Client) {
    let query = "{ placed: orders(filter: { status: [PLACED] }) { totalCount } \
                 paid: orders(last: 1, filter: { externalId: { startsWith: \"Paid\" }, status: [PLACED] }) { nodes { id } } \
                 deleted: orders(filter: { deleted: true }) { totalCount } }";
    let present = admin.ok(query, json!({})).await;
    if present["placed"]["totalCount"].as_i64() >= Some(3)
        && present["paid"]["nodes"][0].is_object()
        && present["deleted"]["totalCount"].as_i64() >= Some(1)
    {
        return;
    }
    let people = admin.ok("{ contacts(first: 1) { nodes { id } } }", json!({})).await;
    let contact = people["contacts"]["nodes"][0]["id"].as_str().unwrap();
    for _ in 0..2 {
        place(admin, one_line(contact, 100_000, "EUR")).await;
    }
    let mut paid = one_line(contact, 100_000, "EUR");
    paid["externalId"] = json!(format!("Paid {}", uuid::Uuid::now_v7()));
    let paid = place(admin, paid).await["id"].clone();
    let pay = "mutation ($id: ID!) { recordPayment(input: { orderId: $id, amount: { amount: 50000, currency: \"EUR\" } }) \
               { isNew } }";
    admin.ok(pay, json!({ "id": paid })).await;
    let gone = place(admin, one_line(contact, 1, "EUR")).await["id"].clone();
    act(admin, "delete", &gone).await;
}

#[tokio::test]
async fn an_order_is_exactly_its_lines() {
    let world = world();
    let admin = world.client(Role::Admin);
    let contact = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let product = products::create(&admin, products::usual()).await["id"].clone();
    let lines = json!([
        { "productId": product, "quantity": 3, "discountBasisPoints": 3333, "taxRateBasisPoints": 1900 },
        { "name": "Set-up", "unitPrice": money(50, "EUR"), "taxRateBasisPoints": 700 },
        { "name": "Sample", "isFreeSample": true, "quantity": 2, "taxRateBasisPoints": 1900 }
    ]);
    let order = place(&admin, json!({ "contactId": contact, "currency": "EUR", "lines": lines })).await;
    // 3 × 550.00 less 33.33 % is 1100.055, and 19 % of 1100.06 is 209.0114; 7 % of 0.50 is 0.035.
    let amounts = |line: usize| {
        let line = &order["lines"][line];
        [&line["net"]["amount"], &line["tax"]["amount"], &line["total"]["amount"]].map(|one| one.as_i64().unwrap())
    };
    assert_eq!([amounts(0), amounts(1), amounts(2)], [[110_006, 20_901, 130_907], [50, 4, 54], [0, 0, 0]]);
    assert_eq!((&order["net"]["amount"], &order["tax"]["amount"]), (&json!(110_056), &json!(20_905)));
    assert_eq!(order["total"], money(130_961, "EUR"));
    assert_eq!(order["lines"][0]["product"]["name"], "GTX Basic", "one payment of what is paid each month");
    assert_eq!((&order["isFreeSample"], &order["paymentStatus"]), (&json!(false), &json!("UNPAID")));
    assert_eq!(order["balance"]["amount"], 130_961);
    let sample =
        json!({ "contactId": contact, "currency": "EUR", "isFreeSample": true, "lines": [{ "productId": product }] });
    let sample = place(&admin, sample).await;
    assert_eq!((&sample["isFreeSample"], &sample["total"]["amount"]), (&json!(true), &json!(0)));
    // A price of the catalogue tells the currency; the lines of a page of orders take one statement.
    let listed = place(&admin, json!({ "contactId": contact, "lines": [{ "productId": product }] })).await;
    assert_eq!(listed["total"], money(55_000, "EUR"));
    let statements = async |selection: &str| {
        let before = world.db.statements();
        admin.ok(&format!("{{ orders {{ nodes {{ id {selection} }} }} }}"), json!({})).await;
        world.db.statements() - before
    };
    let alone = statements("").await;
    assert_eq!(statements("lines { net { amount } } payments { id } refunds { id }").await, alone + 3);
}

#[tokio::test]
async fn an_external_order_is_placed_once_however_many_place_it() {
    let world = world();
    let admin = world.client(Role::Admin);
    let contact = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let mut input = one_line(&contact, 1_000, "EUR");
    input["externalId"] = json!("shop-1");
    let (create, variables) = (create(), json!({ "input": input }));
    let all = join_all((0..50).map(|_| admin.ok(&create, variables.clone()))).await;
    let first = &all[0]["createOrder"]["order"]["id"];
    assert!(all.iter().all(|one| one["createOrder"]["order"]["id"] == *first), "all callers get the one order");
    assert_eq!(all.iter().filter(|one| one["createOrder"]["isNew"] == true).count(), 1);
    let query = "query ($c: ID!) { orders { totalCount } contact(id: $c) { purchases { currency orders ordered } } }";
    let data = admin.ok(query, json!({ "c": contact })).await;
    assert_eq!(data["orders"]["totalCount"], 1);
    assert_eq!(data["contact"]["purchases"], json!([{ "currency": "EUR", "orders": 1, "ordered": 1_000 }]));
    // Another order under it is none; of one that is deleted nothing stands in the way.
    let mut other = one_line(&contact, 1_001, "EUR");
    other["externalId"] = json!("shop-1");
    let error = admin.error(&create, json!({ "input": other })).await["extensions"].clone();
    assert_eq!((&error["code"], &error["conflictingIds"]), (&json!("CONFLICT"), &json!([first])));
    act(&admin, "delete", first).await;
    let again = admin.ok(&create, json!({ "input": other })).await["createOrder"].clone();
    assert_eq!((&again["isNew"], &again["order"]["total"]["amount"]), (&json!(true), &json!(1_001)));
    let restore = "mutation ($id: ID!) { restoreOrder(input: { id: $id }) { order { id } } }";
    let error = admin.error(restore, json!({ "id": first })).await["extensions"].clone();
    assert_eq!(error["conflictingIds"], json!([again["order"]["id"]]));
    // Who does not see it is not told which it is.
    let error = world.client(Role::Rep).error(&create, json!({ "input": other })).await["extensions"].clone();
    assert_eq!((&error["code"], &error["conflictingIds"]), (&json!("CONFLICT"), &Value::Null));
}

#[tokio::test]
async fn an_order_is_changed_cancelled_deleted_restored_and_purged() {
    let world = world();
    let admin = world.client(Role::Admin);
    let contact = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let company = admin.create_company(json!({ "name": "Acme" })).await;
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let deal = crate::pipeline::create_deal(&admin, json!({ "title": "One", "pipelineId": sales })).await["id"].clone();
    let order = place(&admin, one_line(&contact, 500, "EUR")).await;
    let id = order["id"].clone();
    let lines = json!([{ "name": "y", "unitPrice": money(700, "EUR") }]);
    let input = json!({ "id": id, "companyId": company, "dealId": deal, "note": "Call first", "lines": lines });
    let changed = admin.ok(&update(), json!({ "input": input })).await["updateOrder"]["order"].clone();
    assert_eq!((&changed["version"], &changed["total"]["amount"]), (&json!(2), &json!(700)));
    let same = admin.ok(&update(), json!({ "input": input })).await["updateOrder"]["order"].clone();
    assert_eq!(same["version"], 2, "nothing changed");
    let stale = json!({ "input": { "id": id, "expectedVersion": 1, "note": "x" } });
    assert_eq!(admin.error(&update(), stale).await["extensions"]["code"], "CONFLICT");
    let query = "query ($c: ID!, $o: ID!, $d: ID!) { \
                 contact(id: $c) { orders { nodes { id } } purchases { orders ordered } } \
                 company(id: $o) { orders { nodes { id } } purchases { orders ordered } } \
                 deal(id: $d) { orders { nodes { id } } } }";
    let ids = json!({ "c": contact, "o": company, "d": deal });
    let data = admin.ok(query, ids.clone()).await;
    for one in ["contact", "company", "deal"] {
        assert_eq!(data[one]["orders"]["nodes"], json!([{ "id": id }]), "{one}");
    }
    assert_eq!(data["company"]["purchases"], json!([{ "orders": 1, "ordered": 700 }]));
    let cancelled = act(&admin, "cancel", &id).await;
    assert_eq!((&cancelled["status"], &cancelled["balance"]["amount"]), (&json!("CANCELLED"), &json!(0)));
    assert_eq!(refused(&admin, "cancel", &id).await, "CONFLICT");
    let error = admin.error(&update(), json!({ "input": { "id": id, "note": "z" } })).await;
    assert_eq!(error["extensions"]["code"], "CONFLICT");
    let purchases = admin.ok(query, ids.clone()).await;
    assert_eq!([&purchases["contact"]["purchases"], &purchases["company"]["purchases"]], [&json!([]), &json!([])]);
    act(&admin, "delete", &id).await;
    assert_eq!(admin.ok("{ orders { totalCount } }", json!({})).await["orders"]["totalCount"], 0);
    let deleted = admin.ok("{ orders(filter: { deleted: true }) { nodes { id } } }", json!({})).await;
    assert_eq!(deleted["orders"]["nodes"], json!([{ "id": id }]));
    assert_eq!(act(&admin, "restore", &id).await["deletedAt"], Value::Null);
    let history = "query ($id: ID!) { order(id: $id) { history { nodes { kind } } } node(id: $id) { id } }";
    let told = admin.ok(history, json!({ "id": id })).await;
    let kinds: Vec<_> = told["order"]["history"]["nodes"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["order.restored", "order.deleted", "order.cancelled", "order.updated", "order.created"]);
    assert_eq!(told["node"]["id"], id);
    let purge = "mutation ($id: ID!) { purgeOrder(input: { id: $id }) { id } }";
    admin.ok(purge, json!({ "id": id })).await;
    assert_eq!(admin.ok("query ($id: ID!) { order(id: $id) { id } }", json!({ "id": id })).await["order"], Value::Null);
    // What a person bought is forgotten with them, and the order stays.
    let order = place(&admin, one_line(&contact, 500, "EUR")).await["id"].clone();
    admin.ok("mutation ($id: ID!) { purgeContact(input: { id: $id }) { __typename } }", json!({ "id": contact })).await;
    let query = "query ($id: ID!) { order(id: $id) { contact { id } total { amount } } }";
    let left = admin.ok(query, json!({ "id": order })).await["order"].clone();
    assert_eq!(left, json!({ "contact": null, "total": { "amount": 500 } }));
}

#[tokio::test]
async fn bad_orders_are_refused_with_path_and_nothing_is_written() {
    let world = world();
    let admin = world.client(Role::Admin);
    let contact = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let unpriced = products::create(&admin, json!({ "name": "Unpriced" })).await["id"].clone();
    let line = |amount: i64, currency: &str| json!({ "name": "x", "unitPrice": money(amount, currency) });
    let with = |lines: Value| json!({ "contactId": contact, "lines": lines });
    let taxed = json!([{ "name": "x", "unitPrice": money(1, "EUR"), "taxRateBasisPoints": 10_001 }]);
    let costly = json!([{ "name": "x", "unitPrice": money(1, "EUR"), "isFreeSample": true }]);
    let unknown = rapport_kernel::id::encode_global("Contact", uuid::Uuid::now_v7());
    let mut early = with(json!([line(1, "EUR")]));
    (early["placedAt"], early["dueAt"]) = (json!("2026-01-02T00:00:00Z"), json!("2026-01-01T00:00:00Z"));
    let mut late = with(json!([line(1, "EUR")]));
    late["placedAt"] = json!("2999-01-01T00:00:00Z");
    let mut fiction = with(json!([line(1, "EUR")]));
    fiction["currency"] = json!("XXY");
    let cases = [
        (with(json!([])), json!(["input", "lines"])),
        (with(json!([{ "productId": unpriced }])), json!(["input", "lines", 0, "unitPrice"])),
        (with(json!([line(1, "EUR"), line(1, "USD")])), json!(["input", "lines", 1, "unitPrice"])),
        (with(taxed), json!(["input", "lines", 0, "taxRateBasisPoints"])),
        (with(costly), json!(["input", "lines", 0, "unitPrice"])),
        (with(json!([{ "name": "x", "isFreeSample": true }])), json!(["input", "lines", 0, "unitPrice"])),
        (with(json!([line(LARGEST, "EUR"), line(LARGEST, "EUR")])), json!(["input", "lines"])),
        (json!({ "lines": [line(1, "EUR")] }), json!(["input", "contactId"])),
        (json!({ "contactId": unknown, "lines": [line(1, "EUR")] }), json!(["input", "contactId"])),
        (early, json!(["input", "dueAt"])),
        (late, json!(["input", "placedAt"])),
        (fiction, json!(["input", "currency"])),
    ];
    for (input, path) in cases {
        let error = admin.error(&create(), json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{error:#}");
        assert_eq!(error["extensions"]["violations"][0]["path"], path, "{error:#}");
    }
    assert_eq!(admin.ok("{ orders { totalCount } }", json!({})).await["orders"]["totalCount"], 0);
}

#[tokio::test]
async fn orders_are_seen_as_their_owners_are() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let contact = admin.create_contact(json!({ "givenName": "Shared", "ownerId": user_id(Role::Rep) })).await;
    for (owner, amount) in [(Some(Role::Rep), 1), (Some(Role::Manager), 10), (None, 100)] {
        let mut input = one_line(&contact, amount, "EUR");
        input["ownerId"] = json!(owner.map(user_id));
        place(&admin, input).await;
    }
    let query = "query ($c: ID!) { orders { totalCount nodes { id total { amount } } } \
                 contact(id: $c) { orders { totalCount } purchases { orders ordered } } }";
    let all = admin.ok(query, json!({ "c": contact })).await["orders"]["nodes"].clone();
    for (role, seen, sum) in [(Role::Admin, 3, 111), (Role::Manager, 2, 11), (Role::Rep, 1, 1)] {
        let client = world.client(role);
        let data = client.ok(query, json!({ "c": contact })).await;
        assert_eq!(
            [&data["orders"]["totalCount"], &data["contact"]["orders"]["totalCount"]],
            [&json!(seen); 2],
            "{role}"
        );
        assert_eq!(data["contact"]["purchases"], json!([{ "orders": seen, "ordered": sum }]), "{role}");
        for order in all.as_array().unwrap() {
            let is_seen = data["orders"]["nodes"].as_array().unwrap().contains(order);
            let one = "query ($id: ID!) { order(id: $id) { id } node(id: $id) { id } }";
            let one = client.ok(one, json!({ "id": order["id"] })).await;
            assert_eq!((one["order"].is_object(), one["node"].is_object()), (is_seen, is_seen), "{role}");
            if !is_seen {
                assert_eq!(refused(&client, "cancel", &order["id"]).await, "NOT_FOUND");
            }
        }
    }
    let partner = world.client(Role::Partner);
    assert_eq!(partner.error("{ orders { totalCount } }", json!({})).await["extensions"]["code"], "FORBIDDEN");
    let error = partner.error(&create(), json!({ "input": one_line(&contact, 1, "EUR") })).await;
    assert_eq!(error["extensions"]["code"], "FORBIDDEN");
    assert_eq!(refused(&world.client(Role::Rep), "delete", &all[0]["id"]).await, "FORBIDDEN");
    // What a rep places is theirs.
    let own = place(&world.client(Role::Rep), one_line(&contact, 5, "EUR")).await;
    assert_eq!(own["owner"]["id"], user_id(Role::Rep));
}
