//! Affiliations: one primary one per person, days in their order, and nobody's but those of people one sees.

use rapport_graphql::futures_util::future::join_all;
use rapport_kernel::{Role, id::encode_global};
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{authorization::hire, world};

const CREATE: &str = "mutation ($input: CreateAffiliationInput!) { createAffiliation(input: $input) { affiliation { \
                      id version role startsOn endsOn isPrimary contact { givenName } company { name } } } }";
const UPDATE: &str = "mutation ($input: UpdateAffiliationInput!) { updateAffiliation(input: $input) { affiliation { \
                      version role startsOn endsOn isPrimary } } }";
const DELETE: &str = "mutation ($input: AffiliationIdInput!) { deleteAffiliation(input: $input) { id } }";
const PERSON: &str = "query ($id: ID!) { contact(id: $id) { version company { name } affiliations { \
                      id version role isPrimary startsOn endsOn company { name } } } }";

async fn person(world: &World) -> (Client, String) {
    let admin = world.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": "Ada" })).await;
    (admin, id)
}

async fn affiliate(client: &Client, contact: &str, company: &str, is_primary: Value) -> Value {
    let input = json!({ "contactId": contact, "companyId": company, "isPrimary": is_primary });
    client.ok(CREATE, json!({ "input": input })).await["createAffiliation"]["affiliation"].take()
}

async fn read(client: &Client, contact: &str) -> Value {
    client.ok(PERSON, json!({ "id": contact })).await["contact"].take()
}

#[tokio::test]
async fn the_first_affiliation_is_the_primary_one_unless_it_is_said() {
    let world = world();
    let (admin, ada) = person(&world).await;
    let acme = admin.create_company(json!({ "name": "Acme" })).await;
    let input = json!({ "contactId": ada, "companyId": acme, "role": " Buyer ", "startsOn": "2026-01-01", "endsOn": "2026-01-01" });
    let made = admin.ok(CREATE, json!({ "input": input })).await["createAffiliation"]["affiliation"].take();
    let expected = json!({
        "id": made["id"], "version": 1, "role": "Buyer", "startsOn": "2026-01-01", "endsOn": "2026-01-01",
        "isPrimary": true, "contact": { "givenName": "Ada" }, "company": { "name": "Acme" }
    });
    assert_eq!(made, expected);
    assert_eq!(affiliate(&admin, &ada, &acme, Value::Null).await["isPrimary"], false, "the second");
    let bea = admin.create_contact(json!({ "givenName": "Bea" })).await;
    assert_eq!(affiliate(&admin, &bea, &acme, json!(false)).await["isPrimary"], false, "as it was said");
    assert_eq!(read(&admin, &bea).await["company"], Value::Null);
}

#[tokio::test]
async fn a_new_primary_one_takes_the_place_of_the_old_and_the_company_follows() {
    let world = world();
    let (admin, ada) = person(&world).await;
    let acme = admin.create_company(json!({ "name": "Acme" })).await;
    let bolt = admin.create_company(json!({ "name": "Bolt" })).await;
    let primaries = async || {
        let person = read(&admin, &ada).await;
        let all = person["affiliations"].as_array().unwrap();
        let flags: Vec<_> =
            all.iter().map(|one| (one["isPrimary"] == true, one["version"].as_u64().unwrap())).collect();
        (person["company"]["name"].clone(), flags)
    };
    let first = affiliate(&admin, &ada, &acme, Value::Null).await;
    assert_eq!(primaries().await, (json!("Acme"), vec![(true, 1)]));
    let second = affiliate(&admin, &ada, &bolt, json!(true)).await;
    assert_eq!(primaries().await, (json!("Bolt"), vec![(true, 1), (false, 2)]), "the primary one stands first");
    for _ in 0..2 {
        admin.ok(UPDATE, json!({ "input": { "id": first["id"], "isPrimary": true } })).await;
        assert_eq!(primaries().await, (json!("Acme"), vec![(true, 3), (false, 2)]), "the same again changes nothing");
    }
    admin.ok(UPDATE, json!({ "input": { "id": first["id"], "isPrimary": false } })).await;
    assert_eq!(primaries().await.0, Value::Null, "nobody's place is taken by another");
    admin.ok(UPDATE, json!({ "input": { "id": second["id"], "isPrimary": true } })).await;
    admin.ok(DELETE, json!({ "input": { "id": second["id"] } })).await;
    assert_eq!(primaries().await, (Value::Null, vec![(false, 4)]));
    admin.ok(UPDATE, json!({ "input": { "id": first["id"], "isPrimary": true } })).await;
    let delete = "mutation ($id: ID!) { deleteCompany(input: { id: $id }) { company { id } } }";
    admin.ok(delete, json!({ "id": acme })).await;
    let person = read(&admin, &ada).await;
    assert_eq!(person["company"], Value::Null, "a deleted company is not shown");
    assert_eq!(person["affiliations"][0]["company"], Value::Null);
}

#[tokio::test]
async fn of_several_primary_ones_at_once_exactly_one_stays() {
    let world = world();
    let (admin, ada) = person(&world).await;
    let acme = admin.create_company(json!({ "name": "Acme" })).await;
    join_all((0..12).map(|_| affiliate(&admin, &ada, &acme, json!(true)))).await;
    let count = async |expected: usize| {
        let all = read(&admin, &ada).await["affiliations"].take();
        let all = all.as_array().unwrap();
        assert_eq!(all.len(), expected);
        assert_eq!(all.iter().filter(|one| one["isPrimary"] == true).count(), 1);
        all.iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    let ids = count(12).await;
    let set = ids.iter().map(|id| admin.ok(UPDATE, json!({ "input": { "id": id, "isPrimary": true } })));
    join_all(set).await;
    count(12).await;
    // The first ones, too, when nothing is said.
    let bea = admin.create_contact(json!({ "givenName": "Bea" })).await;
    let made = join_all((0..6).map(|_| affiliate(&admin, &bea, &acme, Value::Null))).await;
    assert_eq!(made.iter().filter(|one| one["isPrimary"] == true).count(), 1);
}

#[tokio::test]
async fn the_last_day_is_not_before_the_first() {
    let world = world();
    let (admin, ada) = person(&world).await;
    let acme = admin.create_company(json!({ "name": "Acme" })).await;
    let refused = async |mutation: &str, input: Value| {
        let error = admin.error(mutation, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{input}");
        assert_eq!(error["extensions"]["path"], json!(["input", "endsOn"]), "{input}");
    };
    let mut input = json!({ "contactId": ada, "companyId": acme, "startsOn": "2026-02-01", "endsOn": "2026-01-31" });
    refused(CREATE, input.clone()).await;
    assert_eq!(read(&admin, &ada).await["affiliations"], json!([]));
    input["endsOn"] = json!("2026-02-28");
    let id = admin.ok(CREATE, json!({ "input": input })).await["createAffiliation"]["affiliation"]["id"].clone();
    // Each against the day that was there.
    refused(UPDATE, json!({ "id": id, "endsOn": "2026-01-31" })).await;
    refused(UPDATE, json!({ "id": id, "startsOn": "2026-03-01" })).await;
    let one = read(&admin, &ada).await["affiliations"][0].take();
    assert_eq!(
        (&one["version"], &one["startsOn"], &one["endsOn"]),
        (&json!(1), &json!("2026-02-01"), &json!("2026-02-28"))
    );
    let data = admin.ok(UPDATE, json!({ "input": { "id": id, "startsOn": "2026-03-01", "endsOn": null } })).await;
    let open = json!({ "version": 2, "role": null, "startsOn": "2026-03-01", "endsOn": null, "isPrimary": true });
    assert_eq!(data["updateAffiliation"]["affiliation"], open);
}

#[tokio::test]
async fn nobody_joins_a_company_that_is_deleted_nor_does_a_deleted_person() {
    let world = world();
    let (admin, ada) = person(&world).await;
    let gone = admin.create_company(json!({ "name": "Gone" })).await;
    let acme = admin.create_company(json!({ "name": "Acme" })).await;
    let role = affiliate(&admin, &ada, &acme, Value::Null).await;
    let delete = "mutation ($id: ID!) { deleteCompany(input: { id: $id }) { company { id } } }";
    admin.ok(delete, json!({ "id": gone })).await;
    let input = json!({ "contactId": ada, "companyId": gone, "isPrimary": true });
    assert_eq!(admin.error(CREATE, json!({ "input": input })).await["extensions"]["code"], "NOT_FOUND");
    let person = read(&admin, &ada).await;
    assert_eq!(person["company"]["name"], "Acme", "the primary one keeps its place");
    assert_eq!(
        (person["affiliations"].as_array().unwrap().len(), &person["affiliations"][0]["version"]),
        (1, &json!(1))
    );
    let delete = "mutation ($id: ID!) { deleteContact(input: { id: $id }) { contact { id } } }";
    admin.ok(delete, json!({ "id": ada })).await;
    for (mutation, input) in [
        (CREATE, json!({ "contactId": ada, "companyId": acme })),
        (UPDATE, json!({ "id": role["id"], "role": "Buyer" })),
        (DELETE, json!({ "id": role["id"] })),
    ] {
        assert_eq!(admin.error(mutation, json!({ "input": input })).await["extensions"]["code"], "NOT_FOUND");
    }
    // One's own mistake, told apart from what is not there.
    let input = json!({ "contactId": acme, "companyId": ada, "role": "a\nb" });
    let error = admin.error(CREATE, json!({ "input": input })).await;
    assert_eq!(error["extensions"]["violations"].as_array().map(Vec::len), Some(3), "{error}");
}

#[tokio::test]
async fn a_rep_neither_sees_nor_touches_the_roles_of_anothers_person() {
    let world = world();
    hire(&world);
    let (admin, ada) = person(&world).await;
    let rep = world.client(Role::Rep);
    let bea = rep.create_contact(json!({ "givenName": "Bea" })).await;
    let acme = admin.create_company(json!({ "name": "Acme" })).await;
    let hidden = affiliate(&admin, &ada, &acme, Value::Null).await;
    let own = affiliate(&rep, &bea, &acme, Value::Null).await;
    for (mutation, input) in [
        (CREATE, json!({ "contactId": ada, "companyId": acme })),
        (CREATE, json!({ "contactId": encode_global("Contact", uuid::Uuid::now_v7()), "companyId": acme })),
        (UPDATE, json!({ "id": hidden["id"], "role": "x" })),
        (DELETE, json!({ "id": hidden["id"] })),
    ] {
        let error = rep.error(mutation, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "NOT_FOUND", "{mutation}");
    }
    let nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let data = rep.ok(nodes, json!({ "ids": [hidden["id"], own["id"]] })).await;
    assert_eq!(data["nodes"], json!([null, { "id": own["id"] }]));
    let company = "query ($id: ID!) { company(id: $id) { affiliations { totalCount nodes { id } } } }";
    let data = rep.ok(company, json!({ "id": acme })).await;
    assert_eq!(data["company"]["affiliations"], json!({ "totalCount": 1, "nodes": [{ "id": own["id"] }] }));
    let person = read(&admin, &ada).await;
    assert_eq!(person["affiliations"].as_array().unwrap().len(), 1);
    assert_eq!(person["affiliations"][0]["version"], 1);
}

#[tokio::test]
async fn a_stale_version_of_an_affiliation_is_a_conflict_and_changes_nothing() {
    let world = world();
    let (admin, ada) = person(&world).await;
    let acme = admin.create_company(json!({ "name": "Acme" })).await;
    let id = affiliate(&admin, &ada, &acme, Value::Null).await["id"].clone();
    admin.ok(UPDATE, json!({ "input": { "id": id, "expectedVersion": 1, "role": "Buyer" } })).await;
    let update = json!({ "input": { "id": id, "expectedVersion": 1, "role": "Seller" } });
    assert_eq!(admin.error(UPDATE, update).await["extensions"]["code"], "CONFLICT");
    let delete = |version: i32| json!({ "input": { "id": id, "expectedVersion": version } });
    assert_eq!(admin.error(DELETE, delete(1)).await["extensions"]["code"], "CONFLICT");
    let person = read(&admin, &ada).await;
    let one = &person["affiliations"][0];
    assert_eq!((&one["version"], &one["role"], &person["version"]), (&json!(2), &json!("Buyer"), &json!(1)));
    assert_eq!(admin.ok(DELETE, delete(2)).await["deleteAffiliation"]["id"], id);
    assert_eq!(admin.error(DELETE, delete(2)).await["extensions"]["code"], "NOT_FOUND");
    assert_eq!(read(&admin, &ada).await["affiliations"], json!([]));
}

#[tokio::test]
async fn paging_through_the_roles_at_a_company_gives_each_once() {
    let world = world();
    let admin = world.client(Role::Admin);
    let acme = admin.create_company(json!({ "name": "Acme" })).await;
    let mut made = Vec::new();
    for index in 0..7 {
        let contact = admin.create_contact(json!({ "givenName": format!("P{}", index / 2) })).await;
        made.push(affiliate(&admin, &contact, &acme, Value::Null).await["id"].clone());
    }
    let query = "query ($id: ID!, $after: String) { company(id: $id) { affiliations(first: 3, after: $after) { \
                 totalCount pageInfo { hasNextPage endCursor } nodes { id } } } }";
    let (mut found, mut after) = (Vec::new(), Value::Null);
    for pages in 1.. {
        let data = admin.ok(query, json!({ "id": acme, "after": after })).await;
        let page = &data["company"]["affiliations"];
        assert_eq!(page["totalCount"], 7);
        found.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone()));
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            assert_eq!(pages, 3);
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(found, made, "in the order in which they were recorded");
}
