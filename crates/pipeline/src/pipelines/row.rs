//! A pipeline as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::PipelineId;
use crate::schema::pipelines;

/// A row of `pipelines`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = pipelines, check_for_backend(diesel::mysql::Mysql))]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct PipelineRow {
    pub id: PipelineId,
    pub version: u32,
    pub name: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The columns of [`PipelineRow`], in its order.
pub(crate) const COLUMNS: &str =
    "pipelines.id, pipelines.version, pipelines.name, pipelines.created_at, pipelines.updated_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<PipelineRow, diesel::mysql::Mysql>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&pipelines::table.select(PipelineRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
