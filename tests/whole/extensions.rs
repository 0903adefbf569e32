//! What the module `badges` adds works as if it were native, and without it nothing of it is there.

use rapport_contacts::people::ContactRecord;
use rapport_graphql::{
    AssemblyError, GlobalId, Module, Record, assemble, async_graphql::Object, futures_util::StreamExt,
    open::object::Extension, operation::Limits,
};
use rapport_kernel::{Id, Role};
use rapport_test_support::World;
use serde_json::{Value, json};

use crate::badges::{BadgeKind, BadgeRecord, ContactBadges, badges};

fn with_badges() -> World {
    World::new(vec![rapport_contacts::module(), badges()])
}

#[test]
fn leaving_the_module_out_removes_all_of_it() {
    let with = assemble(vec![rapport_contacts::module(), badges()]).unwrap();
    let without = assemble(vec![rapport_contacts::module()]).unwrap();
    for added in ["greeting", "nameLength", "awardBadge", "badgesAwarded", "type Badge implements Node"] {
        assert!(with.sdl().contains(added), "{added}");
        assert!(!without.sdl().contains(added), "{added}");
    }
    let orders =
        |sdl: &str| sdl.split("enum ContactOrderField {").nth(1).unwrap().split('}').next().unwrap().to_owned();
    assert!(orders(with.sdl()).contains("NICKNAME") && !orders(without.sdl()).contains("NICKNAME"));
    assert!(!with.sdl().contains("ContactBadges"), "the carrier of the added fields does not show");
}

#[test]
fn the_order_of_modules_never_shows() {
    let more = || Module::new("more").query::<MoreQuery>();
    let one = assemble(vec![rapport_contacts::module(), badges(), more()]).unwrap();
    let other = assemble(vec![more(), rapport_contacts::module(), badges()]).unwrap();
    assert_eq!(one.sdl(), other.sdl());
}

#[derive(Default)]
struct MoreQuery;

/// More.
#[Object]
impl MoreQuery {
    /// Something.
    async fn a_first_field(&self, #[graphql(desc = "b")] b: Option<i32>, #[graphql(desc = "a")] a: Option<i32>) -> i32 {
        a.or(b).unwrap_or(0)
    }
}

#[test]
fn a_duplicate_stops_the_start_and_names_both_modules() {
    let again = Module::new("again").requires(["contacts"]).extend::<ContactBadges>();
    let error = assemble(vec![rapport_contacts::module(), badges(), again]).err().unwrap();
    let AssemblyError::Duplicate { what, first, second } = &error else { panic!("{error}") };
    assert_eq!((what.split('.').next(), first.as_str(), second.as_str()), (Some("Contact"), "badges", "again"));

    let native = Module::new("thief").requires(["contacts"]).extend::<StolenName>();
    let error = assemble(vec![rapport_contacts::module(), native]).err().unwrap().to_string();
    assert!(error.contains("contacts") && error.contains("thief") && error.contains("Contact.givenName"), "{error}");

    let missing = assemble(vec![badges()]).err().unwrap().to_string();
    assert!(missing.contains("badges") && missing.contains("contacts"), "{missing}");
}

struct StolenName;

impl Extension for StolenName {
    type Parent = ContactRecord;

    fn of(_: &ContactRecord) -> Self {
        Self
    }
}

/// A field that is there already.
#[Object]
impl StolenName {
    /// Not this one.
    async fn given_name(&self) -> String {
        String::new()
    }
}

#[tokio::test]
async fn added_fields_work_as_native_ones_do() {
    let world = with_badges();
    let admin = world.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": "Ada", "nickname": "Countess" })).await;
    let query = "query ($id: ID!, $word: String) { contact(id: $id) { ...F greeting(word: $word) } } \
                 fragment F on Contact { hello: greeting givenName secret ...G } fragment G on Contact { secret }";
    let data = admin.ok(query, json!({ "id": id, "word": "Bonjour" })).await;
    assert_eq!(
        data["contact"],
        json!({ "hello": "Hello, Ada!", "givenName": "Ada", "secret": 42, "greeting": "Bonjour, Ada!" })
    );
}

#[tokio::test]
async fn an_error_in_a_nullable_field_nulls_that_field_alone() {
    let world = with_badges();
    let admin = world.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let support = world.client(Role::Support);
    let query = "query ($id: ID!) { contact(id: $id) { givenName secret broken faulty } me { id } }";
    let reply = support.run(query, json!({ "id": id })).await;
    assert_eq!(reply.data["contact"], json!({ "givenName": "Ada", "secret": null, "broken": null, "faulty": null }));
    let mut codes: Vec<_> =
        reply.errors.iter().map(|error| (error["path"].clone(), error["extensions"]["code"].clone())).collect();
    codes.sort_by_key(|(path, _)| path.to_string());
    assert_eq!(
        codes,
        [
            (json!(["contact", "broken"]), json!("NOT_FOUND")),
            (json!(["contact", "faulty"]), json!("INTERNAL")),
            (json!(["contact", "secret"]), json!("FORBIDDEN")),
        ]
    );
    assert!(!reply.json.contains("hunter2"), "internal text left the server: {}", reply.json);
}

#[tokio::test]
async fn added_relations_lead_to_the_same_record_from_many_and_back() {
    let world = with_badges();
    let admin = world.client(Role::Admin);
    for name in ["Ada", "Bob"] {
        admin
            .create_contact(json!({ "givenName": name, "emails": [{ "address": format!("{name}@example.org") }] }))
            .await;
    }
    let query = "{ contacts { edges { node { givenName hero { givenName emails { address } hero { secret twin: givenName } } \
                 nobody { id } } } totalCount } }";
    let before = world.db.statements();
    let data = admin.ok(query, json!({})).await;
    assert_eq!(world.db.statements() - before, 5, "the page, its count, two levels of heroes, their addresses");
    let hero = json!({
        "givenName": "Ada", "emails": [{ "address": "Ada@example.org" }], "hero": { "secret": 42, "twin": "Ada" }
    });
    let expected = json!({
        "edges": [
            { "node": { "givenName": "Ada", "hero": hero, "nobody": null } },
            { "node": { "givenName": "Bob", "hero": hero, "nobody": null } },
        ],
        "totalCount": 2,
    });
    assert_eq!(data["contacts"], expected);
}

#[tokio::test]
async fn what_may_not_be_seen_is_null_with_an_error_at_each_of_its_places() {
    let world = with_badges();
    let admin = world.client(Role::Admin);
    for name in ["Ada", "Bob"] {
        admin
            .create_contact(json!({ "givenName": name, "emails": [{ "address": format!("{name}@example.org") }] }))
            .await;
    }
    let query = "{ all: contacts { nodes { hero { givenName mails: emails { address } } } } }";
    let reply = world.client(Role::Analyst).run(query, json!({})).await;
    let hero = json!({ "hero": { "givenName": "Ada", "mails": null } });
    assert_eq!(reply.data["all"]["nodes"], json!([hero, hero]));
    let mut told: Vec<_> = reply.errors.iter().map(|error| (&error["path"], &error["extensions"]["code"])).collect();
    told.sort_by_key(|(path, _)| path.to_string());
    let forbidden = json!("FORBIDDEN");
    let places = [0, 1].map(|index| json!(["all", "nodes", index, "hero", "mails"]));
    assert_eq!(told, [(&places[0], &forbidden), (&places[1], &forbidden)]);
}

#[tokio::test]
async fn added_fields_batch() {
    let world = with_badges();
    let admin = world.client(Role::Admin);
    for index in 0..10 {
        admin.create_contact(json!({ "givenName": format!("P{index}") })).await;
    }
    let query = "{ contacts(first: 10) { nodes { id interactionCount } } }";
    admin.ok(query, json!({})).await;
    let before = world.db.statements();
    let data = admin.ok(query, json!({})).await;
    assert_eq!(data["contacts"]["nodes"].as_array().map(Vec::len), Some(10));
    assert_eq!(world.db.statements() - before, 2, "the page, and one batch");
}

#[tokio::test]
async fn added_filter_keys_and_orders_work() {
    let world = with_badges();
    let admin = world.client(Role::Admin);
    for (name, nickname) in [("Al", Some("z")), ("Bea", None), ("Cleo", Some("a")), ("Di", Some("m"))] {
        admin.create_contact(json!({ "givenName": name, "nickname": nickname })).await;
    }
    let query = "query ($filter: ContactFilter, $nulls: NullsOrder, $after: String) { \
                 contacts(filter: $filter, orderBy: [{ field: NICKNAME, nulls: $nulls }], first: 2, after: $after) { \
                 nodes { givenName } pageInfo { endCursor hasNextPage } } }";
    let mut names = Vec::new();
    let mut after = Value::Null;
    loop {
        let data = admin.ok(query, json!({ "nulls": "LAST", "after": after })).await;
        let nodes = data["contacts"]["nodes"].as_array().cloned().unwrap_or_default();
        names.extend(nodes.iter().map(|node| node["givenName"].as_str().unwrap_or_default().to_owned()));
        after = data["contacts"]["pageInfo"]["endCursor"].clone();
        if data["contacts"]["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(names, ["Cleo", "Di", "Al", "Bea"]);
    let filter = json!({ "or": [{ "nameLength": { "eq": 3 } }, { "not": { "nameLength": { "lte": 3 } } }] });
    let data = admin.ok(query, json!({ "filter": filter })).await;
    assert_eq!(data["contacts"]["nodes"], json!([{ "givenName": "Bea" }, { "givenName": "Cleo" }]));
}

#[tokio::test]
async fn added_roots_nodes_and_subscriptions_work() {
    let world = with_badges();
    let admin = world.client(Role::Admin);
    let data = admin.ok("{ badge { __typename title twice } }", json!({})).await;
    assert_eq!(data["badge"], json!({ "__typename": "Badge", "title": "Pioneer", "twice": "PioneerPioneer" }));
    let data = admin.ok("mutation { awardBadge(id: \"x\") { id } }", json!({})).await;
    let id = data["awardBadge"]["id"].clone();
    let query =
        "query ($id: ID!) { node(id: $id) { __typename id ... on Badge { title } ... on Contact { givenName } } }";
    let data = admin.ok(query, json!({ "id": id })).await;
    assert_eq!(data["node"], json!({ "__typename": "Badge", "id": id, "title": "Pioneer" }));
    let query = "subscription { ...F } fragment F on Subscription { badgesAwarded(to: 2) { title twice } }";
    let events: Vec<Value> = admin.follow(query, json!({})).await.collect().await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["badgesAwarded"], json!({ "title": "Pioneer", "twice": "PioneerPioneer" }));
}

#[test]
fn added_fields_cost_what_their_module_says() {
    let world = with_badges();
    let cost = |query: &str| {
        let request = rapport_graphql::operation::OperationRequest { query: query.to_owned(), ..Default::default() };
        world.engine.cost(&request).unwrap_or_else(|answer| panic!("{}", answer.json))
    };
    let plain = cost("{ contacts(first: 10) { nodes { givenName } } }");
    let added = cost("{ contacts(first: 10) { nodes { givenName interactionCount } } }");
    assert_eq!(added - plain, 70);
}

#[tokio::test]
async fn event_payloads_are_open_too() {
    let world = with_badges();
    let admin = world.client(Role::Admin);
    let id = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let query = "query ($id: ID!) { contact(id: $id) { history { nodes { kind shout } } } }";
    let data = admin.ok(query, json!({ "id": id })).await;
    assert_eq!(data["contact"]["history"]["nodes"], json!([{ "kind": "contact.created", "shout": "CONTACT.CREATED" }]));
}

#[tokio::test]
async fn an_operation_that_runs_too_long_is_ended() {
    let limits = Limits { time: std::time::Duration::from_millis(50), ..Limits::default() };
    let world = World::with_limits(vec![rapport_contacts::module(), badges()], limits);
    let error = world.client(Role::Admin).error("{ endless }", json!({})).await;
    assert_eq!(error["extensions"]["code"], "TIMEOUT");
}

#[tokio::test]
async fn a_resolver_that_panics_is_a_fault_and_no_more() {
    let world = with_badges();
    let admin = world.client(Role::Admin);
    let error = admin.error("{ panicking }", json!({})).await;
    assert_eq!(error["extensions"]["code"], "INTERNAL");
    admin.ok("{ __typename }", json!({})).await;
}

#[test]
fn plain_fields_take_the_short_way_and_guarded_ones_never_do() {
    let id = Id::<BadgeKind>::new();
    let record = BadgeRecord { id: GlobalId(id), title: "Pioneer".to_owned(), value: Some(7) };
    let written = |field: &str| {
        let mut out = String::new();
        record.write(BadgeRecord::slot(field)?, &mut out);
        Some(out)
    };
    assert_eq!(written("title").as_deref(), Some("\"Pioneer\""));
    assert_eq!(written("id"), Some(format!("\"{}\"", id.to_global())));
    assert_eq!(written("twice"), None, "a resolver of its own");
    assert_eq!(written("value"), None, "a field with a guard");
}

#[tokio::test]
async fn a_guard_on_a_plain_field_holds() {
    let world = with_badges();
    let query = "{ badge { title value } }";
    assert_eq!(
        world.client(Role::Admin).ok(query, json!({})).await["badge"],
        json!({ "title": "Pioneer", "value": 7 })
    );
    let reply = world.client(Role::Support).run(query, json!({})).await;
    assert_eq!(reply.data["badge"], json!({ "title": "Pioneer", "value": null }));
    assert_eq!(reply.errors[0]["extensions"]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn a_list_that_nothing_serves_is_looked_through_for_a_second() {
    let world = World::new(vec![rapport_contacts::module(), badges()]);
    let admin = world.client(Role::Admin);
    let people: Vec<_> = (0..30).map(|n| json!({ "givenName": format!("P{n}") })).collect();
    let create = "mutation ($input: CreateContactsInput!) { createContacts(input: $input) { contacts { id } } }";
    admin.ok(create, json!({ "input": { "contacts": people } })).await;
    let began = std::time::Instant::now();
    let error = admin.error("{ contacts(filter: { slowly: true }) { nodes { id } } }", json!({})).await;
    assert_eq!(error["extensions"]["code"], "TOO_COMPLEX", "{error}");
    assert!(began.elapsed().as_secs() < 4, "the thirty would take six seconds: {:?}", began.elapsed());
    // What is read beside it does not fail with it.
    let query = "{ a: contacts(filter: { slowly: true }) { nodes { id } } b: contacts { totalCount nodes { id } } }";
    let reply = admin.run(query, json!({})).await;
    assert_eq!((&reply.data["a"], &reply.data["b"]["totalCount"]), (&json!(null), &json!(30)), "{:?}", reply.errors);
    assert_eq!(reply.data["b"]["nodes"].as_array().map(Vec::len), Some(20));
    assert_eq!(reply.errors.len(), 1);
}
