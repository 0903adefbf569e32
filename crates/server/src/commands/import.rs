//! `rapport import`: the mutations that import, with a file of this machine.

use std::{
    fs::{self, File},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use rapport_db::Db;
use rapport_graphql::operation::{Engine, Limits, OperationRequest, Upload, UploadedFile};
use rapport_kernel::{Actor, Call, Clock, Role};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    cli::{ImportArgs, ImportWhat, Shared},
    environment::Database,
    modules, telemetry,
};

/// Nobody waits at a socket: a file of a million rows may take its time.
const TIME: Duration = Duration::from_secs(24 * 60 * 60);
/// How many rows that were not recorded are shown.
const MOST_SHOWN: usize = 50;

pub(crate) fn run(shared: &Shared, args: &ImportArgs) -> anyhow::Result<()> {
    telemetry::start(shared)?;
    // First what can fail at once: nothing is started for a file that is not there.
    let request = request(args)?;
    let rapport = modules::assembled(None)?;
    let limits = Limits { time: TIME, upload_rows: usize::MAX, rate: None, ..Limits::default() };
    let engine = Engine::new(&rapport, limits)?;
    let database = Database::open(shared)?;
    rapport_db::migrate::run(&database.url, rapport.migrations())?;
    let db = Db::open(&database.config(shared))?;
    // Whoever may start this may do everything to the database.
    let actor = Actor::new(args.subject.unwrap_or_else(Uuid::nil), Role::Admin);
    let call = Call::new(actor, "import", Clock::system());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let started = Instant::now();
    let answer = runtime.block_on(engine.execute(call, &db, &request));
    let told = told(args.what, &answer.json, started.elapsed());
    drop(db);
    database.close()?;
    told
}

/// The mutation with the mapping as its input, and the file beside it.
fn request(args: &ImportArgs) -> anyhow::Result<OperationRequest> {
    let named = |path: &Path| path.display().to_string();
    let text = fs::read_to_string(&args.mapping).with_context(|| named(&args.mapping))?;
    let mut input: Map<String, Value> = serde_json::from_str(&text).with_context(|| named(&args.mapping))?;
    input.insert("file".to_owned(), json!(Upload(0).mark()));
    if args.dry_run {
        input.insert("dryRun".to_owned(), json!(true));
    }
    let (field, kind) = args.what.mutation();
    let query = format!(
        "mutation ($input: {kind}!) {{ {field}(input: $input) {{ \
         created unchanged failed errors {{ row column value message }} }} }}"
    );
    let bytes = fs::read(&args.file).with_context(|| named(&args.file))?;
    let file = UploadedFile {
        name: named(&args.file),
        size: u64::try_from(bytes.len())?,
        hash: Sha256::digest(&bytes).into(),
        file: File::open(&args.file).with_context(|| named(&args.file))?,
    };
    let variables = Map::from_iter([("input".to_owned(), Value::Object(input))]);
    Ok(OperationRequest { query, variables, files: vec![Arc::new(file)], ..OperationRequest::default() })
}

/// Says what came of it. Rows that were not recorded make it a failure.
fn told(what: ImportWhat, answer: &str, took: Duration) -> anyhow::Result<()> {
    let answer: Value = serde_json::from_str(answer)?;
    if let Some(errors) = answer.get("errors").and_then(Value::as_array) {
        bail!("{}", errors.iter().map(refusal).collect::<Vec<_>>().join("\n"));
    }
    let (field, _) = what.mutation();
    let payload = answer.pointer(&format!("/data/{field}")).context("an answer without data")?;
    let count = |name: &str| payload.get(name).and_then(Value::as_u64).unwrap_or_default();
    println!(
        "{}: {} created, {} unchanged, {} failed in {:.1} s",
        what.name(),
        count("created"),
        count("unchanged"),
        count("failed"),
        took.as_secs_f64()
    );
    let errors = payload.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for error in errors.iter().take(MOST_SHOWN) {
        println!("{}", row(error));
    }
    if errors.len() > MOST_SHOWN {
        println!("and {} more", errors.len() - MOST_SHOWN);
    }
    if count("failed") > 0 {
        bail!("some rows were not recorded: say in the mapping what their values mean, and run it again");
    }
    Ok(())
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// Why the whole was refused: each bad value of the mapping with its place.
fn refusal(error: &Value) -> String {
    let violations = error.pointer("/extensions/violations").and_then(Value::as_array);
    let Some(violations) = violations.filter(|violations| !violations.is_empty()) else {
        return text(error, "/message").to_owned();
    };
    let one = |violation: &Value| {
        let path = violation.get("path").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let path: Vec<_> =
            path.iter().map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned)).collect();
        format!("{}: {}", path.join("."), text(violation, "/message"))
    };
    violations.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn row(error: &Value) -> String {
    let row = error.get("row").map(Value::to_string).unwrap_or_default();
    match (text(error, "/column"), text(error, "/value")) {
        ("", _) => format!("row {row}: {}", text(error, "/message")),
        (column, value) => format!("row {row}, {column} \"{value}\": {}", text(error, "/message")),
    }
}
