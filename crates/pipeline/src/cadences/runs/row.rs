//! A cadence on its way as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::{kept, people::ContactId, users::UserId};
use serde::{Deserialize, Serialize};

use super::{CadenceRunId, CadenceRunStatus, CadenceStopReason};
use crate::{
    cadences::{CadenceId, plan::Planned},
    deals::DealId,
    schema::cadence_runs,
    stages::StageId,
};

/// A row of `cadence_runs`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = cadence_runs, check_for_backend(diesel::mysql::Mysql))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct CadenceRunRow {
    pub id: CadenceRunId,
    pub version: u32,
    pub cadence_id: CadenceId,
    pub contact_id: Option<ContactId>,
    pub deal_id: Option<DealId>,
    pub subject_id: Vec<u8>,
    pub stage_id: Option<StageId>,
    pub owner_id: Option<UserId>,
    pub time_zone: String,
    pub status: String,
    pub reason: Option<String>,
    pub next_step: u32,
    pub wake_at: Option<NaiveDateTime>,
    pub next_at: Option<NaiveDateTime>,
    pub started_at: NaiveDateTime,
    pub ended_at: Option<NaiveDateTime>,
}

/// The columns of [`CadenceRunRow`], in its order.
pub(crate) const COLUMNS: &str = "cadence_runs.id, cadence_runs.version, cadence_runs.cadence_id, \
     cadence_runs.contact_id, cadence_runs.deal_id, cadence_runs.subject_id, cadence_runs.stage_id, \
     cadence_runs.owner_id, cadence_runs.time_zone, cadence_runs.status, cadence_runs.reason, cadence_runs.next_step, \
     cadence_runs.wake_at, cadence_runs.next_at, cadence_runs.started_at, cadence_runs.ended_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<CadenceRunRow, diesel::mysql::Mysql>>;

impl CadenceRunRow {
    /// Says when the next step comes.
    pub(crate) fn set_next(&mut self, next: Option<Planned>) {
        self.wake_at = next.map(|next| next.wake_at);
        self.next_at = next.map(|next| next.due_at);
    }

    /// Ends it: by itself, or for a reason.
    pub(crate) fn end(&mut self, reason: Option<CadenceStopReason>, now: NaiveDateTime) {
        let status = if reason.is_some() { CadenceRunStatus::Stopped } else { CadenceRunStatus::Finished };
        kept::name(status).clone_into(&mut self.status);
        self.reason = reason.map(|reason| kept::name(reason).to_owned());
        self.ended_at = Some(now);
        self.set_next(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query =
            diesel::debug_query::<diesel::mysql::Mysql, _>(&cadence_runs::table.select(CadenceRunRow::as_select()))
                .to_string()
                .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
