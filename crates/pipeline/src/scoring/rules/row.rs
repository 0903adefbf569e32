//! A rule of scores as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::kept;
use serde::{Deserialize, Serialize};

use super::{ScoringRuleId, ScoringTrigger};
use crate::schema::scoring_rules;

/// A row of `scoring_rules`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = scoring_rules, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
pub struct ScoringRuleRow {
    pub id: ScoringRuleId,
    pub version: u32,
    pub name: String,
    pub looks_at: String,
    pub conditions: String,
    pub points: i32,
    pub half_life_days: Option<u32>,
    pub is_active: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// What a rule looks at, by the names that the values have in the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Conditions {
    pub(crate) kinds: Vec<String>,
    pub(crate) direction: Option<String>,
    pub(crate) sentiment: Option<String>,
    pub(crate) event_type: Option<String>,
    pub(crate) attribute: Option<String>,
    pub(crate) values: Vec<String>,
    pub(crate) least: Option<i32>,
    pub(crate) most: Option<i32>,
}

/// The columns of [`ScoringRuleRow`], in its order.
pub(crate) const COLUMNS: &str = "scoring_rules.id, scoring_rules.version, scoring_rules.name, scoring_rules.looks_at, \
     scoring_rules.conditions, scoring_rules.points, scoring_rules.half_life_days, scoring_rules.is_active, \
     scoring_rules.created_at, scoring_rules.updated_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<ScoringRuleRow, diesel::mysql::Mysql>>;

impl ScoringRuleRow {
    /// What it looks at. The column is written by this program alone.
    pub(crate) fn conditions(&self) -> Conditions {
        serde_json::from_str(&self.conditions).unwrap_or_default()
    }

    /// At what kind of thing it looks.
    pub(crate) fn trigger(&self) -> ScoringTrigger {
        kept::value(&self.looks_at).unwrap_or_default()
    }

    /// The rule again, one version later.
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
        let query = scoring_rules::table.select(ScoringRuleRow::as_select());
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&query).to_string().replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
