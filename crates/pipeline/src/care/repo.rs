//! The SQL of account care: one statement for a page.
//!
//! The accounts of an owner are found by their indexes, each with its last interaction, which is the end of a range of
//! `interactions_contact`; only those of the page are asked for their next step and what is overdue.

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Datetime, Nullable},
};
use rapport_contacts::users::UserId;
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{Actor, Call};

use super::{AccountKind, position::Position};
use crate::{
    by_id,
    commitments::{self, CommitmentStatus},
    tasks::{TaskId, scope},
};

/// Where accounts stand that were never touched: before all that were.
const NEVER: &str = "TIMESTAMP'1000-01-01 00:00:00'";

/// Which accounts of whom.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) owner: UserId,
    pub(crate) kind: Option<AccountKind>,
    pub(crate) after: Option<Position>,
    pub(crate) most: i64,
}

/// An account: whether it is a company, its id, when it was touched last, its next step, and how many tasks and
/// commitments are overdue.
pub(crate) type Row = (i64, Vec<u8>, NaiveDateTime, Option<TaskId>, i64, i64);
type Types = (BigInt, Binary, Datetime, Nullable<Binary>, BigInt, BigInt);

/// The accounts of an owner, the neglected first.
pub(crate) fn accounts(conn: &mut MysqlConnection, call: &Call, asked: &Asked) -> QueryResult<Vec<Row>> {
    let actor = &call.actor;
    let now = call.clock.now();
    let broken = CommitmentStatus::Broken.condition(now);
    Sql::text("SELECT CAST(page.is_company AS SIGNED), page.id, page.touched_at, COALESCE(")
        .then(next_step(TASKS_WITH_CONTACT, actor))
        .push(", ")
        .then(next_step(TASKS_WITH_COMPANY, actor))
        .push("), ")
        .then(overdue_tasks(TASKS_WITH_CONTACT, actor, now))
        .push(" + ")
        .then(overdue_tasks(TASKS_WITH_COMPANY, actor, now))
        .push(", ")
        .then(promises(PROMISED_TO_CONTACT, actor, broken.clone()))
        .push(" + ")
        .then(promises(PROMISED_TO_COMPANY, actor, broken))
        .push(" FROM (")
        .then(page(actor, asked))
        .push(") AS page ORDER BY page.touched_at, page.id")
        .query::<Types>()
        .load(conn)
}

/// The accounts of the page alone.
fn page(actor: &Actor, asked: &Asked) -> Sql {
    let mut from = Vec::new();
    if asked.kind != Some(AccountKind::Company) {
        from.push(of_table(actor, asked, "contacts", "0", LAST_WITH_CONTACT));
    }
    if asked.kind != Some(AccountKind::Contact) {
        from.push(of_table(actor, asked, "companies", "1", LAST_WITH_COMPANY));
    }
    let all = from.into_iter().reduce(|all, one| all.push(" UNION ALL ").then(one)).unwrap_or_default();
    let mut page = Sql::text("SELECT care.is_company, care.id, care.touched_at FROM (").then(all).push(") AS care");
    if let Some(after) = asked.after {
        let at = || Value::Time(after.touched_at);
        page = page
            .push(" WHERE (care.touched_at > ")
            .bind(at())
            .push(" OR (care.touched_at = ")
            .bind(at())
            .push(" AND care.id > ")
            .bind(Value::Bytes(after.id.as_bytes().to_vec()))
            .push("))");
    }
    page.push(" ORDER BY care.touched_at, care.id LIMIT ").bind(Value::Int(asked.most))
}

/// When somebody last had to do with a person.
const LAST_WITH_CONTACT: &str =
    "SELECT MAX(interactions.occurred_at) FROM interactions WHERE interactions.contact_id = contacts.id";
/// When somebody last had to do with one of the people of a company.
const LAST_WITH_COMPANY: &str = "SELECT MAX((SELECT MAX(interactions.occurred_at) FROM interactions \
     WHERE interactions.contact_id = affiliations.contact_id)) FROM affiliations WHERE affiliations.company_id = companies.id";

fn of_table(actor: &Actor, asked: &Asked, table: &'static str, is_company: &'static str, last: &'static str) -> Sql {
    let (owner, living) = match table {
        "contacts" => ("contacts.owner_id", "contacts.living = 1"),
        _ => ("companies.owner_id", "companies.living = 1"),
    };
    Sql::text("SELECT ")
        .push(is_company)
        .push(" AS is_company, ")
        .push(table)
        .push(".id AS id, COALESCE((")
        .push(last)
        .push("), ")
        .push(NEVER)
        .push(") AS touched_at FROM ")
        .push(table)
        .push(" WHERE ")
        .push(owner)
        .push(" = ")
        .bind(by_id::value(asked.owner))
        .push(" AND ")
        .push(living)
        .push(" AND ")
        .then(scope::owned(owner, actor))
}

/// What goes with an account: the column that names it, and its table along the index of that. Where few rows name a company at all,
/// MySQL would look through the table.
#[derive(Clone, Copy)]
struct With {
    column: &'static str,
    table: &'static str,
}

const TASKS_WITH_CONTACT: With = With { column: "tasks.contact_id", table: "tasks FORCE INDEX (tasks_by_contact)" };
const TASKS_WITH_COMPANY: With = With { column: "tasks.company_id", table: "tasks FORCE INDEX (tasks_by_company)" };
const PROMISED_TO_CONTACT: With =
    With { column: "commitments.contact_id", table: "commitments FORCE INDEX (commitments_by_contact)" };
const PROMISED_TO_COMPANY: With =
    With { column: "commitments.company_id", table: "commitments FORCE INDEX (commitments_by_company)" };

impl With {
    /// What is selected of those with an account of the page.
    fn select(self, what: &'static str) -> Sql {
        Sql::text("(SELECT ")
            .push(what)
            .push(" FROM ")
            .push(self.table)
            .push(" WHERE ")
            .push(self.column)
            .push(" = page.id AND ")
    }
}

/// The open task of an account that is due first; one without a date comes after those with one.
fn next_step(with: With, actor: &Actor) -> Sql {
    with.select("tasks.id")
        .push("tasks.status = 'OPEN' AND ")
        .then(Sql::all(vec![scope::living(), scope::visible(actor)]))
        .push(" ORDER BY tasks.due_at IS NULL, tasks.due_at, tasks.id LIMIT 1)")
}

fn overdue_tasks(with: With, actor: &Actor, now: NaiveDateTime) -> Sql {
    with.select("COUNT(*)")
        .push("tasks.status = 'OPEN' AND tasks.due_at <= ")
        .bind(Value::Time(now))
        .push(" AND ")
        .then(Sql::all(vec![scope::living(), scope::visible(actor)]))
        .push(")")
}

fn promises(with: With, actor: &Actor, broken: Sql) -> Sql {
    with.select("COUNT(*)").then(Sql::all(vec![broken, commitments::repo::visible(actor)])).push(")")
}
