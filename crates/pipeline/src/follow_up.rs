//! What a node does by itself: so that nothing is forgotten that is to be done or was forecast, and what counts many deals is at hand.

use rapport_db::Db;
use rapport_kernel::Clock;

use crate::{cadences::Cadences, forecast::ForecastKeeper, ready::Ready, tasks::Alarms};

/// Works until it is dropped.
pub async fn run(db: Db, clock: Clock) {
    tokio::join!(
        Cadences::new(db.clone(), clock.clone()).run(),
        ForecastKeeper::new(db.clone(), clock.clone()).run(),
        Ready::new(db.clone(), clock.clone()).run(),
        Alarms::new(db, clock).run()
    );
}
