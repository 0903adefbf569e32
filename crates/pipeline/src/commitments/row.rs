//! A commitment as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::{companies::CompanyId, people::ContactId, users::UserId};
use serde::{Deserialize, Serialize};

use super::{CommitmentId, CommitmentStatus};
use crate::schema::commitments;

/// A row of `commitments`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = commitments, check_for_backend(diesel::mysql::Mysql))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct CommitmentRow {
    pub id: CommitmentId,
    pub version: u32,
    pub promise: String,
    pub contact_id: Option<ContactId>,
    pub company_id: Option<CompanyId>,
    pub owner_id: Option<UserId>,
    pub due_at: NaiveDateTime,
    pub kept_at: Option<NaiveDateTime>,
    pub withdrawn_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The columns of [`CommitmentRow`], in its order.
pub(crate) const COLUMNS: &str = "commitments.id, commitments.version, commitments.promise, commitments.contact_id, \
     commitments.company_id, commitments.owner_id, commitments.due_at, commitments.kept_at, commitments.withdrawn_at, \
     commitments.created_at, commitments.updated_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<CommitmentRow, diesel::mysql::Mysql>>;

impl CommitmentRow {
    /// How it stands at this moment.
    pub(crate) fn status(&self, now: NaiveDateTime) -> CommitmentStatus {
        match self.kept_at {
            _ if self.withdrawn_at.is_some() => CommitmentStatus::Withdrawn,
            Some(kept_at) if kept_at <= self.due_at => CommitmentStatus::Kept,
            Some(_) => CommitmentStatus::KeptLate,
            None if now <= self.due_at => CommitmentStatus::Open,
            None => CommitmentStatus::Broken,
        }
    }

    /// The commitment again, one version later.
    pub(crate) fn bump(&mut self, now: NaiveDateTime) {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query =
            diesel::debug_query::<diesel::mysql::Mysql, _>(&commitments::table.select(CommitmentRow::as_select()))
                .to_string()
                .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
