//! Demo data on a real database, whose server `RAPPORT_TEST_DATABASE_URL` names. Without it each test says so and passes.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the workspace allows them in tests, which clippy does not see in the functions that tests share"
)]

use std::time::Instant;

use chrono::NaiveDate;
use diesel::{Connection, MysqlConnection, QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use rapport_db::migrate::{self, ModuleMigrations};
use rapport_demo_data::{Plan, Progress, SeedError, Summary, seed};

const VARIABLE: &str = "RAPPORT_TEST_DATABASE_URL";
const CONTACTS: EmbeddedMigrations = embed_migrations!("../../migrations/contacts");
const PIPELINE: EmbeddedMigrations = embed_migrations!("../../migrations/pipeline");

/// A migrated database of one's own, dropped at the end.
struct Database {
    server: String,
    name: String,
    conn: MysqlConnection,
}

impl Database {
    fn create(test: &str) -> Option<Self> {
        let Ok(server) = std::env::var(VARIABLE) else {
            eprintln!("skipped: {VARIABLE} names no database server (with-database starts one)");
            return None;
        };
        let name = format!("rapport_demo_data_{test}_{}", std::process::id());
        let mut admin = MysqlConnection::establish(&server).unwrap();
        sql_query(format!("CREATE DATABASE {name}")).execute(&mut admin).unwrap();
        let (address, options) = server.split_once('?').map_or((server.as_str(), None), |(a, o)| (a, Some(o)));
        let (host, _) = address.rsplit_once('/').unwrap();
        let url = options.map_or(format!("{host}/{name}"), |options| format!("{host}/{name}?{options}"));
        let contacts = ModuleMigrations { module: "contacts", source: &CONTACTS };
        migrate::run(&url, &[contacts, ModuleMigrations { module: "pipeline", source: &PIPELINE }]).unwrap();
        let conn = MysqlConnection::establish(&url).unwrap();
        Some(Self { server, name, conn })
    }

    fn number(&mut self, query: &str) -> u64 {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            n: i64,
        }
        let query = format!("SELECT CAST(({query}) AS SIGNED) AS n");
        let row: Row = sql_query(query).get_result(&mut self.conn).unwrap();
        row.n.try_into().unwrap()
    }

    fn count(&mut self, table: &str) -> u64 {
        self.number(&format!("SELECT COUNT(*) FROM {table}"))
    }

    /// That each table has what the summary says, and that no row refers to one that is not there.
    fn check(&mut self, summary: &Summary) {
        // Each deal is in the stage of its one stay that goes on.
        let present = "SELECT COUNT(*) FROM deals JOIN deal_stays s ON s.deal_id = deals.id AND s.is_present = 1 AND s.stage_id = deals.stage_id";
        assert_eq!(self.number(present), summary.deals);
        // Some came back to a stage, though not most.
        let back = "SELECT COUNT(*) FROM (SELECT deal_id FROM deal_stays GROUP BY deal_id, stage_id HAVING COUNT(*) > 1) AS back";
        let back = self.number(back);
        assert!((back > 0 || summary.deals < 400) && back <= summary.deals / 2, "{back} of {}", summary.deals);
        for (table, expected) in [
            ("users", summary.users),
            ("teams", summary.teams),
            ("team_members", summary.team_members),
            ("tags", summary.tags),
            ("companies", summary.companies),
            ("contacts", summary.contacts),
            ("contact_emails", summary.emails),
            ("contact_phones", summary.phones),
            ("contact_addresses", summary.addresses),
            ("contact_social_accounts", summary.social_accounts),
            ("contact_tags", summary.contact_tags),
            ("affiliations", summary.affiliations),
            ("interactions", summary.interactions),
            ("customer_event_types", summary.customer_event_types),
            ("customer_events", summary.customer_events),
            ("deals", summary.deals),
            ("deal_stays", summary.deal_stays),
            ("tasks", summary.tasks),
            ("orders", summary.orders),
            ("commitments", summary.commitments),
            ("events", summary.events),
        ] {
            assert_eq!(self.count(table), expected, "{table}");
        }
        // What people bought is the sum of their orders, and every order that of its lines.
        let sums = "SELECT (SELECT SUM(ordered + paid - refunded) FROM contact_purchases) - \
                    (SELECT SUM(IF(purchase_currency IS NULL, 0, total) + paid - refunded) FROM orders) + \
                    (SELECT SUM(net + tax) FROM order_lines) - (SELECT SUM(total) FROM orders) + \
                    (SELECT SUM(amount) FROM payments) - (SELECT SUM(paid) FROM orders)";
        assert_eq!(self.number(sums), 0);
        // Whoever lives is found, by the last three digits of each number too.
        let living = "SELECT (SELECT COUNT(*) FROM contacts WHERE living = 1) + (SELECT COUNT(*) FROM companies WHERE living = 1)";
        assert_eq!(self.count("search_records"), self.number(living));
        assert_eq!(self.number("SELECT COUNT(DISTINCT record_id) FROM search_postings"), self.number(living));
        let unfound = "SELECT COUNT(*) FROM contacts JOIN contact_phones ON contact_id = contacts.id WHERE living = 1 \
                       AND NOT EXISTS (SELECT 1 FROM search_postings WHERE place = 3 AND record_id = contacts.id \
                       AND word = RIGHT(number, 3))";
        assert_eq!(self.number(unfound), 0);
        for (child, key, parent) in [
            ("team_members", "team_id", "teams"),
            ("team_members", "user_id", "users"),
            ("companies", "owner_id", "users"),
            ("contacts", "owner_id", "users"),
            ("contact_emails", "contact_id", "contacts"),
            ("contact_phones", "contact_id", "contacts"),
            ("contact_addresses", "contact_id", "contacts"),
            ("contact_social_accounts", "contact_id", "contacts"),
            ("contact_tags", "contact_id", "contacts"),
            ("contact_tags", "tag_id", "tags"),
            ("affiliations", "contact_id", "contacts"),
            ("affiliations", "company_id", "companies"),
            ("interactions", "contact_id", "contacts"),
            ("interactions", "recorded_by", "users"),
            ("customer_events", "contact_id", "contacts"),
            ("customer_events", "type_id", "customer_event_types"),
            ("deals", "company_id", "companies"),
            ("deals", "owner_id", "users"),
            ("deals", "stage_id", "pipeline_stages"),
            ("deal_contacts", "contact_id", "contacts"),
            ("deal_contacts", "deal_id", "deals"),
            ("deal_stays", "deal_id", "deals"),
            ("tasks", "deal_id", "deals"),
            ("tasks", "contact_id", "contacts"),
            ("commitments", "contact_id", "contacts"),
            ("cadences", "calendar_id", "holiday_calendars"),
            ("holidays", "calendar_id", "holiday_calendars"),
            ("deal_stays", "stage_id", "pipeline_stages"),
            ("orders", "contact_id", "contacts"),
            ("orders", "owner_id", "users"),
            ("order_lines", "order_id", "orders"),
            ("payments", "order_id", "orders"),
            ("refunds", "order_id", "orders"),
            ("events", "record_id", "contacts"),
            ("events", "actor_id", "users"),
        ] {
            let lost = format!(
                "SELECT COUNT(*) FROM {child} c LEFT JOIN {parent} p ON p.id = c.{key} WHERE c.{key} IS NOT NULL AND p.id IS NULL"
            );
            assert_eq!(self.number(&lost), 0, "{child}.{key}");
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let admin = MysqlConnection::establish(&self.server);
        let dropped = admin.map(|mut admin| sql_query(format!("DROP DATABASE {}", self.name)).execute(&mut admin));
        if !matches!(dropped, Ok(Ok(_))) {
            eprintln!("the database {} is left", self.name);
        }
    }
}

fn plan(contacts: u32) -> Plan {
    let now = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_micro_opt(12, 0, 0, 123_456).unwrap();
    Plan { contacts, seed: 1, now }
}

#[test]
fn three_hundred_contacts_arrive_whole_and_once() {
    let Some(mut database) = Database::create("small") else { return };
    sql_query("UPDATE event_sequence SET last_seq = 7").execute(&mut database.conn).unwrap();
    let mut told = Vec::new();
    let summary = seed(&mut database.conn, &plan(300), &mut |progress| told.push(progress)).unwrap();

    let known = (summary.users, summary.companies, summary.contacts, summary.interactions, summary.events);
    assert_eq!(known, (12, 60, 300, 1_500, 300));
    database.check(&summary);
    assert_eq!(database.number("SELECT last_seq FROM event_sequence"), 307);
    assert_eq!(database.number("SELECT COUNT(DISTINCT seq) FROM events WHERE seq BETWEEN 8 AND 307"), 300);
    assert_eq!(database.number("SELECT COUNT(*) FROM events WHERE NOT JSON_VALID(changes)"), 0);
    assert!((450..750).contains(&summary.customer_events), "{summary:?}");
    assert_eq!(database.number("SELECT COUNT(*) FROM customer_events WHERE NOT JSON_VALID(payload)"), 0);
    assert_eq!(database.number("SELECT COUNT(*) FROM customer_event_types WHERE NOT JSON_VALID(fields)"), 0);
    assert!(database.number("SELECT COUNT(DISTINCT sentiment) FROM interactions") == 3);
    // Letters of every script came through.
    assert!(database.number("SELECT COUNT(*) FROM contacts WHERE CHAR_LENGTH(family_name) < LENGTH(family_name)") > 20);
    let Some((first, last)) = told.first().zip(told.last()) else { panic!("nothing was told") };
    assert_eq!((first.done, last.done), (0, last.total));
    assert!(told.is_sorted_by_key(|Progress { done, .. }| done));
    // The session is as it was.
    assert_eq!(database.number("SELECT @@SESSION.foreign_key_checks + @@SESSION.unique_checks"), 2);

    let again = seed(&mut database.conn, &plan(300), &mut |_| {}).unwrap_err();
    assert!(matches!(again, SeedError::NotEmpty { table: "contacts" }), "{again}");
    assert_eq!(database.count("contacts"), 300);
}

#[test]
fn what_fails_leaves_the_session_as_it_was_and_says_so_next_time() {
    let Some(mut database) = Database::create("broken") else { return };
    sql_query("DROP TABLE interactions").execute(&mut database.conn).unwrap();
    let failed = seed(&mut database.conn, &plan(10), &mut |_| {}).unwrap_err();
    assert!(matches!(failed, SeedError::Database(_)) && failed.to_string().contains("interactions"), "{failed}");
    assert_eq!(database.number("SELECT @@SESSION.foreign_key_checks + @@SESSION.unique_checks"), 2);
    assert_eq!(database.count("contacts"), 0);
    let again = seed(&mut database.conn, &plan(10), &mut |_| {}).unwrap_err();
    assert!(matches!(again, SeedError::NotEmpty { table: "companies" }), "{again}");
}

#[test]
fn the_same_plan_fills_two_databases_alike() {
    let (Some(mut one), Some(mut two)) = (Database::create("one"), Database::create("two")) else { return };
    for database in [&mut one, &mut two] {
        seed(&mut database.conn, &plan(100), &mut |_| {}).unwrap();
    }
    for (table, columns) in [
        ("users", "id, name, email, created_at"),
        ("companies", "id, name, IFNULL(size, 0), IFNULL(parent_id, ''), updated_at"),
        ("contacts", "id, version, IFNULL(given_name, ''), IFNULL(owner_id, ''), updated_at"),
        ("contact_emails", "id, address"),
        ("customer_events", "id, type_id, payload, occurred_at"),
        ("interactions", "id, kind, IFNULL(body, ''), occurred_at, updated_at"),
        ("events", "id, seq, transaction_id, changes"),
    ] {
        let sum = format!("SELECT SUM(CRC32(CONCAT_WS('|', {columns}))) FROM {table}");
        assert_eq!(one.number(&sum), two.number(&sum), "{table}");
    }
}

/// The size that the benchmarks use. It takes a minute, so it runs with the long tests alone.
#[test]
fn a_hundred_thousand_contacts_arrive_in_two_minutes() {
    if std::env::var_os("RAPPORT_TEST_LARGE").is_none() {
        eprintln!("skipped: RAPPORT_TEST_LARGE is not set");
        return;
    }
    let Some(mut database) = Database::create("large") else { return };
    // Unoptimised it takes ten times as long, and says nothing of the time.
    let contacts = if cfg!(debug_assertions) { 10_000 } else { 100_000 };
    let begin = Instant::now();
    let summary = seed(&mut database.conn, &plan(contacts), &mut |_| {}).unwrap();
    let took = begin.elapsed();
    eprintln!("{summary:?} in {took:.1?}");
    let made = (summary.contacts, summary.companies, summary.interactions);
    let contacts = u64::from(contacts);
    assert_eq!(made, (contacts, contacts / 5, contacts * 5));
    assert_eq!(summary.events, 0);
    database.check(&summary);
    assert!(took.as_secs() < 120 || cfg!(debug_assertions), "{took:?}");
}
