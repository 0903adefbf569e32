//! A model as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{ScoringModelId, fit::Parameters, quality::Quality};
use crate::{pipelines::PipelineId, schema::scoring_models};

/// A row of `scoring_models`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = scoring_models, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
pub struct ModelRow {
    pub id: ScoringModelId,
    pub version: u32,
    pub name: String,
    pub pipeline_id: PipelineId,
    pub train_before: NaiveDateTime,
    pub test_before: Option<NaiveDateTime>,
    pub retrain_days: Option<u32>,
    pub parameters: String,
    pub quality: Option<String>,
    pub created_at: NaiveDateTime,
}

/// The columns of [`ModelRow`], in its order.
pub(crate) const COLUMNS: &str = "scoring_models.id, scoring_models.version, scoring_models.name, \
     scoring_models.pipeline_id, scoring_models.train_before, scoring_models.test_before, scoring_models.retrain_days, \
     scoring_models.parameters, scoring_models.quality, scoring_models.created_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<ModelRow, diesel::mysql::Mysql>>;

impl ModelRow {
    /// What was learned. The column is written by this program alone: none is of one that wrote it otherwise.
    pub(crate) fn parameters(&self) -> Option<Parameters> {
        serde_json::from_str(&self.parameters).ok()
    }

    /// How good it is.
    pub(crate) fn quality(&self) -> Option<Quality> {
        serde_json::from_str(self.quality.as_deref()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = scoring_models::table.select(ModelRow::as_select());
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&query).to_string().replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
