//! Cadences: tasks that follow one another in business days, until there is an answer.

use chrono::{DateTime, Utc};
use rapport_graphql::futures_util::future::{join_all, try_join_all};
use rapport_kernel::{Actor, Clock, Role};
use rapport_pipeline::cadences::Cadences;
use rapport_test_support::{Client, World};
use serde_json::{Value, json};

use crate::{
    authorization::{hire, user_id},
    pipeline::{any_deal, create_deal, create_pipeline, usual},
    pipeline_deals::step,
    tasks::world_at,
    world,
};

const CREATE: &str =
    "mutation ($input: CreateCadenceInput!) { createCadence(input: $input) { cadence { id version } } }";
const CALENDAR: &str =
    "mutation ($input: CreateHolidayCalendarInput!) { createHolidayCalendar(input: $input) { calendar { id } } }";
const START: &str = "mutation ($input: StartCadenceInput!) { startCadence(input: $input) { \
                     run { id status stepsTaken nextDueAt timeZone owner { id } contact { id } } } }";
const STOP: &str = "mutation ($id: ID!) { stopCadence(input: { id: $id }) { run { status stopReason nextDueAt } } }";
const RUN: &str = "query ($id: ID!) { cadenceRun(id: $id) { status stopReason stepsTaken nextDueAt endedAt \
                   tasks { title kind dueAt createdAt owner { id } contact { id } deal { id } company { id } cadenceRun { id } } } }";

pub(crate) async fn create(client: &Client, input: Value) -> Value {
    client.ok(CREATE, json!({ "input": input })).await["createCadence"]["cadence"]["id"].clone()
}

pub(crate) async fn start(client: &Client, input: Value) -> Value {
    client.ok(START, json!({ "input": input })).await["startCadence"]["run"].clone()
}

async fn calendar(client: &Client, name: &str, days: &[&str]) -> Value {
    let days: Vec<_> = days.iter().map(|day| json!({ "day": day, "name": "Holiday" })).collect();
    let input = json!({ "input": { "name": name, "days": days } });
    client.ok(CALENDAR, input).await["createHolidayCalendar"]["calendar"]["id"].clone()
}

/// A step that waits for so many days, at this hour.
pub(crate) fn after(days: u32, at: &str) -> Value {
    json!({ "waitDays": days, "at": at, "title": format!("After {days} at {at}"), "kind": "CALL" })
}

/// A calendar that is used and one that is not, a cadence on its way, a living and a deleted one, for the examples.
pub(crate) async fn furnish(admin: &Client) {
    let delete = "mutation ($id: ID!) { deleteCadence(input: { id: $id }) { cadence { id } } }";
    let living = admin.ok("{ cadences { nodes { id } } }", json!({})).await["cadences"]["nodes"].clone();
    for one in living.as_array().unwrap() {
        admin.ok(delete, json!({ "id": one["id"] })).await;
    }
    let calendars =
        admin.ok("{ holidayCalendars { nodes { id } } }", json!({})).await["holidayCalendars"]["nodes"].clone();
    for one in calendars.as_array().unwrap() {
        let delete = "mutation ($id: ID!) { deleteHolidayCalendar(input: { id: $id }) { id } }";
        // What a cadence goes by stays.
        admin.run(delete, json!({ "id": one["id"] })).await;
    }
    let unique = uuid::Uuid::now_v7();
    calendar(admin, &format!("A {unique}"), &[]).await;
    let used = calendar(admin, &format!("B {unique}"), &["2026-12-25"]).await;
    let gone = create(admin, json!({ "name": format!("Gone {unique}"), "steps": [after(1, "09:00")] })).await;
    admin.ok(delete, json!({ "id": gone })).await;
    let steps = json!([after(1, "09:00"), after(2, "10:00")]);
    let living = create(admin, json!({ "name": format!("Living {unique}"), "calendarId": used, "steps": steps })).await;
    let deal = any_deal(admin).await["id"].clone();
    start(admin, json!({ "cadenceId": living, "dealId": deal })).await;
    // The latest is followed by none.
    any_deal(admin).await;
}

fn code(error: &Value) -> &str {
    error["extensions"]["code"].as_str().unwrap()
}

/// Turns the clock to this moment.
fn go(clock: &Clock, moment: &str) {
    clock.advance(moment.parse::<DateTime<Utc>>().unwrap().naive_utc() - clock.now());
}

/// Several nodes, all at the same moment, past the lease: the rows alone keep them apart.
async fn advance(world: &World) -> usize {
    let nodes: Vec<_> = (0..4).map(|_| Cadences::new(world.db.clone(), world.clock.clone())).collect();
    try_join_all(nodes.iter().map(Cadences::advance)).await.unwrap().into_iter().sum()
}

async fn run(client: &Client, id: &Value) -> Value {
    client.ok(RUN, json!({ "id": id })).await["cadenceRun"].clone()
}

fn dues(run: &Value) -> Vec<&str> {
    run["tasks"].as_array().unwrap().iter().map(|task| task["dueAt"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_cadence_over_a_change_of_the_clocks_a_weekend_and_holidays_comes_on_the_right_local_day_and_hour() {
    // A Thursday, nine in the morning in Zurich. On Sunday the clocks are put forward; Easter is a week later.
    let (world, clock) = world_at("2026-03-26T08:00:00Z");
    hire(&world);
    let admin = world.client(Role::Admin);
    let easter = calendar(&admin, "Zurich", &["2026-04-03", "2026-04-06"]).await;
    let steps = json!([after(0, "14:00"), after(1, "09:00"), after(1, "09:00"), after(4, "02:30"), after(0, "01:00")]);
    let cadence = create(&admin, json!({ "name": "Spring", "calendarId": easter, "steps": steps })).await;
    let person = json!({ "givenName": "Ada", "timeZone": "Europe/Zurich", "ownerId": user_id(Role::Rep) });
    let ada = admin.create_contact(person).await;
    let started = start(&admin, json!({ "cadenceId": cadence, "contactId": ada })).await;
    assert_eq!(started["nextDueAt"], "2026-03-26T13:00:00.000000Z", "two in the afternoon");
    assert_eq!((&started["timeZone"], &started["owner"]["id"]), (&json!("Europe/Zurich"), &json!(user_id(Role::Rep))));
    let id = &started["id"];
    assert_eq!(advance(&world).await, 1, "the day has begun");
    assert_eq!(advance(&world).await, 0, "once");
    // Each as its day begins in Zurich, and not before.
    for (before, midnight) in [
        ("2026-03-26T22:59:59Z", "2026-03-26T23:00:00Z"),
        // Over the weekend, in summer time by now.
        ("2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"),
        // Tuesday, Wednesday, Thursday; Good Friday, the weekend and Easter Monday; Tuesday.
        ("2026-04-06T21:59:59Z", "2026-04-06T22:00:00Z"),
        // One at night that waits for no day comes on the day after.
        ("2026-04-07T21:59:59Z", "2026-04-07T22:00:00Z"),
    ] {
        go(&clock, before);
        assert_eq!(advance(&world).await, 0, "{before}");
        go(&clock, midnight);
        assert_eq!(advance(&world).await, 1, "{midnight}");
        assert_eq!(advance(&world).await, 0, "once");
    }
    let run = run(&admin, id).await;
    let times = [
        "2026-03-26T13:00:00.000000Z",
        "2026-03-27T08:00:00.000000Z",
        "2026-03-30T07:00:00.000000Z",
        "2026-04-07T00:30:00.000000Z",
        "2026-04-07T23:00:00.000000Z",
    ];
    assert_eq!(dues(&run), times);
    assert_eq!((&run["status"], &run["stepsTaken"], &run["nextDueAt"]), (&json!("FINISHED"), &json!(5), &Value::Null));
    let task = &run["tasks"][1];
    assert_eq!((&task["createdAt"], &task["kind"]), (&json!("2026-03-26T23:00:00.000000Z"), &json!("CALL")));
    assert_eq!(task["owner"]["id"], user_id(Role::Rep));
    assert_eq!((&task["contact"]["id"], &task["cadenceRun"]["id"]), (&json!(ada), id));
    go(&clock, "2027-01-01T00:00:00Z");
    assert_eq!(advance(&world).await, 0, "it is over");
}

#[tokio::test]
async fn a_node_that_was_away_makes_one_task_and_goes_on_from_there() {
    let (world, clock) = world_at("2026-11-23T08:00:00Z");
    let admin = world.client(Role::Admin);
    let steps = json!([after(1, "09:00"), after(1, "09:00"), after(1, "09:00")]);
    let cadence = create(&admin, json!({ "name": "Daily", "steps": steps })).await;
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let id = start(&admin, json!({ "cadenceId": cadence, "contactId": ada })).await["id"].clone();
    // It comes back after a week, on a Tuesday at noon.
    go(&clock, "2026-12-01T12:00:00Z");
    assert_eq!(advance(&world).await, 1);
    assert_eq!(advance(&world).await, 0, "not all that were missed at once");
    let run = run(&admin, &id).await;
    assert_eq!(dues(&run), ["2026-11-24T09:00:00.000000Z"]);
    assert_eq!(run["nextDueAt"], "2026-12-02T09:00:00.000000Z");
}

#[tokio::test]
async fn a_cadence_ends_by_itself_on_an_answer_and_as_the_deal_goes_on() {
    let (world, clock) = world_at("2026-11-23T08:00:00Z");
    let sequencer = world.sequencer();
    let node = Cadences::new(world.db.clone(), clock.clone());
    assert_eq!(node.listen().await.unwrap(), 0, "from now on");
    let admin = world.client(Role::Admin);
    let cadence = create(&admin, json!({ "name": "Daily", "steps": [after(1, "09:00"), after(1, "09:00")] })).await;
    let pipeline = create_pipeline(&admin, usual()).await;
    let company = admin.create_company(json!({ "name": "Initrode" })).await;
    let mut people = Vec::new();
    for name in ["Ada", "Bob", "Eve"] {
        people.push(admin.create_contact(json!({ "givenName": name })).await);
    }
    let deal = async |people: &[&String]| {
        let contacts: Vec<_> = people.iter().map(|id| json!({ "contactId": id })).collect();
        let input = json!({ "title": "x", "pipelineId": pipeline["id"], "contacts": contacts, "companyId": company });
        create_deal(&admin, input).await["id"].clone()
    };
    let (moved, won, lost, deleted) = (deal(&[]).await, deal(&[]).await, deal(&[]).await, deal(&[]).await);
    let answered = deal(&[&people[1], &people[2]]).await;
    let with_deal =
        async |deal: &Value| start(&admin, json!({ "cadenceId": cadence, "dealId": deal })).await["id"].clone();
    let runs = [
        with_deal(&moved).await,
        with_deal(&won).await,
        with_deal(&lost).await,
        with_deal(&deleted).await,
        with_deal(&answered).await,
        start(&admin, json!({ "cadenceId": cadence, "contactId": people[0] })).await["id"].clone(),
    ];
    let talk = async |contact: &String, direction: &str, at: &str| {
        let record = "mutation ($c: ID!, $d: InteractionDirection, $at: DateTime) { recordInteraction(input: { \
                      contactId: $c, kind: EMAIL, direction: $d, occurredAt: $at }) { interaction { id } } }";
        admin.ok(record, json!({ "c": contact, "d": direction, "at": at })).await;
    };
    let listen = async || {
        while sequencer.step().await.unwrap() > 0 {}
        while node.listen().await.unwrap() > 0 {}
    };
    let reasons = async || {
        let mut reasons = Vec::new();
        for id in &runs {
            reasons.push(run(&admin, id).await["stopReason"].as_str().unwrap_or("-").to_owned());
        }
        reasons
    };
    // What we said is no answer, nor what they said before.
    talk(&people[0], "OUTBOUND", "2026-11-23T08:00:00Z").await;
    talk(&people[2], "INBOUND", "2026-11-23T07:59:59Z").await;
    step(&admin, "update", json!({ "id": moved, "title": "y" })).await;
    listen().await;
    assert_eq!(reasons().await, ["-", "-", "-", "-", "-", "-"]);
    step(&admin, "move", json!({ "id": moved, "stageId": pipeline["stages"][1]["id"] })).await;
    step(&admin, "win", json!({ "id": won })).await;
    step(&admin, "lose", json!({ "id": lost, "reason": "Price" })).await;
    step(&admin, "delete", json!({ "id": deleted })).await;
    // The second person of the deal answers for all.
    talk(&people[2], "INBOUND", "2026-11-23T08:00:00Z").await;
    listen().await;
    assert_eq!(reasons().await, ["STAGE_CHANGED", "CLOSED", "CLOSED", "GONE", "ANSWERED", "-"]);
    // Also when nobody has read the log yet, no task is made after an answer.
    go(&clock, "2026-11-24T00:00:00Z");
    talk(&people[0], "INBOUND", "2026-11-24T00:00:00Z").await;
    assert_eq!(advance(&world).await, 1);
    let stopped = run(&admin, &runs[5]).await;
    assert_eq!((&stopped["stopReason"], &stopped["tasks"]), (&json!("ANSWERED"), &json!([])));
    assert_eq!((&stopped["status"], &stopped["nextDueAt"]), (&json!("STOPPED"), &Value::Null));
    listen().await;
    // It can be started again, and stopped by hand; its tasks stay, with the deal's person and company.
    step(&admin, "update", json!({ "id": answered, "title": "z" })).await;
    let again = with_deal(&answered).await;
    go(&clock, "2026-11-25T00:00:00Z");
    assert_eq!(advance(&world).await, 1);
    let stopped = admin.ok(STOP, json!({ "id": again })).await["stopCadence"]["run"].clone();
    assert_eq!(stopped, json!({ "status": "STOPPED", "stopReason": "BY_HAND", "nextDueAt": null }));
    assert_eq!(code(&admin.error(STOP, json!({ "id": again })).await), "CONFLICT");
    let task = run(&admin, &again).await["tasks"][0].clone();
    assert_eq!((&task["deal"]["id"], &task["company"]["id"]), (&answered, &json!(company)));
    assert_eq!(task["contact"]["id"], json!(people[1]));
    let query = "query ($deal: ID!, $contact: ID!) { deal(id: $deal) { cadenceRuns { nodes { status } } } \
                 contact(id: $contact) { cadenceRuns { totalCount } } cadenceRuns(filter: { status: RUNNING }) { totalCount } }";
    let data = admin.ok(query, json!({ "deal": answered, "contact": people[0] })).await;
    assert_eq!(data["deal"]["cadenceRuns"]["nodes"], json!([{ "status": "STOPPED" }, { "status": "STOPPED" }]));
    assert_eq!(data["contact"]["cadenceRuns"]["totalCount"], 1);
    assert_eq!(data["cadenceRuns"]["totalCount"], 0);
    // A deal that went to another stage and came back has gone on.
    let to_and_fro = with_deal(&moved).await;
    go(&clock, "2026-11-25T01:00:00Z");
    for index in [0, 1] {
        step(&admin, "move", json!({ "id": moved, "stageId": pipeline["stages"][index]["id"] })).await;
    }
    listen().await;
    assert_eq!(run(&admin, &to_and_fro).await["stopReason"], "STAGE_CHANGED");
    // A cadence that is deleted ends what it has on its way.
    let last = with_deal(&moved).await;
    let delete = "mutation ($id: ID!) { deleteCadence(input: { id: $id }) { cadence { id } } }";
    admin.ok(delete, json!({ "id": cadence })).await;
    go(&clock, "2026-12-24T00:00:00Z");
    assert_eq!(advance(&world).await, 1);
    assert_eq!(run(&admin, &last).await["stopReason"], "GONE");
}

#[tokio::test]
async fn of_many_who_start_the_same_at_once_one_does_and_the_others_are_told_which() {
    let world = world();
    let admin = world.client(Role::Admin);
    let cadence = create(&admin, json!({ "name": "Daily", "steps": [after(1, "09:00")] })).await;
    let ada = admin.create_contact(json!({ "givenName": "Ada" })).await;
    let input = json!({ "input": { "cadenceId": cadence, "contactId": ada } });
    let replies = join_all((0..20).map(|_| admin.run(START, input.clone()))).await;
    let (won, lost): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.errors.is_empty());
    assert_eq!(won.len(), 1);
    let id = &won[0].data["startCadence"]["run"]["id"];
    for reply in lost {
        let error = &reply.errors[0];
        assert_eq!((code(error), &error["extensions"]["conflictingIds"]), ("CONFLICT", &json!([id])));
    }
}

#[tokio::test]
async fn cadences_and_calendars_are_kept_by_who_may_and_what_is_wrong_is_told() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let swiss = calendar(&admin, "Swiss", &["2026-08-01", "2026-01-01"]).await;
    let query = "{ holidayCalendars { nodes { name days { day name } } } }";
    let days = json!([{ "day": "2026-01-01", "name": "Holiday" }, { "day": "2026-08-01", "name": "Holiday" }]);
    assert_eq!(admin.ok(query, json!({})).await["holidayCalendars"]["nodes"][0]["days"], days);
    let taken = admin.error(CALENDAR, json!({ "input": { "name": "SWISS", "days": [] } })).await;
    assert_eq!((code(&taken), &taken["extensions"]["conflictingIds"]), ("CONFLICT", &json!([swiss])));
    let twice = json!({ "input": { "name": "x", "days": [{ "day": "2026-01-01" }, { "day": "2026-01-01" }] } });
    assert_eq!(code(&admin.error(CALENDAR, twice).await), "BAD_USER_INPUT");
    let daily = json!({ "name": "Daily", "calendarId": swiss, "steps": [after(1, "09:00")] });
    let cadence = create(&admin, daily.clone()).await;
    let taken = admin.error(CREATE, json!({ "input": daily })).await;
    assert_eq!((code(&taken), &taken["extensions"]["conflictingIds"]), ("CONFLICT", &json!([cadence])));
    let remove = "mutation ($id: ID!) { deleteHolidayCalendar(input: { id: $id }) { id } }";
    assert_eq!(code(&admin.error(remove, json!({ "id": swiss })).await), "CONFLICT", "it is in use");
    let update = "mutation ($input: UpdateCadenceInput!) { updateCadence(input: $input) { \
                  cadence { version calendar { id } steps { title at waitDays } history { nodes { kind } } } } }";
    let steps = json!([{ "waitDays": 0, "at": "23:59", "title": "Late" }]);
    let input = json!({ "input": { "id": cadence, "calendarId": null, "steps": steps } });
    let changed = admin.ok(update, input.clone()).await["updateCadence"]["cadence"].clone();
    assert_eq!((&changed["version"], &changed["calendar"]), (&json!(2), &Value::Null));
    assert_eq!(changed["steps"], json!([{ "title": "Late", "at": "23:59", "waitDays": 0 }]));
    assert_eq!(admin.ok(update, input).await["updateCadence"]["cadence"]["version"], 2, "nothing changed");
    admin.ok(remove, json!({ "id": swiss })).await;
    let zone = json!({ "input": { "name": "x", "timeZone": "Mars/Olympus", "steps": [after(366, "9:00")] } });
    assert_eq!(admin.error(CREATE, zone).await["extensions"]["violations"].as_array().unwrap().len(), 3);
    // Who keeps cadences, and who starts them.
    let rep = world.client(Role::Rep);
    assert_eq!(
        code(&rep.error(CREATE, json!({ "input": { "name": "x", "steps": [after(1, "09:00")] } })).await),
        "FORBIDDEN"
    );
    let of_another = any_deal(&admin).await["id"].clone();
    let unseen = json!({ "input": { "cadenceId": cadence, "dealId": of_another } });
    assert_eq!(code(&rep.error(START, unseen).await), "BAD_USER_INPUT");
    step(&admin, "win", json!({ "id": of_another })).await;
    let closed = json!({ "input": { "cadenceId": cadence, "dealId": of_another } });
    assert_eq!(admin.error(START, closed).await["extensions"]["violations"][0]["path"], json!(["input", "dealId"]));
    let mine = rep.create_contact(json!({ "givenName": "Mine" })).await;
    let both = json!({ "input": { "cadenceId": cadence, "dealId": of_another, "contactId": mine } });
    assert_eq!(code(&rep.error(START, both).await), "BAD_USER_INPUT", "one of them");
    let started = start(&rep, json!({ "cadenceId": cadence, "contactId": mine })).await;
    assert_eq!(started["owner"]["id"], user_id(Role::Rep));
    let stranger = world.client_of(Actor::new(uuid::Uuid::now_v7(), Role::Rep));
    assert_eq!(code(&stranger.error(STOP, json!({ "id": started["id"] })).await), "NOT_FOUND");
    assert_eq!(run(&stranger, &started["id"]).await, Value::Null);
    let partner = world.client(Role::Partner);
    assert_eq!(code(&partner.error("{ cadences { totalCount } }", json!({})).await), "FORBIDDEN");
    assert_eq!(code(&partner.error(START, json!({ "input": { "cadenceId": cadence } })).await), "FORBIDDEN");
}
