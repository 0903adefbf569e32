//! Migrations: merged, in order, under a lock, up and down.

use diesel::{
    migration::{Migration, MigrationSource},
    mysql::Mysql,
};
use rapport_db::migrate::{self, MigrateError, ModuleMigrations};
use rapport_test_support::TestDatabase;

const AGAIN: ModuleMigrations = ModuleMigrations { module: "again", source: &migrate::CORE };

/// How many migrations of the house's own there are.
fn all() -> usize {
    let migrations: Vec<Box<dyn Migration<Mysql>>> = migrate::CORE.migrations().unwrap();
    assert!(migrations.len() > 5);
    migrations.len()
}

#[test]
fn a_version_that_stands_twice_stops_the_run_and_names_both_modules() {
    let database = TestDatabase::empty();
    let error = migrate::run(database.url(), &[AGAIN]).unwrap_err();
    assert!(matches!(error, MigrateError::Duplicate { first: "core", second: "again", .. }), "{error}");
    assert_eq!(migrate::pending(database.url(), &[]).unwrap(), all(), "nothing ran");
}

#[test]
fn several_processes_migrate_once() {
    let database = TestDatabase::empty();
    let ran: usize = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| migrate::run(database.url(), &[]).unwrap())).collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!(ran, all());
    assert_eq!(migrate::run(database.url(), &[]).unwrap(), 0);
}

#[test]
fn every_migration_goes_down_and_up_again() {
    let database = TestDatabase::empty();
    migrate::run(database.url(), &[]).unwrap();
    assert_eq!(migrate::revert(database.url(), &[], all()).unwrap(), all());
    assert_eq!(migrate::run(database.url(), &[]).unwrap(), all());
}
