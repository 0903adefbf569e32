//! What a node does by itself so that nothing is forgotten: not what is to be done, and not what was forecast.

use rapport_db::Db;
use rapport_kernel::Clock;

use crate::{cadences::Cadences, forecast::ForecastKeeper, tasks::Alarms};

/// Works until it is dropped.
pub async fn run(db: Db, clock: Clock) {
    tokio::join!(
        Cadences::new(db.clone(), clock.clone()).run(),
        ForecastKeeper::new(db.clone(), clock.clone()).run(),
        Alarms::new(db, clock).run()
    );
}
