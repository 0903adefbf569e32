//! What a transaction leaves behind: in the tables, and in the pool.

use diesel::{
    Connection, MysqlConnection, QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Text},
};
use rapport_db::{Db, DbError};
use rapport_kernel::{ApiError, Code};

use crate::{call, open, value};

fn add_one(conn: &mut MysqlConnection) -> Result<(), DbError> {
    sql_query("UPDATE counters SET value = value + 1 WHERE id = 1").execute(conn)?;
    Ok(())
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// The only connection's number and whether each of its statements is a transaction.
async fn session(db: &Db) -> (i64, i64) {
    let ask = |text: &'static str| db.read(move |conn| Ok(sql_query(text).get_result::<Number>(conn)?.number));
    let id = ask("SELECT CAST(CONNECTION_ID() AS SIGNED) AS number").await.unwrap();
    (id, ask("SELECT CAST(@@SESSION.autocommit AS SIGNED) AS number").await.unwrap())
}

#[tokio::test]
async fn no_transaction_leaks_into_the_pool() {
    let (database, db) = open(|config| config.pool_size = 1);
    db.write(&call(), |tx| add_one(tx)).await.unwrap();
    let (first, autocommit) = session(&db).await;
    assert_eq!(autocommit, 1, "after a commit");

    let refused: Result<(), ApiError> = db
        .write(&call(), |tx| {
            add_one(tx)?;
            Err(ApiError::new(Code::Conflict, "no").into())
        })
        .await;
    assert_eq!(refused.unwrap_err().code, Code::Conflict);
    assert_eq!(session(&db).await, (first, 1), "after a refusal");

    let failed: Result<(), ApiError> = db
        .write(&call(), |tx| {
            add_one(tx)?;
            sql_query("SELECT nothing FROM nowhere").execute(&mut **tx)?;
            Ok(())
        })
        .await;
    assert_eq!(failed.unwrap_err().code, Code::Internal);
    assert_eq!(session(&db).await, (first, 1), "after a statement that failed");

    let panicked: Result<(), ApiError> = db
        .write(&call(), |tx| {
            add_one(tx)?;
            panic!("a fault of the program");
        })
        .await;
    assert_eq!(panicked.unwrap_err().code, Code::Internal);
    let (second, autocommit) = session(&db).await;
    assert_ne!(first, second, "a connection with an open transaction is replaced");
    assert_eq!(autocommit, 1, "after a panic");

    assert_eq!(value(&mut database.connect(), 1), 1, "only the first write holds");
}

#[tokio::test]
async fn a_commit_that_fails_is_an_error_and_leaves_nothing() {
    let (database, db) = open(|config| config.pool_size = 1);
    let other = database.url().to_owned();
    let outcome = db
        .write(&call(), move |tx| {
            add_one(tx)?;
            // The connection goes after the last statement of the work: what fails is the commit.
            let id = sql_query("SELECT CAST(CONNECTION_ID() AS SIGNED) AS number").get_result::<Number>(&mut **tx)?;
            let mut killer = MysqlConnection::establish(&other).unwrap();
            sql_query(format!("KILL {}", id.number)).execute(&mut killer)?;
            Ok(())
        })
        .await;
    assert_eq!(outcome.unwrap_err().code, Code::Internal);
    assert_eq!(value(&mut database.connect(), 1), 0);
    db.write(&call(), |tx| add_one(tx)).await.unwrap();
    assert_eq!(value(&mut database.connect(), 1), 1, "the pool has healed");
}

#[tokio::test]
async fn a_transaction_within_is_a_savepoint() {
    let (database, db) = open(|_| {});
    db.write(&call(), |tx| {
        add_one(tx)?;
        let inner: Result<(), DbError> = tx.transaction(|conn| {
            add_one(conn)?;
            Err(ApiError::new(Code::Conflict, "no").into())
        });
        assert!(inner.is_err());
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(value(&mut database.connect(), 1), 1, "what is within is taken back, what is around it holds");
}

#[tokio::test]
async fn a_write_of_one_statement_takes_three_round_trips() {
    #[derive(QueryableByName)]
    struct Status {
        #[diesel(sql_type = Text, column_name = "Value")]
        value: String,
    }
    let (_database, db) = open(|config| config.pool_size = 1);
    // The server counts what a client sends on this connection, but for what prepares a statement.
    let questions = || {
        db.read(|conn| {
            let status = sql_query("SHOW SESSION STATUS LIKE 'Questions'").get_result::<Status>(conn)?;
            Ok(status.value.parse::<u64>().unwrap())
        })
    };
    let before = questions().await.unwrap();
    db.write(&call(), |tx| add_one(tx)).await.unwrap();
    let asking = 1;
    assert_eq!(questions().await.unwrap() - before - asking, 3);
}
