//! Runs a command with a throwaway database: `with-database [--home DIR] -- COMMAND ARGUMENTS..`.

use std::env;
use std::ffi::OsString;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};
use std::sync::mpsc::{self, Sender};
use std::thread;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rapport_private_database::{Options, PrivateDatabase};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Where the command finds the database.
const VARIABLE: &str = "RAPPORT_TEST_DATABASE_URL";

const USAGE: &str = "usage: with-database [--home DIR] -- COMMAND ARGUMENTS..";

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("with-database: {error}");
        ExitCode::FAILURE
    })
}

fn run() -> Result<ExitCode, Failure> {
    let (home, mut command) = parse(env::args_os().skip(1)).ok_or(USAGE)?;
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

    let temporary = if home.is_none() { Some(tempfile::Builder::new().prefix("rapport-").tempdir()?) } else { None };
    let home = home.or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned())).ok_or(USAGE)?;
    let database = PrivateDatabase::start(&Options::throwaway(home))?;
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

fn parse(mut arguments: impl Iterator<Item = OsString>) -> Option<(Option<PathBuf>, Command)> {
    let mut home = None;
    loop {
        let argument = arguments.next()?;
        match argument.to_str()? {
            "--home" => home = Some(PathBuf::from(arguments.next()?)),
            "--" => break,
            _ => return None,
        }
    }
    let mut command = Command::new(arguments.next()?);
    command.args(arguments);
    Some((home, command))
}

/// As a shell tells it: a command ended by signal N has the code 128 + N.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

fn not_run(command: &Command, error: &std::io::Error) -> Failure {
    format!("{} could not be run ({error})", command.get_program().display()).into()
}
