//! Lists: each record once, under every order, forwards and backwards; and how many statements they take.

use rapport_kernel::Role;
use rapport_test_support::Client;
use serde_json::{Value, json};

use crate::world;

const PAGE: &str = "query ($orderBy: [ContactOrder!], $filter: ContactFilter, $first: Int, $after: String, $last: Int, $before: String) { \
                    contacts(orderBy: $orderBy, filter: $filter, first: $first, after: $after, last: $last, before: $before) { \
                    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } } } }";

/// People with ties and missing values in everything by which they can be ordered.
async fn crowd(admin: &Client) -> usize {
    let mut made = 0;
    for family in [None, Some("Öz"), Some("oz"), Some("Zhao")] {
        for country in [None, Some("DE"), Some("JP")] {
            for stage in ["LEAD", "CUSTOMER"] {
                admin
                    .create_contact(json!({
                        "givenName": format!("P{}", made % 3), "familyName": family, "country": country, "lifecycleStage": stage
                    }))
                    .await;
                made += 1;
            }
        }
    }
    made
}

async fn walk(admin: &Client, order_by: &Value, size: usize, backwards: bool) -> Vec<String> {
    let mut ids = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let variables = if backwards {
            json!({ "orderBy": order_by, "last": size, "before": cursor })
        } else {
            json!({ "orderBy": order_by, "first": size, "after": cursor })
        };
        let page = admin.ok(PAGE, variables).await["contacts"].take();
        let mut found: Vec<_> = page["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| edge["node"]["id"].as_str().unwrap().to_owned())
            .collect();
        let (more, next) = if backwards { ("hasPreviousPage", "startCursor") } else { ("hasNextPage", "endCursor") };
        if backwards {
            found.extend(ids);
            ids = found;
        } else {
            ids.extend(found);
        }
        if page["pageInfo"][more] == json!(false) {
            return ids;
        }
        cursor = page["pageInfo"][next].clone();
    }
}

#[tokio::test]
async fn paging_gives_each_record_once_under_every_order() {
    let world = world();
    let admin = world.client(Role::Admin);
    let made = crowd(&admin).await;
    let sdl = world.rapport.sdl();
    let fields: Vec<_> = sdl
        .split("enum ContactOrderField {")
        .nth(1)
        .and_then(|rest| rest.split('}').next())
        .unwrap()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && line.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .collect();
    assert!(fields.len() >= 7, "{fields:?}");
    let mut orders = vec![
        json!(null),
        json!([{ "field": "COUNTRY", "nulls": "LAST" }, { "field": "FAMILY_NAME", "direction": "DESC", "nulls": "FIRST" }]),
    ];
    for field in fields {
        for direction in ["ASC", "DESC"] {
            for nulls in [json!(null), json!("FIRST"), json!("LAST")] {
                orders.push(json!([{ "field": field, "direction": direction, "nulls": nulls }]));
            }
        }
    }
    for order in orders {
        let whole = walk(&admin, &order, 100, false).await;
        assert_eq!(whole.len(), made, "{order}");
        let mut once = whole.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), made, "{order}");
        assert_eq!(walk(&admin, &order, 5, false).await, whole, "{order} forwards");
        assert_eq!(walk(&admin, &order, 5, true).await, whole, "{order} backwards");
    }
}

/// Creates, changes and deletes people for as long as it is asked to.
async fn disturb(admin: &Client, stop: &std::sync::atomic::AtomicBool) {
    let update = "mutation ($id: ID!, $c: String) { updateContact(input: { id: $id, country: $c, familyName: $c }) { contact { id } } }";
    let delete = "mutation ($id: ID!) { deleteContact(input: { id: $id }) { contact { id } } }";
    let countries = ["AT", "DE", "FR", "JP", "US"];
    let mut alive = std::collections::VecDeque::new();
    for round in 0.. {
        if stop.load(std::sync::atomic::Ordering::SeqCst) {
            return;
        }
        let country = countries[round % countries.len()];
        let id = admin.create_contact(json!({ "givenName": "Noise", "country": country })).await;
        admin.ok(update, json!({ "id": id, "c": countries[(round + 2) % countries.len()] })).await;
        alive.push_back(id);
        // A few stay for a while, never so many that the list outgrows who pages through it.
        if alive.len() > 6 {
            admin.ok(delete, json!({ "id": alive.pop_front() })).await;
        }
    }
}

#[tokio::test]
async fn paging_gives_each_record_once_while_others_write() {
    let world = world();
    let admin = world.client(Role::Admin);
    crowd(&admin).await;
    let mut still = walk(&admin, &json!(null), 100, false).await;
    still.sort();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let pages = async {
        for field in ["ID", "FAMILY_NAME", "COUNTRY", "LIFECYCLE_STAGE", "UPDATED_AT"] {
            for (direction, backwards) in [("ASC", false), ("DESC", false), ("ASC", true)] {
                let order = json!([{ "field": field, "direction": direction, "nulls": "LAST" }]);
                let mut seen = walk(&admin, &order, 3, backwards).await;
                // Of what changes meanwhile nothing can be said; of what does not, everything.
                seen.retain(|id| still.binary_search(id).is_ok());
                seen.sort();
                assert_eq!(seen, still, "{order} backwards: {backwards}");
            }
        }
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
    };
    let writer = world.client(Role::Admin);
    tokio::join!(pages, disturb(&writer, &stop));
}

#[tokio::test]
async fn nulls_stand_where_they_are_asked_to() {
    let world = world();
    let admin = world.client(Role::Admin);
    for country in [Some("DE"), None, Some("AT")] {
        admin.create_contact(json!({ "givenName": "P", "country": country })).await;
    }
    let query = "query ($orderBy: [ContactOrder!]) { contacts(orderBy: $orderBy) { nodes { country } } }";
    for (order, expected) in [
        (json!([{ "field": "COUNTRY", "nulls": "LAST" }]), json!(["AT", "DE", null])),
        (json!([{ "field": "COUNTRY", "nulls": "FIRST" }]), json!([null, "AT", "DE"])),
        (json!([{ "field": "COUNTRY", "direction": "DESC", "nulls": "FIRST" }]), json!([null, "DE", "AT"])),
        (json!([{ "field": "COUNTRY", "direction": "DESC" }]), json!(["DE", "AT", null])),
    ] {
        let data = admin.ok(query, json!({ "orderBy": order })).await;
        let found: Value =
            data["contacts"]["nodes"].as_array().unwrap().iter().map(|node| node["country"].clone()).collect();
        assert_eq!(found, expected, "{order}");
    }
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list_only() {
    let world = world();
    let admin = world.client(Role::Admin);
    crowd(&admin).await;
    let cursor = admin.ok(PAGE, json!({ "first": 2 })).await["contacts"]["pageInfo"]["endCursor"].clone();
    for variables in [
        json!({ "first": 2, "after": cursor, "orderBy": [{ "field": "COUNTRY" }] }),
        json!({ "first": 2, "after": cursor, "filter": { "country": { "eq": "DE" } } }),
        json!({ "first": 2, "after": "garbage" }),
        json!({ "last": 2, "before": "" }),
    ] {
        let error = admin.error(PAGE, variables.clone()).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{variables}");
        let argument = if variables.get("before").is_some() { "before" } else { "after" };
        assert_eq!(error["extensions"]["path"], json!([argument]), "{variables}");
    }
    admin.ok(PAGE, json!({ "first": 5, "after": cursor })).await;
}

#[tokio::test]
async fn filters_hold_together_and_not_is_the_complement() {
    let world = world();
    let admin = world.client(Role::Admin);
    let made = crowd(&admin).await;
    let count = async |filter: Value| {
        let data = admin
            .ok(
                "query ($filter: ContactFilter) { contacts(filter: $filter) { totalCount } }",
                json!({ "filter": filter }),
            )
            .await;
        usize::try_from(data["contacts"]["totalCount"].as_u64().unwrap()).unwrap()
    };
    assert_eq!(count(json!({ "country": { "eq": "DE" } })).await, 8);
    assert_eq!(count(json!({ "country": { "ne": "DE" } })).await, made - 8, "records without a country are not in DE");
    assert_eq!(count(json!({ "not": { "country": { "in": ["DE", "JP"] } } })).await, 8);
    assert_eq!(count(json!({ "country": { "isNull": true }, "lifecycleStage": ["LEAD"] })).await, 4);
    assert_eq!(
        count(json!({ "or": [{ "country": { "eq": "DE" } }, { "familyName": { "startsWith": "Zh" } }] })).await,
        12
    );
    assert_eq!(count(json!({ "or": [] })).await, 0);
    assert_eq!(count(json!({ "and": [] })).await, made);
    assert_eq!(count(json!({ "familyName": { "startsWith": "%" } })).await, 0);
    assert_eq!(count(json!({ "country": { "eq": "é" } })).await, 0);
    assert_eq!(count(json!({ "language": { "in": ["日", "münch"] } })).await, 0);
    assert_eq!(count(json!({ "lifecycleStage": vec!["LEAD"; 70_000] })).await, made / 2);
    assert_eq!(count(json!({ "familyName": { "eq": "ÖZ" } })).await, 12, "case and accents do not matter in a name");
}

#[tokio::test]
async fn a_page_takes_a_fixed_number_of_statements_and_only_what_is_selected() {
    let world = world();
    let admin = world.client(Role::Admin);
    let company = admin.create_company(json!({ "name": "Engines" })).await;
    let owner = admin
        .ok(
            "mutation { createUser(input: { name: \"O\", email: \"o@example.org\", role: REP }) { user { id } } }",
            json!({}),
        )
        .await["createUser"]["user"]["id"]
        .clone();
    for index in 0..50 {
        let id = admin
            .create_contact(json!({
                "givenName": format!("P{index}"), "emails": [{ "address": format!("p{index}@example.org") }], "tags": ["a", "b"], "ownerId": owner
            }))
            .await;
        let affiliate = "mutation ($c: ID!, $o: ID!) { createAffiliation(input: { contactId: $c, companyId: $o, isPrimary: true }) { affiliation { id } } }";
        admin.ok(affiliate, json!({ "c": id, "o": company })).await;
        for call in 0..7 {
            let record = "mutation ($c: ID!, $s: String!) { recordInteraction(input: { contactId: $c, kind: CALL, subject: $s }) { interaction { id } } }";
            admin.ok(record, json!({ "c": id, "s": format!("call {call}") })).await;
        }
    }
    let statements = async |query: &str| {
        admin.ok(query, json!({})).await;
        let before = world.db.statements();
        let data = admin.ok(query, json!({})).await;
        (world.db.statements() - before, data)
    };
    let full = |first: usize| {
        format!(
            "{{ contacts(first: {first}) {{ nodes {{ id displayName company {{ name }} emails {{ address }} tags owner {{ name }} \
             interactions(first: 5) {{ totalCount nodes {{ subject }} }} }} }} }}"
        )
    };
    let (fifty, data) = statements(&full(50)).await;
    let nodes = data["contacts"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 50);
    for node in nodes {
        assert_eq!(node["company"]["name"], "Engines");
        assert_eq!(node["owner"]["name"], "O");
        assert_eq!(node["tags"], json!(["a", "b"]));
        let subjects: Vec<_> = node["interactions"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["subject"].as_str().unwrap())
            .collect();
        assert_eq!(node["interactions"]["totalCount"], 7);
        assert_eq!(subjects, ["call 6", "call 5", "call 4", "call 3", "call 2"]);
    }
    assert_eq!(fifty, 7, "one statement for each kind of record, and one that counts");
    assert_eq!(statements(&full(5)).await.0, 7, "however many people");
    assert_eq!(statements("{ contacts(first: 50) { nodes { id displayName country } } }").await.0, 1);
    assert_eq!(statements("{ contacts(first: 50) { nodes { tags } } }").await.0, 2);
    assert_eq!(statements("{ contacts(first: 50) { totalCount } }").await.0, 1, "no rows unless they are asked for");
    assert_eq!(
        statements("{ contacts(first: 50) { pageInfo { hasNextPage } } }").await.0,
        1,
        "no count unless it is asked for"
    );
}

#[tokio::test]
async fn a_page_of_none_still_tells_whether_there_is_more() {
    let world = world();
    let admin = world.client(Role::Admin);
    crowd(&admin).await;
    let page = admin.ok(PAGE, json!({ "first": 0 })).await["contacts"].take();
    assert_eq!((page["edges"].as_array().map(Vec::len), &page["pageInfo"]["hasNextPage"]), (Some(0), &json!(true)));
}
