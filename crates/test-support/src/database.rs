//! A database for one test.

use std::sync::OnceLock;

use diesel::{
    Connection, MysqlConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text,
};
use rapport_db::{
    Flavour,
    migrate::{self, ModuleMigrations},
    session::server_version,
};
use rapport_private_database::{Options, PrivateDatabase};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A database that is there for one test and dropped with it.
pub struct TestDatabase {
    name: String,
    url: String,
}

/// The server's address, without a database.
fn server() -> &'static str {
    static SERVER: OnceLock<(String, Option<PrivateDatabase>)> = OnceLock::new();
    let (url, _) = SERVER.get_or_init(|| match std::env::var("RAPPORT_TEST_DATABASE_URL") {
        Ok(url) => (url, None),
        Err(_) => {
            let home = std::env::temp_dir().join("rapport-test-database");
            let private = PrivateDatabase::start(&Options::throwaway(home)).expect("a throwaway database server");
            (private.database_url("mysql"), Some(private))
        }
    });
    url
}

/// The address of a database on the server.
fn url_of(name: &str) -> String {
    let server = server();
    let (head, query) = server.split_once('?').map_or((server, None), |(head, query)| (head, Some(query)));
    let (base, _) = head.rsplit_once('/').expect("the address names a database");
    query.map_or_else(|| format!("{base}/{name}"), |query| format!("{base}/{name}?{query}"))
}

fn connect(url: &str) -> MysqlConnection {
    MysqlConnection::establish(url).expect("a connection to the test database server")
}

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Definition {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "Create Table")]
    definition: String,
}

fn tables(conn: &mut MysqlConnection, database: &str) -> Vec<String> {
    sql_query(
        "SELECT CAST(table_name AS CHAR) AS name FROM information_schema.tables \
         WHERE table_schema = ? AND table_type = 'BASE TABLE' ORDER BY table_name",
    )
    .bind::<Text, _>(database)
    .load::<Table>(conn)
    .expect("the tables of the template")
    .into_iter()
    .map(|table| table.name)
    .collect()
}

/// The template for these migrations, migrated on first use. Its name tells what it holds.
fn template(modules: &[ModuleMigrations]) -> String {
    use diesel::migration::{Migration, MigrationSource};
    let mut hash = Sha256::new();
    let core = ModuleMigrations { module: "core", source: &migrate::CORE };
    for module in std::iter::once(&core).chain(modules) {
        let migrations: Vec<Box<dyn Migration<diesel::mysql::Mysql>>> =
            module.source.migrations().expect("readable migrations");
        for migration in migrations {
            hash.update(migration.name().to_string());
        }
    }
    // Migrations that are still being written keep their names: the build's own id tells two states apart.
    hash.update(
        std::env::current_exe()
            .ok()
            .and_then(|path| path.metadata().ok()?.modified().ok())
            .map_or(0, |time| time.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos()))
            .to_be_bytes(),
    );
    let digest = hash.finalize();
    let name =
        format!("rapport_template_{}", digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect::<String>());
    let mut conn = connect(server());
    sql_query(format!("DO GET_LOCK('{name}', 60)")).execute(&mut conn).expect("the template's lock");
    conn.batch_execute(&format!(
        "CREATE DATABASE IF NOT EXISTS {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"
    ))
    .expect("the template");
    migrate::run(&url_of(&name), modules).expect("migrations that run");
    name
}

impl TestDatabase {
    /// A database with the tables of these modules.
    #[must_use]
    pub fn new(modules: &[ModuleMigrations]) -> Self {
        let database = Self::empty();
        let mut conn = database.connect();
        let version = server_version(&mut conn).expect("the server's version");
        match Flavour::of_version(&version) {
            Flavour::MariaDb => database.clone_from(&mut conn, &template(modules)),
            // MySQL does not show a definition to a prepared statement, which is all that diesel sends.
            Flavour::MySql => {
                migrate::run(database.url(), modules).expect("migrations that run");
            }
        }
        database
    }

    fn clone_from(&self, conn: &mut MysqlConnection, template: &str) {
        conn.batch_execute("SET foreign_key_checks = 0").expect("a setting");
        for table in tables(conn, template) {
            let shown = sql_query(format!("SHOW CREATE TABLE {template}.{table}"));
            let definition = shown.get_result::<Definition>(conn).expect("a table's definition").definition;
            conn.batch_execute(&definition).expect("a table");
        }
        for table in ["__diesel_schema_migrations", "event_sequence"] {
            let copy = format!("INSERT INTO {}.{table} SELECT * FROM {template}.{table}", self.name);
            conn.batch_execute(&copy).expect("its rows");
        }
    }

    /// An empty database, without any table.
    #[must_use]
    pub fn empty() -> Self {
        let name = format!("rapport_test_{}", Uuid::now_v7().simple());
        connect(server())
            .batch_execute(&format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"))
            .expect("a test database");
        Self { url: url_of(&name), name }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A connection to it, past the door.
    #[must_use]
    pub fn connect(&self) -> MysqlConnection {
        connect(&self.url)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Ok(mut conn) = MysqlConnection::establish(server()) {
            let _ = conn.batch_execute(&format!("DROP DATABASE IF EXISTS {}", self.name));
        }
    }
}
