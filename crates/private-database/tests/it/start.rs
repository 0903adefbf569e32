//! Start, stop, and what is said when a start fails.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use rapport_private_database::{Options, PrivateDatabase};
use tempfile::tempdir;

use crate::{runs, sql, start};

#[test]
fn a_fresh_start_answers_and_ends() {
    let folder = tempdir().unwrap();
    let Some(database) = start(&Options::throwaway(folder.path().join("new/home"))) else { return };
    let (pid, socket) = (database.pid(), database.socket().to_owned());
    assert!(!database.is_shared());
    assert_eq!(sql(&socket, "SELECT @@character_set_server, @@time_zone, @@skip_networking"), "utf8mb4\t+00:00\t1");
    let url = database.database_url("mysql");
    assert!(url.starts_with("mysql://root@localhost/mysql?unix_socket=/"), "{url}");
    let run = fs::metadata(database.home().join("run")).unwrap();
    assert_eq!(run.permissions().mode() & 0o777, 0o700);

    database.stop().unwrap();
    assert!(!runs(pid));
    assert!(!socket.exists());
}

#[test]
fn the_data_stays() {
    let folder = tempdir().unwrap();
    let options = Options { buffer_pool_mib: 32, ..Options::durable(folder.path()) };
    let Some(first) = start(&options) else { return };
    assert_eq!(
        sql(first.socket(), "SELECT @@innodb_buffer_pool_size DIV 1048576, @@innodb_flush_log_at_trx_commit"),
        "32\t1"
    );
    sql(first.socket(), "CREATE DATABASE kept; CREATE TABLE kept.t (n INT); INSERT INTO kept.t VALUES (42)");
    // By drop this time.
    drop(first);
    let second = start(&options).unwrap();
    assert_eq!(sql(second.socket(), "SELECT n FROM kept.t"), "42");
}

#[test]
fn an_interrupted_first_start_leaves_nothing_in_the_way() {
    let folder = tempdir().unwrap();
    let unfinished = folder.path().join("database.new.1");
    fs::create_dir_all(unfinished.join("mysql")).unwrap();
    let Some(_database) = start(&Options::throwaway(folder.path())) else { return };
    assert!(!unfinished.exists());
}

#[test]
fn a_folder_without_system_tables_is_not_touched() {
    let folder = tempdir().unwrap();
    let Some(_available) = start(&Options::throwaway(folder.path().join("available"))) else { return };
    let home = folder.path().join("home").join("database");
    fs::create_dir_all(&home).unwrap();
    let error = PrivateDatabase::start(&Options::throwaway(home.parent().unwrap())).unwrap_err().to_string();
    let data = home.canonicalize().unwrap();
    assert_eq!(
        error,
        format!(
            "{} is not a MariaDB data directory: move it away and start again (with an empty database)",
            data.display()
        )
    );
}

#[test]
fn a_broken_data_directory_gives_one_line() {
    let folder = tempdir().unwrap();
    let Some(database) = start(&Options::throwaway(folder.path())) else { return };
    let (data, log) = (database.home().join("database"), database.log().to_owned());
    database.stop().unwrap();
    fs::write(data.join("ibdata1"), "no pages").unwrap();

    let error = PrivateDatabase::start(&Options::throwaway(folder.path())).unwrap_err().to_string();
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.starts_with("the database server ended at once (exit status: 1): "), "{error}");
    assert!(error.contains("ibdata1"), "the log's own words: {error}");
    assert!(error.contains(&format!("move {} away", data.display())), "{error}");
    assert!(error.ends_with(&format!("the log is {}", log.display())), "{error}");
    assert!(!folder.path().join("run/database.pid").exists());
}

#[test]
fn a_long_path_with_odd_characters_works() {
    let folder = tempdir().unwrap();
    let home = folder.path().join("a+b c%20 & : ü").join("d".repeat(120));
    let Some(database) = start(&Options::throwaway(home)) else { return };
    let short = database.socket().parent().unwrap().to_owned();
    assert_eq!(sql(database.socket(), "SELECT 1"), "1");
    database.stop().unwrap();
    assert!(!short.exists());
}

#[test]
fn the_url_survives_odd_characters() {
    let folder = tempdir().unwrap();
    let Some(database) = start(&Options::throwaway(folder.path().join("a+b c%20"))) else { return };
    let url = database.database_url("mysql");
    assert!(url.ends_with("/a%2Bb%20c%2520/run/db.sock"), "{url}");
}

/// A server that starts clears its temporary folder, so a shared one would make these fail each other.
#[test]
fn many_first_starts_at_once_do_not_disturb_each_other() {
    let folder = tempdir().unwrap();
    std::thread::scope(|scope| {
        for home in 0..6 {
            let options = Options::throwaway(folder.path().join(home.to_string()));
            scope.spawn(move || drop(start(&options)));
        }
    });
}
