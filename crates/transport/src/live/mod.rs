//! What WebSockets and event streams share: their bounds, how many there are, and how they end with the server.

mod answers;
mod config;
mod places;

use tokio::sync::watch;

pub(crate) use answers::answers;
pub use config::LiveConfig;
pub(crate) use places::{Place, Places};

/// All that stays open. One for the whole process.
pub(crate) struct Live {
    pub(crate) places: Places,
    draining: watch::Sender<bool>,
}

impl Live {
    pub(crate) fn new() -> Self {
        Self { places: Places::default(), draining: watch::Sender::new(false) }
    }

    /// Ends everything that is open, and lets nothing more in.
    pub(crate) fn drain(&self) {
        self.draining.send_replace(true);
    }

    pub(crate) fn is_draining(&self) -> bool {
        *self.draining.borrow()
    }

    /// Waits until everything is to end.
    pub(crate) async fn drained(&self) {
        // An error would mean that the server is gone already.
        let _ = self.draining.subscribe().wait_for(|draining| *draining).await;
    }
}
