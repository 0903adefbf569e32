//! Runs a command with a throwaway database: `with-database [--home DIR] [--server PROGRAM] -- COMMAND ARGUMENTS..`.

use std::env;
use std::ffi::OsString;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};
use std::sync::mpsc::{self, Sender};
use std::thread;

use nix::sys::signal::{Signal, kill};
use nix::sys::statvfs::statvfs;
use nix::unistd::Pid;
use rapport_private_database::{Options, PrivateDatabase};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Where the command finds the database.
const VARIABLE: &str = "RAPPORT_TEST_DATABASE_URL";

/// How many bytes memory must have to spare: the tests need a quarter of it, those that take minutes half.
const ROOM_IN_MEMORY: u64 = 4 << 30;

const USAGE: &str = "usage: with-database [--home DIR] [--server PROGRAM] -- COMMAND ARGUMENTS..";

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("with-database: {error}");
        ExitCode::FAILURE
    })
}

fn run() -> Result<ExitCode, Failure> {
    let Arguments { home, server, mut command } = parse(env::args_os().skip(1)).ok_or(USAGE)?;
    if env::var_os(VARIABLE).is_some() {
        // Returns only when it fails.
        let error = command.exec();
        return Err(not_run(&command, &error));
    }
    // From here on a signal is an event: the server is stopped whatever comes.
    let (tell, events) = mpsc::channel();
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    let tell_signal = tell.clone();
    thread::spawn(move || signals.forever().try_for_each(|signal| tell_signal.send(Event::Signal(signal))));

    let temporary = if home.is_none() {
        Some(tempfile::Builder::new().prefix("rapport-").tempdir_in(temporary_folder())?)
    } else {
        None
    };
    let home = home.or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned())).ok_or(USAGE)?;
    let database = PrivateDatabase::start(&Options { server, ..Options::throwaway(home) })?;
    command.env(VARIABLE, database.database_url("mysql"));
    let pid = spawn(command, tell)?;

    let status = loop {
        match events.recv()? {
            // In a terminal the command got Ctrl-C already. A second SIGINT does not hurt, a missing one would.
            Event::Signal(signal) => drop(kill(pid, Signal::try_from(signal)?).map_err(Failure::from)),
            Event::Ended(status) => break status?,
        }
    };
    database.stop()?;
    if let Some(folder) = temporary {
        folder.close()?;
    }
    Ok(exit_code(status))
}

/// Where a throwaway server lives: in memory where there is room, for every table is a file, and tests make thousands.
/// It is a third of their time on a disk. `TMPDIR` decides otherwise.
fn temporary_folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let room = statvfs(memory).map_or(0, |found| found.blocks_available().saturating_mul(found.fragment_size()));
    if env::var_os("TMPDIR").is_none() && room >= ROOM_IN_MEMORY { memory.to_owned() } else { env::temp_dir() }
}

struct Arguments {
    home: Option<PathBuf>,
    server: Option<PathBuf>,
    command: Command,
}

enum Event {
    Signal(i32),
    Ended(std::io::Result<ExitStatus>),
}

/// Starts the command and a thread that waits for it.
fn spawn(mut command: Command, tell: Sender<Event>) -> Result<Pid, Failure> {
    let mut child = command.spawn().map_err(|error| not_run(&command, &error))?;
    let pid = Pid::from_raw(child.id().cast_signed());
    // The receiver is gone only when nobody waits any more.
    thread::spawn(move || drop(tell.send(Event::Ended(child.wait()))));
    Ok(pid)
}

fn parse(mut arguments: impl Iterator<Item = OsString>) -> Option<Arguments> {
    let (mut home, mut server) = (None, None);
    loop {
        let argument = arguments.next()?;
        match argument.to_str()? {
            "--home" => home = Some(PathBuf::from(arguments.next()?)),
            "--server" => server = Some(PathBuf::from(arguments.next()?)),
            "--" => break,
            _ => return None,
        }
    }
    let mut command = Command::new(arguments.next()?);
    command.args(arguments);
    Some(Arguments { home, server, command })
}

/// As a shell tells it: a command ended by signal N has the code 128 + N.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

fn not_run(command: &Command, error: &std::io::Error) -> Failure {
    format!("{} could not be run ({error})", command.get_program().display()).into()
}
