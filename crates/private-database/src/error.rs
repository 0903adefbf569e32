//! What can go wrong, each in one line that says what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why the private database could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Neither `mariadbd` nor `mysqld` is installed.
    #[error(
        "no database server found (looked for mariadbd and mysqld in PATH and /usr/sbin): run `apt-get install mariadb-server-core mariadb-client-core`, or set DATABASE_URL to a server of your own"
    )]
    ServerMissing,

    /// The server is there, the tool that makes its first data directory is not.
    #[error("mariadb-install-db is missing: run `apt-get install mariadb-server-core mariadb-client-core`")]
    InstallerMissing,

    /// There is no `/proc`, so a server process could not be told from another.
    #[error("a private database needs Linux with /proc: set DATABASE_URL to a server of your own")]
    NoProc,

    /// A file or folder below the home could not be made, opened or locked.
    #[error("{} cannot be used ({source}): make it writable or choose another folder", path.display())]
    NotWritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// Neither the home nor the temporary folder leaves room for a socket.
    #[error("the socket path {} has {} bytes, at most {limit} are allowed: choose a shorter folder, or set TMPDIR to one", path.display(), path.as_os_str().len())]
    SocketPathTooLong {
        /// The path that was tried last.
        path: PathBuf,
        /// The longest path that works, in bytes.
        limit: usize,
    },

    /// The temporary folder for the socket is there but somebody else can write to it.
    #[error("{} is not a folder of this user's own (mode 0700): remove it and start again", path.display())]
    SocketFolderShared {
        /// The folder.
        path: PathBuf,
    },

    /// A program could not be run at all.
    #[error("{} could not be run ({source}): check its installation", program.display())]
    NotRun {
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// The first data directory could not be made.
    #[error("{} could not make a data directory: {tail}; its whole output is in {}", program.display(), log.display())]
    NotInitialised {
        /// The program that was run.
        program: PathBuf,
        /// The server's log, which holds the program's output.
        log: PathBuf,
        /// That output in short: the causes it names, else its last lines.
        tail: String,
    },

    /// The data directory exists but holds no system tables.
    #[error("{} is not a MariaDB data directory: move it away and start again (with an empty database)", data.display())]
    NotADataDirectory {
        /// The folder.
        data: PathBuf,
    },

    /// The server ended while it started: a damaged data directory, a full disk, an older version than the data's.
    #[error("the database server ended at once ({status}): {tail}; if the data is damaged, move {} away and start again (with an empty database); the log is {}", data.display(), log.display())]
    Ended {
        /// The server's exit status.
        status: String,
        /// The data directory.
        data: PathBuf,
        /// The server's log.
        log: PathBuf,
        /// The log in short: the causes it names, else its last lines.
        tail: String,
    },

    /// The server runs but does not answer.
    #[error("the database server did not answer within {seconds} s: {tail}; the log is {}", log.display())]
    NotReady {
        /// How long it was waited for.
        seconds: u64,
        /// The server's log.
        log: PathBuf,
        /// The log in short: the causes it names, else its last lines.
        tail: String,
    },
}

impl StartError {
    /// For `map_err`: the path goes into the message, which an `io::Error` leaves out.
    pub(crate) fn not_writable(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        |source| Self::NotWritable { path, source }
    }
}

/// Why the private database could not be stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StopError {
    /// It survived SIGKILL for some seconds, which only a hanging disk explains.
    #[error(
        "the database server (pid {pid}) does not end, not even by SIGKILL: look at the disk below its data directory"
    )]
    StillRunning {
        /// The server's process id.
        pid: i32,
    },
}
