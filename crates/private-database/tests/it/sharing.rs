//! Several processes with one home, and what a killed one leaves.

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rapport_private_database::Options;
use tempfile::tempdir;

use crate::{eventually, runs, sql, start};

const HOME: &str = "HOLD_A_DATABASE_IN";

/// Not a test by itself: the tests below run it in a process of its own, which holds a database until it is killed.
#[test]
fn holder() {
    let Some(home) = env::var_os(HOME) else { return };
    let Some(database) = start(&Options::throwaway(home)) else { return };
    println!("\npid={}", database.pid());
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

/// A process that holds the database, and the server's pid.
fn hold(home: &Path) -> Option<(Child, i32)> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "sharing::holder", "--nocapture"])
        .env(HOME, home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let pid = lines.map_while(Result::ok).find_map(|line| line.strip_prefix("pid=")?.parse().ok());
    if pid.is_none() {
        eprintln!("skipped: the holder has no database");
        child.wait().unwrap();
    }
    Some((child, pid?))
}

/// SIGKILL, as the end of memory would do it.
fn murder(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// The watchers of a home, which are not known by any other name.
fn watchers(home: &Path) -> Vec<Pid> {
    let lock = home.canonicalize().unwrap().join("run/users.lock");
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let line = |pid: &i32| std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    pids.filter(|pid| {
        let line = line(pid);
        let mut arguments = line.split(|byte| *byte == 0);
        arguments.next() == Some(b"flock")
            && arguments.any(|argument| Path::new(std::str::from_utf8(argument).unwrap()) == lock)
    })
    .map(Pid::from_raw)
    .collect()
}

#[test]
fn the_last_one_stops_it() {
    let folder = tempdir().unwrap();
    let Some(first) = start(&Options::throwaway(folder.path())) else { return };
    let second = start(&Options::throwaway(folder.path())).unwrap();
    let pid = first.pid();
    assert_eq!((second.pid(), second.is_shared()), (pid, true));
    // The one that started it goes first.
    first.stop().unwrap();
    assert_eq!(sql(second.socket(), "SELECT 1"), "1");
    second.stop().unwrap();
    assert!(!runs(pid));
    assert_eq!(watchers(folder.path()), []);
}

#[test]
fn a_killed_owner_takes_nothing_from_another_user() {
    let folder = tempdir().unwrap();
    let Some((owner, pid)) = hold(folder.path()) else { return };
    let shared = start(&Options::throwaway(folder.path())).unwrap();
    assert_eq!(shared.pid(), pid);
    murder(owner);
    assert_eq!(sql(shared.socket(), "SELECT 1"), "1");
    shared.stop().unwrap();
    assert!(!runs(pid));
}

#[test]
fn the_watcher_stops_what_a_killed_owner_left() {
    let folder = tempdir().unwrap();
    let Some((owner, pid)) = hold(folder.path()) else { return };
    assert!(runs(pid));
    murder(owner);
    eventually("the server ends", || !runs(pid));
    eventually("the watcher ends", || watchers(folder.path()).is_empty());
}

#[test]
fn without_a_watcher_the_next_start_adopts() {
    let folder = tempdir().unwrap();
    let Some((owner, pid)) = hold(folder.path()) else { return };
    for watcher in watchers(folder.path()) {
        kill(watcher, Signal::SIGKILL).unwrap();
    }
    murder(owner);
    let adopted = start(&Options::throwaway(folder.path())).unwrap();
    assert_eq!((adopted.pid(), adopted.is_shared()), (pid, true));
    assert_eq!(sql(adopted.socket(), "SELECT 1"), "1");
    adopted.stop().unwrap();
    assert!(!runs(pid));
}

/// Whatever the watcher is doing at that moment, a start finds a whole server.
#[test]
fn a_start_right_after_a_murder_works() {
    let folder = tempdir().unwrap();
    for _ in 0..5 {
        let Some((owner, _)) = hold(folder.path()) else { return };
        murder(owner);
        let next = start(&Options::throwaway(folder.path())).unwrap();
        assert_eq!(sql(next.socket(), "SELECT 1"), "1");
    }
}

#[test]
fn many_at_once_get_one_server() {
    let folder = tempdir().unwrap();
    let options = Options::throwaway(folder.path());
    let Some(first) = start(&options) else { return };
    let holders: Vec<_> = (0..4)
        .map(|_| {
            std::thread::spawn({
                let home = folder.path().to_owned();
                move || hold(&home)
            })
        })
        .collect();
    let mut pids = Vec::new();
    for holder in holders {
        let (child, pid) = holder.join().unwrap().unwrap();
        pids.push(pid);
        murder(child);
    }
    pids.dedup();
    assert_eq!(pids, [first.pid()]);
}
