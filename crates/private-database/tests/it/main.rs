//! Real servers in temporary folders. Without a server installed each test says so and passes.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the workspace allows them in tests, which clippy does not see in the functions that tests share"
)]

mod sharing;
mod start;
mod with_database;

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use rapport_private_database::{Options, PrivateDatabase, StartError};

/// The server, or nothing where none is installed.
fn start(options: &Options) -> Option<PrivateDatabase> {
    match PrivateDatabase::start(options) {
        Err(error @ (StartError::ServerMissing | StartError::InstallerMissing)) => {
            eprintln!("skipped: {error}");
            None
        }
        started => Some(started.unwrap()),
    }
}

/// What the client prints for a statement.
fn sql(socket: &std::path::Path, statement: &str) -> String {
    let output = Command::new("mariadb")
        .args(["--no-defaults", "--user=root", "--skip-column-names", "--batch", "--execute", statement])
        .arg("--socket")
        .arg(socket)
        .output()
        .expect("the client of mariadb-client-core");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Whether the process runs. One that ended but was not waited for does not.
fn runs(pid: i32) -> bool {
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
}

/// Waits for a condition, 20 s at most: long enough for a loaded machine, short enough to fail.
#[expect(clippy::disallowed_methods, reason = "no runtime here, and the wait is bounded")]
fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(20), "not within 20 s: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
