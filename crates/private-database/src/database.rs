//! Start, share, stop.

use std::fs::{self, File, OpenOptions};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::unistd::Pid;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::home::Home;
use crate::tools::Server;
use crate::{Options, StartError, StopError, arguments, initialise, process, ready, watcher};

/// How long a start may take. Recovery of a large data directory after a crash is the slow case.
const START_LIMIT: Duration = Duration::from_secs(30);

/// What stays readable in a query string. Not `+`, which would be read as a space.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');

/// A database server that runs as long as somebody uses it.
///
/// Processes (and handles) with the same home share one server. Whoever comes first starts it, whoever leaves last stops it;
/// one that a crash left over is taken on by the next. Dropping the handle leaves, and so does the end of the process.
///
/// Start and stop block, for seconds at worst: call them outside of an async runtime or on a thread for blocking work.
#[derive(Debug)]
pub struct PrivateDatabase {
    home: Home,
    pid: Pid,
    /// Holds a shared lock for as long as the server is used.
    users: File,
    /// The server, where this process started it: to learn its exit status.
    server: Option<Child>,
    watcher: Option<Child>,
    left: bool,
}

impl PrivateDatabase {
    /// Starts a server on `options.home`, or shares the one that serves it already, and waits until it answers.
    ///
    /// # Errors
    /// Every [`StartError`] is one line that says what to do. After an error no server is left running.
    pub fn start(options: &Options) -> Result<Self, StartError> {
        if !Path::new("/proc/self/cmdline").exists() {
            return Err(StartError::NoProc);
        }
        let home = Home::prepare(&options.home)?;
        let _starting = home.lock_start()?;
        let users = home.lock_users()?;
        let log_length = ready::log_length(&home.log);
        let (pid, server) = match process::find_running(&home) {
            Some(pid) => (pid, None),
            None => {
                let server = launch(&home, options)?;
                (pid_of(&server), Some(server))
            }
        };
        let watcher = watcher::spawn(&home);
        let mut database = Self { home, pid, users, server, watcher, left: false };
        let ready = database.wait_until_ready(log_length);
        if ready.is_err() {
            // Here, not by drop: the lock for starting is held, and drop would wait for it.
            drop(database.leave());
        }
        ready.map(|()| database)
    }

    /// The URL of the database `name` on this server, for diesel: `mysql://root@localhost/<name>?unix_socket=<path>`.
    ///
    /// The name is used as it is: letters, digits and underscores are safe. The database itself is the caller's to create;
    /// `mysql` always exists.
    #[must_use]
    pub fn database_url(&self, name: &str) -> String {
        // The path is text, `Home` sees to that.
        let socket = self.home.socket.to_string_lossy();
        format!("mysql://root@localhost/{name}?unix_socket={}", utf8_percent_encode(&socket, PLAIN))
    }

    /// The folder it lives in, as an absolute path.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home.root
    }

    /// The server's log.
    #[must_use]
    pub fn log(&self) -> &Path {
        &self.home.log
    }

    /// The socket the server listens on.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.home.socket
    }

    /// The server's process id.
    #[must_use]
    pub fn pid(&self) -> i32 {
        self.pid.as_raw()
    }

    /// Whether the server ran already, started by another process or left over from a crash.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.server.is_none()
    }

    /// Leaves the server, and stops it if nobody else uses it: SIGTERM, up to 10 s, SIGKILL. The data stays.
    ///
    /// # Errors
    /// When the server does not end even by SIGKILL.
    pub fn stop(mut self) -> Result<(), StopError> {
        self.stop_once()
    }

    fn stop_once(&mut self) -> Result<(), StopError> {
        if self.left {
            return Ok(());
        }
        // Without the lock, a start at the same moment could adopt a server on its way out; still better than to let it run.
        let _starting = self.home.lock_start().inspect_err(|error| tracing::warn!(%error, "stopping without the lock"));
        self.leave()
    }

    /// With the lock for starting held.
    fn leave(&mut self) -> Result<(), StopError> {
        self.left = true;
        if let Some(mut watcher) = self.watcher.take() {
            // Both fail only if it is gone.
            drop(watcher.kill());
            drop(watcher.wait());
        }
        drop(self.users.unlock());
        let gone = if self.users.try_lock().is_ok() {
            let gone = process::end(self.pid, &self.home.data);
            if gone {
                drop(fs::remove_file(&self.home.pid_file));
                drop(fs::remove_file(&self.home.socket));
                self.home.tidy();
            }
            gone
        } else if self.users.try_lock_shared().is_ok() {
            tracing::debug!("others still use the private database");
            return Ok(());
        } else {
            // Only the watcher of a dead user takes the lock for itself, and it does so to stop the server.
            process::wait_for_end(self.pid, &self.home.data)
        };
        if let Some(mut server) = self.server.take() {
            drop(server.try_wait());
        }
        if gone { Ok(()) } else { Err(StopError::StillRunning { pid: self.pid.as_raw() }) }
    }

    fn wait_until_ready(&mut self, log_length: u64) -> Result<(), StartError> {
        let home = self.home.clone();
        let answer = process::poll(START_LIMIT, || {
            if process::serves(self.pid, &home.data) {
                return ready::greets(&home.socket).then_some(Ok(()));
            }
            let status = match &mut self.server {
                // Just forked, it still carries the caller's command line.
                Some(server) => server.try_wait().ok()??.to_string(),
                None => "status unknown".to_owned(),
            };
            let tail = ready::log_tail(&home.log, log_length);
            Some(Err(StartError::Ended { status, data: home.data.clone(), log: home.log.clone(), tail }))
        });
        answer.unwrap_or_else(|| {
            let tail = ready::log_tail(&home.log, log_length);
            Err(StartError::NotReady { seconds: START_LIMIT.as_secs(), log: home.log.clone(), tail })
        })
    }
}

impl Drop for PrivateDatabase {
    fn drop(&mut self) {
        if let Err(error) = self.stop_once() {
            tracing::warn!(%error, "the private database still runs");
        }
    }
}

/// Starts a server process and writes its pid file at once: the server itself does so only when it is ready, and a crash in
/// between would leave a server that nobody finds.
fn launch(home: &Home, options: &Options) -> Result<Child, StartError> {
    let server = options.server.clone().map_or_else(Server::find, Server::of)?;
    initialise::initialise(home, &server, options.durability)?;
    let mut log = OpenOptions::new();
    // Its output, not --log-error: what goes wrong before the log is open is then in the log, too.
    let log = log.create(true).append(true).open(&home.log).map_err(StartError::not_writable(&home.log))?;
    let copy = log.try_clone().map_err(StartError::not_writable(&home.log))?;
    let mut child = Command::new(&server.program)
        .args(arguments::server(home, options, server.family))
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(copy)
        // Ctrl-C in a terminal goes to the whole group: the server must outlive the requests that are still answered.
        .process_group(0)
        .spawn()
        .map_err(|source| StartError::NotRun { program: server.program.clone(), source })?;
    if let Err(source) = fs::write(&home.pid_file, format!("{}\n", child.id())) {
        drop(child.kill());
        drop(child.wait());
        return Err(StartError::NotWritable { path: home.pid_file.clone(), source });
    }
    Ok(child)
}

fn pid_of(child: &Child) -> Pid {
    Pid::from_raw(child.id().cast_signed())
}
