//! `rapport migrate`.

use crate::{cli::Shared, environment::Database, modules, telemetry};

pub(crate) fn run(shared: &Shared) -> anyhow::Result<()> {
    telemetry::start(shared)?;
    let rapport = modules::assembled(None)?;
    let database = Database::open(shared)?;
    let ran = rapport_db::migrate::run(&database.url, rapport.migrations())?;
    println!("{ran} migrations run on {}", database.shown());
    database.close()
}
