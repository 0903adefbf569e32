//! The server's command line.

use std::ffi::OsString;
use std::path::Path;

use nix::unistd::geteuid;

use crate::home::Home;
use crate::tools::Family;
use crate::{Durability, Options};

/// How the server is told its data directory, and how [`crate::process`] knows the server again.
pub(crate) fn data_directory(data: &Path) -> OsString {
    with_path("--datadir=", data)
}

/// All arguments of the server, `--no-defaults` first as it must be.
pub(crate) fn server(home: &Home, options: &Options, family: Family) -> Vec<OsString> {
    let mut all: Vec<OsString> = vec![
        "--no-defaults".into(),
        data_directory(&home.data),
        with_path("--socket=", &home.socket),
        with_path("--pid-file=", &home.pid_file),
        with_path("--tmpdir=", &home.temporary),
        format!("--innodb-buffer-pool-size={}M", options.buffer_pool_mib).into(),
    ];
    let mut add = |texts: &[&str]| all.extend(texts.iter().map(OsString::from));
    add(&[
        "--skip-networking",
        "--skip-name-resolve",
        "--skip-log-bin",
        "--character-set-server=utf8mb4",
        "--collation-server=utf8mb4_unicode_520_ci",
        "--default-time-zone=+00:00",
        "--max-connections=300",
        // About 100 MiB that nobody here looks at.
        "--performance-schema=OFF",
    ]);
    match family {
        Family::MariaDb => add(&["--aria-pagecache-buffer-size=8M"]),
        // The X plug-in would open a port; the default export folder exists only where a package made it.
        Family::MySql => add(&["--mysqlx=OFF", "--secure-file-priv=NULL"]),
    }
    add(durability(options.durability, family));
    if geteuid().is_root() {
        // The server refuses to run as root unless it is told to.
        add(&["--user=root"]);
    }
    all
}

/// What gives durability up where it is not wanted. Making the data directory takes these, too.
pub(crate) fn durability(wanted: Durability, family: Family) -> &'static [&'static str] {
    match (wanted, family) {
        (Durability::Durable, _) => &[],
        (Durability::Throwaway, Family::MariaDb) => &[
            "--innodb-flush-log-at-trx-commit=0",
            "--sync-binlog=0",
            "--skip-innodb-doublewrite",
            "--innodb-flush-method=nosync",
            "--sync-frm=OFF",
        ],
        (Durability::Throwaway, Family::MySql) => &[
            "--innodb-flush-log-at-trx-commit=0",
            "--sync-binlog=0",
            "--skip-innodb-doublewrite",
            "--innodb-flush-method=nosync",
            // Threads that only hand the log on cost more than they bring on few cores.
            "--innodb-log-writer-threads=OFF",
        ],
    }
}

/// One argument of an option and a path, which need not be text.
fn with_path(option: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(option);
    argument.push(path);
    argument
}
