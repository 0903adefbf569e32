//! Webhooks: told at least once, in the order of each deal, to whom it may be told.

mod api;
mod receiver;

use std::{
    collections::{HashMap, HashSet},
    io::Write,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use diesel::{RunQueryDsl, sql_query, sql_types::Binary};
use rapport_kernel::{Role, id::decode_global};
use rapport_pipeline::webhooks::{WebhookConfig, Webhooks, signature};
use rapport_test_support::{Client, World};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use uuid::Uuid;

use self::receiver::{Came, Manner, Receiver};
use crate::{
    authorization::{hire, user_id},
    pipeline::{create_deal, create_pipeline, usual},
    pipeline_deals::step,
    world,
};

const CREATE: &str = "mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { \
                      secret webhook { id version isActive } } }";

/// Two webhooks, the first of which has been told something.
pub(crate) async fn furnish(world: &World, admin: &Client) {
    let (first, _) = create(admin, json!({ "name": "Shop", "url": "https://shop.example/hook" })).await;
    create(admin, json!({ "name": "Accounting", "url": "https://accounting.example/hook" })).await;
    let id = Uuid::now_v7().as_bytes().to_vec();
    sql_query(
        "INSERT INTO webhook_deliveries (id, webhook_id, seq, deal_id, event_type, body, status, attempts, created_at) \
         VALUES (?, ?, 1, ?, 'deal.won', '{}', 'DEAD', 3, NOW(6))",
    )
    .bind::<Binary, _>(id.clone())
    .bind::<Binary, _>(decode_global(&first).unwrap().1.as_bytes().to_vec())
    .bind::<Binary, _>(id)
    .execute(&mut world.database().connect())
    .unwrap();
}

/// Small waits, and addresses of this machine.
fn quick() -> WebhookConfig {
    WebhookConfig {
        allows_private: true,
        timeout: Duration::from_millis(400),
        attempts: 60,
        first_wait: Duration::from_millis(5),
        ..WebhookConfig::default()
    }
}

/// The webhooks of a node, at work until the world ends.
struct Node(JoinHandle<()>);

impl Node {
    fn start(world: &World, config: WebhookConfig) -> Self {
        Self(tokio::spawn(node(world, config).run()))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn node(world: &World, config: WebhookConfig) -> Arc<Webhooks> {
    Webhooks::new(Arc::clone(&world.engine), world.db.clone(), world.clock.clone(), config)
}

/// Numbers events as they come.
fn sequence(world: &World) -> Node {
    Node(tokio::spawn(world.sequencer().run()))
}

/// Makes a webhook, and returns its id and secret.
async fn create(client: &Client, input: Value) -> (String, String) {
    let data = client.ok(CREATE, json!({ "input": input })).await;
    let text = |pointer: &str| data.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    (text("/createWebhook/webhook/id"), text("/createWebhook/secret"))
}

async fn deliveries(client: &Client, webhook: &str, status: Value) -> Vec<Value> {
    let query = "query ($id: ID!, $status: WebhookDeliveryStatus) { webhook(id: $id) { deliveries(status: $status, first: 100) { \
                 nodes { id eventType status attempts lastStatus lastError dueAt body } } } }";
    let data = client.ok(query, json!({ "id": webhook, "status": status })).await;
    data["webhook"]["deliveries"]["nodes"].as_array().unwrap().clone()
}

/// Waits until something holds.
async fn until<T>(what: &str, mut holds: impl AsyncFnMut() -> Option<T>) -> T {
    let waiting = async {
        loop {
            if let Some(found) = holds().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("never: {what}"))
}

async fn pipeline(admin: &Client) -> Value {
    create_pipeline(admin, usual()).await
}

fn is_signed(came: &Came, secret: &str) -> bool {
    let header = |name: &str| came.headers[name].clone();
    let timestamp = header("webhook-timestamp").parse().unwrap();
    let expected = signature::sign(secret, &header("webhook-id"), timestamp, &came.body).unwrap();
    header("webhook-signature").split(' ').any(|one| one == expected)
}

#[tokio::test]
async fn a_receiver_that_fails_hangs_and_comes_back_is_told_everything_in_the_order_of_each_deal() {
    const DEALS: usize = 5;
    const CHANGES: usize = 6;
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = pipeline(&admin).await;
    // It is down at first, then hangs, then hangs up; from then on each delivery fails once.
    let receiver = Receiver::start(|before, again| match before {
        0..6 => Manner::Answer(503),
        6..10 => Manner::Hang,
        10..14 => Manner::HangUp,
        _ if again == 0 => Manner::Answer(500),
        _ => Manner::Answer(204),
    });
    let (webhook, secret) = create(&admin, json!({ "name": "Shop", "url": receiver.url })).await;
    // Two nodes: whatever one does, the other may do at the same time.
    let _nodes = [sequence(&world), Node::start(&world, quick()), Node::start(&world, quick())];
    let mut deals = Vec::new();
    for _ in 0..DEALS {
        deals.push(create_deal(&admin, json!({ "title": "Deal", "pipelineId": pipeline["id"] })).await["id"].clone());
    }
    for change in 0..CHANGES {
        for deal in &deals {
            step(&admin, "update", json!({ "id": deal, "title": format!("Change {change}") })).await;
        }
    }
    let all = DEALS * (1 + CHANGES);
    let taken = until("all is taken", async || {
        let taken = receiver.taken();
        let ids: HashSet<_> = taken.iter().map(|came| came.headers["webhook-id"].clone()).collect();
        (ids.len() >= all).then_some(taken)
    })
    .await;
    let mut told: HashMap<String, Vec<String>> = HashMap::new();
    let mut ids = HashSet::new();
    for came in &taken {
        assert!(is_signed(came, &secret), "{came:?}");
        assert_eq!(came.headers["content-type"], "application/json");
        let json = came.json();
        // What was taken twice, for its answer was lost, bears the same id.
        if ids.insert(came.headers["webhook-id"].clone()) {
            let title = json["data"]["changes"].as_array().unwrap().iter().find(|change| change["field"] == "title");
            let title = title.unwrap()["new"].as_str().unwrap().to_owned();
            told.entry(json["data"]["dealId"].as_str().unwrap().to_owned()).or_default().push(title);
        }
        assert_eq!((&json["type"], &json["timestamp"]), (&json["data"]["event"], &json["data"]["occurredAt"]));
    }
    assert_eq!(ids.len(), all, "and nothing else");
    let expected: Vec<String> =
        std::iter::once("Deal".to_owned()).chain((0..CHANGES).map(|change| format!("Change {change}"))).collect();
    for deal in &deals {
        assert_eq!(told[deal.as_str().unwrap()], expected, "in the order of the deal");
    }
    // Nothing is begun before what goes before it in its deal is taken.
    let mut behind: HashMap<String, usize> = HashMap::new();
    for came in receiver.came() {
        let json = came.json();
        let deal = json["data"]["dealId"].as_str().unwrap().to_owned();
        let title = json["data"]["changes"].as_array().unwrap().iter().find(|change| change["field"] == "title");
        let place = expected.iter().position(|one| Some(one.as_str()) == title.unwrap()["new"].as_str()).unwrap();
        let taken = behind.entry(deal).or_default();
        assert!(place <= *taken, "{place} came after {taken} were taken");
        if came.is_taken() {
            *taken = (*taken).max(place + 1);
        }
    }
    let kept = until("all is kept", async || {
        let kept = deliveries(&admin, &webhook, json!("DELIVERED")).await;
        (kept.len() == all).then_some(kept)
    })
    .await;
    assert!(kept.iter().all(|one| one["lastStatus"] == 204 && one["attempts"].as_i64().unwrap() > 1), "{kept:#?}");
}

#[tokio::test]
async fn a_webhook_is_told_what_its_filter_its_types_and_its_rights_allow() {
    let world = world();
    hire(&world);
    let admin = world.client(Role::Admin);
    let pipeline = pipeline(&admin).await;
    let key = "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } } }";
    let key = admin.ok(key, json!({ "input": { "name": "Shop", "role": "REP", "userId": user_id(Role::Rep) } })).await;
    let key = key["createApiKey"]["apiKey"]["id"].clone();
    let receivers: Vec<_> = (0..3).map(|_| Receiver::start(|_, _| Manner::Answer(200))).collect();
    let (all, _) = create(&admin, json!({ "name": "All", "url": receivers[0].url })).await;
    let won = json!({ "name": "Won", "url": receivers[1].url, "eventTypes": ["deal.won"],
                      "filter": { "amount": { "currency": "EUR", "gte": 10 } } });
    create(&admin, won).await;
    let (of_rep, _) = create(&admin, json!({ "name": "Rep", "url": receivers[2].url, "apiKeyId": key })).await;
    let sequencer = world.sequencer();
    let number = async || while sequencer.step().await.unwrap() > 0 {};
    let node = node(&world, quick());
    let deal = |title: &str, amount: i64, owner: Value| {
        json!({ "title": title, "pipelineId": pipeline["id"], "ownerId": owner,
                "amount": { "amount": amount, "currency": "EUR" } })
    };
    let small = create_deal(&admin, deal("Small", 5, Value::Null)).await["id"].clone();
    let large = create_deal(&admin, deal("Large", 50, json!(user_id(Role::Rep)))).await["id"].clone();
    for id in [&small, &large] {
        step(&admin, "win", json!({ "id": id })).await;
    }
    number().await;
    while node.dispatch().await.unwrap() > 0 {}
    let told = async |webhook: &str| -> Vec<(String, String)> {
        let mut told: Vec<_> = deliveries(&admin, webhook, Value::Null).await;
        told.reverse();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        told.iter().map(|one| (text(&one["eventType"]), text(&one["body"]["data"]["kind"]))).collect()
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
    };
    let created = ("deal.created", "ENTERED");
    let changed = ("deal.won", "CHANGED");
    assert_eq!(told(&all).await, pairs(&[created, created, changed, changed]));
    assert_eq!(told(&of_rep).await, pairs(&[created, changed]), "the rep's alone");
    // The rep loses the deal: that is the last that is told, and not to whom it went.
    step(&admin, "update", json!({ "id": large, "ownerId": user_id(Role::Manager) })).await;
    number().await;
    while node.dispatch().await.unwrap() > 0 {}
    let last = deliveries(&admin, &of_rep, Value::Null).await[0].clone();
    assert_eq!(last["body"]["data"]["kind"], "LEFT");
    assert_eq!(last["body"]["data"]["changes"], json!([]));
    // A key that is revoked is told nothing, and the webhook says why.
    admin.ok("mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { __typename } }", json!({ "id": key })).await;
    step(&admin, "update", json!({ "id": large, "ownerId": user_id(Role::Rep) })).await;
    number().await;
    while node.dispatch().await.unwrap() > 0 {}
    assert_eq!(told(&of_rep).await.len(), 3);
    let problem = "query ($id: ID!) { webhook(id: $id) { problem } }";
    let problem = admin.ok(problem, json!({ "id": of_rep })).await["webhook"]["problem"].clone();
    assert_eq!(problem, "Its API key counts no more.");
    // All are sent, and the one by type and filter had but one.
    let sent = until("all is sent", async || {
        while node.deliver().await.unwrap() > 0 {}
        (receivers[0].taken().len() == 6).then(|| receivers[1].taken())
    })
    .await;
    assert_eq!(sent.len(), 1);
    assert_eq!((&sent[0].json()["type"], &sent[0].json()["data"]["dealId"]), (&json!("deal.won"), &large));
}

#[tokio::test]
async fn what_fails_too_often_is_a_dead_letter_and_is_sent_again_by_hand() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = pipeline(&admin).await;
    let works = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let receiver = Receiver::start({
        let works = Arc::clone(&works);
        move |_, _| Manner::Answer(if works.load(std::sync::atomic::Ordering::SeqCst) { 200 } else { 500 })
    });
    let (webhook, secret) = create(&admin, json!({ "name": "Shop", "url": receiver.url })).await;
    let _nodes = [sequence(&world), Node::start(&world, WebhookConfig { attempts: 2, ..quick() })];
    let id = create_deal(&admin, json!({ "title": "Deal", "pipelineId": pipeline["id"] })).await["id"].clone();
    step(&admin, "update", json!({ "id": id, "title": "Changed" })).await;
    let dead = until("both are dead", async || {
        let dead = deliveries(&admin, &webhook, json!("DEAD")).await;
        (dead.len() == 2).then_some(dead)
    })
    .await;
    assert!(dead.iter().all(|one| one["attempts"] == 2 && one["lastStatus"] == 500 && one["dueAt"].is_null()));
    assert_eq!(receiver.came().len(), 4);
    works.store(true, std::sync::atomic::Ordering::SeqCst);
    let again =
        "mutation ($id: ID!) { redeliverWebhookDelivery(input: { id: $id }) { webhookDelivery { status attempts } } }";
    let again = admin.ok(again, json!({ "id": dead[0]["id"] })).await;
    assert_eq!(again["redeliverWebhookDelivery"]["webhookDelivery"], json!({ "status": "PENDING", "attempts": 0 }));
    until("one is taken", async || (receiver.taken().len() == 1).then_some(())).await;
    assert_eq!(receiver.taken()[0].headers["webhook-id"], dead[0]["id"].as_str().unwrap());
    let rest = "mutation ($id: ID!) { redeliverDeadLetters(input: { webhookId: $id }) { count } }";
    assert_eq!(admin.ok(rest, json!({ "id": webhook })).await["redeliverDeadLetters"]["count"], 1);
    until("both are taken", async || (receiver.taken().len() == 2).then_some(())).await;
    // A delivery that was taken is sent again when that is asked for.
    let once_more = "mutation ($id: ID!) { redeliverWebhookDelivery(input: { id: $id }) { __typename } }";
    admin.ok(once_more, json!({ "id": dead[0]["id"] })).await;
    until("it is taken again", async || (receiver.taken().len() == 3).then_some(())).await;
    assert!(receiver.came().iter().all(|came| is_signed(came, &secret)));
}

#[tokio::test]
async fn two_secrets_sign_while_one_takes_the_place_of_the_other() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = pipeline(&admin).await;
    let receiver = Receiver::start(|_, _| Manner::Answer(200));
    let (webhook, first) = create(&admin, json!({ "name": "Shop", "url": receiver.url })).await;
    let _nodes = [sequence(&world), Node::start(&world, quick())];
    let rotate = "mutation ($id: ID!, $hours: Int) { rotateWebhookSecret(input: { id: $id, graceHours: $hours }) { \
                  secret webhook { oldSecretUntil } } }";
    let mut secrets = vec![first];
    for (hours, expected) in [(None, 2), (Some(0), 1)] {
        let rotated = admin.ok(rotate, json!({ "id": webhook, "hours": hours })).await["rotateWebhookSecret"].clone();
        assert!(rotated["webhook"]["oldSecretUntil"].is_string());
        secrets.push(rotated["secret"].as_str().unwrap().to_owned());
        let before = receiver.taken().len();
        create_deal(&admin, json!({ "title": "Deal", "pipelineId": pipeline["id"] })).await;
        until("it is taken", async || (receiver.taken().len() > before).then_some(())).await;
        let came = receiver.taken().pop().unwrap();
        let good: Vec<_> = secrets.iter().map(|secret| is_signed(&came, secret)).collect();
        assert_eq!(good.iter().filter(|good| **good).count(), expected, "{good:?}");
        assert!(good.last().unwrap(), "the new one always");
        assert_eq!(came.headers["webhook-signature"].split(' ').count(), expected);
    }
    assert_eq!(secrets.iter().collect::<HashSet<_>>().len(), 3);
}

#[tokio::test]
async fn nothing_is_sent_into_the_own_network_unless_that_is_allowed() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = pipeline(&admin).await;
    let receiver = Receiver::start(|_, _| Manner::Answer(200));
    let by_name = receiver.url.replace("127.0.0.1", "localhost");
    let mapped = receiver.url.replace("127.0.0.1", "[::ffff:127.0.0.1]");
    let mut webhooks = Vec::new();
    for url in [&receiver.url, &by_name, &mapped, &"http://169.254.169.254/latest".to_owned()] {
        webhooks.push(create(&admin, json!({ "name": "Inside", "url": url })).await.0);
    }
    let _nodes =
        [sequence(&world), Node::start(&world, WebhookConfig { allows_private: false, attempts: 1, ..quick() })];
    create_deal(&admin, json!({ "title": "Deal", "pipelineId": pipeline["id"] })).await;
    for webhook in &webhooks {
        let dead = until("it is dead", async || deliveries(&admin, webhook, json!("DEAD")).await.pop()).await;
        assert_eq!(dead["lastError"], "The address is not a public one.", "{webhook}");
        assert!(dead["lastStatus"].is_null());
    }
    assert!(receiver.came().is_empty());
}

#[tokio::test]
async fn what_a_node_took_with_it_is_sent_by_another_and_a_purged_deal_is_forgotten() {
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = pipeline(&admin).await;
    let receiver = Receiver::start(|before, _| if before == 0 { Manner::Hang } else { Manner::Answer(200) });
    let (webhook, _) = create(&admin, json!({ "name": "Shop", "url": receiver.url })).await;
    let sequencer = world.sequencer();
    let crashing = node(&world, WebhookConfig { timeout: Duration::from_secs(30), ..quick() });
    let id = create_deal(&admin, json!({ "title": "Personal", "pipelineId": pipeline["id"] })).await["id"].clone();
    while sequencer.step().await.unwrap() > 0 {}
    while crashing.dispatch().await.unwrap() > 0 {}
    assert_eq!(crashing.deliver().await.unwrap(), 1);
    until("it hangs", async || (receiver.came().len() == 1).then_some(())).await;
    // It holds it, and is heard of no more.
    let other = node(&world, quick());
    assert_eq!(other.deliver().await.unwrap(), 0, "it is another's");
    sql_query("UPDATE webhook_deliveries SET due_at = '2020-01-01 00:00:00'")
        .execute(&mut world.database().connect())
        .unwrap();
    assert_eq!(other.deliver().await.unwrap(), 1, "the lease has run out");
    until("it is taken", async || (!receiver.taken().is_empty()).then_some(())).await;
    until("it is kept", async || deliveries(&admin, &webhook, json!("DELIVERED")).await.pop()).await;
    // Of a deal that is purged nothing is left but that it is.
    admin.ok("mutation ($id: ID!) { purgeDeal(input: { id: $id }) { id } }", json!({ "id": id })).await;
    while sequencer.step().await.unwrap() > 0 {}
    // The node that dispatched holds the lease for five seconds.
    while crashing.dispatch().await.unwrap() > 0 {}
    let left = deliveries(&admin, &webhook, Value::Null).await;
    assert_eq!(left.len(), 1, "{left:#?}");
    assert_eq!(left[0]["eventType"], "deal.purged");
    assert!(!left[0]["body"].to_string().contains("Personal"));
}

/// The lines of the documentation, as a program that verifies what it reads.
fn program() -> String {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/webhooks.md")).unwrap();
    let lines = text.split_once("```python\n").and_then(|(_, rest)| rest.split_once("```")).unwrap().0;
    format!(
        "{lines}\nimport json, sys\nfor line in sys.stdin:\n    one = json.loads(line)\n    \
             print(verify(one['secret'], one['headers'], one['body'].encode(), now=one['now']))\n"
    )
}

#[tokio::test]
async fn the_lines_of_the_documentation_verify_signatures() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3");
        return;
    }
    let world = world();
    let admin = world.client(Role::Admin);
    let pipeline = pipeline(&admin).await;
    let receiver = Receiver::start(|_, _| Manner::Answer(200));
    let (webhook, first) = create(&admin, json!({ "name": "Shop", "url": receiver.url })).await;
    let rotate = "mutation ($id: ID!) { rotateWebhookSecret(input: { id: $id }) { secret } }";
    let second = admin.ok(rotate, json!({ "id": webhook })).await["rotateWebhookSecret"]["secret"].clone();
    let _nodes = [sequence(&world), Node::start(&world, quick())];
    create_deal(&admin, json!({ "title": "Ångström €", "pipelineId": pipeline["id"] })).await;
    let came = until("it is taken", async || receiver.taken().pop()).await;
    let now: i64 = came.headers["webhook-timestamp"].parse().unwrap();
    let other = signature::shown(&[7; 32]);
    let asked = [
        (json!(first), came.body.clone(), now, "True"),
        (second.clone(), came.body.clone(), now + 200, "True"),
        (json!(other), came.body.clone(), now, "False"),
        (second.clone(), came.body.replace("Ångström", "Angström"), now, "False"),
        (second.clone(), came.body.clone(), now + 400, "False"),
        (second, came.body.clone(), now - 400, "False"),
    ];
    let mut python =
        Command::new("python3").args(["-c", &program()]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = python.stdin.take().unwrap();
    for (secret, body, now, _) in &asked {
        let line = json!({ "secret": secret, "headers": came.headers, "body": body, "now": now });
        writeln!(stdin, "{line}").unwrap();
    }
    drop(stdin);
    let told = String::from_utf8(python.wait_with_output().unwrap().stdout).unwrap();
    let expected: Vec<_> = asked.iter().map(|(.., expected)| *expected).collect();
    assert_eq!(told.lines().collect::<Vec<_>>(), expected);
}
