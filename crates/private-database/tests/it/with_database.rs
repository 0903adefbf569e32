//! The program `with-database`.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::{TempDir, tempdir};

const VARIABLE: &str = "RAPPORT_TEST_DATABASE_URL";

/// What a temporary folder should hold afterwards.
const NOTHING: [PathBuf; 0] = [];

/// The program, its temporary folders below `folder`.
fn with_database(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_with-database"));
    command.args(arguments).env_remove(VARIABLE).env("TMPDIR", folder.path());
    command
}

/// The text of a run, or nothing where no server is installed.
fn run(mut command: Command) -> Option<(Option<i32>, String)> {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    if error.contains("apt-get install") {
        eprintln!("skipped: {error}");
        return None;
    }
    Some((output.status.code(), format!("{}{error}", String::from_utf8_lossy(&output.stdout))))
}

fn leftovers(folder: &TempDir) -> Vec<PathBuf> {
    folder.path().read_dir().unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn it_passes_the_url_in_and_the_exit_code_out() {
    let folder = tempdir().unwrap();
    let script = r#"echo "$RAPPORT_TEST_DATABASE_URL"; exit 7"#;
    let Some((code, text)) = run(with_database(&folder, &["--", "sh", "-c", script])) else { return };
    assert_eq!(code, Some(7), "{text}");
    assert!(text.starts_with("mysql://root@localhost/mysql?unix_socket=/"), "{text}");
    assert!(text.contains("/run/db.sock"), "{text}");
    assert_eq!(leftovers(&folder), NOTHING);
}

#[test]
fn it_keeps_a_given_home() {
    let folder = tempdir().unwrap();
    let home = folder.path().join("home");
    let Some((code, text)) = run(with_database(&folder, &["--home", home.to_str().unwrap(), "--", "true"])) else {
        return;
    };
    assert_eq!((code, text.as_str()), (Some(0), ""));
    assert!(home.join("database/mysql").is_dir());
}

#[test]
fn a_url_that_is_set_is_used() {
    let folder = tempdir().unwrap();
    let mut command = with_database(&folder, &["--", "sh", "-c", r#"echo "$RAPPORT_TEST_DATABASE_URL""#]);
    command.env(VARIABLE, "mysql://elsewhere/x");
    assert_eq!(run(command), Some((Some(0), "mysql://elsewhere/x\n".to_owned())));
}

#[test]
fn what_cannot_be_run_is_told() {
    let folder = tempdir().unwrap();
    let Some((code, text)) = run(with_database(&folder, &["--", "/nowhere"])) else { return };
    assert_eq!(code, Some(1));
    assert!(text.starts_with("with-database: /nowhere could not be run ("), "{text}");
    assert_eq!(leftovers(&folder), NOTHING);
    let (code, text) = run(with_database(&folder, &["true"])).unwrap();
    assert_eq!(
        (code, text.as_str()),
        (Some(1), "with-database: usage: with-database [--home DIR] [--server PROGRAM] -- COMMAND ARGUMENTS..\n")
    );
}

#[test]
fn a_signal_reaches_the_command_and_the_server_still_stops() {
    let folder = tempdir().unwrap();
    let script = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done";
    let mut command = with_database(&folder, &["--", "sh", "-c", script]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    if line.is_empty() {
        eprintln!("skipped: with-database has no server");
        child.wait().unwrap();
        return;
    }
    kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGTERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(3));
    assert_eq!(leftovers(&folder), NOTHING);
}
