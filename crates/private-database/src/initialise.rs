//! Makes the data directory on first use.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::process::{self, Command, Stdio};

use nix::unistd::geteuid;

use crate::home::Home;
use crate::ready::in_short;
use crate::tools::{Family, Server, find_installer};
use crate::{Durability, StartError, arguments};

/// Half-made data directories carry this name until they are whole.
const UNFINISHED: &str = "database.new.";

/// Makes the data directory if there is none, whole or not at all.
///
/// It is made beside its final place and renamed, so that a first start that is interrupted leaves nothing which a later
/// start would take for a database.
pub(crate) fn initialise(home: &Home, server: &Server, durability: Durability) -> Result<(), StartError> {
    if home.data.join("mysql").is_dir() {
        return Ok(());
    }
    if home.data.exists() {
        return Err(StartError::NotADataDirectory { data: home.data.clone() });
    }
    remove_unfinished(home);
    let unfinished = home.root.join(format!("{UNFINISHED}{}", process::id()));
    DirBuilder::new().mode(0o700).create(&unfinished).map_err(StartError::not_writable(&unfinished))?;

    let mut command = match server.family {
        Family::MariaDb => {
            // Without --user on purpose: as root with it, the script also changes the owner of a folder of the system's
            // own MariaDB, and bootstrapping as root needs no permission.
            let mut command = Command::new(find_installer()?);
            command.arg("--no-defaults").args(["--auth-root-authentication-method=normal", "--skip-test-db"]);
            // --force: a machine that cannot resolve its own name is no reason to fail.
            command.args(["--skip-name-resolve", "--force"]);
            command
        }
        Family::MySql => {
            let mut command = Command::new(&server.program);
            command.args(["--no-defaults", "--initialize-insecure"]);
            command.args(geteuid().is_root().then_some("--user=root"));
            command
        }
    };
    command.args(arguments::durability(durability, server.family));
    command.arg(arguments::data_directory(&unfinished)).stdin(Stdio::null());
    // Not --tmpdir: the script hands options it does not know on without quotes.
    command.env("TMPDIR", &home.temporary);
    let program = command.get_program().into();
    let output = match command.output() {
        Ok(output) => output,
        Err(source) => return Err(StartError::NotRun { program, source }),
    };
    if !output.status.success() {
        let text = [output.stdout, output.stderr].concat();
        let mut log = OpenOptions::new();
        let log = log.create(true).append(true).open(&home.log);
        log.and_then(|mut log| log.write_all(&text)).map_err(StartError::not_writable(&home.log))?;
        let tail = in_short(&String::from_utf8_lossy(&text));
        return Err(StartError::NotInitialised { program, log: home.log.clone(), tail });
    }
    fs::rename(&unfinished, &home.data).map_err(StartError::not_writable(&home.data))?;
    let root = File::open(&home.root).and_then(|root| root.sync_all());
    root.map_err(StartError::not_writable(&home.root))
}

/// Clears what interrupted first starts left. Only space is at stake, so a failure is passed over.
fn remove_unfinished(home: &Home) {
    let Ok(entries) = fs::read_dir(&home.root) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}
