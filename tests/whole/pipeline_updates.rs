//! Following deals: what enters, changes and leaves, with respect to the filter and to what one may see.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use chrono::TimeDelta;
use rapport_db::events::Sequencer;
use rapport_graphql::{
    EventCursor, Module,
    async_graphql::Object,
    futures_util::{StreamExt, future::join_all},
    open::object::Extension,
};
use rapport_kernel::{Clock, Role};
use rapport_pipeline::deals::DealUpdateRecord;
use rapport_test_support::{Client, Updates, World};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    authorization::{hire, user_id},
    partners,
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    world,
};

const FOLLOW: &str = "subscription ($filter: DealFilter, $since: EventCursor) { dealUpdates(filter: $filter, since: $since) { \
                      cursor kind event dealId actorKind changes { field old new } deal { title } } }";
const PURGE: &str = "mutation ($id: ID!) { purgeDeal(input: { id: $id }) { id } }";

/// Numbers what has happened. One sequencer for a test: another would wait for the lease.
async fn number(sequencer: &Sequencer) {
    while sequencer.step().await.unwrap() > 0 {}
}

/// Follows from before everything.
async fn from_the_start(client: &Client, filter: Value) -> Updates {
    let variables = json!({ "filter": filter, "since": EventCursor(0).to_string() });
    client.subscribe(FOLLOW, variables).await.unwrap_or_else(|refused| panic!("{:#?}", refused.errors))
}

async fn next(updates: &mut Updates) -> Value {
    let reply = timeout(Duration::from_secs(20), updates.next()).await.expect("nothing came").unwrap();
    assert!(reply.errors.is_empty(), "{:#?}", reply.errors);
    reply.data["dealUpdates"].clone()
}

/// What a follower is told from the start: so many updates, and no more.
async fn told(world: &World, role: Role, filter: Value, count: usize) -> Vec<Value> {
    let mut updates = from_the_start(&world.client(role), filter).await;
    let mut told = Vec::new();
    for _ in 0..count {
        told.push(next(&mut updates).await);
    }
    assert!(timeout(Duration::from_millis(200), updates.next()).await.is_err(), "and no more than {told:#?}");
    told
}

fn kinds(updates: &[Value]) -> Vec<(&str, &str)> {
    updates.iter().map(|one| (one["kind"].as_str().unwrap(), one["event"].as_str().unwrap())).collect()
}

fn change<'a>(update: &'a Value, field: &str) -> &'a Value {
    update["changes"].as_array().unwrap().iter().find(|change| change["field"] == field).unwrap_or(&Value::Null)
}

#[tokio::test]
async fn a_deal_enters_changes_and_leaves_by_the_filter() {
    let world = world();
    let sequencer = world.sequencer();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let stage = |index: usize| pipeline["stages"][index]["id"].clone();
    let id = create_deal(&admin, json!({ "title": "One", "pipelineId": pipeline["id"] })).await["id"].clone();
    step(&admin, "move", json!({ "id": id, "stageId": stage(1) })).await;
    step(&admin, "update", json!({ "id": id, "title": "Ångström", "amount": { "amount": 7, "currency": "EUR" } }))
        .await;
    step(&admin, "win", json!({ "id": id })).await;
    step(&admin, "reopen", json!({ "id": id })).await;
    step(&admin, "delete", json!({ "id": id })).await;
    step(&admin, "restore", json!({ "id": id })).await;
    number(&sequencer).await;
    let of_stage = told(&world, Role::Admin, json!({ "stage": { "eq": stage(1) } }), 6).await;
    assert_eq!(
        kinds(&of_stage),
        [
            ("ENTERED", "deal.stage_changed"),
            ("CHANGED", "deal.updated"),
            ("LEFT", "deal.won"),
            ("ENTERED", "deal.reopened"),
            ("LEFT", "deal.deleted"),
            ("ENTERED", "deal.restored"),
        ]
    );
    assert_eq!(of_stage[0]["changes"], json!([{ "field": "stageId", "old": stage(0), "new": stage(1) }]));
    assert_eq!(of_stage[0]["actorKind"], "USER");
    assert_eq!(of_stage[0]["deal"]["title"], "Ångström", "the deal is as of now");
    assert_eq!(change(&of_stage[2], "status"), &json!({ "field": "status", "old": "OPEN", "new": "WON" }));
    // Each condition is asked of the deal as it was then, in the collation of its column.
    let wanted = json!({ "title": { "eq": "angstrom" }, "amount": { "currency": "EUR", "gte": 7 } });
    let by_title = told(&world, Role::Admin, wanted, 5).await;
    assert_eq!(
        kinds(&by_title),
        [
            ("ENTERED", "deal.updated"),
            ("CHANGED", "deal.won"),
            ("CHANGED", "deal.reopened"),
            ("LEFT", "deal.deleted"),
            ("ENTERED", "deal.restored"),
        ]
    );
    let not_won = told(&world, Role::Admin, json!({ "not": { "status": ["WON"] }, "id": { "eq": id } }), 7).await;
    assert_eq!(kinds(&not_won)[0], ("ENTERED", "deal.created"));
    assert_eq!(kinds(&not_won)[3], ("LEFT", "deal.won"));
    let deleted = told(&world, Role::Admin, json!({ "deleted": true }), 2).await;
    assert_eq!(kinds(&deleted), [("ENTERED", "deal.deleted"), ("LEFT", "deal.restored")]);
    admin.ok(PURGE, json!({ "id": id })).await;
    number(&sequencer).await;
    // Said otherwise, for an answer is given on for a second.
    let purged = told(&world, Role::Admin, json!({ "stage": { "in": [stage(1)] } }), 7).await;
    assert_eq!(kinds(&purged)[..6], kinds(&of_stage), "the log alone tells the same");
    assert_eq!(kinds(&purged)[6], ("LEFT", "deal.purged"));
    assert_eq!(change(&purged[1], "title"), &Value::Null, "texts are gone with the deal");
    assert!(purged.iter().all(|update| update["deal"].is_null()));
}

#[tokio::test]
async fn a_deal_enters_and_leaves_with_its_owner_and_strangers_are_told_nothing() {
    let world = world();
    let sequencer = world.sequencer();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let id = create_deal(&admin, json!({ "title": "One", "pipelineId": pipeline["id"] })).await["id"].clone();
    for owner in [Role::Rep, Role::Manager] {
        step(&admin, "update", json!({ "id": id, "ownerId": user_id(owner) })).await;
    }
    let deal = json!({ "title": "Mine", "pipelineId": pipeline["id"], "ownerId": user_id(Role::Rep) });
    let mine = create_deal(&admin, deal).await;
    number(&sequencer).await;
    let seen = told(&world, Role::Rep, Value::Null, 3).await;
    assert_eq!(kinds(&seen), [("ENTERED", "deal.updated"), ("LEFT", "deal.updated"), ("ENTERED", "deal.created")]);
    assert_eq!((&seen[1]["changes"], &seen[1]["deal"]), (&json!([]), &Value::Null), "nor to whom it went");
    assert_eq!(seen[2]["dealId"], mine["id"]);
    // Who comes back goes on behind the last, and then hears what happens.
    let rest = json!({ "since": seen[1]["cursor"] });
    let mut updates = world.client(Role::Rep).subscribe(FOLLOW, rest).await.unwrap();
    assert_eq!(next(&mut updates).await, seen[2]);
    step(&admin, "update", json!({ "id": mine["id"], "title": "Still mine" })).await;
    number(&sequencer).await;
    let live = next(&mut updates).await;
    assert_eq!((&live["kind"], &live["deal"]["title"]), (&json!("CHANGED"), &json!("Still mine")));
    let team = told(&world, Role::Manager, Value::Null, 4).await;
    assert_eq!(kinds(&team)[0], ("ENTERED", "deal.updated"), "the team's from when one of it had the deal");
    let refused = world.client(Role::Marketer).first(FOLLOW, json!({ "since": "x" })).await;
    assert_eq!(refused.errors[0]["extensions"]["code"], "BAD_USER_INPUT");
    let bad = world.client(Role::Admin).first(FOLLOW, json!({ "filter": { "stage": { "eq": mine["id"] } } })).await;
    assert_eq!(bad.errors[0]["extensions"]["code"], "BAD_USER_INPUT", "a deal is no stage");
}

/// Counts how often an update is executed.
static EXECUTED: AtomicUsize = AtomicUsize::new(0);

struct Counting;

impl Extension for Counting {
    type Parent = DealUpdateRecord;

    fn of(_: &DealUpdateRecord) -> Self {
        Self
    }
}

/// What the test adds to an update.
#[Object]
impl Counting {
    /// How often this was asked.
    async fn asked(&self) -> usize {
        EXECUTED.fetch_add(1, Ordering::SeqCst)
    }
}

const COUNTED: &str = "subscription ($filter: DealFilter, $since: EventCursor) { dealUpdates(filter: $filter, since: $since) { \
                       cursor asked deal { title owner { name } } } }";

#[tokio::test]
async fn an_update_is_executed_once_for_all_who_follow_the_same_with_the_same_rights() {
    const ALIKE: usize = 30;
    const CHANGES: usize = 5;
    let counting = Module::new("counting").requires(["pipeline"]).extend::<Counting>();
    let mut world = World::new(vec![rapport_contacts::module(), rapport_pipeline::module(), counting]);
    let sequencer = world.sequencer();
    hire(&world);
    // Time stands: what is given on for a second is given on until the test moves it.
    let clock = Clock::standing_at(Clock::system().now().and_utc());
    world.clock = clock.clone();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let deal = json!({ "title": "One", "pipelineId": pipeline["id"], "ownerId": user_id(Role::Rep) });
    let id = create_deal(&admin, deal).await["id"].clone();
    number(&sequencer).await;
    let start = json!({ "since": EventCursor(2).to_string() });
    let filtered = json!({ "filter": { "status": ["OPEN"] }, "since": EventCursor(2).to_string() });
    let other_selection = COUNTED.replace("title owner { name }", "title");
    let mut all = Vec::new();
    for index in 0..ALIKE {
        // From wherever they begin, it is one question.
        let variables = if index % 2 == 0 { start.clone() } else { json!({ "since": null }) };
        all.push(admin.subscribe(COUNTED, variables).await.unwrap());
    }
    for (role, query, variables) in [
        (Role::Admin, COUNTED, &filtered),
        (Role::Admin, other_selection.as_str(), &start),
        (Role::Rep, COUNTED, &start),
        (Role::Manager, COUNTED, &start),
        (Role::Analyst, COUNTED, &start),
    ] {
        all.push(world.client(role).subscribe(query, variables.clone()).await.unwrap());
    }
    const QUESTIONS: usize = 6;
    for round in 0..CHANGES {
        step(&admin, "update", json!({ "id": id, "title": format!("Change {round}") })).await;
        EXECUTED.store(0, Ordering::SeqCst);
        number(&sequencer).await;
        let statements = world.db.statements();
        let told = join_all(all.iter_mut().map(|updates| timeout(Duration::from_secs(20), updates.next()))).await;
        let told: Vec<String> = told.into_iter().map(|reply| reply.expect("nothing came").unwrap().json).collect();
        assert_eq!(EXECUTED.load(Ordering::SeqCst), QUESTIONS, "once for each question");
        assert!(told.iter().all(|json| json.contains(&format!("Change {round}"))));
        let distinct: HashSet<&String> = told.iter().take(ALIKE).collect();
        assert_eq!(distinct.len(), 1, "to the byte");
        // The log is read by one, and each question reads the log once more, asks its condition, and loads what it shows.
        let asked = world.db.statements() - statements;
        assert!(asked < 80, "{asked} statements for {} subscribers", all.len());
    }
    // Who comes within the second is told what the others were; who comes later is told anew, by what is then.
    for (seconds, title, executed) in [(0, "Change 0", 0), (2, "Change 4", 1)] {
        clock.advance(TimeDelta::seconds(seconds));
        EXECUTED.store(0, Ordering::SeqCst);
        let mut again = admin.subscribe(COUNTED, start.clone()).await.unwrap();
        let told = timeout(Duration::from_secs(20), again.next()).await.expect("nothing came").unwrap().json;
        assert!(told.contains(title), "{told}");
        assert_eq!(EXECUTED.load(Ordering::SeqCst), executed);
    }
}

#[tokio::test]
async fn of_deals_that_others_change_meanwhile_each_follower_is_told_what_was() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let stage = |index: usize| pipeline["stages"][index]["id"].clone();
    let id = create_deal(&admin, json!({ "title": "One", "pipelineId": pipeline["id"] })).await["id"].clone();
    // The log is numbered and told while the deal is being moved to and fro: no telling may mix two states.
    let sequencer = tokio::spawn(world.sequencer().run());
    let mover = tokio::spawn({
        let (admin, stages) = (admin.clone(), [stage(1), stage(0)]);
        let id = id.clone();
        async move {
            for turn in 0..60 {
                step(&admin, "move", json!({ "id": id, "stageId": stages[turn % 2] })).await;
            }
        }
    });
    let mut updates = from_the_start(&admin, json!({ "stage": { "eq": stage(1) } })).await;
    for turn in 0..60 {
        let expected = if turn % 2 == 0 { "ENTERED" } else { "LEFT" };
        assert_eq!(next(&mut updates).await["kind"], expected, "turn {turn}");
    }
    mover.await.unwrap();
    sequencer.abort();
}

#[tokio::test]
async fn a_partner_is_told_of_what_is_shared_while_it_is_and_of_nothing_else() {
    let world = world();
    let sequencer = world.sequencer();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let own = partners::create(&admin, &[user_id(Role::Partner)]).await;
    let other = partners::create(&admin, &[]).await;
    let unshare = "mutation ($d: ID!, $p: ID!) { unshareDeal(input: { dealId: $d, partnerId: $p }) { __typename } }";
    let deal = json!({ "title": "One", "pipelineId": pipeline["id"], "ownerId": user_id(Role::Rep),
                       "amount": { "amount": 5, "currency": "EUR" } });
    let id = create_deal(&admin, deal).await["id"].clone();
    let worth = async |amount: i64| {
        step(&admin, "update", json!({ "id": id, "amount": { "amount": amount, "currency": "EUR" } })).await;
    };
    step(&admin, "update", json!({ "id": id, "title": "Before it is shared" })).await;
    partners::share(&admin, &id, &own, &json!([])).await;
    worth(10).await;
    step(&admin, "update", json!({ "id": id, "title": "Shared" })).await;
    partners::share(&admin, &id, &other, &json!(["AMOUNT"])).await;
    partners::share(&admin, &id, &own, &json!(["AMOUNT"])).await;
    worth(20).await;
    step(&admin, "update", json!({ "id": id, "ownerId": user_id(Role::Manager) })).await;
    admin.ok(unshare, json!({ "d": id, "p": own })).await;
    step(&admin, "update", json!({ "id": id, "title": "Not shared" })).await;
    partners::share(&admin, &id, &own, &json!(["AMOUNT"])).await;
    step(&admin, "delete", json!({ "id": id })).await;
    step(&admin, "restore", json!({ "id": id })).await;
    number(&sequencer).await;
    let seen = told(&world, Role::Partner, Value::Null, 10).await;
    let expected = [
        ("ENTERED", "deal.shared"),
        ("CHANGED", "deal.updated"),
        ("CHANGED", "deal.updated"),
        ("CHANGED", "deal.shared"),
        ("CHANGED", "deal.updated"),
        ("CHANGED", "deal.updated"),
        ("LEFT", "deal.unshared"),
        ("ENTERED", "deal.shared"),
        ("LEFT", "deal.deleted"),
        ("ENTERED", "deal.restored"),
    ];
    assert_eq!(kinds(&seen), expected);
    let fields = |index: usize| -> Vec<&str> {
        seen[index]["changes"].as_array().unwrap().iter().map(|change| change["field"].as_str().unwrap()).collect()
    };
    assert_eq!((fields(1), fields(2)), (vec![], vec!["title"]), "the amount was not shared then");
    assert_eq!((fields(4), fields(5)), (vec!["amount"], vec![]), "who owns it is nobody else's to know");
    assert!([0, 3, 6, 7].iter().all(|index| fields(*index).is_empty()), "nor with whom it is shared: {seen:#?}");
    // A filter sees an amount while it is shared, and none otherwise.
    let ten = json!({ "amount": { "currency": "EUR", "gte": 10 } });
    let by_amount = told(&world, Role::Partner, ten, 7).await;
    assert_eq!(
        kinds(&by_amount),
        [
            ("ENTERED", "deal.shared"),
            ("CHANGED", "deal.updated"),
            ("CHANGED", "deal.updated"),
            ("LEFT", "deal.unshared"),
            ("ENTERED", "deal.shared"),
            ("LEFT", "deal.deleted"),
            ("ENTERED", "deal.restored"),
        ]
    );
    let refused =
        world.client(Role::Partner).first(FOLLOW, json!({ "filter": { "owner": { "eq": user_id(Role::Rep) } } })).await;
    assert_eq!(refused.errors[0]["extensions"]["code"], "FORBIDDEN");
    admin.ok(PURGE, json!({ "id": id })).await;
    number(&sequencer).await;
    // Said otherwise, for an answer is given on for a second.
    let purged = told(&world, Role::Partner, json!({ "id": { "eq": id } }), 11).await;
    assert_eq!(kinds(&purged)[..10], expected, "the log alone tells the same");
    assert_eq!(kinds(&purged)[10], ("LEFT", "deal.purged"));
    assert_eq!(purged[10]["changes"].as_array().unwrap().iter().filter(|one| one["field"] == "share").count(), 0);
}

#[tokio::test]
async fn deals_are_followed_by_any_filter() {
    let world = world();
    let sequencer = world.sequencer();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = create_pipeline(&admin, usual()).await;
    let company = admin.create_company(json!({ "name": "Initrode" })).await;
    let deal = json!({
        "title": "One", "pipelineId": pipeline["id"], "ownerId": user_id(Role::Rep), "companyId": company,
        "externalId": "one", "amount": { "amount": 5, "currency": "EUR" }, "expectedCloseOn": "2030-01-01"
    });
    let id = create_deal(&admin, deal).await["id"].clone();
    step(&admin, "win", json!({ "id": id })).await;
    number(&sequencer).await;
    let created = "2001-01-01T00:00:00Z";
    let schema = apollo_compiler::Schema::parse_and_validate(world.rapport.sdl(), "schema.graphql").unwrap();
    let filters = json!({
        "id": { "eq": id }, "title": { "eq": "ONE" }, "externalId": { "eq": "one" }, "pipeline": { "eq": pipeline["id"] },
        "stage": { "in": [pipeline["stages"][0]["id"], pipeline["stages"][2]["id"]] }, "status": ["OPEN", "WON"],
        "kind": ["NEW_BUSINESS"], "owner": { "eq": user_id(Role::Rep) }, "company": { "eq": company },
        "amount": { "currency": "EUR", "lte": 5 }, "expectedCloseOn": { "eq": "2030-01-01" },
        "createdAt": { "gt": created }, "closedAt": { "gt": created }, "isStale": false, "deleted": false,
        "and": [{ "title": { "startsWith": "on" } }], "or": [{ "status": ["LOST"] }, { "title": { "in": ["one"] } }],
        "not": { "title": { "eq": "Two" } }
    });
    for name in schema.get_input_object("DealFilter").unwrap().fields.keys() {
        let condition = filters.get(name.as_str()).unwrap_or_else(|| panic!("no filter by {name} in this test"));
        let mut updates = from_the_start(&admin, json!({ name.as_str(): condition })).await;
        let expected = if *name == "closedAt" { "deal.won" } else { "deal.created" };
        let first = next(&mut updates).await;
        assert_eq!((&first["kind"], &first["event"]), (&json!("ENTERED"), &json!(expected)), "{name}");
    }
}
