//! `rapport reindex`.

use std::time::Instant;

use indicatif::ProgressBar;
use rapport_contacts::search;
use rapport_db::Db;
use rapport_kernel::{Actor, Call, Clock, Role};
use uuid::Uuid;

use crate::{cli::Shared, environment::Database, modules, telemetry};

pub(crate) fn run(shared: &Shared) -> anyhow::Result<()> {
    telemetry::start(shared)?;
    let rapport = modules::assembled(None)?;
    let database = Database::open(shared)?;
    rapport_db::migrate::run(&database.url, rapport.migrations())?;
    let db = Db::open(&database.config(shared))?;
    // Nobody's doing: it changes no record and leaves no event.
    let call = Call::new(Actor::new(Uuid::nil(), Role::Admin), "reindex", Clock::system());
    let bar = ProgressBar::no_length();
    let started = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on(search::reindex(&call, &db, &mut |done| bar.set_position(done)));
    bar.finish_and_clear();
    let done = done.map_err(|error| anyhow::anyhow!("{error}"))?;
    println!("{done} people and companies in {:.1} s", started.elapsed().as_secs_f64());
    drop(db);
    database.close()
}
