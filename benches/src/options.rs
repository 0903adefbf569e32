//! What the environment says.

use std::{env, fmt::Display, path::PathBuf, str::FromStr};

use anyhow::{Context, anyhow};

/// The knobs of a run.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// People in the database.
    pub(crate) contacts: u32,
    /// How often each side is measured, in turns.
    pub(crate) rounds: u32,
    /// Seconds of one measurement.
    pub(crate) seconds: u32,
    /// Connections of the load generator, one run each.
    pub(crate) concurrency: Vec<u32>,
    /// The names of the workloads to measure, or EXAMPLES for the table of these; all, when empty.
    pub(crate) only: Vec<String>,
    /// Threads that serve requests, on either side.
    pub(crate) workers: u16,
    /// Connections to the database, on either side.
    pub(crate) pool_size: u32,
    /// The database's page cache in MiB.
    pub(crate) buffer_pool_mib: u32,
    /// The program of another database server, such as a MySQL's, instead of the one that is installed.
    pub(crate) server: Option<PathBuf>,
    /// How many follow in W7, and for how many seconds.
    pub(crate) live_subscribers: u32,
    /// See `live_subscribers`.
    pub(crate) live_seconds: u32,
}

impl Options {
    /// Reads the environment.
    pub(crate) fn read() -> anyhow::Result<Self> {
        Ok(Self {
            contacts: number("CONTACTS", 100_000)?,
            rounds: number("ROUNDS", 5)?,
            seconds: number("SECONDS", 3)?,
            concurrency: list(&text("CONCURRENCY").unwrap_or_else(|| "1,32".to_owned()))
                .iter()
                .map(|part| part.parse().with_context(|| format!("CONCURRENCY: {part}")))
                .collect::<Result<_, _>>()?,
            only: list(&text("ONLY").unwrap_or_default()),
            workers: number("WORKERS", 2)?,
            pool_size: number("POOL_SIZE", 16)?,
            buffer_pool_mib: number("BUFFER_POOL_MIB", 1024)?,
            server: text("SERVER").map(PathBuf::from),
            live_subscribers: number("SUBSCRIBERS", 1_000)?,
            live_seconds: number("LIVE_SECONDS", 10)?,
        })
    }

    /// Whether this workload is to be measured.
    pub(crate) fn wants(&self, workload: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only.eq_ignore_ascii_case(workload))
    }
}

/// Set and not empty: make hands on what nobody set as an empty text.
fn text(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn number<T: FromStr<Err: Display> + PartialOrd + From<u8>>(name: &str, default: T) -> anyhow::Result<T> {
    let Some(text) = text(name) else { return Ok(default) };
    let value: T = text.parse().map_err(|error| anyhow!("{name}={text}: {error}"))?;
    if value < T::from(1) { Err(anyhow!("{name} must be at least 1")) } else { Ok(value) }
}
