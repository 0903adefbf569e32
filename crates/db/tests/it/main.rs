//! The door, on a real database server.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod door;
mod level;
mod migrations;
mod transactions;

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Integer};
use rapport_db::{Db, DbConfig, DbError};
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

#[derive(QueryableByName)]
struct Counter {
    #[diesel(sql_type = Integer)]
    value: i32,
}

fn try_value(conn: &mut diesel::MysqlConnection, id: i32) -> Result<i32, DbError> {
    Ok(sql_query(format!("SELECT value FROM counters WHERE id = {id}")).get_result::<Counter>(conn)?.value)
}

fn value(conn: &mut diesel::MysqlConnection, id: i32) -> i32 {
    try_value(conn, id).unwrap()
}
