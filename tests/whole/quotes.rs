//! Quotes: what was offered for deals.

use chrono::TimeDelta;
use rapport_graphql::futures_util::future::join_all;
use rapport_kernel::{Clock, Role};
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    orders::money,
    pipeline::{create_pipeline, usual},
    world,
};

const QUOTE: &str = "{ id version number revision status currency validUntil terms sentAt decidedAt declineReason \
     lines { name quantity net { amount } tax { amount } total { amount } } net { amount } tax { amount } \
     total { amount currency } company { name } contact { givenName } deal { id } order { id } }";

fn create() -> String {
    format!("mutation ($input: CreateQuoteInput!) {{ createQuote(input: $input) {{ quote {QUOTE} }} }}")
}

fn accept() -> String {
    format!(
        "mutation ($input: AcceptQuoteInput!) {{ acceptQuote(input: $input) {{ isNew quote {QUOTE} \
         order {{ id total {{ amount currency }} dueAt lines {{ name net {{ amount }} tax {{ amount }} }} owner {{ id }} }} }} }}"
    )
}

/// Makes a quote and returns it.
pub(crate) async fn make(client: &Client, input: Value) -> Value {
    client.ok(&create(), json!({ "input": input })).await["createQuote"]["quote"].clone()
}

/// Sends a quote, or says that it was declined.
pub(crate) async fn act(client: &Client, verb: &str, id: &Value) -> Value {
    let query = format!("mutation ($id: ID!) {{ {verb}Quote(input: {{ id: $id }}) {{ quote {QUOTE} }} }}");
    client.ok(&query, json!({ "id": id })).await[format!("{verb}Quote")]["quote"].clone()
}

async fn refused(client: &Client, verb: &str, id: &Value) -> Value {
    let query = format!("mutation ($id: ID!) {{ {verb}Quote(input: {{ id: $id }}) {{ __typename }} }}");
    let error = client.error(&query, json!({ "id": id })).await;
    json!([error["extensions"]["code"], error["message"]])
}

/// A deal of two lines with a company and a person: 199.99 and half of 49.99 each month for a year.
pub(crate) async fn deal(admin: &Client) -> Value {
    let sales = create_pipeline(admin, usual()).await["id"].clone();
    let company = admin.create_company(json!({ "name": "Acme" })).await;
    let contact = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let lines = json!([
        { "name": "Set-up", "unitPrice": money(19_999, "EUR") },
        { "name": "Care", "unitPrice": money(4_999, "EUR"), "discountBasisPoints": 5000, "billing": "MONTHLY" }
    ]);
    let input = json!({
        "title": "One", "pipelineId": sales, "companyId": company, "contacts": [{ "contactId": contact }], "lines": lines
    });
    crate::pipeline::create_deal(admin, input).await["id"].clone()
}

async fn amount(admin: &Client, deal: &Value) -> Value {
    let query = "query ($id: ID!) { deal(id: $id) { amount { amount } amountSource lines { name } } }";
    admin.ok(query, json!({ "id": deal })).await["deal"].clone()
}

/// Quotes for the examples: two that were sent and two drafts, of a deal each.
pub(crate) async fn furnish(admin: &Client) {
    let query = "{ sent: quotes(status: SENT) { totalCount } drafts: quotes(status: DRAFT) { totalCount } }";
    let present = admin.ok(query, json!({})).await;
    if present["sent"]["totalCount"].as_i64() >= Some(2) && present["drafts"]["totalCount"].as_i64() >= Some(2) {
        return;
    }
    for is_sent in [true, true, false, false] {
        let deal = deal(admin).await;
        let quote = make(admin, json!({ "dealId": deal })).await["id"].clone();
        if is_sent {
            act(admin, "send", &quote).await;
        }
    }
}

#[tokio::test]
async fn a_quote_is_the_deal_s_lines_as_they_were_and_a_later_version_supersedes_it() {
    let world = world();
    let admin = world.client(Role::Admin);
    let deal = deal(&admin).await;
    let rates = json!([1900, 700]);
    let first = make(&admin, json!({ "dealId": deal, "lineTaxRatesBasisPoints": rates, "terms": "Net 30" })).await;
    // Half of 49.99 is 25.00 by rounding half up, twelve times; 19 % of 199.99 is 38.00, 7 % of 300.00 is 21.00.
    assert_eq!((&first["net"]["amount"], &first["tax"]["amount"]), (&json!(19_999 + 30_000), &json!(3_800 + 2_100)));
    assert_eq!(first["total"], money(55_899, "EUR"));
    assert_eq!((&first["revision"], &first["status"]), (&json!(1), &json!("DRAFT")));
    assert!(first["number"].as_str().unwrap().ends_with("-000001"), "{first}");
    assert_eq!((&first["company"]["name"], &first["contact"]["givenName"]), (&json!("Acme"), &json!("Ada")));
    assert_eq!(act(&admin, "send", &first["id"]).await["status"], "SENT");
    // The deal's lines change; the quote stays as it was.
    let lines = json!([{ "name": "All", "unitPrice": money(70_000, "EUR") }]);
    let update = "mutation ($input: UpdateDealInput!) { updateDeal(input: $input) { deal { id } } }";
    admin.ok(update, json!({ "input": { "id": deal, "lines": lines } })).await;
    let second = make(&admin, json!({ "dealId": deal, "taxRateBasisPoints": 1900 })).await;
    assert_eq!((&second["number"], &second["revision"]), (&first["number"], &json!(2)));
    let query = format!(
        "query ($id: ID!) {{ deal(id: $id) {{ quotes {{ nodes {QUOTE} }} }} quotes(status: SUPERSEDED) {{ nodes {{ id }} }} \
         drafts: quotes(status: DRAFT) {{ totalCount }} quotes2: quotes {{ totalCount }} }}"
    );
    let data = admin.ok(&query, json!({ "id": deal })).await;
    let quotes = data["deal"]["quotes"]["nodes"].clone();
    assert_eq!((&quotes[0]["status"], &quotes[0]["total"]["amount"]), (&json!("SUPERSEDED"), &json!(55_899)));
    assert_eq!(quotes[0]["lines"][1]["total"]["amount"], 32_100);
    assert_eq!(data["quotes"]["nodes"], json!([{ "id": first["id"] }]));
    assert_eq!((&data["drafts"]["totalCount"], &data["quotes2"]["totalCount"]), (&json!(1), &json!(2)));
    assert_eq!(
        refused(&admin, "accept", &first["id"]).await,
        json!(["CONFLICT", "A later version took the place of the quote."])
    );
    assert_eq!(refused(&admin, "accept", &second["id"]).await[0], "CONFLICT", "nobody sent it");
    assert_eq!(refused(&admin, "decline", &second["id"]).await[0], "CONFLICT");
    let history = "query ($id: ID!) { quote(id: $id) { history { nodes { kind } } } node(id: $id) { id } }";
    let told = admin.ok(history, json!({ "id": first["id"] })).await;
    let kinds: Vec<_> = told["quote"]["history"]["nodes"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["quote.superseded", "quote.sent", "quote.created"]);
    assert_eq!(told["node"]["id"], first["id"]);
    act(&admin, "send", &second["id"]).await;
    let declined = act(&admin, "decline", &second["id"]).await;
    assert_eq!((&declined["status"], declined["decidedAt"].is_string()), (&json!("DECLINED"), true));
    assert_eq!(refused(&admin, "accept", &second["id"]).await[0], "CONFLICT");
    let third = make(&admin, json!({ "dealId": deal })).await;
    assert_eq!((&third["number"], &third["revision"]), (&first["number"], &json!(3)));
}

#[tokio::test]
async fn a_quote_is_accepted_once_however_many_accept_it() {
    let world = world();
    let admin = world.client(Role::Admin);
    let deal = deal(&admin).await;
    let quote = make(&admin, json!({ "dealId": deal, "taxRateBasisPoints": 1900 })).await["id"].clone();
    act(&admin, "send", &quote).await;
    // Meanwhile somebody changes the deal: what the customer accepts is what was quoted.
    let lines = json!([{ "name": "Other", "unitPrice": money(1, "EUR") }]);
    let update = "mutation ($input: UpdateDealInput!) { updateDeal(input: $input) { deal { id } } }";
    admin.ok(update, json!({ "input": { "id": deal, "lines": lines } })).await;
    let (accept, variables) = (accept(), json!({ "input": { "id": quote, "placeOrder": true, "paymentDays": 14 } }));
    let all = join_all((0..50).map(|_| admin.ok(&accept, variables.clone()))).await;
    let first = &all[0]["acceptQuote"];
    assert!(first["order"]["id"].is_string());
    for one in &all {
        assert_eq!((&one["acceptQuote"]["quote"], &one["acceptQuote"]["order"]), (&first["quote"], &first["order"]));
    }
    assert_eq!(all.iter().filter(|one| one["acceptQuote"]["isNew"] == true).count(), 1);
    assert_eq!(first["order"]["total"], first["quote"]["total"]);
    assert_eq!(first["order"]["lines"][1]["net"]["amount"], 30_000);
    assert!(first["order"]["dueAt"].is_string());
    let orders = "{ orders { totalCount nodes { deal { id } quote { id } company { name } } } }";
    let orders = admin.ok(orders, json!({})).await["orders"].clone();
    let one = json!({ "deal": { "id": deal }, "quote": { "id": quote }, "company": { "name": "Acme" } });
    assert_eq!(orders, json!({ "totalCount": 1, "nodes": [one] }));
    let followed = amount(&admin, &deal).await;
    assert_eq!((&followed["amount"]["amount"], &followed["lines"][1]["name"]), (&json!(49_999), &json!("Care")));
    // After it a new quote begins.
    let next = make(&admin, json!({ "dealId": deal })).await;
    assert!(next["number"].as_str().unwrap().ends_with("-000002") && next["revision"] == 1, "{next}");
    let again = admin.ok(&accept, variables).await["acceptQuote"].clone();
    assert_eq!((&again["isNew"], &again["quote"]["status"]), (&json!(false), &json!("ACCEPTED")));
    // Without an order first, and with one later: it is made once all the same.
    act(&admin, "send", &next["id"]).await;
    let plain = json!({ "input": { "id": next["id"] } });
    assert_eq!(admin.ok(&accept, plain).await["acceptQuote"]["order"], Value::Null);
    let later = json!({ "input": { "id": next["id"], "placeOrder": true } });
    let all = join_all((0..10).map(|_| admin.ok(&accept, later.clone()))).await;
    let order = &all[0]["acceptQuote"]["order"]["id"];
    assert!(order.is_string() && all.iter().all(|one| one["acceptQuote"]["order"]["id"] == *order));
    assert_eq!(admin.ok("{ orders { totalCount } }", json!({})).await["orders"]["totalCount"], 2);
}

#[tokio::test]
async fn an_amount_by_hand_stays_when_a_quote_is_accepted() {
    let world = world();
    let admin = world.client(Role::Admin);
    let deal = deal(&admin).await;
    let quote = make(&admin, json!({ "dealId": deal })).await["id"].clone();
    act(&admin, "send", &quote).await;
    let update = "mutation ($input: UpdateDealInput!) { updateDeal(input: $input) { deal { id } } }";
    admin.ok(update, json!({ "input": { "id": deal, "amount": money(5, "EUR") } })).await;
    admin.ok(&accept(), json!({ "input": { "id": quote } })).await;
    let stayed = amount(&admin, &deal).await;
    assert_eq!((&stayed["amount"]["amount"], &stayed["amountSource"]), (&json!(5), &json!("HAND")));
}

#[tokio::test]
async fn an_expired_quote_is_refused_and_says_until_when_it_was_valid() {
    let mut world = world();
    let clock = Clock::standing_at(Clock::system().now().and_utc());
    world.clock = clock.clone();
    let admin = world.client(Role::Admin);
    let deal = deal(&admin).await;
    let until = (clock.now() + TimeDelta::days(7)).and_utc().to_rfc3339();
    let quote = make(&admin, json!({ "dealId": deal, "validUntil": until })).await["id"].clone();
    act(&admin, "send", &quote).await;
    let standing = "query ($id: ID!) { quote(id: $id) { status } expired: quotes(status: EXPIRED) { totalCount } \
                    sent: quotes(status: SENT) { totalCount } }";
    let of = async || admin.ok(standing, json!({ "id": quote })).await;
    let before = of().await;
    assert_eq!((&before["quote"]["status"], &before["sent"]["totalCount"]), (&json!("SENT"), &json!(1)));
    clock.advance(TimeDelta::days(8));
    let after = of().await;
    assert_eq!((&after["quote"]["status"], &after["expired"]["totalCount"]), (&json!("EXPIRED"), &json!(1)));
    let refusal = refused(&admin, "accept", &quote).await;
    assert_eq!(refusal[0], "CONFLICT");
    assert!(refusal[1].as_str().unwrap().starts_with("The quote is expired: it was valid until 20"), "{refusal}");
    assert_eq!(amount(&admin, &deal).await["amountSource"], "LINES");
    let over = json!({ "input": { "dealId": deal, "validUntil": until } });
    let error = admin.error(&create(), over).await;
    assert_eq!(error["extensions"]["violations"][0]["path"], json!(["input", "validUntil"]));
}

#[tokio::test]
async fn quotes_are_seen_where_their_deals_are() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let deal = deal(&admin).await;
    let quote = make(&admin, json!({ "dealId": deal })).await["id"].clone();
    let query = "query ($id: ID!) { quote(id: $id) { id } node(id: $id) { id } quotes { totalCount } }";
    let rep = world.client(Role::Rep);
    let hidden = json!({ "quote": null, "node": null, "quotes": { "totalCount": 0 } });
    assert_eq!(rep.ok(query, json!({ "id": quote })).await, hidden);
    assert_eq!(refused(&rep, "send", &quote).await[0], "NOT_FOUND");
    let give = "mutation ($id: ID!, $o: ID!) { updateDeal(input: { id: $id, ownerId: $o }) { deal { id } } }";
    admin.ok(give, json!({ "id": deal, "o": user_id(Role::Rep) })).await;
    assert_eq!(rep.ok(query, json!({ "id": quote })).await["quotes"]["totalCount"], 1);
    act(&rep, "send", &quote).await;
    let partner = world.client(Role::Partner);
    assert_eq!(partner.error("{ quotes { totalCount } }", json!({})).await["extensions"]["code"], "FORBIDDEN");
    // With the deal it goes out of sight, and for good.
    admin.ok("mutation ($id: ID!) { deleteDeal(input: { id: $id }) { __typename } }", json!({ "id": deal })).await;
    assert_eq!(admin.ok(query, json!({ "id": quote })).await, hidden);
    assert_eq!(refused(&admin, "accept", &quote).await[0], "NOT_FOUND");
    admin.ok("mutation ($id: ID!) { purgeDeal(input: { id: $id }) { __typename } }", json!({ "id": deal })).await;
}

#[tokio::test]
async fn bad_quotes_are_refused_with_path() {
    let world = world();
    let admin = world.client(Role::Admin);
    let good = deal(&admin).await;
    let sales = create_pipeline(&admin, usual()).await["id"].clone();
    let bare =
        crate::pipeline::create_deal(&admin, json!({ "title": "Bare", "pipelineId": sales })).await["id"].clone();
    let nowhere = rapport_kernel::id::encode_global("Deal", uuid::Uuid::now_v7());
    let nobody = rapport_kernel::id::encode_global("Contact", uuid::Uuid::now_v7());
    for (input, path) in [
        (json!({ "dealId": bare }), json!(["input", "dealId"])),
        (json!({ "dealId": nowhere }), json!(["input", "dealId"])),
        (json!({ "dealId": good, "contactId": nobody }), json!(["input", "contactId"])),
        (json!({ "dealId": good, "taxRateBasisPoints": -1 }), json!(["input", "taxRateBasisPoints"])),
        (json!({ "dealId": good, "lineTaxRatesBasisPoints": [1] }), json!(["input", "lineTaxRatesBasisPoints"])),
        (json!({ "dealId": good, "terms": "x".repeat(2_001) }), json!(["input", "terms"])),
    ] {
        let error = admin.error(&create(), json!({ "input": input })).await;
        assert_eq!(error["extensions"]["violations"][0]["path"], path, "{error:#}");
    }
    assert_eq!(admin.ok("{ quotes { totalCount } }", json!({})).await["quotes"]["totalCount"], 0);
}

/// What `pdftotext` reads, or nothing where poppler-utils is missing.
fn read(pdf: &[u8]) -> Option<String> {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("quote.pdf");
    std::fs::write(&file, pdf).unwrap();
    let read = std::process::Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output().ok()?;
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    Some(String::from_utf8(read.stdout).unwrap())
}

#[tokio::test]
async fn a_quote_can_be_read_as_pdf_by_who_may_see_it() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let deal = deal(&admin).await;
    let assign = "mutation ($id: ID!, $owner: ID!) { updateDeal(input: { id: $id, ownerId: $owner }) { deal { id } } }";
    admin.ok(assign, json!({ "id": deal, "owner": user_id(Role::Manager) })).await;
    let terms = "Zahlbar in 30 Tagen, größtenteils.\nДоставка включена. Με τη δωρεάν μεταφορά.";
    let input = json!({ "dealId": deal, "lineTaxRatesBasisPoints": [1900, 700], "terms": terms });
    let quote = make(&admin, input).await;
    let query = "query ($id: ID!) { quote(id: $id) { pdf { fileName contentType size base64 } } }";
    let ask = async |client: &Client| client.ok(query, json!({ "id": quote["id"] })).await["quote"].clone();
    let answer = ask(&admin).await["pdf"].clone();
    let number = quote["number"].as_str().unwrap();
    assert_eq!(answer["fileName"], format!("quote-{number}.pdf"));
    assert_eq!(answer["contentType"], "application/pdf");
    assert_eq!(ask(&admin).await["pdf"], answer, "the same quote, the same bytes");
    // Of another's deal a rep sees no quote, and so no PDF.
    assert_eq!(ask(&world.client(Role::Rep)).await, Value::Null);
    let base64 = answer["base64"].as_str().unwrap();
    let pdf = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, base64).unwrap();
    assert_eq!(answer["size"], pdf.len());
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() < 200_000, "{} bytes", pdf.len());
    let Some(text) = read(&pdf) else {
        eprintln!("skipped: pdftotext is not there (poppler-utils)");
        return;
    };
    let title = format!("Quote {number}");
    for expected in [
        title.as_str(),
        "Demo manager",
        "Acme",
        "Ada",
        "Draft",
        "Set-up",
        "199.99",
        "Unit price, EUR",
        "50 %",
        "12 monthly payments of 25.00",
        "7 % tax",
        "21.00 EUR",
        "19 % tax",
        "38.00 EUR",
        "558.99 EUR",
        "größtenteils",
        "Доставка включена.",
        "δωρεάν μεταφορά",
        "Page 1 of 1",
    ] {
        assert!(text.contains(expected), "no {expected} in\n{text}");
    }
}
