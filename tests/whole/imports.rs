//! Companies, users and deals out of files of our own: again and again with no double, with dirty rows told, and what
//! their values mean said.

use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    world,
};

/// Imports a file: what came of it.
async fn import(client: &Client, what: &str, csv: &str, mut input: Value) -> Value {
    input["file"] = json!("upload:0");
    let query = mutation(what);
    client.with_file(csv).ok(&query, json!({ "input": input })).await[format!("import{what}")].clone()
}

fn mutation(what: &str) -> String {
    format!(
        "mutation ($input: Import{what}Input!) {{ import{what}(input: $input) {{ \
         created unchanged failed errors {{ row column value code }} }} }}"
    )
}

fn told(created: u32, unchanged: u32, failed: u32, errors: Value) -> Value {
    json!({ "created": created, "unchanged": unchanged, "failed": failed, "errors": errors })
}

fn error(row: u32, column: &str, value: &str, code: &str) -> Value {
    json!({ "row": row, "column": column, "value": value, "code": code })
}

const COMPANIES: &str = "\
account,sector,turnover,staff,country,of,owner
Beta,technolgy,1100.04,\"2,822\",United States,Alpha,
Alpha,retail,0.5,9,CH,,admin@demo.example
Gamma,retail,,,Atlantis,,
Delta,retail,much,some,CH,Nobody,
Epsilon,,,,,Zeta,
Zeta,,,,,Epsilon,
Alpha,,,,,,
Eta,,,,,Omega,Demo Nobody
";

fn companies(dry_run: bool) -> Value {
    let values = |from: &str, to: &str| json!([{ "from": from, "to": to }]);
    json!({ "currency": "usd", "revenueUnit": 1_000_000, "dryRun": dry_run, "mapping": [
        { "column": "account", "field": "EXTERNAL_ID" }, { "column": "account", "field": "NAME" },
        { "column": "sector", "field": "INDUSTRY", "values": values("technolgy", "technology") },
        { "column": "turnover", "field": "REVENUE" }, { "column": "staff", "field": "SIZE" },
        { "column": "country", "field": "COUNTRY", "values": values("United States", "US") },
        { "column": "of", "field": "PARENT" }, { "column": "owner", "field": "OWNER" }
    ] })
}

#[tokio::test]
async fn companies_come_with_their_parents_wherever_these_stand() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let errors = json!([
        error(4, "country", "Atlantis", "BAD_USER_INPUT"),
        error(5, "turnover", "much", "BAD_USER_INPUT"),
        error(5, "staff", "some", "BAD_USER_INPUT"),
        error(6, "of", "Zeta", "BAD_USER_INPUT"),
        error(7, "of", "Epsilon", "BAD_USER_INPUT"),
        error(8, "account", "Alpha", "CONFLICT"),
        error(9, "owner", "Demo Nobody", "BAD_USER_INPUT"),
    ]);
    assert_eq!(import(&admin, "Companies", COMPANIES, companies(true)).await, told(2, 0, 6, errors.clone()));
    assert_eq!(admin.ok("{ companies { totalCount } }", json!({})).await["companies"]["totalCount"], 0);
    assert_eq!(import(&admin, "Companies", COMPANIES, companies(false)).await, told(2, 0, 6, errors.clone()));
    assert_eq!(import(&admin, "Companies", COMPANIES, companies(false)).await, told(0, 2, 6, errors));
    let query = "{ companies(filter: { name: { eq: \"Beta\" } }) { nodes { externalId industry size country \
                 revenue { amount currency } parent { name owner { name } } } } }";
    let beta = json!({
        "externalId": "Beta", "industry": "technology", "size": 2822, "country": "US",
        "revenue": { "amount": 110_004_000_000_i64, "currency": "USD" },
        "parent": { "name": "Alpha", "owner": { "name": "Demo admin" } }
    });
    assert_eq!(admin.ok(query, json!({})).await["companies"]["nodes"], json!([beta]));
    let refused = json!({ "input": { "file": "upload:0", "mapping": [{ "column": "none", "field": "NAME" }] } });
    let refused = admin.with_file(COMPANIES).error(&mutation("Companies"), refused).await;
    assert_eq!(refused["extensions"]["path"], json!(["input", "mapping", 0, "column"]));
}

#[tokio::test]
async fn users_come_with_their_managers_and_teams() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let csv = "agent,boss,office,mail,part\nMei-Mei Johns,Rocco Neubert,East,,\nBoris Faz,Rocco Neubert,East,boris@faz.example,\
               support\n山田,Rocco Neubert,East,,\nDemo rep,Rocco Neubert,East,rep@demo.example,\nMei-Mei Johns,,,,\nX,,,no,king\n";
    let mapping = json!([
        { "column": "agent", "field": "NAME" }, { "column": "mail", "field": "EMAIL" },
        { "column": "part", "field": "ROLE" }, { "column": "office", "field": "TEAM" },
        { "column": "boss", "field": "MANAGER" }
    ]);
    let input = json!({ "mapping": mapping, "emailDomain": "sales.example" });
    let mail = |row: u32| json!({ "row": row, "column": null, "value": null, "code": "BAD_USER_INPUT" });
    let twice = json!({ "row": 6, "column": null, "value": null, "code": "CONFLICT" });
    let king = error(7, "part", "king", "BAD_USER_INPUT");
    let errors = json!([mail(4), twice, king, error(7, "mail", "no", "BAD_USER_INPUT")]);
    assert_eq!(import(&admin, "Users", csv, input.clone()).await, told(3, 1, 3, errors.clone()));
    assert_eq!(import(&admin, "Users", csv, input).await, told(0, 3, 3, errors));
    let query = "{ teams { nodes { name members { name email role } } } }";
    let teams = admin.ok(query, json!({})).await["teams"]["nodes"].clone();
    let east = teams.as_array().unwrap().iter().find(|team| team["name"] == "East").unwrap().clone();
    let user = |name: &str, email: &str, role: &str| json!({ "name": name, "email": email, "role": role });
    assert_eq!(
        east["members"],
        json!([
            user("Boris Faz", "boris@faz.example", "SUPPORT"),
            user("Mei-Mei Johns", "mei-mei.johns@sales.example", "REP"),
            user("Rocco Neubert", "rocco.neubert@sales.example", "MANAGER"),
        ]),
        "who was there before is in the teams that they were in"
    );
    let rep = world.client(Role::Rep).with_file(csv);
    let input = json!({ "input": { "file": "upload:0", "mapping": [{ "column": "agent", "field": "NAME" }] } });
    assert_eq!(rep.error(&mutation("Users"), input).await["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn products_are_recorded_once() {
    let world = world();
    let admin = world.client(Role::Admin);
    let csv = "name,sku,price,paid\nGTX Pro,a-1,4821,once a month\nMG,A-1,55.5,\nGTK,g,x,\n ,s,1,\nGT,t,7,\n";
    let input = json!({ "currency": "USD", "mapping": [
        { "column": "name", "field": "EXTERNAL_ID" }, { "column": "name", "field": "NAME" },
        { "column": "sku", "field": "CODE" }, { "column": "price", "field": "LIST_PRICE" },
        { "column": "paid", "field": "BILLING", "values": [{ "from": "once a month", "to": "monthly" }] }
    ] });
    let taken = error(3, "sku", "A-1", "CONFLICT");
    let nameless = json!({ "row": 5, "column": null, "value": null, "code": "BAD_USER_INPUT" });
    let errors = json!([taken, error(4, "price", "x", "BAD_USER_INPUT"), nameless]);
    assert_eq!(import(&admin, "Products", csv, input.clone()).await, told(2, 0, 3, errors.clone()));
    assert_eq!(import(&admin, "Products", csv, input.clone()).await, told(0, 2, 3, errors));
    let taken = import(&admin, "Products", "name,sku,price,paid\nOther,T,1,\n", input).await;
    assert_eq!(taken, told(0, 0, 1, json!([error(2, "sku", "T", "CONFLICT")])));
    let query = "{ products { nodes { externalId name billing listPrice { amount currency } } } }";
    let first = json!({
        "externalId": "GTX Pro", "name": "GTX Pro", "billing": "MONTHLY",
        "listPrice": { "amount": 482_100, "currency": "USD" }
    });
    assert_eq!(admin.ok(query, json!({})).await["products"]["nodes"][0], first);
}

const DEALS: &str = "\
id,agent,product,account,stage,engaged,closed,value
D1,Demo rep,GTXPro,Alpha,Won,10/20/2016,3/1/2017,1054
D2,Demo rep,MG,,Lost,10/25/2016,3/11/2017,0
D3,Demo manager,MG,Alpha,Engaging,11/1/2016,,
D4,Demo rep,MG,,Prospecting,,,
D5,Demo rep,MG,Omega,Engaging,11/1/2016,,
D6,Nobody,MG,Alpha,Engaging,11/1/2016,,
D7,Demo rep,MG,Alpha,Thinking,11/1/2016,,
D8,Demo rep,MG,Alpha,Won,11/1/2016,10/1/2016,55
D9,Demo rep,MG,Alpha,Won,11/1/2016,,55
D1,Demo rep,MG,Alpha,Won,11/1/2016,11/1/2016,1.234
";

fn deals() -> Value {
    json!({
        "pipeline": { "name": "Imported", "stages": [
            { "name": "Prospecting", "probability": 20 }, { "name": "Engaging", "probability": 50 },
            { "name": "Won", "kind": "WON" }, { "name": "Lost", "kind": "LOST" }
        ] },
        "currency": "USD", "dateFormat": "MONTH_FIRST",
        "mapping": [
            { "column": "id", "field": "EXTERNAL_ID" }, { "column": "agent", "field": "OWNER" },
            { "column": "product", "field": "TITLE", "values": [{ "from": "GTXPro", "to": "GTX Pro" }] },
            { "column": "product", "field": "PRODUCT", "values": [{ "from": "GTXPro", "to": "GTX Pro" }] },
            { "column": "account", "field": "TITLE" }, { "column": "account", "field": "COMPANY" },
            { "column": "stage", "field": "STAGE" },
            { "column": "engaged", "field": "STAGE_ENTERED_AT", "stage": "Engaging" },
            { "column": "closed", "field": "CLOSED_AT" }, { "column": "value", "field": "AMOUNT" }
        ]
    })
}

#[tokio::test]
async fn deals_keep_their_times_and_are_recorded_once() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    admin.create_company(json!({ "name": "Alpha" })).await;
    let products = json!({ "currency": "USD", "mapping": [
        { "column": "name", "field": "NAME" }, { "column": "code", "field": "CODE" },
        { "column": "price", "field": "LIST_PRICE" }
    ] });
    import(&admin, "Products", "name,code,price\nGTX Pro,,4821\nMagnet,MG,55\n", products).await;
    let errors = json!([
        error(6, "account", "Omega", "BAD_USER_INPUT"),
        error(7, "agent", "Nobody", "BAD_USER_INPUT"),
        error(8, "stage", "Thinking", "BAD_USER_INPUT"),
        error(9, "engaged", "11/1/2016", "BAD_USER_INPUT"),
        error(10, "stage", "Won", "BAD_USER_INPUT"),
        error(11, "value", "1.234", "BAD_USER_INPUT"),
    ]);
    let mut trial = deals();
    trial["dryRun"] = json!(true);
    assert_eq!(import(&admin, "Deals", DEALS, trial).await, told(4, 0, 6, errors.clone()));
    assert_eq!(admin.ok("{ pipelines { totalCount } }", json!({})).await["pipelines"]["totalCount"], 0);
    assert_eq!(import(&admin, "Deals", DEALS, deals()).await, told(4, 0, 6, errors.clone()));
    assert_eq!(import(&admin, "Deals", DEALS, deals()).await, told(0, 4, 6, errors));
    let query = "{ pipelines { nodes { id } } deals { nodes { externalId title status createdAt closedAt company { name } \
                 owner { name } amount { amount currency } lines { name total { amount } product { code } } stays { stage { name } enteredAt leftAt } \
                 history { nodes { kind } } } } }";
    let data = admin.ok(query, json!({})).await;
    let of = |id: &str| {
        data["deals"]["nodes"].as_array().unwrap().iter().find(|one| one["externalId"] == id).unwrap().clone()
    };
    let stay = |stage: &str, entered: &str, left: Value| json!({ "stage": { "name": stage }, "enteredAt": entered, "leftAt": left });
    let (engaged, closed) = ("2016-10-20T00:00:00.000000Z", "2017-03-01T00:00:00.000000Z");
    assert_eq!(
        of("D1"),
        json!({
            "externalId": "D1", "title": "GTX Pro, Alpha", "status": "WON", "createdAt": engaged, "closedAt": closed,
            "company": { "name": "Alpha" }, "owner": { "name": "Demo rep" },
            "amount": { "amount": 105_400, "currency": "USD" },
            "lines": [{ "name": "GTX Pro", "total": { "amount": 105_400 }, "product": { "code": null } }],
            "stays": [stay("Engaging", engaged, json!(closed)), stay("Won", closed, Value::Null)],
            "history": { "nodes": [{ "kind": "deal.created" }] }
        })
    );
    assert_eq!(
        (&of("D2")["company"], &of("D2")["amount"]["amount"]),
        (&Value::Null, &json!(0)),
        "kept without a company"
    );
    assert_eq!(of("D3")["stays"], json!([stay("Engaging", "2016-11-01T00:00:00.000000Z", Value::Null)]));
    let prospect = of("D4");
    assert_eq!(prospect["amount"], json!({ "amount": 5_500, "currency": "USD" }), "what the product costs");
    assert_eq!(
        prospect["lines"],
        json!([{ "name": "Magnet", "total": { "amount": 5_500 }, "product": { "code": "MG" } }])
    );
    assert_eq!((&prospect["stays"][0]["stage"]["name"], &prospect["title"]), (&json!("Prospecting"), &json!("MG")));
    assert_eq!(prospect["stays"][0]["enteredAt"], prospect["createdAt"], "nobody says since when");
    // The past is what the file says.
    let pipeline = &data["pipelines"]["nodes"][0]["id"];
    let snapshot = "query ($p: ID!, $at: DateTime) { pipelineSnapshot(pipelineId: $p, at: $at) { stages { deals } } }";
    for (at, expected) in [("2016-10-24", [0, 1, 0, 0]), ("2017-03-01", [0, 2, 1, 0]), ("2017-04-01", [0, 1, 1, 1])] {
        let at = format!("{at}T12:00:00Z");
        let told = admin.ok(snapshot, json!({ "p": pipeline, "at": at })).await["pipelineSnapshot"]["stages"].clone();
        let counts: Vec<i64> = told.as_array().unwrap().iter().map(|one| one["deals"].as_i64().unwrap()).collect();
        assert_eq!(counts, expected, "{at}");
    }
}

#[tokio::test]
async fn imported_deals_have_the_kind_that_the_past_proposes_and_grow_stale() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    for name in ["Alpha", "Beta"] {
        admin.create_company(json!({ "name": name })).await;
    }
    // The first that was won stands last.
    let csv = "id,agent,product,account,stage,engaged,closed,value,kind\n\
               K4,Demo rep,A,Beta,Engaging,6/1/2016,,1,\n\
               K3,Demo rep,A,Alpha,Engaging,6/1/2016,,1,NEW_BUSINESS\n\
               K2,Demo rep,A,Alpha,Won,6/1/2017,7/1/2017,1,\n\
               K1,Demo rep,A,Alpha,Won,1/1/2016,3/1/2016,1,\n";
    let mut input = deals();
    input["pipeline"]["stages"][1]["ageLimitDays"] = json!(30);
    let mapping = input["mapping"].as_array_mut().unwrap();
    mapping.retain(|one| one["field"] != "PRODUCT");
    mapping.push(json!({ "column": "kind", "field": "KIND" }));
    assert_eq!(import(&admin, "Deals", csv, input.clone()).await, told(4, 0, 0, json!([])));
    let later = "id,agent,product,account,stage,engaged,closed,value,kind\nK5,Demo rep,A,Alpha,Engaging,8/1/2017,,1,\n";
    assert_eq!(import(&admin, "Deals", later, input).await, told(1, 0, 0, json!([])));
    let query = "{ deals { nodes { externalId kind staleAt isStale kindProposal { kind isCorrected } } } }";
    let data = admin.ok(query, json!({})).await;
    let nodes = data["deals"]["nodes"].as_array().unwrap();
    let of = |id: &str| nodes.iter().find(|one| one["externalId"] == id).unwrap();
    for (id, kind, proposed, stale_at) in [
        ("K1", "NEW_BUSINESS", "NEW_BUSINESS", None),
        ("K2", "WIN_BACK", "WIN_BACK", None),
        ("K3", "NEW_BUSINESS", "EXTENSION", Some("2016-07-01T00:00:00.000000Z")),
        ("K4", "NEW_BUSINESS", "NEW_BUSINESS", Some("2016-07-01T00:00:00.000000Z")),
        ("K5", "EXTENSION", "EXTENSION", Some("2017-08-31T00:00:00.000000Z")),
    ] {
        let proposal = json!({ "kind": proposed, "isCorrected": kind != proposed });
        assert_eq!((&of(id)["kind"], &of(id)["kindProposal"]), (&json!(kind), &proposal), "{id}");
        assert_eq!((&of(id)["staleAt"], &of(id)["isStale"]), (&json!(stale_at), &json!(stale_at.is_some())), "{id}");
    }
}

#[tokio::test]
async fn a_rep_imports_their_own_deals_and_gives_none_away() {
    let world = world();
    hire(&world);
    let (admin, rep) = (world.client(Role::Admin), world.client(Role::Rep));
    import(
        &admin,
        "Deals",
        "id,stage\n",
        json!({ "pipeline": deals()["pipeline"], "mapping": [{ "column": "stage", "field": "STAGE" }] }),
    )
    .await;
    let mapping = json!([
        { "column": "id", "field": "EXTERNAL_ID" }, { "column": "id", "field": "TITLE" },
        { "column": "stage", "field": "STAGE" }, { "column": "by", "field": "OWNER" }
    ]);
    let input = json!({ "pipeline": { "name": "imported" }, "mapping": mapping });
    let own = "id,stage,by\nA,Engaging,\nB,Engaging,rep@demo.example\n";
    assert_eq!(import(&rep, "Deals", own, input.clone()).await, told(2, 0, 0, json!([])));
    let owners = rep.ok("{ deals { nodes { owner { id } } } }", json!({})).await["deals"]["nodes"].clone();
    let me = json!({ "owner": { "id": user_id(Role::Rep) } });
    assert_eq!(owners, json!([me, me]));
    let other = json!({ "input": { "file": "upload:0", "pipeline": input["pipeline"], "mapping": input["mapping"] } });
    let given =
        rep.with_file("id,stage,by\nC,Engaging,manager@demo.example\n").error(&mutation("Deals"), other.clone()).await;
    assert_eq!(given["extensions"]["code"], "FORBIDDEN");
    // What a deal has that they do not see is taken, and no more is said of it.
    import(&admin, "Deals", "id,stage,by\nD,Engaging,\n", input.clone()).await;
    let taken = import(&rep, "Deals", "id,stage,by\nD,Engaging,\nE,Engaging,\n", input).await;
    assert_eq!(taken, told(1, 0, 1, json!([error(2, "id", "D", "CONFLICT")])));
    // A pipeline is made by who manages pipelines.
    let mut new = deals();
    new["pipeline"]["name"] = json!("Another");
    new["file"] = json!("upload:0");
    assert_eq!(
        rep.with_file(DEALS).error(&mutation("Deals"), json!({ "input": new })).await["extensions"]["code"],
        "FORBIDDEN"
    );
    let partner = world.client(Role::Partner).with_file(own);
    assert_eq!(partner.error(&mutation("Deals"), other).await["extensions"]["code"], "FORBIDDEN");
}
