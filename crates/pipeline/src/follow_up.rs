//! What a node does by itself so that nothing is forgotten.

use rapport_db::Db;
use rapport_kernel::Clock;

use crate::{cadences::Cadences, tasks::Alarms};

/// Works until it is dropped.
pub async fn run(db: Db, clock: Clock) {
    tokio::join!(Cadences::new(db.clone(), clock.clone()).run(), Alarms::new(db, clock).run());
}
