//! Searching people and companies from outside: what is found, in which order, by whom, and how much it takes.

use std::collections::BTreeSet;

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
use rapport_kernel::{Actor, Role};
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{authorization::hire, world};

const SEARCH: &str = "query ($query: String!, $types: [SearchType!], $first: Int, $after: String) { \
                      search(query: $query, types: $types, first: $first, after: $after) { \
                      nodes { id ... on Contact { displayName } ... on Company { name } } \
                      edges { cursor matches { word field kind } } pageInfo { hasNextPage hasPreviousPage endCursor } } }";

/// The names of what a query finds, in its order.
async fn found(client: &Client, query: &str) -> Vec<String> {
    let data = client.ok(SEARCH, json!({ "query": query, "first": 100 })).await;
    names(&data)
}

fn names(data: &Value) -> Vec<String> {
    let nodes = data["search"]["nodes"].as_array().unwrap();
    let name = |node: &Value| node["displayName"].as_str().or(node["name"].as_str()).unwrap_or("-").to_owned();
    nodes.iter().map(name).collect()
}

async fn check(client: &Client, query: &str, expected: &[&str]) {
    assert_eq!(found(client, query).await, expected, "{query}");
}

async fn person(client: &Client, given: &str, family: &str) -> String {
    client.create_contact(json!({ "givenName": given, "familyName": family })).await
}

fn user_id(role: Role) -> String {
    rapport_kernel::id::encode_global("User", role.demo_user())
}

fn number(world: &World, query: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let conn = &mut world.database().connect();
    sql_query(format!("SELECT CAST(({query}) AS SIGNED) AS n")).get_result::<Row>(conn).unwrap().n
}

/// How many rows the index has in all.
fn rows(world: &World) -> i64 {
    ["search_postings", "search_records", "search_spellings"]
        .iter()
        .map(|table| number(world, &format!("SELECT COUNT(*) FROM {table}")))
        .sum()
}

#[tokio::test]
async fn names_are_found_in_any_script_case_and_order() {
    let world = world();
    let admin = world.client(Role::Admin);
    for (given, family) in [
        ("Grace", "Hopper"),
        ("Zoë", "Straßer"),
        ("Søren", "Łoś"),
        ("Дарья", "Ёлкина"),
        ("Γιώργος", "Παπαδόπουλος"),
        ("محمد", "الأحمد"),
        ("משה", "כהן"),
        ("हिन्दी", "शर्मा"),
        ("สมชาย", "ใจดี"),
        ("太郎", "山田"),
        ("민수", "김"),
        ("Işıl", "İnan"),
        ("Siobhán", "O'Brien"),
        ("Anna-Lena", "de la Cruz"),
    ] {
        person(&admin, given, family).await;
    }
    for query in ["grace hopper", "HOPPER Grace", "hop gra", "ｈｏｐｐｅｒ", "  Hopper,  "] {
        check(&admin, query, &["Grace Hopper"]).await;
    }
    for (query, name) in [
        ("zoe strasser", "Zoë Straßer"),
        ("ZOË STRASSER", "Zoë Straßer"),
        ("soren los", "Søren Łoś"),
        ("елкина", "Дарья Ёлкина"),
        ("ΓΙΏΡΓΟΣ", "Γιώργος Παπαδόπουλος"),
        ("مُحَمَّد", "محمد الأحمد"),
        ("הכהן".trim_start_matches('ה'), "משה כהן"),
        ("शर्मा", "हिन्दी शर्मा"),
        ("ใจ", "สมชาย ใจดี"),
        ("山", "太郎 山田"),
        ("山田太郎", "太郎 山田"),
        ("太郎 山田", "太郎 山田"),
        ("김민수", "민수 김"),
        ("민수", "민수 김"),
        ("ISIL inan", "Işıl İnan"),
        ("obrien", "Siobhán O'Brien"),
        ("o’brien siobhan", "Siobhán O'Brien"),
        ("brien", "Siobhán O'Brien"),
        ("lena cruz", "Anna-Lena de la Cruz"),
    ] {
        check(&admin, query, &[name]).await;
    }
    for query in ["grace murray", "pper", "田山", "hopper kohen"] {
        check(&admin, query, &[]).await;
    }
}

#[tokio::test]
async fn every_part_of_a_name_and_the_nickname_are_found() {
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({ "honorificPrefix": "Dr.", "givenName": "Grace", "middleName": "Brewster", "familyName": "Hopper",
        "honorificSuffix": "PhD", "nickname": "Amazing" });
    admin.create_contact(input).await;
    check(&admin, "amaz phd dr brewster hopper grace", &["Dr. Grace Brewster Hopper PhD"]).await;
}

#[tokio::test]
async fn typing_errors_in_names_are_forgiven_and_stand_last() {
    let world = world();
    let admin = world.client(Role::Admin);
    person(&admin, "Grace", "Hopper").await;
    person(&admin, "Augusta", "Lovelace").await;
    person(&admin, "Jon", "Kay").await;
    for query in ["hoper", "hoppper", "hopxer", "hpoper", "grcae hopepr", "Gracee hopper"] {
        check(&admin, query, &["Grace Hopper"]).await;
    }
    for query in ["lovlace", "lovelaec", "lvelacee", "augusta loveleca"] {
        check(&admin, query, &["Augusta Lovelace"]).await;
    }
    for query in ["hoxxer", "lovleac", "jan", "kya", "lvlc", "lvlcea"] {
        check(&admin, query, &[]).await;
    }
    person(&admin, "Ada", "Hopperman").await;
    person(&admin, "Bob", "Hoper").await;
    let data = admin.ok(SEARCH, json!({ "query": "hoper" })).await;
    assert_eq!(names(&data), ["Bob Hoper", "Grace Hopper"]);
    let kinds: Vec<_> =
        data["search"]["edges"].as_array().unwrap().iter().map(|edge| edge["matches"][0].clone()).collect();
    assert_eq!(kinds[0], json!({ "word": "hoper", "field": "NAME", "kind": "EXACT" }));
    assert_eq!(kinds[1], json!({ "word": "hoper", "field": "NAME", "kind": "TYPING_ERROR" }));
    check(&admin, "hopper", &["Grace Hopper", "Ada Hopperman", "Bob Hoper"]).await;
}

#[tokio::test]
async fn people_are_found_by_address_and_number_in_parts() {
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({ "givenName": "Grace", "emails": [{ "address": "Rear.Admiral7@north-field.example" }],
        "phones": [{ "number": "+41 44 668 18 00" }] });
    admin.create_contact(input).await;
    admin
        .create_contact(json!({ "givenName": "Other", "emails": [{ "address": "other@south.example" }],
        "phones": [{ "number": "+41 44 555 00 11" }] }))
        .await;
    for query in [
        "rear.admiral7@north-field.example",
        "REAR.ADMIRAL7@NORTH",
        "rear.admiral7@",
        "<rear.admiral7@north-field.example>",
        "admiral7",
        "admi",
        "rear.adm",
        "north-field.example",
        "@north",
        "grace north",
        "+41 44 668 18 00",
        "0041446681800",
        "044 668 18 00",
        "668 18 00",
        "66818",
        "800",
        "(044) 668-18",
        "grace 668",
    ] {
        check(&admin, query, &["Grace"]).await;
    }
    for query in ["rear.admiral8@north-field.example", "dmiral7", "669 18 00", "north south", "6681801"] {
        check(&admin, query, &[]).await;
    }
    check(&admin, "+41 44", &["Grace", "Other"]).await;
    let data = admin.ok(SEARCH, json!({ "query": "gra admiral7 66818" })).await;
    let matches = json!([
        { "word": "gra", "field": "NAME", "kind": "PREFIX" },
        { "word": "admiral7", "field": "EMAIL", "kind": "EXACT" },
        { "word": "66818", "field": "PHONE", "kind": "PREFIX" },
    ]);
    assert_eq!(data["search"]["edges"][0]["matches"], matches);
}

#[tokio::test]
async fn companies_are_found_by_name_and_domain_and_kinds_can_be_chosen() {
    let world = world();
    let admin = world.client(Role::Admin);
    admin.create_company(json!({ "name": "Müller & Söhne GmbH", "domains": ["mueller-soehne.example"] })).await;
    admin.create_company(json!({ "name": "中国工商银行股份有限公司" })).await;
    person(&admin, "Hans", "Müller").await;
    check(&admin, "sohne muller", &["Müller & Söhne GmbH"]).await;
    check(&admin, "soehne.example", &["Müller & Söhne GmbH"]).await;
    check(&admin, "工商银行", &["中国工商银行股份有限公司"]).await;
    check(&admin, "中国工商银行股份有限公司", &["中国工商银行股份有限公司"]).await;
    assert_eq!(found(&admin, "muller").await.len(), 2);
    for (types, expected) in [(json!(["COMPANY"]), "Müller & Söhne GmbH"), (json!(["CONTACT"]), "Hans Müller")] {
        let data = admin.ok(SEARCH, json!({ "query": "muller", "types": types })).await;
        assert_eq!(names(&data), [expected]);
    }
    let none = admin.error(SEARCH, json!({ "query": "muller", "types": [] })).await;
    assert_eq!(
        (&none["extensions"]["code"], &none["extensions"]["path"]),
        (&json!("BAD_USER_INPUT"), &json!(["types"]))
    );
}

#[tokio::test]
async fn the_very_word_comes_before_its_beginning() {
    let world = world();
    let admin = world.client(Role::Admin);
    for (given, family) in [("Anna", "Hopperman"), ("Berta", "Hopp"), ("Annabel", "Hopp"), ("Anna", "Hopp")] {
        person(&admin, given, family).await;
    }
    check(&admin, "hopp", &["Berta Hopp", "Annabel Hopp", "Anna Hopp", "Anna Hopperman"]).await;
    check(&admin, "hopp anna", &["Anna Hopp", "Anna Hopperman", "Annabel Hopp"]).await;
}

#[tokio::test]
async fn pages_give_each_record_once_while_all_of_them_tie() {
    let world = world();
    let admin = world.client(Role::Admin);
    for index in 0..9 {
        let family = ["Hopper", "Hoppermann", "Hoper"][index % 3];
        person(&admin, &format!("P{index}"), family).await;
        admin.create_company(json!({ "name": format!("Hopper {index}") })).await;
    }
    let whole = found(&admin, "hopper").await;
    assert_eq!(whole.len(), 18, "{whole:?}");
    assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), 18);
    for size in [1, 4, 17, 18] {
        let (mut paged, mut after) = (Vec::new(), Value::Null);
        loop {
            let data = admin.ok(SEARCH, json!({ "query": "hopper", "first": size, "after": after })).await;
            assert_eq!(data["search"]["pageInfo"]["hasPreviousPage"], json!(!after.is_null()));
            paged.extend(names(&data));
            after = data["search"]["pageInfo"]["endCursor"].clone();
            if data["search"]["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
        }
        assert_eq!(paged, whole, "by {size}");
    }
    let page = admin.ok(SEARCH, json!({ "query": "hopper", "first": 1 })).await;
    let cursor = &page["search"]["pageInfo"]["endCursor"];
    for variables in [
        json!({ "query": "hoppe", "after": cursor }),
        json!({ "query": "hopper", "types": ["CONTACT"], "after": cursor }),
        json!({ "query": "hopper", "after": "x" }),
    ] {
        let error = admin.error(SEARCH, variables).await;
        assert_eq!(
            (&error["extensions"]["code"], &error["extensions"]["path"]),
            (&json!("BAD_USER_INPUT"), &json!(["after"]))
        );
    }
    let none = admin.ok(SEARCH, json!({ "query": "hopper", "first": 0 })).await;
    assert_eq!(none["search"]["pageInfo"]["hasNextPage"], json!(true));
}

#[tokio::test]
async fn an_actor_finds_whom_they_see_and_by_what_they_see() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    for (name, owner) in
        [("Rep", Some(user_id(Role::Rep))), ("Manager", Some(user_id(Role::Manager))), ("Nobody", None)]
    {
        let address = format!("{name}.secret@hidden.example");
        let input = json!({ "givenName": name, "familyName": "Hopper", "ownerId": owner,
            "emails": [{ "address": address }], "phones": [{ "number": "+12025550143" }] });
        admin.create_contact(input).await;
    }
    admin.create_company(json!({ "name": "Hopper Ltd", "domains": ["open.example"] })).await;
    let all = ["Rep Hopper", "Manager Hopper", "Nobody Hopper"];
    let stranger = world.client_of(Actor::new(uuid::Uuid::now_v7(), Role::Rep));
    for (client, people) in [
        (world.client(Role::Admin), &all[..]),
        (world.client(Role::Support), &all[..]),
        (world.client(Role::Manager), &all[..2]),
        (world.client(Role::Rep), &all[..1]),
        (stranger, &[]),
    ] {
        let with_company: Vec<_> = people.iter().copied().chain(["Hopper Ltd"]).collect();
        // By name, with a typing error, and together with another word.
        for query in ["hopper", "hoppper"] {
            check(&client, query, &with_company).await;
        }
        for query in ["secret", "secret hopper", "@hidden", "202 555 0143", "hopper 2025550143"] {
            check(&client, query, people).await;
        }
        check(&client, "open.example", &["Hopper Ltd"]).await;
    }
    let analyst = world.client(Role::Analyst);
    check(&analyst, "hopper", &["Rep Hopper", "Manager Hopper", "Nobody Hopper", "Hopper Ltd"]).await;
    check(&analyst, "open.example", &["Hopper Ltd"]).await;
    for query in [
        "secret",
        "hopper secret",
        "@hidden",
        "rep.secret@hidden.example",
        "2025550143",
        "hopper 202 555",
        "example hidden",
    ] {
        check(&analyst, query, &[]).await;
    }
    let data = analyst.ok(SEARCH, json!({ "query": "rep", "types": ["CONTACT"] })).await;
    assert_eq!(data["search"]["edges"][0]["matches"], json!([{ "word": "rep", "field": "NAME", "kind": "EXACT" }]));
    assert_eq!(
        world.client(Role::Partner).error(SEARCH, json!({ "query": "hopper" })).await["extensions"]["code"],
        "FORBIDDEN"
    );
}

#[tokio::test]
async fn a_new_owner_finds_a_person_and_the_old_one_no_more() {
    let world = world();
    hire(&world);
    let (admin, rep) = (world.client(Role::Admin), world.client(Role::Rep));
    let id = rep.create_contact(json!({ "givenName": "Grace", "emails": [{ "address": "grace@example.org" }] })).await;
    check(&rep, "grace", &["Grace"]).await;
    let give = "mutation ($id: ID!, $to: ID) { updateContact(input: { id: $id, ownerId: $to }) { contact { id } } }";
    admin.ok(give, json!({ "id": id, "to": user_id(Role::Manager) })).await;
    for query in ["grace", "grace@example.org"] {
        check(&rep, query, &[]).await;
        check(&world.client(Role::Manager), query, &["Grace"]).await;
    }
}

#[tokio::test]
async fn changes_deletion_restoration_and_purge_show_at_once() {
    let world = world();
    let admin = world.client(Role::Admin);
    let input = json!({ "givenName": "Grace", "familyName": "Hopper", "emails": [{ "address": "grace@example.org" }],
        "phones": [{ "number": "+12025550143" }] });
    let id = admin.create_contact(input).await;
    let company = admin.create_company(json!({ "name": "Eckert", "domains": ["univac.example"] })).await;
    let change = async |query: &str, id: &str| admin.ok(query, json!({ "id": id })).await;
    change("mutation ($id: ID!) { updateContact(input: { id: $id, familyName: \"Murray\", emails: [], phones: [{ number: \"+12025550199\" }] }) { contact { id } } }", &id).await;
    for query in ["hopper", "hoppper", "grace@example.org", "5550143"] {
        check(&admin, query, &[]).await;
    }
    for query in ["murray", "muray grace", "5550199"] {
        check(&admin, query, &["Grace Murray"]).await;
    }
    change("mutation ($id: ID!) { updateCompany(input: { id: $id, name: \"Mauchly\" }) { company { id } } }", &company)
        .await;
    check(&admin, "eckert", &[]).await;
    check(&admin, "univac mauchly", &["Mauchly"]).await;
    let whole = rows(&world);
    change("mutation ($id: ID!) { deleteContact(input: { id: $id }) { contact { id } } }", &id).await;
    change("mutation ($id: ID!) { deleteCompany(input: { id: $id }) { company { id } } }", &company).await;
    for query in ["murray", "5550199", "mauchly", "univac"] {
        check(&admin, query, &[]).await;
    }
    assert_eq!(rows(&world), 0, "nothing of the deleted is kept");
    change("mutation ($id: ID!) { restoreContact(input: { id: $id }) { contact { id } } }", &id).await;
    change("mutation ($id: ID!) { restoreCompany(input: { id: $id }) { company { id } } }", &company).await;
    check(&admin, "murray", &["Grace Murray"]).await;
    check(&admin, "univac", &["Mauchly"]).await;
    assert_eq!(rows(&world), whole);
    change("mutation ($id: ID!) { purgeContact(input: { id: $id }) { id } }", &id).await;
    change("mutation ($id: ID!) { purgeCompany(input: { id: $id }) { id } }", &company).await;
    check(&admin, "murray", &[]).await;
    assert_eq!(rows(&world), 0, "a purge forgets");
}

#[tokio::test]
async fn a_word_is_forgotten_with_the_last_who_had_it() {
    let world = world();
    let admin = world.client(Role::Admin);
    let first = person(&admin, "Grace", "Hopper").await;
    let second = person(&admin, "Ada", "Hopper").await;
    let spelt = |word: &str| number(&world, &format!("SELECT COUNT(*) FROM search_spellings WHERE word = '{word}'"));
    let purge = "mutation ($id: ID!) { purgeContact(input: { id: $id }) { id } }";
    assert!(spelt("grace") > 1 && spelt("hopper") > 1);
    admin.ok(purge, json!({ "id": first })).await;
    assert_eq!(spelt("grace"), 0);
    check(&admin, "hoper", &["Ada Hopper"]).await;
    admin.ok(purge, json!({ "id": second })).await;
    assert_eq!(spelt("hopper"), 0);
}

#[tokio::test]
async fn writers_at_once_neither_lose_a_word_nor_stop_each_other() {
    let world = world();
    let admin = world.client(Role::Admin);
    let purge = "mutation ($id: ID!) { purgeContact(input: { id: $id }) { id } }";
    for round in 0..4 {
        let old = person(&admin, "Grace", "Hopper").await;
        let writers = (0..8).map(|index| {
            let admin = admin.clone();
            tokio::spawn(async move {
                let (given, family) = if index % 2 == 0 { ("Grace", "Hopper") } else { ("Hopper", "Grace") };
                person(&admin, given, family).await
            })
        });
        let writers: Vec<_> = writers.collect();
        admin.ok(purge, json!({ "id": old })).await;
        let mut made = Vec::new();
        for writer in writers {
            made.push(writer.await.unwrap());
        }
        assert_eq!(found(&admin, "hoper grcae").await.len(), 8, "round {round}");
        let gone = made.into_iter().map(|id| {
            let admin = admin.clone();
            tokio::spawn(async move { admin.ok(purge, json!({ "id": id })).await })
        });
        for gone in gone.collect::<Vec<_>>() {
            gone.await.unwrap();
        }
        assert_eq!(rows(&world), 0, "round {round}");
    }
}

#[tokio::test]
async fn hostile_queries_are_refused_or_find_nothing() {
    let world = world();
    let admin = world.client(Role::Admin);
    person(&admin, "Percent", "Under_score").await;
    let words = |count: usize| (0..count).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    for query in [
        "",
        " ",
        "a",
        "%",
        "%%%",
        "__",
        "'",
        "\"\\",
        "🦄🦄",
        "\u{200b}\u{200b}",
        &words(200),
        &words(13),
        &"x".repeat(201),
    ] {
        let error = admin.error(SEARCH, json!({ "query": query })).await;
        assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{query}");
        assert_eq!(error["extensions"]["path"], json!(["query"]), "{query}");
    }
    for query in [
        "per%",
        "' OR 1=1",
        "percent\\",
        "per_ent' --",
        "\u{10ffff}\u{10ffff}aa",
        &words(12),
        &"%_".repeat(99).replace("%_%", "%b_%"),
    ] {
        let reply = admin.run(SEARCH, json!({ "query": query })).await;
        assert!(
            reply.errors.iter().all(|error| error["extensions"]["code"] == "BAD_USER_INPUT"),
            "{query} {:?}",
            reply.errors
        );
    }
    check(&admin, "per%", &["Percent Under_score"]).await;
    check(&admin, "p%t", &[]).await;
    check(&admin, "score", &["Percent Under_score"]).await;
}

#[tokio::test]
async fn a_search_takes_a_fixed_number_of_statements() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    for index in 0..30 {
        person(&admin, "Grace", &format!("Hopper N{index}")).await;
        admin.create_company(json!({ "name": format!("Hopper {index}") })).await;
    }
    let statements = async |client: &Client, query: &str, first: usize| {
        let before = world.db.statements();
        client.ok(SEARCH, json!({ "query": query, "first": first })).await;
        world.db.statements() - before
    };
    for first in [5, 50] {
        assert_eq!(statements(&admin, "hopper", first).await, 3, "page, people, companies");
    }
    assert_eq!(statements(&admin, "grace hopper", 5).await, 3, "counts, page, people");
    assert_eq!(statements(&admin, "grcae hopper", 5).await, 5, "counts and page again, with what was meant");
    assert_eq!(statements(&admin, "a b c d e f g h i j k l", 5).await, 1, "counts tell that there is nothing");
    assert_eq!(statements(&world.client(Role::Manager), "hopper", 5).await, 3, "whose people, page, companies");
    assert_eq!(statements(&world.client(Role::Rep), "nobody at all", 50).await, 2, "and spellings");
}

#[tokio::test]
async fn what_was_there_before_the_index_is_found_after_reindexing() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = person(&admin, "Grace", "Hopper").await;
    admin.create_company(json!({ "name": "Eckert" })).await;
    let whole = rows(&world);
    let conn = &mut world.database().connect();
    for table in ["search_postings", "search_records", "search_spellings"] {
        sql_query(format!("DELETE FROM {table}")).execute(conn).unwrap();
    }
    check(&admin, "hopper", &[]).await;
    let call = rapport_kernel::Call::new(Actor::demo(Role::Admin), "test", world.clock.clone());
    assert_eq!(rapport_contacts::search::reindex(&call, &world.db, &mut |_| {}).await.unwrap(), 2);
    check(&admin, "hoper", &["Grace Hopper"]).await;
    check(&admin, "eckert", &["Eckert"]).await;
    assert_eq!(rows(&world), whole);
    // Of a record that is not there nothing stays.
    sql_query("DELETE FROM contacts").execute(conn).unwrap();
    rapport_contacts::search::reindex(&call, &world.db, &mut |_| {}).await.unwrap();
    check(&admin, "hopper", &[]).await;
    assert_eq!(number(&world, "SELECT COUNT(*) FROM search_records"), 1);
    drop(id);
}
