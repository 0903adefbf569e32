//! Companies: their whole life, one domain for one living company, and lists of them.

use diesel::{RunQueryDsl, sql_types::BigInt};
use rapport_graphql::futures_util::future::join;
use rapport_kernel::{Role, id::encode_global};
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{authorization::hire, world};

const CREATE: &str = "mutation ($input: CreateCompanyInput!) { createCompany(input: $input) { company { id } } }";
const UPDATE: &str =
    "mutation ($input: UpdateCompanyInput!) { updateCompany(input: $input) { company { version name domain size } } }";
const DELETE: &str =
    "mutation ($input: CompanyIdInput!) { deleteCompany(input: $input) { company { version deletedAt } } }";
const RESTORE: &str =
    "mutation ($input: CompanyIdInput!) { restoreCompany(input: $input) { company { version deletedAt domain } } }";
const PURGE: &str = "mutation ($input: CompanyIdInput!) { purgeCompany(input: $input) { id } }";
const READ: &str = "query ($id: ID!) { node(id: $id) { id } company(id: $id) { version name domain industry size country owner { id } } }";
const PAGE: &str = "query ($orderBy: [CompanyOrder!], $first: Int, $after: String, $last: Int, $before: String) { \
                    companies(orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) { \
                    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { id } } }";

fn count(world: &World, from: &str) -> i64 {
    let query = diesel::dsl::sql::<BigInt>(&format!("SELECT COUNT(*) FROM {from}"));
    query.get_result(&mut world.database().connect()).unwrap()
}

async fn total(client: &Client) -> Value {
    client.ok("{ companies { totalCount } }", json!({})).await["companies"]["totalCount"].clone()
}

#[tokio::test]
async fn a_company_goes_through_a_whole_life() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let owner = encode_global("User", Role::Rep.demo_user());
    let input = json!({ "name": " Acme ", "domains": ["ACME.Example"], "industry": "Steel", "size": 10, "country": "de", "ownerId": owner });
    let id = admin.create_company(input).await;
    assert_eq!(
        admin.ok(READ, json!({ "id": id })).await["company"],
        json!({
            "version": 1, "name": "Acme", "domain": "acme.example", "industry": "Steel", "size": 10, "country": "DE",
            "owner": { "id": owner }
        })
    );
    let input = json!({ "id": id, "expectedVersion": 1, "name": "Acme AG", "industry": null, "size": null, "country": "", "ownerId": null });
    admin.ok(UPDATE, json!({ "input": input })).await;
    let changed = json!({
        "version": 2, "name": "Acme AG", "domain": "acme.example", "industry": null, "size": null, "country": null,
        "owner": null
    });
    assert_eq!(admin.ok(READ, json!({ "id": id })).await["company"], changed);
    admin.ok(UPDATE, json!({ "input": { "id": id, "name": "Acme AG" } })).await;
    assert_eq!(admin.ok(READ, json!({ "id": id })).await["company"], changed, "nothing changed, so no new version");
    let data = admin.ok(DELETE, json!({ "input": { "id": id, "expectedVersion": 2 } })).await;
    assert!(data["deleteCompany"]["company"]["deletedAt"].is_string());
    assert_eq!(admin.ok(READ, json!({ "id": id })).await, json!({ "node": null, "company": null }));
    let lists = "{ living: companies { totalCount } deleted: companies(filter: { deleted: true }) { nodes { id } } }";
    let data = admin.ok(lists, json!({})).await;
    assert_eq!(data, json!({ "living": { "totalCount": 0 }, "deleted": { "nodes": [{ "id": id }] } }));
    let error = admin.error(UPDATE, json!({ "input": { "id": id } })).await;
    assert_eq!(error["extensions"]["code"], "NOT_FOUND", "a deleted one is not there");
    let data = admin.ok(RESTORE, json!({ "input": { "id": id, "expectedVersion": 3 } })).await;
    let restored = json!({ "version": 4, "deletedAt": null, "domain": "acme.example" });
    assert_eq!(data["restoreCompany"]["company"], restored);
    let error = admin.error(RESTORE, json!({ "input": { "id": id } })).await;
    assert_eq!(error["extensions"]["code"], "NOT_FOUND", "a living one is not there to be restored");
    let history = "query ($id: ID!) { company(id: $id) { history { nodes { kind recordVersion changes { field old new } record { id } } } } }";
    let data = admin.ok(history, json!({ "id": id })).await;
    let events = data["company"]["history"]["nodes"].as_array().unwrap();
    let told: Vec<_> = events.iter().map(|event| (event["kind"].as_str().unwrap(), &event["recordVersion"])).collect();
    let kinds = ["company.restored", "company.deleted", "company.updated", "company.created"];
    assert_eq!(told, kinds.into_iter().zip(&[json!(4), json!(3), json!(2), json!(1)]).collect::<Vec<_>>());
    let changes = events[2]["changes"].as_array().unwrap();
    assert!(changes.contains(&json!({ "field": "name", "old": "Acme", "new": "Acme AG" })), "{changes:?}");
    assert!(changes.contains(&json!({ "field": "ownerId", "old": owner, "new": null })), "{changes:?}");
    assert_eq!(events[0]["record"]["id"], json!(id));
}

#[tokio::test]
async fn purging_a_company_takes_the_roles_there_along_and_leaves_the_people() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = admin.create_company(json!({ "name": "Zyxwacme", "domains": ["zyxwacme.example"] })).await;
    let contact = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let affiliate = "mutation ($c: ID!, $o: ID!) { createAffiliation(input: { contactId: $c, companyId: $o }) { affiliation { id } } }";
    admin.ok(affiliate, json!({ "c": contact, "o": id })).await;
    assert_eq!(admin.ok(PURGE, json!({ "input": { "id": id } })).await["purgeCompany"]["id"], json!(id));
    assert_eq!(count(&world, "companies") + count(&world, "affiliations"), 0);
    let person = "query ($id: ID!) { contact(id: $id) { givenName company { id } affiliations { id } } }";
    let data = admin.ok(person, json!({ "id": contact })).await;
    assert_eq!(data["contact"], json!({ "givenName": "Ada", "company": null, "affiliations": [] }));
    assert_eq!(count(&world, "events WHERE kind = 'company.purged'"), 1);
    assert_eq!(count(&world, "events WHERE kind LIKE 'company.%'"), 2, "the log keeps what happened");
    let personal = "event_personal_data JOIN events ON events.id = event_id WHERE kind LIKE 'company.%'";
    assert_eq!(count(&world, personal) + count(&world, "events WHERE changes LIKE '%yxwacme%'"), 0, "but not the name");
    for mutation in [PURGE, DELETE, RESTORE] {
        assert_eq!(admin.error(mutation, json!({ "input": { "id": id } })).await["extensions"]["code"], "NOT_FOUND");
    }
}

#[tokio::test]
async fn a_domain_belongs_to_one_living_company_and_a_conflict_names_the_other() {
    let world = world();
    let admin = world.client(Role::Admin);
    let first = admin.create_company(json!({ "name": "One", "domains": ["acme.example"] })).await;
    let third = admin.create_company(json!({ "name": "Three" })).await;
    let same = json!({ "input": { "name": "Two", "domains": ["ACME.example"] } });
    let update = json!({ "input": { "id": third, "name": "Changed", "domains": ["acme.example"] } });
    for (mutation, variables) in [(CREATE, &same), (UPDATE, &update)] {
        let error = admin.error(mutation, variables.clone()).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT");
        assert_eq!(error["extensions"]["path"], json!(["input", "domains", 0]));
        assert_eq!(error["extensions"]["conflictingIds"], json!([first]));
    }
    assert_eq!(total(&admin).await, 2, "half written");
    assert_eq!(admin.ok(READ, json!({ "id": third })).await["company"]["name"], "Three");
    admin.ok(DELETE, json!({ "input": { "id": first } })).await;
    let second = admin.ok(CREATE, same).await["createCompany"]["company"]["id"].clone();
    let error = admin.error(RESTORE, json!({ "input": { "id": first } })).await;
    assert_eq!(error["extensions"]["code"], "CONFLICT");
    assert_eq!(error["extensions"]["path"], json!(["input", "id"]));
    assert_eq!(error["extensions"]["conflictingIds"], json!([second]));
    assert_eq!(admin.ok(READ, json!({ "id": first })).await["company"], Value::Null, "still deleted");
    admin.ok(UPDATE, json!({ "input": { "id": second, "domains": [] } })).await;
    let data = admin.ok(RESTORE, json!({ "input": { "id": first } })).await;
    assert_eq!(data["restoreCompany"]["company"]["domain"], "acme.example");
}

#[tokio::test]
async fn of_a_restore_and_a_creation_at_once_one_has_the_domain_or_the_e_mail_address() {
    let world = world();
    let admin = world.client(Role::Admin);
    let kinds = [("Company", "companies"), ("Contact", "contacts")];
    for (round, (kind, list)) in (0..10).flat_map(|round| kinds.map(|kind| (round, kind))) {
        let mut input = json!({ "emails": [{ "address": format!("a{round}@example.org") }] });
        if kind == "Company" {
            input = json!({ "name": "Acme", "domains": [format!("acme{round}.example")] });
        }
        let create = format!(
            "mutation ($i: Create{kind}Input!) {{ made: create{kind}(input: $i) {{ of: {} {{ id }} }} }}",
            kind.to_lowercase()
        );
        let change = |verb| format!("mutation ($id: ID!) {{ {verb}{kind}(input: {{ id: $id }}) {{ __typename }} }}");
        let id = json!({ "id": admin.ok(&create, json!({ "i": input })).await["made"]["of"]["id"] });
        admin.ok(&change("delete"), id.clone()).await;
        let restore = change("restore");
        let (one, other) = join(admin.run(&restore, id), admin.run(&create, json!({ "i": input }))).await;
        let errors: Vec<_> = one.errors.iter().chain(&other.errors).collect();
        assert_eq!(errors.len(), 1, "{} {}", one.json, other.json);
        assert_eq!(errors[0]["extensions"]["code"], "CONFLICT", "{errors:?}");
        let data = admin.ok(&format!("{{ {list} {{ totalCount }} }}"), json!({})).await;
        assert_eq!(data[list]["totalCount"], round + 1);
    }
}

#[tokio::test]
async fn a_stale_version_of_a_company_is_a_conflict_and_changes_nothing() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = admin.create_company(json!({ "name": "Acme" })).await;
    admin.ok(UPDATE, json!({ "input": { "id": id, "expectedVersion": 1, "size": 1 } })).await;
    let stale = json!({ "id": id, "expectedVersion": 1, "name": "Other" });
    assert_eq!(admin.error(UPDATE, json!({ "input": stale })).await["extensions"]["code"], "CONFLICT");
    for mutation in [DELETE, PURGE] {
        let stale = json!({ "input": { "id": id, "expectedVersion": 1 } });
        assert_eq!(admin.error(mutation, stale).await["extensions"]["code"], "CONFLICT");
    }
    let company = admin.ok(READ, json!({ "id": id })).await["company"].clone();
    assert_eq!((&company["version"], &company["name"]), (&json!(2), &json!("Acme")));
    admin.ok(DELETE, json!({ "input": { "id": id } })).await;
    let stale = json!({ "input": { "id": id, "expectedVersion": 2 } });
    assert_eq!(admin.error(RESTORE, stale).await["extensions"]["code"], "CONFLICT");
    assert_eq!(total(&admin).await, 0);
}

#[tokio::test]
async fn every_bad_field_of_a_company_is_told_at_once_and_nothing_is_written() {
    let world = world();
    let admin = world.client(Role::Admin);
    let bad =
        json!({ "name": " ", "domains": ["https://acme.example"], "industry": "a\nb", "size": -1, "country": "XX" });
    let id = admin.create_company(json!({ "name": "Acme" })).await;
    let mut update = bad.clone();
    update["id"] = json!(id);
    for (mutation, input) in [(CREATE, bad), (UPDATE, update)] {
        let error = admin.error(mutation, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
        let violations = error["extensions"]["violations"].as_array().unwrap();
        let paths: Vec<_> = violations.iter().map(|violation| &violation["path"]).collect();
        let fields = [
            json!(["input", "name"]),
            json!(["input", "domains", 0]),
            json!(["input", "industry"]),
            json!(["input", "size"]),
            json!(["input", "country"]),
        ];
        assert_eq!(paths, fields.iter().collect::<Vec<_>>());
    }
    let nobody = encode_global("User", uuid::Uuid::now_v7());
    let error = admin.error(CREATE, json!({ "input": { "name": "B", "ownerId": nobody } })).await;
    assert_eq!(error["extensions"]["path"], json!(["input", "ownerId"]), "an owner who is not there");
    let error = admin.error(UPDATE, json!({ "input": { "id": id, "name": null } })).await;
    assert_eq!(error["extensions"]["path"], json!(["input", "name"]), "a name cannot be removed");
    assert_eq!(total(&admin).await, 1);
    assert_eq!(count(&world, "events"), 1);
    assert_eq!(admin.ok(READ, json!({ "id": id })).await["company"]["version"], 1);
}

async fn walk(admin: &Client, order_by: &Value, size: usize, backwards: bool) -> Vec<Value> {
    let (length, from) = if backwards { ("last", "before") } else { ("first", "after") };
    let (more, next) = if backwards { ("hasPreviousPage", "startCursor") } else { ("hasNextPage", "endCursor") };
    let (mut ids, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = admin.ok(PAGE, json!({ "orderBy": order_by, length: size, from: cursor })).await["companies"].take();
        let found: Vec<_> = page["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone()).collect();
        ids = if backwards { [found, ids].concat() } else { [ids, found].concat() };
        if page["pageInfo"][more] == json!(false) {
            return ids;
        }
        cursor = page["pageInfo"][next].clone();
    }
}

#[tokio::test]
async fn paging_gives_each_company_once_under_every_order() {
    let world = world();
    let admin = world.client(Role::Admin);
    for (name, industry) in [("Öz", None), ("oz", Some("Steel")), ("Zhao", Some("steel"))] {
        for (size, country) in [(None, None), (None, Some("DE")), (Some(7), Some("JP")), (Some(7), None)] {
            let input = json!({ "name": name, "industry": industry, "size": size, "country": country });
            admin.create_company(input).await;
        }
    }
    let sdl = world.rapport.sdl();
    let declared = sdl.split("enum CompanyOrderField {").nth(1).and_then(|rest| rest.split('}').next()).unwrap();
    let is_field = |line: &&str| !line.is_empty() && line.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let fields: Vec<_> = declared.lines().map(str::trim).filter(is_field).collect();
    assert!(fields.len() >= 6, "{fields:?}");
    let mut orders = vec![json!([{ "field": "COUNTRY", "nulls": "LAST" }, { "field": "NAME", "direction": "DESC" }])];
    for (field, direction) in fields.iter().flat_map(|field| [(field, "ASC"), (field, "DESC")]) {
        for nulls in [Value::Null, json!("FIRST"), json!("LAST")] {
            orders.push(json!([{ "field": field, "direction": direction, "nulls": nulls }]));
        }
    }
    for order in orders {
        let whole = walk(&admin, &order, 100, false).await;
        let once: std::collections::BTreeSet<_> = whole.iter().map(Value::to_string).collect();
        assert_eq!((whole.len(), once.len()), (12, 12), "{order}");
        assert_eq!(walk(&admin, &order, 5, false).await, whole, "{order} forwards");
        assert_eq!(walk(&admin, &order, 5, true).await, whole, "{order} backwards");
    }
}

#[tokio::test]
async fn no_company_belongs_to_itself_not_even_after_a_restore() {
    let world = world();
    let admin = world.client(Role::Admin);
    let c = admin.create_company(json!({ "name": "C" })).await;
    let a = admin.create_company(json!({ "name": "A", "parentId": c })).await;
    let x = admin.create_company(json!({ "name": "X", "parentId": a })).await;
    for parent in [&c, &a, &x] {
        let error = admin.error(UPDATE, json!({ "input": { "id": c, "parentId": parent } })).await;
        assert_eq!(error["extensions"]["path"], json!(["input", "parentId"]), "{error}");
    }
    admin.ok("mutation ($id: ID!) { deleteCompany(input: { id: $id }) { company { id } } }", json!({ "id": a })).await;
    admin.ok(UPDATE, json!({ "input": { "id": c, "parentId": x } })).await;
    let restore = "mutation ($id: ID!) { restoreCompany(input: { id: $id }) { company { id } } }";
    let error = admin.error(restore, json!({ "id": a })).await;
    assert_eq!(error["extensions"]["code"], "CONFLICT", "C is part of X, which is part of A, which is part of C");
    admin.ok(UPDATE, json!({ "input": { "id": c, "parentId": null } })).await;
    admin.ok(restore, json!({ "id": a })).await;
    let data = admin
        .ok(
            "query ($id: ID!) { company(id: $id) { parent { name } subsidiaries { nodes { name } } } }",
            json!({ "id": a }),
        )
        .await;
    assert_eq!(data["company"], json!({ "parent": { "name": "C" }, "subsidiaries": { "nodes": [{ "name": "X" }] } }));
}

#[tokio::test]
async fn an_external_id_belongs_to_one_living_company_and_a_conflict_names_the_other() {
    let world = world();
    let admin = world.client(Role::Admin);
    let first = admin.create_company(json!({ "name": "One", "externalId": "E-1" })).await;
    let other = admin.create_company(json!({ "name": "Two" })).await;
    let create_many =
        "mutation ($input: CreateCompaniesInput!) { createCompanies(input: $input) { companies { id } } }";
    let companies = json!([{ "name": "Three" }, { "name": "Four", "externalId": "E-1" }]);
    for (mutation, input, path) in [
        (UPDATE, json!({ "id": other, "externalId": "E-1" }), json!(["input", "externalId"])),
        (create_many, json!({ "companies": companies }), json!(["input", "companies", 1, "externalId"])),
    ] {
        let error = admin.error(mutation, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT", "{error}");
        assert_eq!(error["extensions"]["path"], path);
        assert_eq!(error["extensions"]["conflictingIds"], json!([first]));
    }
    let data = admin.ok("{ companies { totalCount } }", json!({})).await;
    assert_eq!(data["companies"]["totalCount"], 2, "of a batch with one that is refused, none is written");
}
