//! The two programs that are measured, as child processes.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, ensure};
use uuid::Uuid;

use crate::{client::Client, options::Options, wait};

/// A program that serves.
pub(crate) struct Side {
    pub(crate) name: &'static str,
    pub(crate) client: Client,
    child: Child,
}

/// How long a start may take.
const START: Duration = Duration::from_secs(60);

impl Side {
    /// `rapport serve` with a token for an admin.
    ///
    /// Its log goes to a file, as in production.
    pub(crate) fn server(url: &str, folder: &Path, options: &Options) -> anyhow::Result<Self> {
        let secret = [Uuid::now_v7(), Uuid::now_v7()].map(|half| half.simple().to_string()).concat();
        let rapport = |arguments: &[&str]| {
            let mut command = Command::new(program("rapport")?);
            command.args(arguments).env("DATABASE_URL", url).env("RAPPORT_JWT_SECRET", &secret);
            anyhow::Ok(command)
        };
        let told = rapport(&["token", "--role", "admin", "--ttl", "1d"])?.output().context("rapport token")?;
        ensure!(told.status.success(), "rapport token: {}", String::from_utf8_lossy(&told.stderr));
        let token = String::from_utf8(told.stdout)?.trim().to_owned();
        let address = free_address()?;
        let mut command = rapport(&["serve", "--listen", &address])?;
        command.args(["--workers", &options.workers.to_string(), "--pool-size", &options.pool_size.to_string()]);
        // One client asks for everybody.
        command.args(["--rate-burst", "0", "--sockets-per-actor", "100000"]);
        Self::start("server", folder, command, address, Some(token))
    }

    /// The handlers written by hand.
    pub(crate) fn floor(url: &str, folder: &Path, options: &Options) -> anyhow::Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(program("floor")?);
        command.args([&address, &options.workers.to_string(), &options.pool_size.to_string()]);
        command.env("DATABASE_URL", url);
        Self::start("floor", folder, command, address, None)
    }

    fn start(
        name: &'static str,
        folder: &Path,
        mut command: Command,
        address: String,
        token: Option<String>,
    ) -> anyhow::Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let errors = File::create(&log).with_context(|| log.display().to_string())?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors);
        let child = command.spawn().with_context(|| format!("{command:?}"))?;
        let side = Self { name, client: Client { address, token }, child };
        ensure!(wait::until(START, || side.client.is_up()), "the {name} does not answer: see {}", log.display());
        Ok(side)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        // Both fail only if it is gone.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A program that was built beside this one.
pub(crate) fn program(name: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    ensure!(path.exists(), "{} is not built: `make bench` does", path.display());
    Ok(path)
}

fn free_address() -> anyhow::Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}
