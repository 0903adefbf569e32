//! The flags of the event log.

use std::time::Duration;

use chrono::TimeDelta;
use clap::Args;

#[derive(Debug, Args)]
#[command(next_help_heading = "The event log")]
pub(crate) struct EventArgs {
    /// How long events are kept: 400d. They are what histories show and what subscriptions go on from. For ever, when
    /// nothing is said.
    #[arg(long, env = "RAPPORT_EVENT_RETENTION", value_name = "TIME", value_parser = retention)]
    event_retention: Option<TimeDelta>,
}

impl EventArgs {
    /// How long events are kept; `None` for ever.
    pub(crate) const fn retention(&self) -> Option<TimeDelta> {
        self.event_retention
    }
}

fn retention(text: &str) -> Result<TimeDelta, String> {
    let time = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    let bounds = Duration::from_secs(60 * 60)..=Duration::from_secs(100 * 365 * 24 * 60 * 60);
    let kept = TimeDelta::from_std(time).ok().filter(|_| bounds.contains(&time));
    kept.ok_or_else(|| "expected a time from 1h to 36500d".to_owned())
}
