//! The folder a private database lives in, and the names in it.
//!
//! ```text
//! <home>/database/      the data directory
//! <home>/database.log   the server's log
//! <home>/run/           for this user only: socket, pid file, locks
//! <home>/run/tmp/       the server's temporary tables
//! ```
//!
//! A server that starts clears its temporary folder of every `#sql-*` file, also those that another server is using: servers
//! that share /tmp fail each other's queries. So it gets a folder of its own.
//!
//! The server lets root in without a password, so who can reach the socket owns the data: `run` has mode 0700.

use std::env;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use nix::unistd::geteuid;

use crate::StartError;

/// The kernel's `sun_path` has 108 bytes with its ending zero; MariaDB takes one less.
const SOCKET_PATH_LIMIT: usize = 106;

/// The paths of one home, all absolute: the server changes its working directory.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    pub(crate) root: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) log: PathBuf,
    pub(crate) pid_file: PathBuf,
    pub(crate) users_lock: PathBuf,
    pub(crate) socket: PathBuf,
    pub(crate) temporary: PathBuf,
    start_lock: PathBuf,
}

impl Home {
    /// Makes the folders that are missing and settles where the socket is.
    pub(crate) fn prepare(root: &Path) -> Result<Self, StartError> {
        fs::create_dir_all(root).map_err(StartError::not_writable(root))?;
        let root = root.canonicalize().map_err(StartError::not_writable(root))?;
        let run = root.join("run");
        make_private(&run).map_err(StartError::not_writable(&run))?;
        let socket = settle_socket(&root, &run)?;
        let temporary = socket.with_file_name("tmp");
        make_private(&temporary).map_err(StartError::not_writable(&temporary))?;
        Ok(Self {
            data: root.join("database"),
            log: root.join("database.log"),
            pid_file: run.join("database.pid"),
            users_lock: run.join("users.lock"),
            start_lock: run.join("start.lock"),
            socket,
            temporary,
            root,
        })
    }

    /// Waits for the right to start or stop the server. Dropping the file gives it back, and so does the end of the process.
    pub(crate) fn lock_start(&self) -> Result<File, StartError> {
        let file = open_lock(&self.start_lock)?;
        file.lock().map_err(StartError::not_writable(&self.start_lock))?;
        Ok(file)
    }

    /// Says that this process uses the server. Waits if the server is just being stopped because nobody did.
    pub(crate) fn lock_users(&self) -> Result<File, StartError> {
        let file = open_lock(&self.users_lock)?;
        file.lock_shared().map_err(StartError::not_writable(&self.users_lock))?;
        Ok(file)
    }

    /// Removes the short socket folder, if there is one: nobody would find it there. A failure costs a few bytes at most.
    pub(crate) fn tidy(&self) {
        if let Some(folder) = self.socket.parent().filter(|folder| !folder.starts_with(&self.root)) {
            drop(fs::remove_dir_all(folder));
        }
    }
}

fn open_lock(path: &Path) -> Result<File, StartError> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    options.open(path).map_err(StartError::not_writable(path))
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// `<home>/run/db.sock` where that fits, else a short path below the system's temporary folder.
///
/// The short path is kept in `<home>/run/socket-path`, because a second process may have another TMPDIR.
fn settle_socket(root: &Path, run: &Path) -> Result<PathBuf, StartError> {
    let near = run.join("db.sock");
    if fits(&near) {
        return Ok(near);
    }
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    let name = format!("rapport-{:016x}", hasher.finish());
    let note = run.join("socket-path");
    let kept = fs::read_to_string(&note).map(PathBuf::from).ok();
    // A copied home carries its note along; the name in it then belongs to the original.
    let kept = kept.filter(|kept| kept.parent().is_some_and(|folder| folder.ends_with(&name)));
    let socket = kept.unwrap_or_else(|| env::temp_dir().join(&name).join("db.sock"));
    if !fits(&socket) {
        return Err(StartError::SocketPathTooLong { path: socket, limit: SOCKET_PATH_LIMIT });
    }
    if let (Some(folder), Some(text)) = (socket.parent(), socket.to_str()) {
        make_private(folder).map_err(StartError::not_writable(folder))?;
        check_private(folder)?;
        fs::write(&note, text).map_err(StartError::not_writable(&note))?;
    }
    Ok(socket)
}

/// A database URL is text, so the path must be too. The folder also holds the temporary tables, and to the server a colon
/// ends the name of a temporary folder.
fn fits(socket: &Path) -> bool {
    socket.to_str().is_some_and(|text| text.len() <= SOCKET_PATH_LIMIT && !text.contains(':'))
}

/// The temporary folder is everybody's: a folder that was waiting there could be a trap.
fn check_private(folder: &Path) -> Result<(), StartError> {
    let found = fs::symlink_metadata(folder).map_err(StartError::not_writable(folder))?;
    if found.is_dir() && found.uid() == geteuid().as_raw() && found.mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(StartError::SocketFolderShared { path: folder.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_home_keeps_its_socket_near() {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        let home = Home::prepare(folder.path()).unwrap();
        assert!(home.socket.starts_with(home.root));
    }

    #[test]
    fn a_long_home_gets_a_short_socket_and_keeps_it() {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        let deep = folder.path().join("d".repeat(120));
        let first = Home::prepare(&deep).unwrap();
        let second = Home::prepare(&deep).unwrap();
        assert!(fits(&first.socket), "{}", first.socket.display());
        assert_eq!(first.socket, second.socket);
        assert_eq!(fs::read_to_string(first.root.join("run/socket-path")).unwrap(), first.socket.to_str().unwrap());
        first.tidy();
        assert!(!first.socket.parent().unwrap().exists());
    }

    #[test]
    fn a_colon_is_kept_from_the_server() {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        let home = Home::prepare(&folder.path().join("a:b")).unwrap();
        assert!(!home.socket.starts_with(&home.root) && !home.temporary.starts_with(&home.root));
        home.tidy();
    }

    #[test]
    fn a_folder_open_to_others_is_refused() {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        let open = folder.path().join("open");
        DirBuilder::new().mode(0o755).create(&open).unwrap();
        let error = check_private(&open).unwrap_err();
        assert!(
            error.to_string().ends_with("is not a folder of this user's own (mode 0700): remove it and start again")
        );
    }

    #[test]
    fn a_home_that_cannot_be_made_is_named() {
        let error = Home::prepare(Path::new("/proc/nowhere")).unwrap_err();
        assert!(error.to_string().starts_with("/proc/nowhere cannot be used ("), "{error}");
    }
}
