//! Permits, retries, lost connections and timeouts.

use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use diesel::{QueryableByName, RunQueryDsl, sql_query};
use rapport_db::{DbError, Flavour, Sql};
use rapport_kernel::{ApiError, Code};

use crate::{call, open, try_value, value};

#[tokio::test]
async fn a_deadlocked_transaction_is_tried_again_as_a_whole() {
    let (database, db) = open(|_| {});
    let barrier = Arc::new(Barrier::new(2));
    let attempts = Arc::new(AtomicU32::new(0));
    let writers = [(1, 2), (2, 1)].map(|(first, second)| {
        let (db, barrier, attempts) = (db.clone(), Arc::clone(&barrier), Arc::clone(&attempts));
        tokio::spawn(async move {
            db.write(&call(), move |tx| {
                let before = attempts.fetch_add(1, Ordering::SeqCst);
                sql_query(format!("UPDATE counters SET value = value + 1 WHERE id = {first}")).execute(&mut **tx)?;
                if before < 2 {
                    // Both hold their first row before either asks for its second.
                    barrier.wait();
                }
                sql_query(format!("UPDATE counters SET value = value + 1 WHERE id = {second}")).execute(&mut **tx)?;
                Ok(())
            })
            .await
        })
    });
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    assert!(attempts.load(Ordering::SeqCst) > 2, "there was no deadlock to be tried again");
    let conn = &mut database.connect();
    assert_eq!((value(conn, 1), value(conn, 2)), (2, 2));
}

#[tokio::test]
async fn what_a_service_refuses_is_rolled_back() {
    let (database, db) = open(|_| {});
    let outcome: Result<(), ApiError> = db
        .write(&call(), |tx| {
            sql_query("UPDATE counters SET value = 7").execute(&mut **tx)?;
            Err(ApiError::new(Code::Conflict, "no").into())
        })
        .await;
    assert_eq!(outcome.unwrap_err().code, Code::Conflict);
    assert_eq!(value(&mut database.connect(), 1), 0);
}

#[tokio::test]
async fn killed_connections_are_healed_without_an_error() {
    let (database, db) = open(|config| config.pool_size = 3);
    for round in 0..5 {
        let reads: Vec<_> = (0..6).map(|_| db.read(|conn| try_value(conn, 1))).collect();
        for read in futures_util::future::join_all(reads).await {
            assert_eq!(read.unwrap(), round);
        }
        kill_all(&mut database.connect());
        db.write(&call(), |tx| {
            sql_query("UPDATE counters SET value = value + 1 WHERE id = 1").execute(&mut **tx)?;
            Ok(())
        })
        .await
        .unwrap();
        kill_all(&mut database.connect());
    }
    assert_eq!(value(&mut database.connect(), 1), 5, "each write happened once");
}

/// Kills every other connection to the same database.
fn kill_all(conn: &mut diesel::MysqlConnection) {
    #[derive(QueryableByName)]
    struct Process {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        id: i64,
    }
    let others: Vec<Process> = sql_query(
        "SELECT CAST(id AS SIGNED) AS id FROM information_schema.processlist \
         WHERE db = DATABASE() AND id <> CONNECTION_ID()",
    )
    .load(conn)
    .unwrap();
    for other in others {
        // It may have ended by itself.
        let _ = sql_query(format!("KILL {}", other.id)).execute(conn);
    }
}

#[tokio::test]
async fn without_a_free_connection_the_answer_is_overloaded_and_soon() {
    let (_database, db) = open(|config| {
        config.pool_size = 1;
        config.checkout_timeout = Duration::from_millis(200);
    });
    let busy = db.clone();
    let (started, mut holds) = tokio::sync::mpsc::channel::<()>(1);
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = std::sync::Mutex::new(released);
    let holder = tokio::spawn(async move {
        busy.read(move |_| {
            let _ = started.blocking_send(());
            let _ = released.lock().unwrap().recv();
            Ok(())
        })
        .await
    });
    holds.recv().await.unwrap();
    let asked = Instant::now();
    let refused = db.read(|conn| try_value(conn, 1)).await.unwrap_err();
    assert_eq!(refused.code, Code::Overloaded);
    assert!(refused.retry_after.is_some());
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    release.send(()).unwrap();
    holder.await.unwrap().unwrap();
    assert_eq!(db.read(|conn| try_value(conn, 1)).await.unwrap(), 0, "the permit came back");
}

#[tokio::test]
async fn the_queue_for_a_connection_is_bounded() {
    let (_database, db) = open(|config| {
        config.pool_size = 1;
        config.most_waiting = 1;
        config.checkout_timeout = Duration::from_secs(60);
    });
    let (started, mut holds) = tokio::sync::mpsc::channel::<()>(1);
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = std::sync::Mutex::new(released);
    let holder = db.read(move |_| {
        let _ = started.blocking_send(());
        let _ = released.lock().unwrap().recv();
        Ok(())
    });
    let others = async {
        holds.recv().await.unwrap();
        let mut waits = Box::pin(db.read(|conn| try_value(conn, 1)));
        assert!(futures_util::poll!(&mut waits).is_pending());
        // With sixty seconds to wait, only a full queue is told at once.
        let asked = Instant::now();
        let refused = db.read(|conn| try_value(conn, 1)).await.unwrap_err();
        assert_eq!(refused.code, Code::Overloaded);
        assert!(refused.retry_after.is_some());
        assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
        release.send(()).unwrap();
        assert_eq!(waits.await.unwrap(), 0, "who has a place is served");
    };
    let (held, ()) = tokio::join!(holder, others);
    held.unwrap();
    assert_eq!(db.read(|conn| try_value(conn, 1)).await.unwrap(), 0, "the place came back");
}

#[tokio::test]
async fn what_nobody_waits_for_is_ended_and_taken_back() {
    let (database, db) = open(|config| {
        config.pool_size = 1;
        // Long enough that it is not what ends the statements.
        config.statement_timeout = Duration::from_secs(120);
        config.checkout_timeout = Duration::from_secs(30);
    });
    let asked = Instant::now();
    let (started, mut runs) = tokio::sync::mpsc::channel::<()>(1);
    let calling = call();
    let mut write = Box::pin(db.write(&calling, move |tx| {
        sql_query("UPDATE counters SET value = 7 WHERE id = 1").execute(&mut **tx)?;
        let _ = started.blocking_send(());
        let _ = sql_query("DO SLEEP(100)").execute(&mut **tx);
        Ok(())
    }));
    tokio::select! {
        _ = &mut write => panic!("it has ended by itself"),
        _ = runs.recv() => {}
    }
    drop(write);
    // The only connection is free again long before the sleep would be over.
    assert_eq!(db.read(|conn| try_value(conn, 2)).await.unwrap(), 0);
    assert!(asked.elapsed() < Duration::from_secs(30), "{:?}", asked.elapsed());
    assert_eq!(value(&mut database.connect(), 1), 0, "and what was done is taken back");
}

#[tokio::test]
async fn a_statement_that_runs_too_long_is_ended() {
    let (_database, db) = open(|config| config.statement_timeout = Duration::from_millis(300));
    let asked = Instant::now();
    let slow = "SELECT COUNT(*) AS value FROM information_schema.columns a, information_schema.columns b, \
                information_schema.columns c";
    let ended = db
        .read(move |conn| {
            sql_query(slow).execute(conn)?;
            Ok(())
        })
        .await
        .unwrap_err();
    assert_eq!(ended.code, Code::Timeout, "{ended:?}");
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

/// A table's worth of work that no server does in time.
const SLOW: &str = "(SELECT COUNT(*) FROM information_schema.columns a, information_schema.columns b, \
                    information_schema.columns c)";

#[tokio::test]
async fn a_statement_cut_off_between_two_rows_can_be_sent_again() {
    let (_database, db) = open(|config| {
        config.pool_size = 1;
        config.statement_timeout = Duration::from_millis(300);
    });
    // Prepared once per connection, as those of lists are: executed again after it was cut off, it would never answer.
    let slow =
        || Sql::text("SELECT SLEEP(0.05) FROM counters AS a JOIN counters AS b JOIN counters AS c JOIN counters AS d");
    for _ in 0..3 {
        let read = db.read(move |conn| Ok(slow().query::<diesel::sql_types::BigInt>().load::<i64>(conn)?));
        let outcome = tokio::time::timeout(Duration::from_secs(5), read).await.expect("an answer, or a refusal");
        assert_eq!(outcome.unwrap_err().code, Code::Timeout);
    }
}

#[tokio::test]
async fn a_write_that_runs_too_long_is_ended_and_taken_back() {
    let (database, db) = open(|config| {
        config.pool_size = 1;
        config.statement_timeout = Duration::from_millis(300);
    });
    let asked = Instant::now();
    let ended = db
        .write(&call(), |tx| {
            sql_query("UPDATE counters SET value = 7 WHERE id = 1").execute(&mut **tx)?;
            sql_query(format!("UPDATE counters SET value = {SLOW} WHERE id = 2")).execute(&mut **tx)?;
            Ok(())
        })
        .await
        .unwrap_err();
    assert_eq!(ended.code, Code::Timeout, "{ended:?}");
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    assert_eq!(value(&mut database.connect(), 1), 0);
    assert_eq!(db.read(|conn| try_value(conn, 1)).await.unwrap(), 0, "the next one has a sound connection");
    if db.flavour() == Flavour::MySql {
        // Whose statement the watchdog has ended commits nothing, whatever the work makes of the error.
        let passed_over = db
            .write(&call(), |tx| {
                sql_query("UPDATE counters SET value = 7 WHERE id = 1").execute(&mut **tx)?;
                let _ = sql_query(format!("UPDATE counters SET value = {SLOW} WHERE id = 2")).execute(&mut **tx);
                Ok(())
            })
            .await;
        assert_eq!(passed_over.unwrap_err().code, Code::Timeout);
        assert_eq!(value(&mut database.connect(), 1), 0);
    }
}

#[tokio::test]
async fn the_end_of_a_statement_never_hits_the_next() {
    let (_database, db) = open(|config| {
        config.pool_size = 1;
        config.statement_timeout = Duration::from_millis(50);
    });
    for round in 0..40 {
        // Around the limit: some end by themselves as they are being ended.
        let slept = format!("DO SLEEP({})", 0.04 + 0.0005 * f64::from(round));
        let _ = db
            .read(move |conn| {
                sql_query(&slept).execute(conn)?;
                Ok(())
            })
            .await;
        assert_eq!(db.read(|conn| try_value(conn, 1)).await.unwrap(), 0, "round {round}");
    }
}

#[tokio::test]
async fn the_session_is_strict_and_reads_what_is_committed() {
    #[derive(QueryableByName)]
    struct Settings {
        #[diesel(sql_type = diesel::sql_types::Text)]
        sql_mode: String,
    }
    let (_database, db) = open(|_| {});
    let settings = db
        .read(|conn| Ok(sql_query("SELECT CAST(@@SESSION.sql_mode AS CHAR) AS sql_mode").get_result::<Settings>(conn)?))
        .await
        .unwrap();
    for mode in ["STRICT_TRANS_TABLES", "ONLY_FULL_GROUP_BY", "NO_ZERO_DATE", "ERROR_FOR_DIVISION_BY_ZERO"] {
        assert!(settings.sql_mode.contains(mode), "{}", settings.sql_mode);
    }
    let refused = db
        .read(|conn| {
            sql_query("INSERT INTO counters VALUES (3, 'many')").execute(conn)?;
            Ok::<_, DbError>(())
        })
        .await;
    assert!(refused.is_err(), "a value that does not fit is not made to fit");
}
