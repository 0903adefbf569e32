//! Every query among the examples, one after the other on the same data: how long it takes, and what it reads.

use std::time::Instant;

use anyhow::Context;
use diesel::MysqlConnection;
use rapport_graphql::module::{Example, Sample};
use serde_json::{Map, Value, json};

use crate::{
    client::Client,
    number::{median, real, shown},
    status::status,
};

/// Its name among the workloads.
pub(crate) const NAME: &str = "EXAMPLES";
/// How often each is asked after the first time, which prepares its statements and is told apart.
const TIMES: u32 = 7;

/// What is not asked: it would change the data, or go on for ever.
const NOT_ASKED: [&str; 2] = ["mutation", "subscription"];

/// What one example took.
struct Timed {
    name: &'static str,
    first: f64,
    milliseconds: f64,
    statements: f64,
    rows_read: f64,
}

/// A table of all examples that ask, the slowest first. What is refused is told apart.
pub(crate) fn table(client: &Client, conn: &mut MysqlConnection) -> anyhow::Result<String> {
    let rapport = rapport_graphql::assemble(vec![rapport_contacts::module(), rapport_pipeline::module()])?;
    let queries = rapport.examples().iter().map(|(_, example)| example);
    let mut timed = queries
        .filter(|example| !NOT_ASKED.iter().any(|kind| example.document.lines().any(|line| line.starts_with(kind))))
        .filter_map(|example| {
            let timed = time(client, conn, example).with_context(|| example.name);
            timed.unwrap_or_else(|refused| {
                eprintln!("{refused:#}");
                None
            })
        })
        .collect::<Vec<_>>();
    timed.sort_by(|one, other| other.milliseconds.total_cmp(&one.milliseconds));
    let mut table = "| example | first time, ms | ms | statements | rows read |\n|---|---|---|---|---|\n".to_owned();
    for Timed { name, first, milliseconds, statements, rows_read } in timed {
        let figures = [first, milliseconds, statements, rows_read].map(shown).join(" | ");
        table.push_str(&format!("| {name} | {figures} |\n"));
    }
    Ok(table)
}

/// `None` where the demo data has nothing to ask for.
fn time(client: &Client, conn: &mut MysqlConnection, example: &Example) -> anyhow::Result<Option<Timed>> {
    let mut variables = Map::new();
    for sample in example.samples {
        let Some(value) = look_up(client, sample)? else {
            eprintln!("{}: nothing there for ${}", example.name, sample.variable);
            return Ok(None);
        };
        variables.insert(sample.variable.to_owned(), value);
    }
    let operation = json!({ "query": example.document, "variables": variables });
    let began = Instant::now();
    client.graphql(&operation)?;
    let first = began.elapsed().as_secs_f64() * 1e3;
    let before = status(conn)?;
    let asking = status(conn)?.since(before);
    let before = status(conn)?;
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        client.graphql(&operation)?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let used = status(conn)?.since(before).since(asking);
    let each = |count: u64| real(count) / f64::from(TIMES);
    Ok(Some(Timed {
        name: example.name,
        first,
        milliseconds: median(times),
        statements: each(used.statements),
        rows_read: each(used.rows_read),
    }))
}

/// A value for a variable, of what is there.
fn look_up(client: &Client, sample: &Sample) -> anyhow::Result<Option<Value>> {
    let answer = client.graphql(&json!({ "query": sample.query }))?;
    Ok(answer.get("data").and_then(|data| sample.find(data)).map(Value::from))
}
