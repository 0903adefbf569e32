//! Timelines: interactions and customer events in one order, of a person and of a company's people, in few statements.

use diesel::{RunQueryDsl, sql_query};
use rapport_kernel::{Role, id::decode_global};
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{customer_events, world};

const OF_CONTACT: &str = "query ($id: ID!, $first: Int, $after: String, $kinds: [TimelineEntryKind!], $types: [String!]) { \
     contact(id: $id) { timeline(first: $first, after: $after, kinds: $kinds, eventTypes: $types) { totalCount \
     pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { ... on Interaction { id } ... on CustomerEvent { id } } } } } }";
const INTERACT: &str =
    "mutation ($input: RecordInteractionInput!) { recordInteraction(input: $input) { interaction { id } } }";

fn of_company() -> String {
    OF_CONTACT.replace("contact(id", "company(id")
}

/// A client who reads one timeline.
struct Reader<'a> {
    client: &'a Client,
    query: String,
    record: String,
}

impl Reader<'_> {
    async fn page(&self, first: usize, after: &Value, more: Value) -> Value {
        let mut variables = json!({ "id": self.record, "first": first, "after": after });
        variables.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let mut data = self.client.ok(&self.query, variables).await;
        let (_, record) = data.as_object_mut().unwrap().iter_mut().next().unwrap();
        record["timeline"].take()
    }

    /// The whole timeline in pages of this size.
    async fn walk(&self, size: usize, more: Value) -> Vec<Value> {
        let (mut found, mut after): (Vec<Value>, _) = (Vec::new(), Value::Null);
        loop {
            let page = self.page(size, &after, more.clone()).await;
            assert_eq!(page["pageInfo"]["hasPreviousPage"], json!(!after.is_null()), "pages of {size}");
            found.extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["id"].clone()));
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                assert_eq!(page["totalCount"], json!(found.len()), "what is counted is what is read");
                return found;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    }
}

async fn interact(client: &Client, contact: &str, at: &str) -> Value {
    let input = json!({ "contactId": contact, "kind": "CALL", "occurredAt": at });
    client.ok(INTERACT, json!({ "input": input })).await["recordInteraction"]["interaction"]["id"].clone()
}

async fn view(client: &Client, contact: &str, at: &str) -> Value {
    customer_events::record(client, contact, json!({ "occurredAt": at })).await["id"].clone()
}

fn day(day: usize) -> String {
    format!("2026-01-{day:02}T12:00:00Z")
}

/// Entries of both kinds with many ties, the latest first: (moment, id, whether it is an event).
async fn busy(client: &Client, contact: &str) -> Vec<(usize, Value, bool)> {
    let mut made = Vec::new();
    for moment in [2, 1, 3, 1, 2, 2, 1] {
        made.push((moment, interact(client, contact, &day(moment)).await, false));
        made.push((moment, view(client, contact, &day(moment)).await, true));
    }
    sorted(made)
}

/// In the order of a timeline: by moment, then by id.
fn sorted(mut made: Vec<(usize, Value, bool)>) -> Vec<(usize, Value, bool)> {
    let uuid = |id: &Value| decode_global(id.as_str().unwrap()).unwrap().1;
    made.sort_by_key(|(moment, id, _)| std::cmp::Reverse((*moment, uuid(id))));
    made
}

fn ids<'a>(made: impl IntoIterator<Item = &'a (usize, Value, bool)>) -> Vec<Value> {
    made.into_iter().map(|(_, id, _)| id.clone()).collect()
}

async fn affiliate(admin: &Client, contact: &str, company: &str, ends_on: Option<&str>) -> String {
    let query =
        "mutation ($input: CreateAffiliationInput!) { createAffiliation(input: $input) { affiliation { id } } }";
    let input = json!({ "contactId": contact, "companyId": company, "endsOn": ends_on });
    let data = admin.ok(query, json!({ "input": input })).await;
    data["createAffiliation"]["affiliation"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_timeline_gives_each_entry_of_both_kinds_once_in_order_with_ties() {
    let world = world();
    let admin = world.client(Role::Admin);
    customer_events::register(&admin).await;
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let bea = admin.create_contact(json!({ "givenName": "Bea" })).await;
    let made = busy(&admin, &ada).await;
    busy(&admin, &bea).await;
    let reader = Reader { client: &admin, query: OF_CONTACT.to_owned(), record: ada };
    for size in [1, 2, 3, 5, 13, 14, 100] {
        assert_eq!(reader.walk(size, json!({})).await, ids(&made), "pages of {size}");
    }
    let events = reader.walk(2, json!({ "kinds": ["CUSTOMER_EVENT"] })).await;
    assert_eq!(events, ids(made.iter().filter(|(_, _, is_event)| *is_event)));
    let interactions = reader.walk(2, json!({ "kinds": ["INTERACTION"] })).await;
    assert_eq!(interactions, ids(made.iter().filter(|(_, _, is_event)| !is_event)));
    assert_eq!(reader.walk(9, json!({ "kinds": [] })).await, Vec::<Value>::new());
    let none = reader.page(0, &Value::Null, json!({})).await;
    assert_eq!((&none["totalCount"], &none["pageInfo"]["hasNextPage"]), (&json!(14), &json!(true)));
}

#[tokio::test]
async fn only_events_of_some_types_are_asked_for_by_name() {
    let world = world();
    let admin = world.client(Role::Admin);
    customer_events::register(&admin).await;
    let create = "mutation ($n: String!) { createCustomerEventType(input: { name: $n, label: \"L\" }) { customerEventType { id } } }";
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let call = interact(&admin, &ada, &day(2)).await;
    let mut opened = Vec::new();
    for n in 0..12 {
        let name = format!("type_{n}");
        admin.ok(create, json!({ "n": name })).await;
        let more = json!({ "type": name, "payload": null, "occurredAt": day(n + 1) });
        opened.push(customer_events::record(&admin, &ada, more).await["id"].clone());
    }
    view(&admin, &ada, &day(1)).await;
    let reader = Reader { client: &admin, query: OF_CONTACT.to_owned(), record: ada };
    let some = reader.walk(1, json!({ "types": ["type_4", "type_0", "type_4"] })).await;
    assert_eq!(some, [opened[4].clone(), call.clone(), opened[0].clone()], "interactions stay");
    let alone = reader.walk(5, json!({ "types": ["type_4", "type_0"], "kinds": ["CUSTOMER_EVENT"] })).await;
    assert_eq!(alone, [opened[4].clone(), opened[0].clone()]);
    let all: Vec<_> = (0..12).map(|n| format!("type_{n}")).collect();
    for (types, path) in [(json!(["type_1", "nothing"]), json!(["eventTypes", 1])), (json!(all), json!(["eventTypes"]))]
    {
        let error = admin.error(OF_CONTACT, json!({ "id": reader.record, "types": types })).await;
        assert_eq!((&error["extensions"]["code"], &error["extensions"]["path"]), (&json!("BAD_USER_INPUT"), &path));
    }
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_timeline_only() {
    let world = world();
    let admin = world.client(Role::Admin);
    customer_events::register(&admin).await;
    let (ada, bea) = (
        admin.create_contact(json!({ "givenName": "Ada" })).await,
        admin.create_contact(json!({ "givenName": "Bea" })).await,
    );
    busy(&admin, &ada).await;
    let reader = Reader { client: &admin, query: OF_CONTACT.to_owned(), record: ada.clone() };
    let cursor = reader.page(2, &Value::Null, json!({})).await["pageInfo"]["endCursor"].clone();
    for variables in [
        json!({ "id": bea, "after": cursor }),
        json!({ "id": ada, "after": cursor, "kinds": ["INTERACTION"] }),
        json!({ "id": ada, "after": "garbage" }),
        json!({ "id": ada, "first": 101 }),
    ] {
        assert_eq!(
            admin.error(OF_CONTACT, variables.clone()).await["extensions"]["code"],
            "BAD_USER_INPUT",
            "{variables}"
        );
    }
}

#[tokio::test]
async fn the_timelines_of_fifty_people_take_as_many_statements_as_those_of_five() {
    let world = world();
    let admin = world.client(Role::Admin);
    customer_events::register(&admin).await;
    let mut expected = Vec::new();
    for n in 0..50 {
        let id = admin.create_contact(json!({ "givenName": format!("P{n}") })).await;
        let mut made = Vec::new();
        for moment in 1..=(n % 5) {
            made.push((moment, interact(&admin, &id, &day(moment)).await, false));
            made.push((moment, view(&admin, &id, &day(moment)).await, true));
        }
        expected.push(ids(&sorted(made)));
    }
    let read = |first: usize, entries: &str| {
        format!(
            "{{ contacts(first: {first}) {{ nodes {{ timeline(first: 5) {{ {entries} }} interactions(first: 1) {{ totalCount }} }} }} }}"
        )
    };
    let rows =
        "totalCount nodes { ... on Interaction { id subject } ... on CustomerEvent { id payload type { name } } }";
    let statements = async |query: String| {
        let before = world.db.statements();
        let data = admin.ok(&query, json!({})).await;
        (world.db.statements() - before, data)
    };
    let (fifty, data) = statements(read(50, rows)).await;
    for (person, expected) in data["contacts"]["nodes"].as_array().unwrap().iter().zip(&expected) {
        let timeline = &person["timeline"];
        let found: Vec<_> = timeline["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone()).collect();
        assert_eq!(found, expected[..expected.len().min(5)]);
        assert_eq!(timeline["totalCount"], json!(expected.len()));
        assert_eq!(person["interactions"]["totalCount"], json!(expected.len() / 2));
    }
    assert_eq!(fifty, 8, "people, their interactions, walks, two kinds of rows, types, and two that count");
    assert_eq!(statements(read(5, rows)).await.0, fifty, "however many people");
    assert_eq!(statements(read(50, "totalCount")).await.0, 4, "no rows unless they are asked for");
}

#[tokio::test]
async fn a_company_has_what_its_people_have_while_they_are_there() {
    let world = world();
    let admin = world.client(Role::Admin);
    customer_events::register(&admin).await;
    let company = admin.create_company(json!({ "name": "Engines" })).await;
    let mut people = Vec::new();
    for (name, ends_on) in [("Here", None), ("Left", Some("2026-01-02")), ("Deleted", None)] {
        let id = admin.create_contact(json!({ "givenName": name })).await;
        affiliate(&admin, &id, &company, ends_on).await;
        people.push(id);
    }
    // Two roles at once are one person.
    affiliate(&admin, &people[0], &company, Some("2026-01-01")).await;
    let stranger = admin.create_contact(json!({ "givenName": "Stranger" })).await;
    busy(&admin, &stranger).await;
    let (here, left, deleted) =
        (busy(&admin, &people[0]).await, busy(&admin, &people[1]).await, busy(&admin, &people[2]).await);
    let reader = Reader { client: &admin, query: of_company(), record: company };
    let until_they_left = left.into_iter().filter(|(moment, ..)| *moment <= 2);
    let living = sorted(here.into_iter().chain(until_they_left).collect());
    let all = sorted(living.iter().cloned().chain(deleted).collect());
    for size in [1, 4, 100] {
        assert_eq!(reader.walk(size, json!({})).await, ids(&all), "pages of {size}");
    }
    let change = |verb| format!("mutation ($id: ID!) {{ {verb}Contact(input: {{ id: $id }}) {{ contact {{ id }} }} }}");
    admin.ok(&change("delete"), json!({ "id": people[2] })).await;
    assert_eq!(reader.walk(3, json!({})).await, ids(&living), "nothing of the deleted");
    let events = reader.walk(3, json!({ "kinds": ["CUSTOMER_EVENT"], "types": ["page_viewed"] })).await;
    assert_eq!(events, ids(living.iter().filter(|(_, _, is_event)| *is_event)));
    admin.ok(&change("restore"), json!({ "id": people[2] })).await;
    assert_eq!(reader.walk(100, json!({})).await, ids(&all));
    admin.ok("mutation ($id: ID!) { purgeContact(input: { id: $id }) { id } }", json!({ "id": people[2] })).await;
    assert_eq!(reader.walk(100, json!({})).await, ids(&living), "nothing of the purged");
}

/// Ninety people of a company with thirty entries of each kind, all of them at one of forty moments.
fn crowd(world: &World, company: &str) {
    let conn = &mut world.database().connect();
    let company = decode_global(company).unwrap().1.simple();
    let numbers = |below: u32| {
        format!(
            "(WITH RECURSIVE n AS (SELECT 0 AS v UNION ALL SELECT v + 1 FROM n WHERE v + 1 < {below}) SELECT v FROM n)"
        )
    };
    let (people, entries) = (numbers(90), numbers(30));
    let contact = "UNHEX(LEFT(SHA2(CONCAT('c', p.v), 256), 32))";
    let at = "TIMESTAMP '2026-01-01 00:00:00' + INTERVAL (MOD(p.v * 7 + e.v * 11, 40)) HOUR";
    for statement in [
        format!(
            "INSERT INTO contacts (id, lifecycle_stage, created_at, updated_at) SELECT {contact}, 'LEAD', NOW(6), NOW(6) FROM {people} AS p"
        ),
        format!(
            "INSERT INTO affiliations (id, contact_id, company_id, is_primary, created_at, updated_at) SELECT UNHEX(LEFT(SHA2(CONCAT('a', p.v), 256), 32)), {contact}, X'{company}', 1, NOW(6), NOW(6) FROM {people} AS p"
        ),
        format!(
            "INSERT INTO interactions (id, contact_id, kind, occurred_at, created_at, updated_at) SELECT UNHEX(LEFT(SHA2(CONCAT('i', p.v, '-', e.v), 256), 32)), {contact}, 'NOTE', {at}, NOW(6), NOW(6) FROM {people} AS p JOIN {entries} AS e"
        ),
        format!(
            "INSERT INTO customer_events (id, type_id, contact_id, payload, occurred_at, created_at) SELECT UNHEX(LEFT(SHA2(CONCAT('e', p.v, '-', e.v), 256), 32)), t.id, {contact}, '{{}}', {at}, NOW(6) FROM {people} AS p JOIN {entries} AS e JOIN customer_event_types AS t"
        ),
    ] {
        sql_query(statement).execute(conn).unwrap();
    }
}

#[tokio::test]
async fn the_timeline_of_a_large_company_is_read_in_few_statements_and_few_rows() {
    let world = world();
    let admin = world.client(Role::Admin);
    customer_events::register(&admin).await;
    let company = admin.create_company(json!({ "name": "Engines" })).await;
    crowd(&world, &company);
    let reader = Reader { client: &admin, query: of_company(), record: company };
    let whole = reader.walk(100, json!({})).await;
    let mut once = whole.clone();
    once.sort_by_key(ToString::to_string);
    once.dedup();
    assert_eq!((whole.len(), once.len()), (5_400, 5_400));
    let before = world.db.statements();
    let page = "query ($id: ID!) { company(id: $id) { timeline(first: 100) { nodes { __typename } } } }";
    admin.ok(page, json!({ "id": reader.record })).await;
    assert_eq!(
        world.db.statements() - before,
        5,
        "the company, whose entries come first, their walks, two kinds of rows"
    );
    assert_eq!(reader.walk(37, json!({})).await, whole);
}
