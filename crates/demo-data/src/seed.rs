//! Fills a database.

use diesel::{
    Connection, MysqlConnection, QueryResult, QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    sql_query,
    sql_types::{BigInt, Bool},
};

use crate::{
    Plan, Progress, SeedError, Summary, cadences, catalogue, dice::to_u64, exchange, history::PER_CONTACT, leads,
    orders, partners, quotas, search::Search, sql::insert, webhooks, world::World,
};

/// Contacts or companies in one transaction.
const BATCH: usize = 1_000;

/// What must be empty. `contacts` comes first, to be named where it is the reason.
const TABLES: [&str; 7] = ["contacts", "companies", "pipelines", "customer_event_types", "tags", "teams", "users"];

/// Fills an empty, migrated database with demo data, in transactions of some thousand rows.
///
/// The session's checks of foreign and unique keys are off meanwhile and restored afterwards, whatever happens.
///
/// # Errors
/// [`SeedError::NotEmpty`] when there is data already, also what an interrupted run left; [`SeedError::Database`] when the
/// database fails. Batches that were written by then stay.
pub fn seed(conn: &mut MysqlConnection, plan: &Plan, progress: &mut dyn FnMut(Progress)) -> Result<Summary, SeedError> {
    for table in TABLES {
        if has_rows(conn, table)? {
            return Err(SeedError::NotEmpty { table });
        }
    }
    let checks = Checks::read(conn)?;
    Checks { unique: 0, foreign: 0 }.set(conn)?;
    let filled = fill(conn, plan, progress);
    let restored = checks.set(conn);
    let summary = filled?;
    restored?;
    Ok(summary)
}

fn fill(conn: &mut MysqlConnection, plan: &Plan, progress: &mut dyn FnMut(Progress)) -> QueryResult<Summary> {
    let mut world = World::new(plan);
    let mut summary = Summary::default();
    let mut search = Search::default();
    let (users, teams, tags) = (&world.staff.users, &world.staff.teams, &world.tags);
    let known = to_u64(users.len() + teams.len() + tags.len());
    let total = known + world.companies + world.contacts * (1 + PER_CONTACT);
    let mut tell = |summary: &Summary| {
        let known = summary.users + summary.teams + summary.tags;
        progress(Progress { done: known + summary.companies + summary.contacts + summary.interactions, total });
    };
    tell(&summary);
    conn.transaction(|conn| {
        summary.users = insert(conn, users)?;
        summary.teams = insert(conn, teams)?;
        summary.team_members = insert(conn, &world.staff.members)?;
        summary.tags = insert(conn, tags)?;
        summary.customer_event_types = insert(conn, &world.deeds.types)?;
        insert(conn, &world.pipelines.rows)?;
        insert(conn, &world.pipelines.stages)?;
        insert(conn, &world.pipelines.competitors)?;
        partners::partner(conn, plan.seed, &world.timeline)?;
        catalogue::products(conn, plan.seed, &world.timeline)?;
        exchange::rates(conn, plan.seed, &world.timeline)?;
        leads::leads(conn, plan.seed, &world.timeline, users)?;
        cadences::cadence(conn, plan.seed, &world.timeline)?;
        quotas::quotas(conn, plan.seed, &world.timeline, users)?;
        QueryResult::Ok(())
    })?;
    tell(&summary);
    world.found_companies(BATCH, |firms| {
        let companies: Vec<_> = firms.iter().map(|firm| firm.row.clone()).collect();
        let domains: Vec<_> = firms.iter().filter_map(|firm| firm.domain.clone()).collect();
        summary.companies += conn.transaction(|conn| {
            let count = insert(conn, &companies)?;
            insert(conn, &domains)?;
            search.companies(conn, firms)?;
            QueryResult::Ok(count)
        })?;
        tell(&summary);
        QueryResult::Ok(())
    })?;
    for mut batch in world.batches(BATCH) {
        conn.transaction(|conn| batch.write(conn, &mut search, &mut summary))?;
        tell(&summary);
    }
    summary.orders = orders::fill(conn, world.timeline.now)?;
    conn.transaction(partners::share)?;
    conn.transaction(|conn| webhooks::webhook(conn, plan.seed, &world.timeline))?;
    catalogue::lines(conn)?;
    conn.transaction(|conn| search.finish(conn))?;
    Ok(summary)
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

fn has_rows(conn: &mut MysqlConnection, table: &str) -> QueryResult<bool> {
    let query = format!("SELECT EXISTS (SELECT 1 FROM {table}) AS found");
    sql_query(query).get_result::<Found>(conn).map(|row| row.found)
}

/// The session's settings that make InnoDB look up keys row by row.
#[derive(QueryableByName)]
struct Checks {
    #[diesel(sql_type = BigInt)]
    unique: i64,
    #[diesel(sql_type = BigInt)]
    foreign: i64,
}

impl Checks {
    fn read(conn: &mut MysqlConnection) -> QueryResult<Self> {
        sql_query(
            "SELECT CAST(@@SESSION.unique_checks AS SIGNED) AS `unique`, \
             CAST(@@SESSION.foreign_key_checks AS SIGNED) AS `foreign`",
        )
        .get_result(conn)
    }

    fn set(&self, conn: &mut MysqlConnection) -> QueryResult<()> {
        let Self { unique, foreign } = self;
        conn.batch_execute(&format!("SET SESSION unique_checks = {unique}, SESSION foreign_key_checks = {foreign}"))
    }
}
