//! `rapport seed`.

use std::time::Instant;

use anyhow::Context;
use diesel::{Connection, MysqlConnection};
use indicatif::{ProgressBar, ProgressStyle};
use rapport_demo_data::{Plan, Summary};
use rapport_kernel::Clock;
use rapport_pipeline::snapshot::kept::forget;

use crate::{
    cli::{SeedArgs, Shared},
    environment::Database,
    modules, telemetry,
};

pub(crate) fn run(shared: &Shared, args: &SeedArgs) -> anyhow::Result<()> {
    telemetry::start(shared)?;
    let rapport = modules::assembled(None)?;
    let database = Database::open(shared)?;
    rapport_db::migrate::run(&database.url, rapport.migrations())?;
    let started = Instant::now();
    let summary = fill(&database.url, args.contacts, args.seed)?;
    println!("{summary} in {:.1} s", started.elapsed().as_secs_f64());
    database.close()
}

/// Fills an empty database, with a progress bar.
pub(crate) fn fill(url: &str, contacts: u32, seed: u64) -> anyhow::Result<Summary> {
    let mut conn = MysqlConnection::establish(url)?;
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {eta} to go").context("the progress bar")?;
    let bar = ProgressBar::new(0).with_style(style);
    let plan = Plan { contacts, seed, now: Clock::system().now() };
    let summary = rapport_demo_data::seed(&mut conn, &plan, &mut |progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    })?;
    bar.finish_and_clear();
    // Its deals have no events.
    forget(&mut conn)?;
    Ok(summary)
}
