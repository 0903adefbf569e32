//! The binary: how it ends, and what a socket costs it.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use rapport_test_support::TestDatabase;
use serde_json::json;
use tokio::time::timeout;

use super::client::{PROTOCOL, Socket};
use crate::eventually;

const SECRET: &str = "a secret for tests that is long enough";

/// A running `rapport serve`, ended with its test.
pub(crate) struct Binary {
    pub(crate) child: Child,
    pub(crate) address: String,
    pub(crate) token: String,
    database: Arc<TestDatabase>,
}

impl Binary {
    fn start(more: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self::on(Arc::new(TestDatabase::empty()), port, more)
    }

    /// One of several on a database.
    pub(crate) fn on(database: Arc<TestDatabase>, port: u16, more: &[&str]) -> Self {
        let rapport = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_rapport"));
            command.env("DATABASE_URL", database.url()).env("RAPPORT_JWT_SECRET", SECRET);
            command
        };
        let address = format!("127.0.0.1:{port}");
        let mut child = rapport()
            .args(["serve", "--listen", &address, "--workers", "2", "--sockets-per-actor", "5000"])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        assert!(stdout.lines().map_while(Result::ok).any(|line| line.contains("/graphql")), "it did not come up");
        let token = rapport().args(["token", "--role", "admin"]).output().unwrap().stdout;
        let token = String::from_utf8(token).unwrap().trim().to_owned();
        Self { child, address, token, database }
    }

    /// A token for this role.
    pub(crate) fn token_of(&self, role: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapport"));
        command.env("DATABASE_URL", self.database.url()).env("RAPPORT_JWT_SECRET", SECRET);
        let token = command.args(["token", "--role", role]).output().unwrap().stdout;
        String::from_utf8(token).unwrap().trim().to_owned()
    }

    /// The same server once more, where it was.
    pub(crate) fn again(&self, port: u16) -> Self {
        Self::on(Arc::clone(&self.database), port, &[])
    }

    /// Ends it at once, as a crash does.
    pub(crate) fn crash(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    async fn socket(&self) -> Socket {
        let mut socket = Socket::open(&self.address, PROTOCOL, &[]).await.unwrap();
        let payload = json!({ "authorization": format!("Bearer {}", self.token) });
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await, json!({ "type": "connection_ack" }));
        socket
    }

    /// How many connections the kernel holds open for it.
    fn connections(&self) -> usize {
        let port = self.address.rsplit_once(':').unwrap().1.parse::<u16>().unwrap();
        let (local, established) = (format!("0100007F:{port:04X}"), "01");
        let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
        let of_line = |line: &str| {
            let mut words = line.split_whitespace().skip(1);
            let (own, _, state) = (words.next()?.to_owned(), words.next()?, words.next()?.to_owned());
            Some((own, state))
        };
        let all = table.lines().filter_map(of_line);
        all.filter(|(own, state)| *own == local && state == established).count()
    }

    /// Resident memory, in kB.
    fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_server_that_is_told_to_end_closes_its_sockets_and_ends() {
    let mut binary = Binary::start(&[]);
    let mut idle = binary.socket().await;
    let mut following = binary.socket().await;
    following.subscribe("1", "subscription { contactUpdates { cursor } }", json!({})).await;
    let told = Instant::now();
    assert!(Command::new("kill").args(["-TERM", &binary.child.id().to_string()]).status().unwrap().success());
    assert_eq!((idle.closed().await, following.closed().await), (1012, 1012));
    drop((idle, following));
    let ended = timeout(Duration::from_secs(20), async {
        loop {
            if let Some(status) = binary.child.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(ended.await.expect("it does not end").success());
    assert!(told.elapsed() < Duration::from_secs(9), "it does not wait out its ten seconds: {:?}", told.elapsed());
}

#[tokio::test]
async fn a_connection_that_is_not_read_from_does_not_stay() {
    let binary = Binary::start(&["--socket-write-wait", "1s"]);
    let mut stuck = binary.socket().await;
    assert_eq!(binary.connections(), 1);
    // Answers of some megabytes, which nobody reads.
    let query = "{ __schema { types { name description fields { name description args { name description } } } } }";
    for id in 0..100 {
        stuck.subscribe(&id.to_string(), query, json!({})).await;
    }
    eventually(async || binary.connections() == 0).await;
    assert_eq!(binary.socket().await.closed_within(Duration::from_millis(300)).await, None, "others are served");
}

#[tokio::test]
async fn an_idle_socket_costs_less_than_thirty_kilobytes() {
    const SOCKETS: usize = 1_000;
    if std::env::var_os("RAPPORT_TEST_FULL").is_none() {
        eprintln!("skipped: RAPPORT_TEST_FULL is not set");
        return;
    }
    let binary = Binary::start(&["--socket-keep-alive", "5m"]);
    let mut sockets = Vec::new();
    // The first hundred pay for what is there once.
    for _ in 0..100 {
        sockets.push(binary.socket().await);
    }
    let before = binary.resident();
    for _ in 0..SOCKETS {
        sockets.push(binary.socket().await);
    }
    let cost = binary.resident().saturating_sub(before);
    eprintln!(
        "{SOCKETS} idle sockets cost {cost} kB, {:.1} kB each",
        f64::from(u32::try_from(cost).unwrap()) / 1_000.0
    );
    assert!(cost < 30 * 1_000, "{cost} kB for {SOCKETS} sockets");
}
