//! `rapport doctor`.

use std::time::Duration;

use anyhow::bail;
use chrono::NaiveDateTime;
use diesel::{
    RunQueryDsl, sql_query,
    sql_types::{Datetime, Text},
};
use rapport_db::{Db, events::LogState};
use rapport_kernel::Clock;
use rapport_transport::auth::Jwks;

use crate::{
    cli::Shared,
    environment::{self, Database},
    modules, telemetry,
};

/// How far the clocks of the database and of this machine may be apart.
const MOST_SKEW_MS: i64 = 1_000;

/// Tells of each check, and whether any failed.
struct Report {
    failed: usize,
}

impl Report {
    fn tell(&mut self, what: &str, outcome: anyhow::Result<String>) {
        match outcome {
            Ok(detail) => println!("ok    {what:<14} {detail}"),
            Err(error) => {
                self.failed += 1;
                println!("FAIL  {what:<14} {error:#}");
            }
        }
    }
}

#[derive(diesel::QueryableByName)]
struct Session {
    #[diesel(sql_type = Text)]
    sql_mode: String,
    #[diesel(sql_type = Datetime)]
    now: NaiveDateTime,
}

pub(crate) fn run(shared: &Shared) -> anyhow::Result<()> {
    telemetry::start(shared)?;
    let mut report = Report { failed: 0 };
    // Without a secret, public keys alone will do.
    let secret = environment::secret(shared);
    let optional = shared.jwt_secret.is_none() && !(shared.jwt_key.is_empty() && shared.jwks.is_none());
    let verifier = match secret {
        Err(error) if !optional => Err(error),
        secret => environment::verifier(shared, secret.ok().as_ref(), Clock::system()),
    };
    report.tell("configuration", verifier.map(|_| "tokens can be verified".to_owned()));
    if let Some(source) = shared.jwks.clone() {
        let read = Jwks::new(source, Clock::system()).load();
        report.tell("issuer's keys", read.map(|keys| format!("{keys} can be used")).map_err(anyhow::Error::from));
    }
    let rapport = modules::assembled(None)?;
    let database = Database::open(shared)?;
    report.tell("database", Ok(database.shown()));
    let migrations = rapport_db::migrate::pending(&database.url, rapport.migrations());
    report.tell(
        "migrations",
        match migrations {
            Ok(0) => Ok("all run".to_owned()),
            Ok(pending) => Err(anyhow::anyhow!("{pending} are pending: run `rapport migrate`")),
            Err(error) => Err(error.into()),
        },
    );
    match Db::open(&database.config(shared)) {
        Ok(db) => check_server(&db, &mut report)?,
        Err(error) => report.tell("server", Err(error.into())),
    }
    database.close()?;
    if report.failed > 0 {
        bail!("{} checks failed", report.failed);
    }
    Ok(())
}

/// How far the log has come. Events that wait for long tell that no server runs, or that none gets to number them.
fn event_log(log: &LogState, now: NaiveDateTime) -> anyhow::Result<String> {
    const LONGEST_WAIT: Duration = Duration::from_secs(10);
    let told = format!("{} events, {} removed, {} without a number", log.last_seq, log.removed_seq, log.waiting);
    let lag = log.lag(now);
    if lag > LONGEST_WAIT {
        bail!("{told}, the first since {} s: subscriptions stand still until a server numbers them", lag.as_secs());
    }
    Ok(told)
}

fn check_server(db: &Db, report: &mut Report) -> anyhow::Result<()> {
    report.tell("server", Ok(format!("{} ({:?})", db.version(), db.flavour())));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let session = runtime.block_on(db.read(|conn| {
        Ok(sql_query("SELECT CAST(@@sql_mode AS CHAR) AS sql_mode, UTC_TIMESTAMP(6) AS now")
            .get_result::<Session>(conn)?)
    }));
    let session = session.map_err(|error| anyhow::anyhow!("{error}"))?;
    let strict = session.sql_mode.contains("STRICT_TRANS_TABLES");
    report.tell(
        "sql_mode",
        if strict { Ok(session.sql_mode) } else { Err(anyhow::anyhow!("not strict: {}", session.sql_mode)) },
    );
    let now = Clock::system().now();
    let log = runtime.block_on(db.log_state()).map_err(|error| anyhow::anyhow!("{error}"));
    report.tell("event log", log.and_then(|log| event_log(&log, now)));
    let (open, idle, most) = db.pool_state();
    report.tell("pool", Ok(format!("{open} open, {idle} idle, {most} at most")));
    let skew = (Clock::system().now() - session.now).num_milliseconds();
    report.tell(
        "clock",
        if skew.abs() <= MOST_SKEW_MS {
            Ok(format!("{skew} ms from the database's"))
        } else {
            Err(anyhow::anyhow!("{skew} ms from the database's: set both by NTP"))
        },
    );
    Ok(())
}
