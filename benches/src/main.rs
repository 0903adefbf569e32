//! `make bench`: the server beside handlers written by hand, on the same data, in turns.

mod client;
mod compare;
mod database;
mod examples;
mod live;
mod load;
mod machine;
mod measure;
mod number;
mod options;
mod process;
mod report;
mod sampler;
mod side;
mod status;
mod wait;
mod workloads;

use std::path::Path;

use anyhow::{Context, ensure};

use database::Database;
use load::Sent;
use measure::{Meter, Round};
use options::Options;
use sampler::Sampler;
use side::Side;
use workloads::{Sample, Workload};

/// How many samples are asked of both sides before anything is measured. Some, where asking writes.
const COMPARED: usize = 25;
/// Seconds of load before the first round, so that connections are open and statements prepared.
const WARM_UP: u32 = 1;

fn main() -> anyhow::Result<()> {
    let options = Options::read()?;
    let workloads: Vec<Workload> =
        workloads::all().into_iter().filter(|workload| options.wants(workload.name)).collect();
    let is_live = options.wants(live::NAME);
    let has_examples = options.wants(examples::NAME);
    ensure!(!workloads.is_empty() || is_live || has_examples, "ONLY names no workload");
    let database = Database::open(&options)?;
    let (url, folder) = (&database.url, &database.folder);
    let (server, floor) = (Side::server(url, folder, &options)?, Side::floor(url, folder, &options)?);
    let mut meter =
        Meter { conn: database.connect()?, folder: &database.folder, database_pid: database.pid()?, options: &options };
    meter.begun(&server);
    let head = machine::describe(&mut meter.conn, &options)?;
    let mut results = Vec::new();
    for workload in &workloads {
        let sampler = &mut Sampler { conn: &mut meter.conn, server: &server.client };
        let samples = (workload.samples)(sampler).with_context(|| workload.name)?;
        let compared = compare(workload, &samples, &server, &floor)?;
        eprintln!("{} {}: {compared} answers are the same on both sides", workload.name, workload.title);
        let to_server: Vec<Sent> = samples.iter().map(|sample| workload.sent(&sample.variables)).collect();
        let to_floor: Vec<Sent> = samples.into_iter().map(|sample| sample.floor).collect();
        let files = [(&server, to_server), (&floor, to_floor)].map(|(side, requests)| {
            let file = database.folder.join(format!("{}-{}.requests", workload.name, side.name));
            (side, requests, file)
        });
        for (side, requests, file) in &files {
            load::write_requests(file, requests)?;
            meter.load(side, file, options.concurrency.iter().copied().max().unwrap_or(1), WARM_UP)?;
        }
        let [(_, _, server_file), (_, _, floor_file)] = &files;
        for connections in &options.concurrency {
            results.push(in_turns(&mut meter, workload, *connections, (&server, server_file), (&floor, floor_file))?);
        }
    }
    let live = if is_live { format!("{} {}", live::NAME, live::measure(&server, &options)?) } else { String::new() };
    println!("{head}\n\n{}\n{live}", report::table(&results));
    if has_examples {
        println!("{}", examples::table(&server.client, &mut meter.conn)?);
    }
    drop((server, floor));
    database.tidy()
}

/// Asks both sides the same and looks whether they say the same.
fn compare(workload: &Workload, samples: &[Sample], server: &Side, floor: &Side) -> anyhow::Result<usize> {
    let step = (samples.len() / COMPARED).max(1);
    let mut compared = 0;
    for sample in samples.iter().step_by(step) {
        let here = server.client.send(&workload.sent(&sample.variables))?;
        let there = floor.client.send(&sample.floor)?;
        ensure!(
            compare::without(here.clone(), workload.apart_from) == compare::without(there.clone(), workload.apart_from),
            "{}: {}\nthe server says {here}\nthe floor says  {there}",
            workload.name,
            sample.variables
        );
        compared += 1;
    }
    ensure!(compared > 0, "{} has no samples", workload.name);
    Ok(compared)
}

/// Server, floor, server, floor: what else the machine does meets both.
fn in_turns(
    meter: &mut Meter<'_>,
    workload: &Workload,
    connections: u32,
    server: (&Side, &Path),
    floor: (&Side, &Path),
) -> anyhow::Result<report::Result> {
    let mut result = report::Result { workload: workload.name, connections, server: Vec::new(), floor: Vec::new() };
    for turn in 1..=meter.options.rounds {
        let mut measure = |(side, file): (&Side, &Path)| -> anyhow::Result<Round> {
            let context = || format!("{} on the {} with {connections} at once", workload.name, side.name);
            meter.round(side, file, connections).with_context(context)
        };
        let (here, there) = (measure(server)?, measure(floor)?);
        eprintln!(
            "  {connections} at once, round {turn}: server {:.0}/s, {:.3} ms of CPU; floor {:.0}/s, {:.3} ms",
            here.load.per_second, here.side_cpu_ms, there.load.per_second, there.side_cpu_ms
        );
        result.server.push(here);
        result.floor.push(there);
    }
    Ok(result)
}
