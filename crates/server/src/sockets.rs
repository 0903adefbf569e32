//! The flags of WebSockets and event streams.

use std::time::Duration;

use clap::{Args, value_parser};
use rapport_transport::LiveConfig;

#[derive(Debug, Args)]
#[command(next_help_heading = "WebSockets and event streams")]
pub(crate) struct SocketArgs {
    /// The largest message that a WebSocket takes, in bytes.
    #[arg(long, env = "RAPPORT_SOCKET_MESSAGE_BYTES", value_name = "N", default_value_t = 1024 * 1024,
          value_parser = value_parser!(u32).range(1024..=64 * 1024 * 1024))]
    socket_message_bytes: u32,
    /// How many operations may be at work on one WebSocket.
    #[arg(long, env = "RAPPORT_SOCKET_OPERATIONS", value_name = "N", default_value_t = 100,
          value_parser = value_parser!(u16).range(1..=10_000))]
    socket_operations: u16,
    /// How many WebSockets and event streams one user may have open in one role.
    #[arg(long, env = "RAPPORT_SOCKETS_PER_ACTOR", value_name = "N", default_value_t = 100,
          value_parser = value_parser!(u32).range(1..=1_000_000))]
    sockets_per_actor: u32,
    /// How long a WebSocket may be open before it says who opens it: 10s.
    #[arg(long, env = "RAPPORT_SOCKET_INIT_WAIT", value_name = "TIME", default_value = "10s", value_parser = wait)]
    socket_init_wait: Duration,
    /// How often a WebSocket or event stream shows that it is still there. A WebSocket that has not answered until the
    /// next time is closed.
    #[arg(long, env = "RAPPORT_SOCKET_KEEP_ALIVE", value_name = "TIME", default_value = "20s", value_parser = wait)]
    socket_keep_alive: Duration,
    /// How long a client may take to read what it was sent, before its connection is given up.
    #[arg(long, env = "RAPPORT_SOCKET_WRITE_WAIT", value_name = "TIME", default_value = "30s", value_parser = wait)]
    socket_write_wait: Duration,
}

impl SocketArgs {
    /// How long a client may take to read.
    pub(crate) const fn write_wait(&self) -> Duration {
        self.socket_write_wait
    }

    /// The bounds, as the transport has them.
    pub(crate) fn config(&self) -> LiveConfig {
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        LiveConfig {
            largest_message: count(self.socket_message_bytes),
            operations: usize::from(self.socket_operations),
            per_actor: count(self.sockets_per_actor),
            init_wait: self.socket_init_wait,
            keep_alive: self.socket_keep_alive,
            write_wait: self.socket_write_wait,
        }
    }
}

fn wait(text: &str) -> Result<Duration, String> {
    let wait = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    let bounds = Duration::from_millis(10)..=Duration::from_secs(60 * 60);
    if bounds.contains(&wait) { Ok(wait) } else { Err("expected a time from 10ms to 1h".to_owned()) }
}
