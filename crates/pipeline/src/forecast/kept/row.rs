//! A kept forecast as a row.

use chrono::NaiveDate;
use diesel::prelude::*;
use rapport_contacts::{kept, users::UserId};

use super::ForecastSnapshotId;
use crate::{forecast::periods::ForecastUnit, pipelines::PipelineId, schema::forecast_snapshots};

/// A row of `forecast_snapshots`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = forecast_snapshots, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
pub(crate) struct SnapshotRow {
    pub(crate) id: ForecastSnapshotId,
    pub(crate) pipeline_id: PipelineId,
    pub(crate) owner_id: Option<UserId>,
    pub(crate) taken_on: NaiveDate,
    pub(crate) unit: String,
    pub(crate) starts_on: NaiveDate,
    pub(crate) ends_before: NaiveDate,
    pub(crate) currency: String,
    pub(crate) open_deals: u32,
    pub(crate) won: i64,
    pub(crate) weighted: i64,
    pub(crate) p10: i64,
    pub(crate) p50: i64,
    pub(crate) p90: i64,
    pub(crate) mean: i64,
}

/// The columns of [`SnapshotRow`], in its order.
pub(crate) const COLUMNS: &str = "forecast_snapshots.id, forecast_snapshots.pipeline_id, forecast_snapshots.owner_id, \
     forecast_snapshots.taken_on, forecast_snapshots.unit, forecast_snapshots.starts_on, forecast_snapshots.ends_before, \
     forecast_snapshots.currency, forecast_snapshots.open_deals, forecast_snapshots.won, forecast_snapshots.weighted, \
     forecast_snapshots.p10, forecast_snapshots.p50, forecast_snapshots.p90, forecast_snapshots.mean";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<SnapshotRow, diesel::mysql::Mysql>>;

impl SnapshotRow {
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
        let query =
            diesel::debug_query::<diesel::mysql::Mysql, _>(&forecast_snapshots::table.select(SnapshotRow::as_select()))
                .to_string()
                .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
