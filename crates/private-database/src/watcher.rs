//! Stops the server after the death of everybody who used it.
//!
//! A process killed by SIGKILL cannot stop its server, and asking the kernel to do it (`PR_SET_PDEATHSIG`) would take the server
//! away from a second process that shares it. The kernel does let go of a dead process's locks, though. So a small process
//! waits for the users' lock as its only user would, and stops the server when it gets it.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use crate::arguments::data_directory;
use crate::home::Home;

/// `$1` is the pid file, `$2` the argument that proves that the process is the server. The lock is held until the server has
/// ended, so that nobody adopts a server which is on its way out.
const SCRIPT: &str = r#"
read -r pid <"$1" || exit 0
serves() { tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -qxF -- "$2"; }
serves "$@" || exit 0
kill -TERM "$pid"
turn=0
while serves "$@" && [ "$turn" -lt 100 ]; do sleep 0.1; turn=$((turn + 1)); done
if serves "$@"; then kill -KILL "$pid"; fi
"#;

/// Starts the watcher. Without `flock` there is none, and a server left over is adopted by the next start.
pub(crate) fn spawn(home: &Home) -> Option<Child> {
    let spawned = Command::new("flock")
        // Without a fork, so that ending the watcher ends all of it.
        .args(["--no-fork", "--exclusive"])
        .arg(&home.users_lock)
        .args(["sh", "-c", SCRIPT, "watcher"])
        .arg(&home.pid_file)
        .arg(data_directory(&home.data))
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Ctrl-C in a terminal goes to the whole group, and is the caller's to answer.
        .process_group(0)
        .spawn();
    spawned.inspect_err(|error| tracing::debug!(%error, "no watcher for the private database")).ok()
}
