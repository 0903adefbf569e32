//! What is known of a person, and people recorded together.

use diesel::{QueryableByName, RunQueryDsl, sql_types::BigInt};
use rapport_kernel::Role;
use serde_json::{Value, json};

use crate::world;

const CREATE: &str =
    "mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id version } } }";
const CREATE_MANY: &str =
    "mutation ($input: CreateContactsInput!) { createContacts(input: $input) { contacts { id displayName tags } } }";
const UPDATE: &str = "mutation ($input: UpdateContactInput!) { updateContact(input: $input) { contact { version } } }";
const PROFILE: &str = "query ($id: ID!) { contact(id: $id) { externalId birthDate gender timeZone lifeStage source interests needs \
                       preferences { name value } phones { number extension isPrimary isVerified } emails { address isVerified } \
                       socialAccounts { network isPrimary } } }";

#[tokio::test]
async fn what_is_known_of_a_person_is_kept_and_can_be_emptied() {
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({
        "externalId": "crm:17", "givenName": "  Zoe\u{308}   Maria ", "birthDate": "1980-02-29", "gender": "FEMALE",
        "timeZone": "Europe/Zurich", "country": "ch", "lifeStage": "FULL_NEST_TWO", "source": "trade fair",
        "interests": ["sailing", "Jazz", "jazz"], "needs": ["faster delivery"],
        "preferences": [{ "name": "channel", "value": "phone" }],
        "phones": [{ "number": "044 668 18 00" }, { "number": "202-555-0143 ext. 12", "country": "US", "isPrimary": true, "isVerified": true }],
        "emails": [{ "address": "zoe@example.org", "isVerified": true }],
        "socialAccounts": [{ "network": "linkedin", "handle": "z" }, { "network": "xing", "handle": "z" }],
    });
    let id = admin.create_contact(input).await;
    let name = admin.ok("query ($id: ID!) { contact(id: $id) { displayName } }", json!({ "id": id })).await;
    assert_eq!(name["contact"]["displayName"], "Zo\u{eb} Maria", "composed, with single spaces");
    let known = admin.ok(PROFILE, json!({ "id": id })).await["contact"].take();
    assert_eq!(
        known,
        json!({
            "externalId": "crm:17", "birthDate": "1980-02-29", "gender": "FEMALE", "timeZone": "Europe/Zurich",
            "lifeStage": "FULL_NEST_TWO", "source": "trade fair", "interests": ["Jazz", "sailing"], "needs": ["faster delivery"],
            "preferences": [{ "name": "channel", "value": "phone" }],
            "phones": [
                { "number": "+41446681800", "extension": null, "isPrimary": false, "isVerified": false },
                { "number": "+12025550143", "extension": "12", "isPrimary": true, "isVerified": true },
            ],
            "emails": [{ "address": "zoe@example.org", "isVerified": true }],
            "socialAccounts": [{ "network": "linkedin", "isPrimary": true }, { "network": "xing", "isPrimary": false }],
        })
    );
    let emptied = json!({
        "id": id, "externalId": null, "birthDate": null, "gender": null, "timeZone": "", "lifeStage": null, "source": null,
        "interests": [], "needs": null, "preferences": [], "phones": [], "emails": [], "socialAccounts": [],
    });
    admin.ok(UPDATE, json!({ "input": emptied })).await;
    let nothing = admin.ok(PROFILE, json!({ "id": id })).await["contact"].take();
    assert!(nothing.as_object().unwrap().values().all(|value| value.is_null() || *value == json!([])), "{nothing}");
    let history = "query ($id: ID!) { contact(id: $id) { history(first: 1) { nodes { changes { field } } } } }";
    let data = admin.ok(history, json!({ "id": id })).await;
    let changed = data["contact"]["history"]["nodes"][0]["changes"].as_array().unwrap().len();
    assert_eq!(changed, 12, "{data}");
}

#[tokio::test]
async fn an_analyst_sees_neither_birth_dates_nor_by_filters_whose_they_are() {
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({ "givenName": "Ada", "birthDate": "1815-12-10", "gender": "FEMALE", "emails": [{ "address": "Ada@example.org" }] });
    let id = admin.create_contact(input).await;
    let analyst = world.client(Role::Analyst);
    let reply = analyst
        .run("query ($id: ID!) { contact(id: $id) { displayName birthDate gender } }", json!({ "id": id }))
        .await;
    assert_eq!(reply.data["contact"], json!({ "displayName": "Ada", "birthDate": null, "gender": null }));
    assert_eq!(reply.errors.len(), 2);
    let list = "query ($filter: ContactFilter) { contacts(filter: $filter) { totalCount } }";
    for filter in [
        json!({ "birthDate": { "eq": "1815-12-10" } }),
        json!({ "email": { "startsWith": "ada@" } }),
        json!({ "not": { "email": { "eq": "ada@example.org" } } }),
        json!({ "or": [{ "company": { "contacts": { "some": { "email": { "eq": "x" } } } } }] }),
    ] {
        let reply = analyst.run(list, json!({ "filter": filter })).await;
        assert!(!reply.errors.is_empty() && reply.data["contacts"].is_null(), "{filter}: {}", reply.data);
    }
    let data = admin.ok(list, json!({ "filter": { "email": { "eq": "ADA@EXAMPLE.ORG" } } })).await;
    assert_eq!(data["contacts"]["totalCount"], 1, "case does not matter");
}

#[tokio::test]
async fn bad_values_of_a_profile_are_told_at_once() {
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({
        "givenName": "X", "externalId": "a\nb", "birthDate": "2999-01-01", "timeZone": "Mars/Olympus", "source": "x".repeat(101),
        "phones": [{ "number": "044 668 18 00" }], "interests": ["ok", " "], "preferences": [{ "name": "" }],
    });
    let error = admin.error(CREATE, json!({ "input": input })).await;
    let paths: Vec<Value> = error["extensions"]["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|violation| violation["path"].clone())
        .collect();
    for path in [
        json!(["input", "externalId"]),
        json!(["input", "birthDate"]),
        json!(["input", "timeZone"]),
        json!(["input", "source"]),
        json!(["input", "phones", 0, "number"]),
        json!(["input", "interests", 1]),
        json!(["input", "preferences", 0, "name"]),
    ] {
        assert!(paths.contains(&path), "{path} is not in {paths:?}");
    }
    assert_eq!(paths.len(), 7);
}

#[tokio::test]
async fn an_external_id_belongs_to_one_living_person_and_a_conflict_names_the_other() {
    let world = world();
    let admin = world.client(Role::Admin);
    let first = admin.create_contact(json!({ "givenName": "One", "externalId": "A-1" })).await;
    let other = admin.create_contact(json!({ "givenName": "Two", "externalId": "a-1" })).await;
    assert_ne!(first, other, "a key is compared as it is, case and all");
    for (mutation, input) in [
        (CREATE, json!({ "givenName": "Three", "externalId": "A-1" })),
        (UPDATE, json!({ "id": other, "externalId": "A-1" })),
    ] {
        let error = admin.error(mutation, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "CONFLICT");
        assert_eq!(error["extensions"]["path"], json!(["input", "externalId"]));
        assert_eq!(error["extensions"]["conflictingIds"], json!([first]));
    }
    let delete = "mutation ($id: ID!) { deleteContact(input: { id: $id }) { contact { id } } }";
    admin.ok(delete, json!({ "id": first })).await;
    let third = admin.create_contact(json!({ "givenName": "Three", "externalId": "A-1" })).await;
    let restore = "mutation ($id: ID!) { restoreContact(input: { id: $id }) { contact { id } } }";
    let error = admin.error(restore, json!({ "id": first })).await;
    assert_eq!(error["extensions"]["conflictingIds"], json!([third]));
    assert_eq!(error["extensions"]["path"], json!(["input", "id"]));
}

#[tokio::test]
async fn five_hundred_people_are_recorded_in_few_statements_or_none() {
    let world = world();
    let admin = world.client(Role::Admin);
    let person = |n: usize| {
        json!({
            "givenName": format!("P{n}"), "externalId": format!("x{n}"), "tags": ["a", format!("t{}", n % 7)],
            "emails": [{ "address": format!("p{n}@example.org") }], "phones": [{ "number": "+41446681800" }],
            "addresses": [{ "locality": "Bern" }], "interests": ["jazz"],
        })
    };
    let people: Vec<_> = (0..500).map(person).collect();
    let before = world.db.statements();
    let data = admin.ok(CREATE_MANY, json!({ "input": { "contacts": people } })).await;
    let statements = world.db.statements() - before;
    assert!(statements <= 30, "{statements} statements");
    let made = data["createContacts"]["contacts"].as_array().unwrap();
    assert_eq!(made.len(), 500);
    assert_eq!(made[499]["displayName"], "P499", "in the order of the input");
    assert_eq!(made[8]["tags"], json!(["a", "t1"]));

    let count = async || admin.ok("{ contacts { totalCount } }", json!({})).await["contacts"]["totalCount"].clone();
    // One bad person among many, one who is there already, one who stands twice: nothing is written.
    let at = |index: usize, rest: Value| {
        let mut path = vec![json!("input"), json!("contacts"), json!(index)];
        path.extend(rest.as_array().unwrap().iter().cloned());
        Value::Array(path)
    };
    for (people, code, path) in [
        (
            json!([{ "givenName": "A" }, { "givenName": "B", "country": "XX" }]),
            "BAD_USER_INPUT",
            at(1, json!(["country"])),
        ),
        (json!([{ "givenName": "A" }, {}]), "BAD_USER_INPUT", at(1, json!([]))),
        (
            json!([{ "emails": [{ "address": "new@example.org" }] }, { "emails": [{ "address": "P7@example.org" }] }]),
            "CONFLICT",
            at(1, json!(["emails", 0, "address"])),
        ),
        (json!([{ "givenName": "A", "externalId": "x3" }]), "CONFLICT", at(0, json!(["externalId"]))),
        (
            json!([{ "emails": [{ "address": "n@example.org" }] }, { "emails": [{ "address": "N@Example.org" }] }]),
            "BAD_USER_INPUT",
            at(1, json!(["emails", 0, "address"])),
        ),
        (json!([]), "BAD_USER_INPUT", json!(["input", "contacts"])),
        (
            Value::Array((0..501).map(|n| json!({ "givenName": n.to_string() })).collect()),
            "BAD_USER_INPUT",
            json!(["input", "contacts"]),
        ),
    ] {
        let error = admin.error(CREATE_MANY, json!({ "input": { "contacts": people } })).await;
        assert_eq!(error["extensions"]["code"], code, "{error}");
        assert_eq!(error["extensions"]["path"], path, "{error}");
        assert_eq!(count().await, json!(500));
    }
}

#[tokio::test]
async fn filters_go_over_one_relation() {
    let world = world();
    let admin = world.client(Role::Admin);
    let affiliate = "mutation ($c: ID!, $o: ID!, $p: Boolean!) { createAffiliation(input: { contactId: $c, companyId: $o, isPrimary: $p }) { affiliation { id } } }";
    let large = admin
        .create_company(json!({ "name": "Large", "size": 500, "domains": ["large.example", "big.example"] }))
        .await;
    let small = admin.create_company(json!({ "name": "Small", "size": 5 })).await;
    let mut people = Vec::new();
    for (name, company, is_primary) in [("A", &large, true), ("B", &small, true), ("C", &large, false)] {
        let id = admin.create_contact(json!({ "givenName": name, "interests": ["jazz"] })).await;
        admin.ok(affiliate, json!({ "c": id, "o": company, "p": is_primary })).await;
        people.push(id);
    }
    admin
        .create_contact(
            json!({ "givenName": "D", "needs": ["rest"], "preferences": [{ "name": "seat", "value": "aisle" }] }),
        )
        .await;
    let names = async |filter: Value| {
        let query = "query ($filter: ContactFilter) { contacts(filter: $filter) { nodes { givenName } } }";
        let data = admin.ok(query, json!({ "filter": filter })).await;
        let names = data["contacts"]["nodes"].as_array().unwrap().iter();
        names.map(|node| node["givenName"].as_str().unwrap().to_owned()).collect::<String>()
    };
    assert_eq!(names(json!({ "company": { "size": { "gte": 50 } } })).await, "A");
    assert_eq!(names(json!({ "not": { "company": { "size": { "gte": 50 } } } })).await, "BCD");
    assert_eq!(names(json!({ "company": { "domain": { "eq": "big.example" } } })).await, "A");
    assert_eq!(names(json!({ "interest": "JAZZ" })).await, "ABC");
    assert_eq!(names(json!({ "need": "rest" })).await, "D");
    assert_eq!(names(json!({ "preference": { "name": "seat", "value": "aisle" } })).await, "D");
    assert_eq!(names(json!({ "preference": { "name": "seat", "value": "window" } })).await, "");

    let companies = async |filter: Value| {
        let query = "query ($filter: CompanyFilter) { companies(filter: $filter) { nodes { name } } }";
        let data = admin.ok(query, json!({ "filter": filter })).await;
        let names = data["companies"]["nodes"].as_array().unwrap().iter();
        names.map(|node| node["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        companies(json!({ "contacts": { "some": { "givenName": { "in": ["B", "C"] } } } })).await,
        ["Large", "Small"]
    );
    assert_eq!(companies(json!({ "domain": { "isNull": true } })).await, ["Small"]);
    assert_eq!(companies(json!({ "domain": { "ne": "big.example" } })).await, ["Small"], "Large has it, among others");
    assert_eq!(companies(json!({ "domain": { "notIn": ["other.example"] } })).await, ["Large", "Small"]);
    assert_eq!(companies(json!({ "contacts": { "none": { "givenName": { "eq": "B" } } } })).await, ["Large"]);

    let query = "query ($filter: ContactFilter) { contacts(filter: $filter) { totalCount } }";
    let filter = json!({ "company": { "contacts": { "some": { "givenName": { "eq": "A" } } } } });
    let error = admin.error(query, json!({ "filter": filter })).await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(error["extensions"]["path"], json!(["filter", "contacts"]));
}

#[tokio::test]
async fn five_hundred_people_may_have_all_that_one_may() {
    let world = world();
    let admin = world.client(Role::Admin);
    let interests: Vec<_> = (0..50).map(|n| format!("i{n}")).collect();
    let people: Vec<_> = (0..500).map(|n| json!({ "givenName": format!("P{n}"), "interests": interests })).collect();
    let data = admin.ok(CREATE_MANY, json!({ "input": { "contacts": people } })).await;
    assert_eq!(data["createContacts"]["contacts"].as_array().unwrap().len(), 500);
    let data = admin.ok("{ contacts(last: 1) { nodes { interests } } }", json!({})).await;
    assert_eq!(data["contacts"]["nodes"][0]["interests"].as_array().unwrap().len(), 50);
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    found: i64,
}

#[tokio::test]
async fn who_was_recorded_with_others_is_forgotten_alone() {
    let world = world();
    let admin = world.client(Role::Admin);
    let keyed = admin.with_key("batch");
    let input = json!({ "input": { "contacts": [{ "givenName": "Prima" }, { "givenName": "Secunda" }] } });
    let people = keyed.ok(CREATE_MANY, input.clone()).await["createContacts"]["contacts"].take();
    admin.ok("mutation ($id: ID!) { purgeContact(input: { id: $id }) { id } }", json!({ "id": people[1]["id"] })).await;
    let remembered =
        "SELECT COUNT(*) AS found FROM idempotency_keys WHERE outcome LIKE '%Secunda%' OR response LIKE '%Secunda%'";
    let found = diesel::sql_query(remembered).get_result::<Found>(&mut world.database().connect()).unwrap().found;
    assert_eq!(found, 0, "kept answers are about every one of the people");
    let again = keyed.ok(CREATE_MANY, input).await["createContacts"]["contacts"].take();
    assert_eq!(again, json!([people[0]]), "the same key is the same effect, as far as it is still there");
}
