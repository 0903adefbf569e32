//! The server that is asked: the binary, with what it costs read from the kernel.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rapport_test_support::TestDatabase;

pub(crate) const SECRET: &str = "a secret for tests that is long enough";
const KEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../transport/src/auth/testdata");

/// A running `rapport serve`, ended with its test.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: String,
    /// A token that is good.
    pub(crate) token: String,
    /// Whether the binary is optimised.
    pub(crate) is_optimised: bool,
    _database: TestDatabase,
}

/// A file among the keys for tests.
pub(crate) fn key_file(name: &str) -> Vec<u8> {
    fs::read(format!("{KEYS}/{name}")).unwrap()
}

impl Served {
    pub(crate) fn start() -> Self {
        let database = TestDatabase::empty();
        let optimised = std::env::var_os("RAPPORT_RELEASE");
        let is_optimised = optimised.is_some() || !cfg!(debug_assertions);
        let binary = optimised.unwrap_or_else(|| env!("CARGO_BIN_EXE_rapport").into());
        let rapport = || {
            let mut command = Command::new(&binary);
            command.env("DATABASE_URL", database.url()).env("RAPPORT_JWT_SECRET", SECRET);
            command
        };
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let key = format!("public={KEYS}/rsa.public.pem");
        // Batches are taken, so that they are tried; nobody is held back by a budget, for each request shall be looked at.
        let flags = ["--workers", "2", "--max-batch", "10", "--rate-burst", "0", "--log", "error", "--jwt-key", &key];
        let waits = ["--body-timeout", "500ms", "--socket-init-wait", "300ms"];
        let mut child = rapport()
            .args(["serve", "--listen", &address])
            .args(flags)
            .args(waits)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        assert!(stdout.lines().map_while(Result::ok).any(|line| line.contains("/graphql")), "it did not come up");
        let token = rapport().args(["token", "--role", "admin", "--ttl", "1d"]).output().unwrap().stdout;
        let token = String::from_utf8(token).unwrap().trim().to_owned();
        Self { child, address, token, is_optimised, _database: database }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Whether the process that was started is still the one that serves.
    pub(crate) fn lives(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// The time that the process has spent on its cores. The scheduler counts it in nanoseconds for each thread; a
    /// thread that has ended is counted no more.
    pub(crate) fn cpu(&self) -> Duration {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let of_task = |task: fs::DirEntry| {
            let text = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            text.split_whitespace().next().and_then(|nanos| nanos.parse::<u64>().ok()).unwrap_or_default()
        };
        Duration::from_nanos(tasks.flatten().map(of_task).sum())
    }

    /// The memory that it holds itself, in kB: not the pages of its binary.
    pub(crate) fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
