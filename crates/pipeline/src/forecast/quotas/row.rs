//! A quota as a row.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use rapport_contacts::{kept, users::UserId};
use serde::{Deserialize, Serialize};

use super::QuotaId;
use crate::{forecast::periods::ForecastUnit, pipelines::PipelineId, schema::quotas};

/// A row of `quotas`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = quotas, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct QuotaRow {
    pub id: QuotaId,
    pub version: u32,
    pub owner_id: Option<UserId>,
    pub pipeline_id: Option<PipelineId>,
    pub unit: String,
    pub starts_on: NaiveDate,
    pub currency: String,
    pub amount: i64,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The columns of [`QuotaRow`], in its order.
pub(crate) const COLUMNS: &str = "quotas.id, quotas.version, quotas.owner_id, quotas.pipeline_id, quotas.unit, \
     quotas.starts_on, quotas.currency, quotas.amount, quotas.created_at, quotas.updated_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<QuotaRow, diesel::mysql::Mysql>>;

impl QuotaRow {
    /// How long the period is.
    pub(crate) fn unit(&self) -> ForecastUnit {
        // The column is written by this program alone.
        kept::value(&self.unit).unwrap_or(ForecastUnit::Quarter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&quotas::table.select(QuotaRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
