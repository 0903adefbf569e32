//! The migrations of all modules, merged in order, under a lock.

use std::collections::BTreeMap;

use diesel::{
    Connection, MysqlConnection, QueryableByName, RunQueryDsl,
    migration::{Migration, MigrationSource, MigrationVersion},
    mysql::Mysql,
    sql_query,
    sql_types::{BigInt, Nullable},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::session::server_version;

/// The migrations of the tables that every module shares.
pub const CORE: EmbeddedMigrations = embed_migrations!("../../migrations/core");

/// The migrations of one module.
#[derive(Clone, Copy)]
pub struct ModuleMigrations {
    /// The module's name, for errors.
    pub module: &'static str,
    /// Its migrations.
    pub source: &'static EmbeddedMigrations,
}

/// Why the migrations could not be run.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The server cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// Two migrations have one version: diesel would silently skip the second.
    #[error("the modules {first} and {second} both have a migration {version}")]
    Duplicate {
        /// The version that stands twice.
        version: String,
        /// The module that had it first.
        first: &'static str,
        /// The other module.
        second: &'static str,
    },
    /// A migration failed. What ran before it stays.
    #[error("the migration {name} of the module {module} failed: {cause}")]
    Failed {
        /// The migration.
        name: String,
        /// Whose it is.
        module: &'static str,
        /// What the database said.
        cause: String,
    },
    /// Another process holds the lock.
    #[error("another process is migrating this database and did not finish in time")]
    Locked,
    /// The list of migrations cannot be read.
    #[error("the migrations cannot be read: {0}")]
    Unreadable(String),
}

type Merged = BTreeMap<MigrationVersion<'static>, (&'static str, Box<dyn Migration<Mysql>>)>;

fn merge(modules: &[ModuleMigrations]) -> Result<Merged, MigrateError> {
    let core = ModuleMigrations { module: "core", source: &CORE };
    let mut merged = Merged::new();
    for module in std::iter::once(&core).chain(modules) {
        let migrations = MigrationSource::<Mysql>::migrations(module.source)
            .map_err(|error| MigrateError::Unreadable(error.to_string()))?;
        for migration in migrations {
            let version = migration.name().version().as_owned();
            if let Some((first, _)) = merged.get(&version) {
                let version = version.to_string();
                return Err(MigrateError::Duplicate { version, first, second: module.module });
            }
            merged.insert(version, (module.module, migration));
        }
    }
    Ok(merged)
}

/// A connection that reads texts as they are: the names of what has run are some.
fn connect(url: &str) -> Result<MysqlConnection, MigrateError> {
    let mut conn = MysqlConnection::establish(url)?;
    server_version(&mut conn).map_err(|error| MigrateError::Unreadable(error.to_string()))?;
    Ok(conn)
}

#[derive(QueryableByName)]
struct Got {
    #[diesel(sql_type = Nullable<BigInt>)]
    got: Option<i64>,
}

/// Runs what is pending, one process at a time. Returns how many ran.
///
/// A module that was left out and comes back migrates then: each is told by its own version, not by a high-water mark.
///
/// # Errors
/// See [`MigrateError`]. DDL is not transactional: each migration is one statement, so none stops half way.
pub fn run(url: &str, modules: &[ModuleMigrations]) -> Result<usize, MigrateError> {
    let merged = merge(modules)?;
    let mut conn = connect(url)?;
    let got = sql_query("SELECT CAST(GET_LOCK('rapport.migrations', 60) AS SIGNED) AS got")
        .get_result::<Got>(&mut conn)
        .map_err(|error| MigrateError::Unreadable(error.to_string()))?;
    if got.got != Some(1) {
        return Err(MigrateError::Locked);
    }
    // The lock goes with the connection.
    run_pending(&mut conn, &merged)
}

fn run_pending(conn: &mut MysqlConnection, merged: &Merged) -> Result<usize, MigrateError> {
    let applied = conn.applied_migrations().map_err(|error| MigrateError::Unreadable(error.to_string()))?;
    let mut ran = 0;
    for (version, (module, migration)) in merged {
        if applied.contains(version) {
            continue;
        }
        let name = migration.name().to_string();
        tracing::info!(%name, module, "migrating");
        conn.run_migration(migration.as_ref()).map_err(|error| MigrateError::Failed {
            name,
            module,
            cause: error.to_string(),
        })?;
        ran += 1;
    }
    Ok(ran)
}

/// How many migrations are known and not yet run.
///
/// # Errors
/// See [`MigrateError`].
pub fn pending(url: &str, modules: &[ModuleMigrations]) -> Result<usize, MigrateError> {
    let merged = merge(modules)?;
    let mut conn = connect(url)?;
    let applied = conn.applied_migrations().map_err(|error| MigrateError::Unreadable(error.to_string()))?;
    Ok(merged.keys().filter(|version| !applied.contains(version)).count())
}

/// Takes back the last `steps` migrations. For tests and development.
///
/// # Errors
/// See [`MigrateError`].
pub fn revert(url: &str, modules: &[ModuleMigrations], steps: usize) -> Result<usize, MigrateError> {
    let merged = merge(modules)?;
    let mut conn = MysqlConnection::establish(url)?;
    let applied = conn.applied_migrations().map_err(|error| MigrateError::Unreadable(error.to_string()))?;
    let mut reverted = 0;
    for (version, (module, migration)) in merged.iter().rev().filter(|(v, _)| applied.contains(v)).take(steps) {
        conn.revert_migration(migration.as_ref()).map_err(|error| MigrateError::Failed {
            name: version.to_string(),
            module,
            cause: error.to_string(),
        })?;
        reverted += 1;
    }
    Ok(reverted)
}
