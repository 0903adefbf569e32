//! The one reader of the log on a node.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{Notify, mpsc};

use super::Wanted;
use crate::{
    Db,
    events::{Event, after},
};

/// How many events one statement reads.
pub(super) const PAGE: i64 = 200;
/// How often the log is looked at while somebody listens: for events that another node numbered.
const POLL: Duration = Duration::from_millis(100);

/// The reader. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Tail(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    numbered: Notify,
}

#[derive(Default)]
struct State {
    /// Whether a task reads the log. None does while nobody listens.
    running: bool,
    /// The number up to which everything was handed out.
    position: u64,
    listeners: Vec<Listener>,
}

struct Listener {
    wanted: Wanted,
    queue: mpsc::Sender<Arc<Event>>,
}

impl Tail {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says that events were numbered on this node.
    pub(crate) fn wake(&self) {
        self.0.numbered.notify_one();
    }

    /// Listens. Every wanted event after the number that is returned comes through the queue; `seen` is the number up
    /// to which the listener has read by itself.
    pub(super) fn join(
        &self,
        db: &Db,
        seen: u64,
        wanted: Wanted,
        capacity: usize,
    ) -> (u64, mpsc::Receiver<Arc<Event>>) {
        let (queue, receiver) = mpsc::channel(capacity);
        let mut state = self.state();
        state.listeners.push(Listener { wanted, queue });
        if !state.running {
            state.running = true;
            state.position = seen;
            tokio::spawn(run(db.clone(), self.clone()));
        }
        (state.position, receiver)
    }

    /// How many listen.
    pub(crate) fn listeners(&self) -> usize {
        self.state().listeners.len()
    }

    /// Where to read on, or `None` when nobody listens any more: then the task has ended.
    fn position(&self) -> Option<u64> {
        let mut state = self.state();
        state.listeners.retain(|listener| !listener.queue.is_closed());
        state.running = !state.listeners.is_empty();
        state.running.then_some(state.position)
    }

    /// Hands events out. Who has no room left for one loses its queue: it reads what is in it and then the end.
    fn hand_out(&self, events: Vec<Event>) {
        let mut state = self.state();
        // This node slept until what it had not read was removed: who listens comes back, and is told so.
        if events.first().is_some_and(|first| first.seq != state.position.checked_add(1)) {
            state.listeners.clear();
        }
        for event in events {
            state.position = event.seq.unwrap_or(state.position);
            let event = Arc::new(event);
            state
                .listeners
                .retain(|listener| !(listener.wanted)(&event) || listener.queue.try_send(Arc::clone(&event)).is_ok());
        }
    }
}

/// Reads the log while somebody listens.
async fn run(db: Db, tail: Tail) {
    let running = Running(Some(tail.clone()));
    while let Some(position) = tail.position() {
        match db.read(move |conn| Ok(after(conn, position, PAGE)?)).await {
            Ok(events) if events.is_empty() => {
                let _ = tokio::time::timeout(POLL, tail.0.numbered.notified()).await;
            }
            Ok(events) => tail.hand_out(events),
            Err(error) => {
                tracing::warn!(%error, cause = error.cause, "the event log could not be read");
                tokio::time::sleep(POLL).await;
            }
        }
    }
    running.ended();
}

/// Lets nobody wait for a reader that is gone: its thread may end while others still listen.
struct Running(Option<Tail>);

impl Running {
    /// It ended by itself, and another may run already.
    fn ended(mut self) {
        self.0 = None;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(tail) = &self.0 {
            let mut state = tail.state();
            state.running = false;
            state.listeners.clear();
        }
    }
}
