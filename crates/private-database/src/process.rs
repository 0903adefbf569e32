//! The server as a process: who it is, and its end.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::arguments::data_directory;
use crate::home::Home;

/// How long a server may take to write its pages back. Tests with a full page cache stay well under it.
const PATIENCE: Duration = Duration::from_secs(10);

/// The server that serves this home, if one runs.
pub(crate) fn find_running(home: &Home) -> Option<Pid> {
    let text = fs::read_to_string(&home.pid_file).ok()?;
    let pid = Pid::from_raw(text.trim().parse().ok()?);
    serves(pid, &home.data).then_some(pid)
}

/// Whether the process is a server on this data directory.
///
/// A pid file outlives its process and the number is given out again, so the number alone proves nothing: killing by it could
/// hit anything. A process that ended but was not waited for has an empty command line.
pub(crate) fn serves(pid: Pid, data: &Path) -> bool {
    let Ok(line) = fs::read(format!("/proc/{pid}/cmdline")) else { return false };
    line.split(|byte| *byte == 0).any(|argument| argument == data_directory(data).as_bytes())
}

/// Ends the server: SIGTERM, patience, SIGKILL. True when it is gone.
pub(crate) fn end(pid: Pid, data: &Path) -> bool {
    for signal in [Signal::SIGTERM, Signal::SIGKILL] {
        if !serves(pid, data) {
            return true;
        }
        let sent = kill(pid, signal);
        if wait_for_end(pid, data) {
            return true;
        }
        tracing::warn!(%pid, %signal, ?sent, "the database server does not end");
    }
    false
}

/// Waits for the server's end, however it was brought about. False if it still runs after some seconds.
pub(crate) fn wait_for_end(pid: Pid, data: &Path) -> bool {
    poll(PATIENCE, || (!serves(pid, data)).then_some(())).is_some()
}

/// Asks until there is an answer or the time is up. The steps grow from 5 to 100 ms.
#[expect(
    clippy::disallowed_methods,
    reason = "starting and stopping the server blocks by contract, see PrivateDatabase"
)]
pub(crate) fn poll<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let begin = Instant::now();
    let mut step = Duration::from_millis(5);
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if begin.elapsed() > limit {
            return None;
        }
        thread::sleep(step);
        step = (step * 2).min(Duration::from_millis(100));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_the_pid_file_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::prepare(folder.path()).unwrap();
        fs::write(&home.pid_file, format!("{}\n", std::process::id())).unwrap();
        assert_eq!(find_running(&home), None);
    }
}
