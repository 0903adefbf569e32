//! The door, on a real database server.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod door;
mod migrations;

use rapport_db::{Db, DbConfig};
use rapport_kernel::{Actor, Call, Clock, Role};
use rapport_test_support::TestDatabase;

/// A door to a database with the shared tables and one of its own.
fn open(configure: impl FnOnce(&mut DbConfig)) -> (TestDatabase, Db) {
    use diesel::connection::SimpleConnection;
    let database = TestDatabase::new(&[]);
    database
        .connect()
        .batch_execute(
            "CREATE TABLE counters (id INT NOT NULL PRIMARY KEY, value INT NOT NULL) ENGINE = InnoDB; \
             INSERT INTO counters VALUES (1, 0), (2, 0)",
        )
        .unwrap();
    let mut config = DbConfig::new(database.url());
    configure(&mut config);
    let db = Db::open(&config).unwrap();
    (database, db)
}

fn call() -> Call {
    Call::new(Actor::demo(Role::Admin), "test", Clock::system())
}
