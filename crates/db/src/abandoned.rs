//! Work in the database that nobody waits for any more.
//!
//! A future that is dropped, because an operation's time is over or its client has gone, ends no statement: that runs on
//! its thread, on its connection, under its permit. What is told here the watchdog ends.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Whether one piece of work was abandoned.
#[derive(Clone, Debug, Default)]
pub(crate) struct Abandoned(Arc<AtomicBool>);

/// Tells, when it is dropped before its end.
pub(crate) struct Waiting {
    abandoned: Abandoned,
    over: bool,
}

impl Abandoned {
    /// For whoever waits, and for the work.
    pub(crate) fn watch() -> (Waiting, Self) {
        let abandoned = Self::default();
        (Waiting { abandoned: abandoned.clone(), over: false }, abandoned)
    }

    pub(crate) fn is_told(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

impl Waiting {
    /// The work is done.
    pub(crate) fn over(mut self) {
        self.over = true;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if !self.over {
            self.abandoned.0.store(true, Ordering::SeqCst);
        }
    }
}
