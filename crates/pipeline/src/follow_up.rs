//! What a node does by itself: so that nothing is forgotten that is to be done or was forecast, and what counts many deals is at hand.

use rapport_db::Db;
use rapport_kernel::Clock;

use crate::{cadences::Cadences, forecast::ForecastKeeper, ready::Ready, tasks::Alarms};

/// Works until it is dropped.
pub async fn run(db: Db, clock: Clock) {
    let ready = Ready::new(db.clone(), clock.clone());
    let keeper = ForecastKeeper::new(db.clone(), clock.clone());
    let deals = async {
        // The forecast of the day is made from what is at hand then.
        ready.look().await;
        tokio::join!(ready.run(), keeper.run())
    };
    tokio::join!(Cadences::new(db.clone(), clock.clone()).run(), Alarms::new(db, clock).run(), deals);
}
