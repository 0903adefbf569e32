//! How many tasks are overdue, by their owner.

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Datetime, Nullable},
};
use rapport_contacts::users::{UserById, UserId, UserRecord};
use rapport_db::Sql;
use rapport_graphql::{
    Open, Record, Related, Timestamp,
    async_graphql::SimpleObject,
    open::relation::{Relation, one},
};
use rapport_kernel::Call;

use super::scope;

/// The tasks of an owner that are overdue.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "OverdueTasks", relations)]
pub struct OverdueTasksRecord {
    /// How many.
    pub tasks: i64,
    /// The due date of the one that waits longest.
    pub earliest_due_at: Timestamp,
    #[graphql(skip)]
    owned_by: Option<UserId>,
}

/// The tasks of an owner that are overdue, open to other modules.
pub type OverdueTasks = Open<OverdueTasksRecord>;

impl Related for OverdueTasksRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![one::<Self, UserById, UserRecord>("owner", "Whose they are; null for those of nobody.", |tasks| {
            tasks.owned_by
        })]
    }
}

/// The overdue tasks that the actor sees, by owner: most first. Along `tasks_by_status_and_due_at`, which has all that is
/// counted.
pub(super) fn count(conn: &mut MysqlConnection, call: &Call) -> QueryResult<Vec<OverdueTasksRecord>> {
    let rows = Sql::text("SELECT tasks.owner_id, COUNT(*), MIN(tasks.due_at) FROM tasks WHERE ")
        .then(scope::living())
        .push(" AND tasks.status = 'OPEN' AND tasks.due_at <= ")
        .bind_now(call.clock.now())
        .push(" AND ")
        .then(scope::visible(&call.actor))
        .push(" GROUP BY tasks.owner_id ORDER BY COUNT(*) DESC, MIN(tasks.due_at), tasks.owner_id")
        .query::<(Nullable<Binary>, BigInt, Datetime)>()
        .load::<(Option<UserId>, i64, chrono::NaiveDateTime)>(conn)?;
    let record =
        |(owned_by, tasks, earliest)| OverdueTasksRecord { tasks, earliest_due_at: Timestamp(earliest), owned_by };
    Ok(rows.into_iter().map(record).collect())
}
