//! Tells which database server the tests run on: `server-version [MySQL|MariaDB]`.
//!
//! It fails where the server is not of the family that is asked for, so that nobody believes a run on the wrong one.

use std::process::ExitCode;

use diesel::{Connection, MysqlConnection};
use rapport_db::{Flavour, session::server_version};

/// Where the server is.
const VARIABLE: &str = "RAPPORT_TEST_DATABASE_URL";

fn main() -> ExitCode {
    match run(std::env::args().nth(1).as_deref()) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("server-version: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(wanted: Option<&str>) -> Result<String, Box<dyn std::error::Error>> {
    let url = std::env::var(VARIABLE).map_err(|_| format!("{VARIABLE} names no server"))?;
    let version = server_version(&mut MysqlConnection::establish(&url)?)?;
    let family = match Flavour::of_version(&version) {
        Flavour::MySql => "MySQL",
        Flavour::MariaDb => "MariaDB",
    };
    if wanted.is_some_and(|wanted| wanted != family) {
        return Err(format!("{VARIABLE} names a {family} ({version}), {} is wanted", wanted.unwrap_or_default()).into());
    }
    Ok(format!("==> the tests run on {family}: SELECT VERSION() says {version}"))
}
