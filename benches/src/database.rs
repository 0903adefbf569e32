//! The database that is measured on: seeded once, kept, and taken back to its state after each run.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, ensure};
use diesel::{Connection, MysqlConnection, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Binary};
use rapport_private_database::{Options as Private, PrivateDatabase};
use uuid::Uuid;

use crate::{options::Options, side};

/// The name of the database on the private server.
const NAME: &str = "rapport_bench";

/// A private server with the data on it.
pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) folder: PathBuf,
    server: PrivateDatabase,
    /// An id made when the data was complete: what a run adds has a greater one.
    seeded: Uuid,
}

impl Database {
    /// Starts the server, and seeds it the first time.
    pub(crate) fn open(options: &Options) -> anyhow::Result<Self> {
        // Neither opens what the other wrote.
        let other = if options.server.is_some() { "-other" } else { "" };
        let folder = PathBuf::from(format!(".rapport/bench-{}{other}", options.contacts));
        let private = Private {
            buffer_pool_mib: options.buffer_pool_mib,
            server: options.server.clone(),
            ..Private::durable(&folder)
        };
        let server = PrivateDatabase::start(&private)?;
        let url = server.database_url(NAME);
        let mark = folder.join("seeded");
        let seeded = match fs::read_to_string(&mark) {
            Ok(text) => Uuid::parse_str(text.trim()).with_context(|| mark.display().to_string())?,
            Err(_) => seed(&server, &url, &mark, options.contacts)?,
        };
        let database = Self { url, folder, server, seeded };
        database.tidy()?;
        Ok(database)
    }

    pub(crate) fn pid(&self) -> anyhow::Result<u32> {
        Ok(u32::try_from(self.server.pid())?)
    }

    pub(crate) fn connect(&self) -> anyhow::Result<MysqlConnection> {
        Ok(MysqlConnection::establish(&self.url)?)
    }

    /// Removes the interactions that a run has recorded, so that the next one reads as many rows. What the log says of
    /// them stays: nothing that is measured reads it.
    pub(crate) fn tidy(&self) -> anyhow::Result<()> {
        let mut conn = self.connect()?;
        let text = "DELETE FROM interactions WHERE id > ? ORDER BY id LIMIT 10000";
        while sql_query(text).bind::<Binary, _>(self.seeded.as_bytes().to_vec()).execute(&mut conn)? > 0 {}
        Ok(())
    }
}

/// A database that is left half full by an interrupted run is filled anew.
fn seed(server: &PrivateDatabase, url: &str, mark: &Path, contacts: u32) -> anyhow::Result<Uuid> {
    eprintln!("seeding {contacts} people, once");
    MysqlConnection::establish(&server.database_url("mysql"))?.batch_execute(&format!(
        "DROP DATABASE IF EXISTS {NAME}; \
         CREATE DATABASE {NAME} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"
    ))?;
    let status = Command::new(side::program("rapport")?)
        .args(["seed", "--contacts", &contacts.to_string()])
        .env("DATABASE_URL", url)
        .status()
        .context("rapport seed")?;
    ensure!(status.success(), "rapport seed failed");
    MysqlConnection::establish(url)?
        .batch_execute(
            "ANALYZE TABLE contacts, companies, affiliations, contact_emails, interactions, deals, deal_contacts, deal_stays, \
             deal_lines, orders, order_lines, payments, leads, tasks",
        )?;
    let seeded = Uuid::now_v7();
    fs::write(mark, seeded.to_string()).with_context(|| mark.display().to_string())?;
    Ok(seeded)
}
