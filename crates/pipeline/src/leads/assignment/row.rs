//! A rule of assignment as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::kept;
use serde::{Deserialize, Serialize};

use super::{LeadAssignmentMethod, RuleId};
use crate::{leads::LeadRow, schema::lead_assignment_rules};

/// A row of `lead_assignment_rules`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = lead_assignment_rules, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct RuleRow {
    pub id: RuleId,
    pub version: u32,
    pub name: String,
    pub priority: u32,
    pub is_active: bool,
    pub method: String,
    pub countries: Option<String>,
    pub regions: Option<String>,
    pub sources: Option<String>,
    pub turn: u64,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The columns of [`RuleRow`], in its order.
pub(crate) const COLUMNS: &str = "lead_assignment_rules.id, lead_assignment_rules.version, lead_assignment_rules.name, \
     lead_assignment_rules.priority, lead_assignment_rules.is_active, lead_assignment_rules.method, \
     lead_assignment_rules.countries, lead_assignment_rules.regions, lead_assignment_rules.sources, \
     lead_assignment_rules.turn, lead_assignment_rules.created_at, lead_assignment_rules.updated_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<RuleRow, diesel::mysql::Mysql>>;

/// A list as it is kept; nothing for an empty one.
pub(crate) fn kept_list(texts: &[String]) -> Option<String> {
    (!texts.is_empty()).then(|| serde_json::json!(texts).to_string())
}

/// A list out of its column.
pub(crate) fn list(kept: Option<&str>) -> Vec<String> {
    // The column is written by this program alone.
    kept.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

impl RuleRow {
    /// How leads are given out.
    pub(crate) fn method(&self) -> LeadAssignmentMethod {
        kept::value(&self.method).unwrap_or_default()
    }

    /// Whether the rule is for this lead: by each condition that it has.
    pub(crate) fn is_for(&self, lead: &LeadRow) -> bool {
        let conditions =
            [(&self.countries, &lead.country), (&self.regions, &lead.region), (&self.sources, &lead.source)];
        conditions.into_iter().all(|(wanted, is)| {
            let wanted = list(wanted.as_deref());
            let is = is.as_deref().map(str::to_lowercase);
            wanted.is_empty() || is.is_some_and(|is| wanted.iter().any(|one| one.to_lowercase() == is))
        })
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

    fn rule(countries: &[&str], regions: &[&str]) -> RuleRow {
        let texts = |texts: &[&str]| kept_list(&texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>());
        let at = NaiveDateTime::default();
        RuleRow {
            id: RuleId::new(),
            version: 1,
            name: String::new(),
            priority: 1,
            is_active: true,
            method: String::new(),
            countries: texts(countries),
            regions: texts(regions),
            sources: None,
            turn: 0,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn a_rule_is_for_leads_of_its_territory() {
        let mut lead = LeadRow::new(NaiveDateTime::default());
        assert!(rule(&[], &[]).is_for(&lead));
        assert!(!rule(&["CH"], &[]).is_for(&lead), "of whom nobody knows whence");
        lead.country = Some("CH".to_owned());
        lead.region = Some("Z\u{fc}rich".to_owned());
        assert!(rule(&["DE", "CH"], &[]).is_for(&lead));
        assert!(rule(&["CH"], &["Z\u{dc}RICH"]).is_for(&lead));
        assert!(!rule(&["DE"], &["Z\u{fc}rich"]).is_for(&lead));
        assert!(!rule(&["CH"], &["Bern"]).is_for(&lead));
    }

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = lead_assignment_rules::table.select(RuleRow::as_select());
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&query).to_string().replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
