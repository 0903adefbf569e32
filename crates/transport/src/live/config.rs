//! How what stays open is bounded.

use std::time::Duration;

/// The bounds of WebSockets and event streams.
#[derive(Clone, Debug)]
pub struct LiveConfig {
    /// The largest message that a socket takes, in bytes.
    pub largest_message: usize,
    /// How many operations may be at work on one socket.
    pub operations: usize,
    /// How many sockets and event streams one actor may have open on this server.
    pub per_actor: usize,
    /// How long a socket may be open before it says who opens it.
    pub init_wait: Duration,
    /// How often the other side is asked whether it is still there. Who has said nothing until the next time is gone.
    pub keep_alive: Duration,
    /// How long the other side may take to read before it is given up.
    pub write_wait: Duration,
}

impl Default for LiveConfig {
    fn default() -> Self {
        Self {
            largest_message: 1024 * 1024,
            operations: 100,
            per_actor: 100,
            init_wait: Duration::from_secs(10),
            keep_alive: Duration::from_secs(20),
            write_wait: Duration::from_secs(30),
        }
    }
}
