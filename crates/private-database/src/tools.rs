//! Finds the server's programs.

use std::env;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::StartError;

/// Debian puts servers in /usr/sbin, which is not in an ordinary user's PATH.
const ALSO: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

/// Which of the two families the server belongs to: some options exist in one only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    MariaDb,
    MySql,
}

/// The server's program.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) program: PathBuf,
    pub(crate) family: Family,
}

impl Server {
    /// Prefers MariaDB, whose name is unambiguous; `mysqld` may be either.
    pub(crate) fn find() -> Result<Self, StartError> {
        if let Some(program) = find("mariadbd") {
            return Ok(Self { program, family: Family::MariaDb });
        }
        Self::of(find("mysqld").ok_or(StartError::ServerMissing)?)
    }

    /// The server whose program this is, whatever its name.
    pub(crate) fn of(program: PathBuf) -> Result<Self, StartError> {
        let version = Command::new(&program)
            .args(["--no-defaults", "--version"])
            .output()
            .map_err(|source| StartError::NotRun { program: program.clone(), source })?;
        let family = match String::from_utf8_lossy(&version.stdout).contains("MariaDB") {
            true => Family::MariaDb,
            false => Family::MySql,
        };
        Ok(Self { program, family })
    }
}

/// The program that makes MariaDB's first data directory.
pub(crate) fn find_installer() -> Result<PathBuf, StartError> {
    // The script runs my_print_defaults, which Debian keeps in another package (mariadb-client-core).
    let found = find("mariadb-install-db").or_else(|| find("mysql_install_db"));
    found.filter(|_| find("my_print_defaults").is_some()).ok_or(StartError::InstallerMissing)
}

fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(ALSO.into_iter().map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|file| is_executable(file))
}

fn is_executable(file: &Path) -> bool {
    file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}
