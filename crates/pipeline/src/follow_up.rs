//! What a node does by itself so that nothing is forgotten.

use rapport_db::Db;
use rapport_kernel::Clock;

use crate::tasks::Alarms;

/// Works until it is dropped.
pub async fn run(db: Db, clock: Clock) {
    Alarms::new(db, clock).run().await;
}
