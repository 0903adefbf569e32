//! How many commitments were kept: by customer, by owner.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary},
};
use rapport_contacts::{
    companies::{CompanyById, CompanyId, CompanyRecord},
    people::{ContactById, ContactId, ContactRecord},
    users::{UserById, UserId, UserRecord},
};
use rapport_db::{DbError, Sql, sql::Value};
use rapport_graphql::{
    Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Enum, InputObject, SimpleObject},
    loader::Batch,
    open::relation::{Relation, one},
};
use rapport_kernel::{Call, Id};

use super::{CommitmentStatus, repo};
use crate::{by_id, permissions, ratio::share};

/// By what commitments are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum CommitmentGroup {
    /// By who is to keep them.
    Owner,
    /// By the person to whom they were made.
    Contact,
    /// By the company to which they were made.
    Company,
}
rapport_graphql::plain_enum!(CommitmentGroup);

impl CommitmentGroup {
    const fn column(self) -> &'static str {
        match self {
            Self::Owner => "commitments.owner_id",
            Self::Contact => "commitments.contact_id",
            Self::Company => "commitments.company_id",
        }
    }
}

/// Which commitments are counted: those that were due in this time.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct CommitmentPeriod {
    /// From this moment on.
    pub(crate) from: Option<Timestamp>,
    /// Until before this moment.
    pub(crate) to: Option<Timestamp>,
}

/// How many commitments were kept.
#[derive(Clone, Debug, Default, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "CommitmentRate", relations)]
pub struct CommitmentRateRecord {
    /// How many have still time.
    pub open: i64,
    /// How many were kept in time.
    pub kept: i64,
    /// How many were kept, but late.
    pub kept_late: i64,
    /// How many are broken: their time has passed, and they were not kept.
    pub broken: i64,
    #[graphql(skip)]
    owned_by: Option<UserId>,
    #[graphql(skip)]
    to_contact: Option<ContactId>,
    #[graphql(skip)]
    to_company: Option<CompanyId>,
}

/// How many commitments were kept, open to other modules.
pub type CommitmentRate = Open<CommitmentRateRecord>;

/// How many commitments were kept.
#[ComplexObject]
impl CommitmentRateRecord {
    /// The share that was kept in time of those that were kept or whose time has passed, 0 to 1; null without any.
    async fn rate(&self) -> Option<f64> {
        share(self.kept, self.kept + self.kept_late + self.broken)
    }
}

impl Related for CommitmentRateRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, UserById, UserRecord>(
                "owner",
                "Who is to keep them, where they are counted by that.",
                |rate| rate.owned_by,
            ),
            one::<Self, ContactById, ContactRecord>(
                "contact",
                "To whom they were made, where they are counted by that; null for one whom you may not see.",
                |rate| rate.to_contact,
            ),
            one::<Self, CompanyById, CompanyRecord>(
                "company",
                "The company to which they were made, where they are counted by that; null for one that is deleted.",
                |rate| rate.to_company,
            ),
        ]
    }
}

/// So many of each status, by the id in a column.
type Counted = (Vec<u8>, i64, i64, i64, i64);

fn count(call: &Call, group: CommitmentGroup, condition: Sql) -> Sql {
    let now = call.clock.now();
    let statuses =
        [CommitmentStatus::Open, CommitmentStatus::Kept, CommitmentStatus::KeptLate, CommitmentStatus::Broken];
    let select = statuses.into_iter().fold(Sql::text("SELECT ").push(group.column()), |sql, status| {
        sql.push(", CAST(SUM(").then(status.condition(now)).push(" IS TRUE) AS SIGNED)")
    });
    select
        .push(" FROM commitments WHERE ")
        .push(group.column())
        .push(" IS NOT NULL AND commitments.withdrawn_at IS NULL AND ")
        .then(Sql::all(vec![condition, repo::visible(&call.actor)]))
        .push(" GROUP BY ")
        .push(group.column())
}

fn load(conn: &mut MysqlConnection, counted: Sql) -> QueryResult<Vec<Counted>> {
    counted.query::<(Binary, BigInt, BigInt, BigInt, BigInt)>().load(conn)
}

fn record((_, open, kept, kept_late, broken): &Counted) -> CommitmentRateRecord {
    CommitmentRateRecord { open: *open, kept: *kept, kept_late: *kept_late, broken: *broken, ..Default::default() }
}

/// The rates of a group, those with most broken first; at most so many.
pub(super) fn rates(
    conn: &mut MysqlConnection,
    call: &Call,
    group: CommitmentGroup,
    period: &CommitmentPeriod,
    most: i64,
) -> QueryResult<Vec<CommitmentRateRecord>> {
    let bound = |operator: &'static str, at: Option<Timestamp>| {
        at.map(|at: Timestamp| -> NaiveDateTime { at.0 })
            .map(|at| Sql::text("commitments.due_at ").push(operator).bind(Value::Time(at)))
    };
    let of_period = [bound(">= ", period.from), bound("< ", period.to)].into_iter().flatten().collect();
    let late = CommitmentStatus::KeptLate.condition(call.clock.now());
    let broken = CommitmentStatus::Broken.condition(call.clock.now());
    let ordered = count(call, group, Sql::all(of_period))
        .push(" ORDER BY SUM(")
        .then(broken)
        .push(" IS TRUE) DESC, SUM(")
        .then(late)
        .push(" IS TRUE) DESC, ")
        .push(group.column())
        .push(" LIMIT ")
        .bind(Value::Int(most));
    let rows = load(conn, ordered)?;
    let named = |row: &Counted| {
        let uuid = uuid::Uuid::from_slice(&row.0).unwrap_or_default();
        let mut rate = record(row);
        match group {
            CommitmentGroup::Owner => rate.owned_by = Some(Id::from_uuid(uuid)),
            CommitmentGroup::Contact => rate.to_contact = Some(Id::from_uuid(uuid)),
            CommitmentGroup::Company => rate.to_company = Some(Id::from_uuid(uuid)),
        }
        rate
    };
    Ok(rows.iter().map(named).collect())
}

fn by_key<K>(
    conn: &mut MysqlConnection,
    call: &Call,
    group: CommitmentGroup,
    keys: &[Id<K>],
) -> Result<HashMap<Id<K>, CommitmentRateRecord>, DbError>
where
    Id<K>: Eq + std::hash::Hash,
{
    call.require(&permissions::READ)?;
    let rows = load(conn, count(call, group, by_id::is_one_of(group.column(), keys)))?;
    let id = |row: &Counted| Id::from_uuid(uuid::Uuid::from_slice(&row.0).unwrap_or_default());
    Ok(rows.iter().map(|row| (id(row), record(row))).collect())
}

/// The rates of people, by their id.
pub(crate) struct RateByContactId;

impl Batch for RateByContactId {
    type Key = ContactId;
    type Value = CommitmentRateRecord;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, CommitmentRateRecord>, DbError> {
        by_key(conn, call, CommitmentGroup::Contact, keys)
    }
}

/// The rates of companies, by their id.
pub(crate) struct RateByCompanyId;

impl Batch for RateByCompanyId {
    type Key = CompanyId;
    type Value = CommitmentRateRecord;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[CompanyId],
    ) -> Result<HashMap<CompanyId, CommitmentRateRecord>, DbError> {
        by_key(conn, call, CommitmentGroup::Company, keys)
    }
}
