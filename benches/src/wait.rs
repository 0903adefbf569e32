//! Waiting, bounded. No worker of a server runs here.

use std::time::{Duration, Instant};

/// How often is looked.
const STEP: Duration = Duration::from_millis(100);

/// Waits until `holds` does, at most so long. Returns whether it did.
pub(crate) fn until(limit: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    while started.elapsed() < limit {
        if holds() {
            return true;
        }
        #[expect(clippy::disallowed_methods, reason = "a program without workers")]
        std::thread::sleep(STEP);
    }
    holds()
}
