//! W7: many who follow the same deals, and updates at a steady pace. There is no floor beside it: what counts is what one
//! server spends, and how long a change takes to each.

mod subscriber;

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tokio::sync::watch;

use self::subscriber::{Heard, Subscriber};
use crate::{
    number::{real, shown},
    options::Options,
    process,
    side::Side,
};

/// The name of the workload.
pub(crate) const NAME: &str = "W7";
/// How often a second a deal is changed.
const PACE: u32 = 20;
/// How long the last messages may take.
const PATIENCE: Duration = Duration::from_secs(30);

const PIPELINE: &str = "mutation { createPipeline(input: { name: \"W7\", stages: [{ name: \"Open\", probability: 10 }, \
                        { name: \"Won\", kind: WON }, { name: \"Lost\", kind: LOST }] }) { pipeline { id } } }";
const DEAL: &str =
    "mutation ($pipeline: ID!) { createDeal(input: { title: \"W7\", pipelineId: $pipeline }) { deal { id } } }";
const UPDATE: &str =
    "mutation ($id: ID!, $title: String!) { updateDeal(input: { id: $id, title: $title }) { deal { version } } }";

/// Measures it, and tells what came out in Markdown.
pub(crate) fn measure(server: &Side, options: &Options) -> anyhow::Result<String> {
    let text = |value: &Value, pointer: &str| {
        value.pointer(pointer).and_then(Value::as_str).map(str::to_owned).context("an id")
    };
    let pipeline = server.client.graphql(&json!({ "query": PIPELINE }))?;
    let pipeline = text(&pipeline, "/data/createPipeline/pipeline/id")?;
    let deal = server.client.graphql(&json!({ "query": DEAL, "variables": { "pipeline": pipeline } }))?;
    let deal = text(&deal, "/data/createDeal/deal/id")?;
    let change = |title: &str| {
        let variables = json!({ "id": deal, "title": title });
        server.client.graphql(&json!({ "query": UPDATE, "variables": variables })).map(drop)
    };
    let updates = PACE.saturating_mul(options.live_seconds);
    // When each change was sent, by its number.
    let sent = Arc::new(Mutex::new(Vec::<Instant>::new()));
    let (tell, told) = watch::channel(0_usize);
    let listeners = std::thread::spawn({
        let (address, token) = (server.client.address.clone(), server.client.token.clone().unwrap_or_default());
        let (count, deal, sent) = (options.live_subscribers, deal.clone(), Arc::clone(&sent));
        move || listen(&address, &token, &deal, count, updates, &sent, tell)
    });
    // Nobody says that a subscription is open: changes are made until each has heard one.
    let all = usize::try_from(options.live_subscribers)?;
    let began = Instant::now();
    while *told.borrow() < all {
        ensure!(began.elapsed() < PATIENCE * 4, "{} of {all} heard something", *told.borrow());
        change(&format!("warm-up {}", began.elapsed().as_millis()))?;
        std::thread::park_timeout(Duration::from_millis(200));
    }
    // What was changed meanwhile is heard first: a message that counts must not stand in line behind it.
    change(subscriber::READY)?;
    while *told.borrow() < 2 * all {
        ensure!(began.elapsed() < PATIENCE * 4, "{} of {all} are ready", *told.borrow() - all);
        std::thread::park_timeout(Duration::from_millis(10));
    }
    process::forget_peak(server.pid())?;
    let before = process::cpu_seconds(server.pid())?;
    let start = Instant::now();
    for number in 0..updates {
        let due = start + Duration::from_secs(1) / PACE * number;
        while let Some(rest) = due.checked_duration_since(Instant::now()).filter(|rest| !rest.is_zero()) {
            std::thread::park_timeout(rest);
        }
        sent.lock().map_err(|_| anyhow::anyhow!("a listener panicked"))?.push(Instant::now());
        change(&format!("update {number}"))?;
    }
    let heard = listeners.join().map_err(|_| anyhow::anyhow!("a listener panicked"))??;
    let cpu = process::cpu_seconds(server.pid())? - before;
    let peak = process::peak_mib(server.pid())?;
    report(&heard, options, updates, cpu, peak)
}

/// Follows with so many, on one thread, until each has heard all.
fn listen(
    address: &str,
    token: &str,
    deal: &str,
    count: u32,
    updates: u32,
    sent: &Arc<Mutex<Vec<Instant>>>,
    tell: watch::Sender<usize>,
) -> anyhow::Result<Vec<Heard>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Each is a task: one of many in a single task would be polled in turns of its own.
        let tell = Arc::new(tell);
        let mut all = Vec::new();
        for _ in 0..count {
            let subscriber = Subscriber::open(address, token, deal).await?;
            all.push(tokio::spawn(subscriber.hear(updates, Arc::clone(sent), Arc::clone(&tell))));
        }
        let mut heard = Vec::new();
        for one in all {
            heard.push(one.await??);
        }
        Ok(heard)
    })
}

fn report(heard: &[Heard], options: &Options, updates: u32, cpu: f64, peak: f64) -> anyhow::Result<String> {
    let expected = u64::from(updates).saturating_mul(u64::from(options.live_subscribers));
    let mut waits: Vec<Duration> = heard.iter().flat_map(|heard| heard.waits.iter().copied()).collect();
    waits.sort_unstable();
    ensure!(u64::try_from(waits.len())? == expected, "{} of {expected} messages came", waits.len());
    let at = |percent: usize| {
        let index = waits.len().saturating_mul(percent) / 100;
        let wait = waits.get(index.min(waits.len().saturating_sub(1))).copied().unwrap_or_default();
        shown(wait.as_secs_f64() * 1_000.0)
    };
    Ok(format!(
        "{} subscribers, {PACE} updates a second for {} s: all {expected} messages came; p50 {} ms, p99 {} ms, the last {} ms \
         after the change was sent; {} CPU seconds of the server, {} µs a message; peak {} MiB\n",
        options.live_subscribers,
        options.live_seconds,
        at(50),
        at(99),
        at(100),
        shown(cpu),
        shown(cpu * 1_000_000.0 / real(expected.max(1))),
        shown(peak),
    ))
}
