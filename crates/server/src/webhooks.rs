//! The flags of webhooks.

use std::time::Duration;

use clap::{Args, value_parser};
use rapport_pipeline::webhooks::WebhookConfig;

#[derive(Debug, Args)]
#[command(next_help_heading = "Webhooks")]
pub(crate) struct WebhookArgs {
    /// Whether webhooks may be sent to addresses of private networks, such as this machine's: true or false.
    #[arg(long, env = "RAPPORT_WEBHOOK_ALLOW_PRIVATE", value_name = "BOOL", default_value_t = false,
          action = clap::ArgAction::Set)]
    webhook_allow_private: bool,
    /// How many deliveries are sent at once. With 0, this server sends none and leaves that to others.
    #[arg(long, env = "RAPPORT_WEBHOOK_CONCURRENCY", value_name = "N", default_value_t = 16,
          value_parser = value_parser!(u16).range(0..=256))]
    webhook_concurrency: u16,
    /// How long a receiver may take to answer: 10s.
    #[arg(long, env = "RAPPORT_WEBHOOK_TIMEOUT", value_name = "TIME", default_value = "10s", value_parser = wait)]
    webhook_timeout: Duration,
    /// How often a delivery is tried before it is a dead letter.
    #[arg(long, env = "RAPPORT_WEBHOOK_ATTEMPTS", value_name = "N", default_value_t = 16,
          value_parser = value_parser!(u32).range(1..=100))]
    webhook_attempts: u32,
    /// How long to wait after the first attempt; then twice as long each time, up to six hours.
    #[arg(long, env = "RAPPORT_WEBHOOK_FIRST_WAIT", value_name = "TIME", default_value = "5s", value_parser = wait)]
    webhook_first_wait: Duration,
}

impl WebhookArgs {
    /// How webhooks are told by this server; `None` when it tells none.
    pub(crate) fn config(&self) -> Option<WebhookConfig> {
        (self.webhook_concurrency > 0).then(|| WebhookConfig {
            allows_private: self.webhook_allow_private,
            concurrency: usize::from(self.webhook_concurrency),
            timeout: self.webhook_timeout,
            attempts: self.webhook_attempts,
            first_wait: self.webhook_first_wait,
        })
    }
}

fn wait(text: &str) -> Result<Duration, String> {
    let wait = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    let bounds = Duration::from_millis(10)..=Duration::from_secs(10 * 60);
    if bounds.contains(&wait) { Ok(wait) } else { Err("expected a time from 10ms to 10m".to_owned()) }
}
