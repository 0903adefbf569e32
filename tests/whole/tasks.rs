//! Tasks: what is to be done, by whom and by when, and how its owner is told.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rapport_graphql::{EventCursor, futures_util::StreamExt};
use rapport_kernel::{Actor, Clock, Role};
use rapport_pipeline::tasks::Alarms;
use rapport_test_support::{Client, Updates, World};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    authorization::{hire, user_id},
    pipeline::any_deal,
    world,
};

const CREATE: &str = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { id version status } } }";
const UPDATE: &str = "mutation ($input: UpdateTaskInput!) { updateTask(input: $input) { task { id version title } } }";
const COMPLETE: &str = "mutation ($input: CompleteTaskInput!) { completeTask(input: $input) { \
                        task { version status result completedAt } } }";
const FOLLOW: &str = "subscription ($owners: [ID!], $since: EventCursor) { taskDue(ownerIds: $owners, since: $since) { \
                      cursor moment at taskId task { title } } }";

/// Does something to the whole of a task.
fn to_all_of(verb: &str) -> String {
    format!("mutation ($id: ID!) {{ {verb}Task(input: {{ id: $id }}) {{ task {{ version status result }} }} }}")
}

pub(crate) async fn create(client: &Client, input: Value) -> Value {
    client.ok(CREATE, json!({ "input": input })).await["createTask"]["task"]["id"].clone()
}

/// Two open tasks, one that is done and one that is deleted, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    for verb in ["", "", "complete", "delete"] {
        let id = create(admin, json!({ "title": "Call back" })).await;
        if !verb.is_empty() {
            admin.ok(&to_all_of(verb), json!({ "id": id })).await;
        }
    }
}

/// A task of the first user that is due, and told of.
pub(crate) async fn any_due(world: &World, admin: &Client) {
    let users = admin.ok("{ users(first: 1) { nodes { id } } }", json!({})).await;
    due_of(world, admin, json!({ "title": "Due", "ownerId": users["users"]["nodes"][0]["id"] })).await;
}

/// A task that is due, and told of.
pub(crate) async fn due_of(world: &World, admin: &Client, mut input: Value) -> Value {
    input["dueAt"] = json!("2020-01-01T00:00:00Z");
    let id = create(admin, input).await;
    Alarms::new(world.db.clone(), world.clock.clone()).tell().await.unwrap();
    id
}

/// A world whose time stands at this moment.
pub(crate) fn world_at(moment: &str) -> (World, Clock) {
    let mut world = world();
    let clock = Clock::standing_at(moment.parse::<DateTime<Utc>>().unwrap());
    world.clock = clock.clone();
    (world, clock)
}

fn code(error: &Value) -> &str {
    error["extensions"]["code"].as_str().unwrap()
}

#[tokio::test]
async fn a_task_is_done_reopened_deleted_restored_and_removed_and_its_history_tells() {
    let world = world();
    let admin = world.client(Role::Admin);
    let id = create(&admin, json!({ "title": "  Call   back ", "kind": "CALL", "priority": "HIGH" })).await;
    let id = &id;
    let update = json!({ "input": { "id": id, "title": "Call back soon", "description": "Two\nlines" } });
    assert_eq!(admin.ok(UPDATE, update.clone()).await["updateTask"]["task"]["version"], 2);
    assert_eq!(admin.ok(UPDATE, update).await["updateTask"]["task"]["version"], 2, "nothing changed");
    let stale = json!({ "input": { "id": id, "title": "x", "expectedVersion": 1 } });
    assert_eq!(code(&admin.error(UPDATE, stale).await), "CONFLICT");
    let done = json!({ "input": { "id": id, "result": " They buy. " } });
    let task = admin.ok(COMPLETE, done.clone()).await["completeTask"]["task"].clone();
    assert_eq!((&task["status"], &task["result"], &task["version"]), (&json!("DONE"), &json!("They buy."), &json!(3)));
    assert!(task["completedAt"].is_string());
    assert_eq!(code(&admin.error(COMPLETE, done).await), "CONFLICT", "it is done already");
    let step = async |verb: &str| admin.run(&to_all_of(verb), json!({ "id": id })).await;
    let reopened = step("reopen").await.data["reopenTask"]["task"].clone();
    assert_eq!(reopened, json!({ "version": 4, "status": "OPEN", "result": null }));
    assert_eq!(code(&step("reopen").await.errors[0]), "CONFLICT", "it is open");
    assert_eq!(code(&step("restore").await.errors[0]), "NOT_FOUND", "it is not deleted");
    assert!(step("delete").await.errors.is_empty());
    assert_eq!(code(&step("complete").await.errors[0]), "NOT_FOUND", "it is deleted");
    let query = "query ($id: ID!) { task(id: $id) { title description history { nodes { kind changes { field old new } } } } \
                 node(id: $id) { id } tasks { totalCount } deleted: tasks(filter: { deleted: true }) { totalCount } }";
    let data = admin.ok(query, json!({ "id": id })).await;
    assert_eq!((&data["task"], &data["node"]), (&Value::Null, &Value::Null));
    assert_eq!((&data["tasks"]["totalCount"], &data["deleted"]["totalCount"]), (&json!(0), &json!(1)));
    assert!(step("restore").await.errors.is_empty());
    let data = admin.ok(query, json!({ "id": id })).await;
    assert_eq!(data["task"]["description"], "Two\nlines");
    assert_eq!(data["node"]["id"], *id);
    let history = data["task"]["history"]["nodes"].as_array().unwrap();
    let kinds: Vec<_> = history.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    let told = ["restored", "deleted", "reopened", "completed", "updated", "created"];
    assert_eq!(kinds, told.map(|verb| format!("task.{verb}")));
    let result = json!({ "field": "result", "old": null, "new": "They buy." });
    assert!(history[3]["changes"].as_array().unwrap().contains(&result), "{:#}", history[3]);
    let purge = "mutation ($id: ID!) { purgeTask(input: { id: $id }) { id } }";
    assert_eq!(admin.ok(purge, json!({ "id": id })).await["purgeTask"]["id"], *id);
    assert_eq!(code(&admin.error(purge, json!({ "id": id })).await), "NOT_FOUND");
}

#[tokio::test]
async fn bad_tasks_are_refused_with_code_and_path() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let unknown = |kind: &str| rapport_kernel::id::encode_global(kind, uuid::Uuid::now_v7());
    let input = json!({ "input": {
        "title": "x", "contactId": unknown("Contact"), "companyId": unknown("Company"), "dealId": unknown("Deal"),
        "dueAt": "2026-01-01T00:00:00Z", "remindAt": "2026-01-01T00:00:00.000001Z"
    } });
    let error = admin.error(CREATE, input).await;
    let violations = error["extensions"]["violations"].as_array().unwrap();
    let paths: Vec<_> = violations.iter().map(|violation| violation["path"][1].as_str().unwrap()).collect();
    assert_eq!((code(&error), paths), ("BAD_USER_INPUT", vec!["contactId", "companyId", "dealId", "remindAt"]));
    let nobody = json!({ "input": { "title": "x", "ownerId": unknown("User") } });
    assert_eq!(admin.error(CREATE, nobody).await["extensions"]["violations"][0]["path"], json!(["input", "ownerId"]));
    for title in [json!(" "), json!("x".repeat(201)), json!("a\u{0}b")] {
        assert_eq!(code(&admin.error(CREATE, json!({ "input": { "title": title } })).await), "BAD_USER_INPUT");
    }
    assert_eq!(admin.ok("{ tasks { totalCount } }", json!({})).await["tasks"]["totalCount"], 0, "nothing is written");
    // Nobody records a task about whom they do not see.
    let other = admin.create_contact(json!({ "givenName": "Other" })).await;
    let about = json!({ "input": { "title": "x", "contactId": other } });
    assert_eq!(code(&world.client(Role::Rep).error(CREATE, about).await), "BAD_USER_INPUT");
}

#[tokio::test]
async fn tasks_stand_with_what_they_are_about_by_their_due_dates() {
    let world = world();
    let admin = world.client(Role::Admin);
    let contact = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let company = admin.create_company(json!({ "name": "Initrode" })).await;
    let deal = any_deal(&admin).await["id"].clone();
    for (title, due) in [("none", None), ("late", Some("2027-05-05T00:00:00Z")), ("soon", Some("2027-01-01T00:00:00Z"))]
    {
        let about = json!({ "title": title, "dueAt": due, "contactId": contact, "companyId": company, "dealId": deal });
        create(&admin, about).await;
    }
    create(&admin, json!({ "title": "about nobody" })).await;
    let query = "query ($contact: ID!, $company: ID!, $deal: ID!, $after: String) { \
                 contact(id: $contact) { tasks(first: 2, after: $after) { totalCount nodes { title deal { id } } pageInfo { endCursor } } } \
                 company(id: $company) { tasks { nodes { title contact { id } } } } deal(id: $deal) { tasks { nodes { title } } } }";
    let ids = json!({ "contact": contact, "company": company, "deal": deal });
    let data = admin.ok(query, ids.clone()).await;
    let titles = |list: &Value| -> Vec<String> {
        list["tasks"]["nodes"].as_array().unwrap().iter().map(|task| task["title"].as_str().unwrap().into()).collect()
    };
    assert_eq!(titles(&data["contact"]), ["soon", "late"]);
    assert_eq!(data["contact"]["tasks"]["totalCount"], 3);
    assert_eq!(data["contact"]["tasks"]["nodes"][0]["deal"]["id"], deal);
    assert_eq!(titles(&data["company"]), ["soon", "late", "none"]);
    assert_eq!(data["company"]["tasks"]["nodes"][0]["contact"]["id"], json!(contact));
    assert_eq!(titles(&data["deal"]), ["soon", "late", "none"]);
    let mut rest = ids;
    rest["after"] = data["contact"]["tasks"]["pageInfo"]["endCursor"].clone();
    assert_eq!(titles(&admin.ok(query, rest).await["contact"]), ["none"]);
    // A page of people takes one statement for all their tasks, and one for all the deals of these.
    for name in ["Bob", "Eve"] {
        let contact = admin.create_contact(json!({ "givenName": name })).await;
        create(&admin, json!({ "title": "x", "contactId": contact, "dealId": deal })).await;
    }
    let all = "{ contacts { nodes { tasks { nodes { title deal { title } } } } } }";
    admin.ok(all, json!({})).await;
    let before = world.db.statements();
    admin.ok(all, json!({})).await;
    assert_eq!(world.db.statements() - before, 3);
    // A task goes with its person, and stays when the company or the deal goes.
    let purge = async |what: &str, id: &Value| {
        let purge = format!("mutation ($id: ID!) {{ purge{what}(input: {{ id: $id }}) {{ id }} }}");
        admin.ok(&purge, json!({ "id": id })).await;
        admin.ok("{ tasks { totalCount } }", json!({})).await["tasks"]["totalCount"].clone()
    };
    assert_eq!(purge("Deal", &deal).await, 6);
    assert_eq!(purge("Company", &json!(company)).await, 6);
    assert_eq!(purge("Contact", &json!(contact)).await, 3);
}

#[tokio::test]
async fn who_sees_a_task_is_who_sees_its_owner_and_only_those_are_counted() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let rep = world.client(Role::Rep);
    let past = json!("2020-01-01T00:00:00Z");
    let of_rep = create(&rep, json!({ "title": "Mine", "dueAt": past })).await;
    create(&rep, json!({ "title": "Later", "dueAt": "2999-01-01T00:00:00Z" })).await;
    let theirs = json!({ "title": "Theirs", "dueAt": past, "ownerId": user_id(Role::Manager) });
    for _ in 0..2 {
        create(&admin, theirs.clone()).await;
    }
    let of_nobody = create(&admin, theirs).await;
    admin.ok(UPDATE, json!({ "input": { "id": of_nobody, "ownerId": null } })).await;
    let by_admin = create(&admin, json!({ "title": "Own", "dueAt": past })).await;
    let owner = "query ($id: ID!) { task(id: $id) { isOverdue owner { id } } }";
    let task = admin.ok(owner, json!({ "id": by_admin })).await["task"].clone();
    assert_eq!(task["owner"]["id"], user_id(Role::Admin), "who records a task does it");
    assert_eq!(task["isOverdue"], true);
    let query = "{ overdueTasks { tasks earliestDueAt owner { id } } tasks { totalCount } \
                 overdue: tasks(filter: { isOverdue: true }, orderBy: [{ field: DUE_AT, direction: DESC }]) { totalCount } }";
    let seen = async |actor: Actor| {
        let data = world.client_of(actor).ok(query, json!({})).await;
        let rows = data["overdueTasks"].as_array().unwrap();
        let sum: i64 = rows.iter().map(|row| row["tasks"].as_i64().unwrap()).sum();
        assert_eq!(json!(sum), data["overdue"]["totalCount"], "what is counted is what is listed");
        let owners = rows.iter().map(|row| (row["owner"]["id"].clone(), row["tasks"].as_i64().unwrap()));
        (owners.collect::<Vec<_>>(), data["tasks"]["totalCount"].as_i64().unwrap())
    };
    let id = |role| json!(user_id(role));
    assert_eq!(seen(Actor::demo(Role::Rep)).await, (vec![(id(Role::Rep), 1)], 2));
    let (owners, all) = seen(Actor::demo(Role::Admin)).await;
    assert_eq!((owners.len(), &owners[0], all), (4, &(id(Role::Manager), 2), 6));
    assert!(owners.contains(&(Value::Null, 1)), "those of nobody: {owners:?}");
    let (owners, all) = seen(Actor::demo(Role::Manager)).await;
    assert_eq!((owners.len(), all), (3, 5), "the team's, which is everybody");
    assert_eq!(seen(Actor::new(uuid::Uuid::now_v7(), Role::Rep)).await, (vec![], 0));
    // Out of sight is not there, whatever is asked.
    let stranger = world.client_of(Actor::new(uuid::Uuid::now_v7(), Role::Rep));
    let query = "query ($id: ID!) { task(id: $id) { id } node(id: $id) { id } }";
    let variables = json!({ "id": of_rep });
    assert_eq!(stranger.ok(query, variables.clone()).await, json!({ "task": null, "node": null }));
    for verb in ["complete", "delete"] {
        assert_eq!(code(&stranger.error(&to_all_of(verb), variables.clone()).await), "NOT_FOUND");
    }
    let partner = world.client(Role::Partner);
    assert_eq!(code(&partner.error("{ tasks { totalCount } }", json!({})).await), "FORBIDDEN");
    let give = json!({ "input": { "id": of_rep, "ownerId": user_id(Role::Manager) } });
    assert_eq!(code(&rep.error(UPDATE, give.clone()).await), "FORBIDDEN", "a rep gives nothing away");
    admin.ok(UPDATE, give).await;
    assert_eq!(rep.ok(query, variables).await["task"], Value::Null);
    let analyst = world.client(Role::Analyst);
    assert_eq!(code(&analyst.error(CREATE, json!({ "input": { "title": "x" } })).await), "FORBIDDEN");
}

async fn next(updates: &mut Updates) -> Value {
    let reply = timeout(Duration::from_secs(20), updates.next()).await.expect("nothing came").unwrap();
    assert!(reply.errors.is_empty(), "{:#?}", reply.errors);
    reply.data["taskDue"].clone()
}

/// What a follower is told from the start: so many, and no more.
async fn told(client: &Client, owners: Value, count: usize) -> Vec<(String, String)> {
    let since = EventCursor(0).to_string();
    let mut updates = client.subscribe(FOLLOW, json!({ "owners": owners, "since": since })).await.unwrap();
    let mut all = Vec::new();
    for _ in 0..count {
        let one = next(&mut updates).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        all.push((text(&one["task"]["title"]), text(&one["moment"])));
    }
    assert!(timeout(Duration::from_millis(200), updates.next()).await.is_err(), "and no more than {all:#?}");
    all
}

#[tokio::test]
async fn the_moments_of_a_task_are_told_to_its_owner_once_on_any_number_of_nodes() {
    let (world, clock) = world_at("2026-11-22T08:00:00Z");
    hire(&world);
    let sequencer = world.sequencer();
    let admin = world.client(Role::Admin);
    let rep = world.client(Role::Rep);
    let nodes: Vec<_> = (0..4).map(|_| Alarms::new(world.db.clone(), clock.clone())).collect();
    // All at the same moment, past the lease: the rows alone keep them apart.
    let tell = async || {
        let told = nodes.iter().map(Alarms::tell);
        let told: usize = rapport_graphql::futures_util::future::try_join_all(told).await.unwrap().into_iter().sum();
        while sequencer.step().await.unwrap() > 0 {}
        told
    };
    let timed =
        |title: &str| json!({ "title": title, "remindAt": "2026-11-22T09:00:00Z", "dueAt": "2026-11-22T10:00:00Z" });
    let first = create(&rep, timed("first")).await;
    let moved = create(&rep, timed("moved")).await;
    let done = create(&rep, timed("done")).await;
    create(&admin, json!({ "title": "of another", "dueAt": "2026-11-22T10:00:00Z" })).await;
    assert_eq!(tell().await, 0, "nothing has come yet");
    clock.advance(TimeDelta::hours(1));
    assert_eq!(tell().await, 3, "each reminder once");
    let put_off = json!({ "input": { "id": moved, "dueAt": "2026-11-22T12:00:00Z" } });
    rep.ok(UPDATE, put_off).await;
    rep.ok(&to_all_of("complete"), json!({ "id": done })).await;
    clock.advance(TimeDelta::hours(1));
    assert_eq!(tell().await, 2, "the first, and that of another");
    assert_eq!(tell().await, 0, "once");
    let text = |title: &str, moment: &str| (title.to_owned(), moment.to_owned());
    let mut seen = told(&rep, Value::Null, 4).await;
    seen[..3].sort();
    let reminders = ["done", "first", "moved"].map(|title| text(title, "REMINDER"));
    assert_eq!((&seen[..3], &seen[3]), (&reminders[..], &text("first", "DUE")));
    // Who comes back goes on behind what they have, and then hears what comes.
    let since = EventCursor(0).to_string();
    let mut updates = rep.subscribe(FOLLOW, json!({ "since": since })).await.unwrap();
    let cursor = next(&mut updates).await["cursor"].clone();
    let mut updates = rep.subscribe(FOLLOW, json!({ "since": cursor })).await.unwrap();
    let rest = [next(&mut updates).await, next(&mut updates).await, next(&mut updates).await];
    assert_eq!((&rest[2]["taskId"], &rest[2]["at"]), (&first, &json!("2026-11-22T10:00:00.000000Z")));
    clock.advance(TimeDelta::hours(2));
    rep.ok(&to_all_of("reopen"), json!({ "id": done })).await;
    assert_eq!(tell().await, 2, "the one that was put off, and the one that was done as it came");
    let live = [next(&mut updates).await["task"]["title"].clone(), next(&mut updates).await["task"]["title"].clone()];
    assert!(live.contains(&json!("moved")) && live.contains(&json!("done")), "{live:?}");
    // A task that is given away is told to who has it.
    admin.ok(UPDATE, json!({ "input": { "id": first, "ownerId": user_id(Role::Manager) } })).await;
    let manager = world.client(Role::Manager);
    assert_eq!(told(&manager, Value::Null, 2).await, [text("first", "REMINDER"), text("first", "DUE")]);
    let by_owner = json!([user_id(Role::Admin), user_id(Role::Manager)]);
    assert_eq!(told(&manager, by_owner, 3).await[2], text("of another", "DUE"));
    let refused = world.client(Role::Partner).first(FOLLOW, json!({})).await;
    assert_eq!(code(&refused.errors[0]), "FORBIDDEN");
}

#[tokio::test]
async fn a_node_at_work_tells_by_itself() {
    let world = world();
    hire(&world);
    let rep = world.client(Role::Rep);
    let working = [
        tokio::spawn(rapport_pipeline::follow_up::run(world.db.clone(), world.clock.clone())),
        tokio::spawn(world.sequencer().run()),
    ];
    let mut updates = rep.subscribe(FOLLOW, json!({})).await.unwrap();
    create(&rep, json!({ "title": "Now", "dueAt": "2020-01-01T00:00:00Z" })).await;
    assert_eq!(next(&mut updates).await["task"]["title"], "Now");
    working.iter().for_each(tokio::task::JoinHandle::abort);
}
