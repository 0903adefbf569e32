//! What a request reads at once.

use std::sync::{
    Arc, Barrier,
    atomic::{AtomicU32, Ordering},
};

use diesel::{MysqlConnection, QueryableByName, RunQueryDsl, sql_query};
use rapport_db::{Db, DbError, Level};
use rapport_kernel::{ApiError, Code};

use crate::open;

#[derive(QueryableByName)]
struct Connection {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: i64,
}

/// Which connection this is.
fn id(conn: &mut MysqlConnection) -> Result<i64, DbError> {
    Ok(sql_query("SELECT CAST(CONNECTION_ID() AS SIGNED) AS id").get_result::<Connection>(conn)?.id)
}

/// Does something while one of two connections is at work.
async fn while_busy<T>(db: &Db, work: impl Future<Output = T>) -> T {
    let held = Arc::new((Barrier::new(2), Barrier::new(2)));
    let holder = tokio::spawn({
        let (db, held) = (db.clone(), Arc::clone(&held));
        async move {
            db.read(move |_| {
                held.0.wait();
                held.1.wait();
                Ok(())
            })
            .await
        }
    });
    let begun = Arc::clone(&held);
    tokio::task::spawn_blocking(move || begun.0.wait()).await.unwrap();
    let outcome = work.await;
    tokio::task::spawn_blocking(move || held.1.wait()).await.unwrap();
    holder.await.unwrap().unwrap();
    outcome
}

#[tokio::test]
async fn a_quiet_server_reads_beside_each_other() {
    let (_database, db) = open(|config| config.pool_size = 8);
    let (level, both) = (Level::default(), Arc::new(Barrier::new(2)));
    let read = || {
        let both = Arc::clone(&both);
        // Neither goes on without the other.
        level.read(&db, move |_| Ok(both.wait().is_leader()))
    };
    let (one, other) = tokio::join!(read(), read());
    assert_ne!(one.unwrap(), other.unwrap());
}

#[tokio::test]
async fn a_busy_server_reads_a_level_on_one_connection() {
    let (_database, db) = open(|config| config.pool_size = 2);
    let level = Level::default();
    let read = || level.read(&db, id);
    let ids = while_busy(&db, async { tokio::join!(read(), read(), read()) }).await;
    let (first, second, third) = (ids.0.unwrap(), ids.1.unwrap(), ids.2.unwrap());
    assert_eq!([second, third], [first, first]);
}

#[tokio::test]
async fn one_that_fails_leaves_the_others_alone() {
    let (_database, db) = open(|config| config.pool_size = 2);
    let level = Level::default();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = |answer: Result<u32, Code>| {
        let runs = Arc::clone(&runs);
        level.read(&db, move |_| {
            runs.fetch_add(1, Ordering::SeqCst);
            answer.map_err(|code| ApiError::new(code, "no").into())
        })
    };
    let (one, two, three) =
        while_busy(&db, async { tokio::join!(counted(Ok(1)), counted(Err(Code::Forbidden)), counted(Ok(3))) }).await;
    assert_eq!((one.unwrap(), three.unwrap()), (1, 3));
    assert_eq!(two.unwrap_err().code, Code::Forbidden);
    assert_eq!(runs.load(Ordering::SeqCst), 3, "each was run once");
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_is_not_noticed() {
    let (database, db) = open(|config| config.pool_size = 2);
    let level = Level::default();
    let runs = Arc::new(AtomicU32::new(0));
    let (first, second) = while_busy(&db, async {
        let (killer, runs) = (std::sync::Mutex::new(database.connect()), Arc::clone(&runs));
        let kills = level.read(&db, move |conn| {
            runs.fetch_add(1, Ordering::SeqCst);
            let own = id(conn)?;
            let killer = &mut *killer.lock().unwrap();
            Ok(sql_query(format!("KILL CONNECTION {own}")).execute(killer)?)
        });
        tokio::join!(kills, level.read(&db, id))
    })
    .await;
    first.unwrap();
    assert!(second.unwrap() > 0);
    assert_eq!(runs.load(Ordering::SeqCst), 1, "what was read is not read again");
}
