//! The log: to the standard error, so that what a command prints stays clean.

use std::io::IsTerminal;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use crate::cli::Shared;

/// Starts the log. Tokens, variables and personal values never go there: no event of ours carries them.
pub(crate) fn start(shared: &Shared) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&shared.log).with_context(|| format!("the log filter {:?} is none", shared.log))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    if shared.log_json {
        log.json().init()
    } else {
        log.with_target(false).init()
    }
    Ok(())
}
