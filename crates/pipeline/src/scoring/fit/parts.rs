//! What a profile looks at, and what that weighs.

use rapport_contacts::{companies::CompanyRow, kept};
use rapport_db::{Sql, sql::Value};
use serde::{Deserialize, Serialize};

use super::FitAttribute;

/// Something of a company, and what it weighs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) attribute: String,
    /// What people call it.
    pub(crate) label: String,
    /// One of these, in lower case.
    pub(crate) values: Vec<String>,
    pub(crate) least: Option<u32>,
    pub(crate) most: Option<u32>,
    pub(crate) weight: f64,
}

impl Part {
    /// What is looked at. The column is written by this program alone.
    pub(super) fn attribute(&self) -> FitAttribute {
        kept::value(&self.attribute).unwrap_or_default()
    }

    /// Whether a company has it.
    pub(super) fn is_of(&self, company: &CompanyRow) -> bool {
        let text = match self.attribute() {
            FitAttribute::Industry => &company.industry,
            FitAttribute::Country => &company.country,
            FitAttribute::CompanySize => {
                return company.size.is_some_and(|size| {
                    self.least.is_none_or(|least| size >= least) && self.most.is_none_or(|most| size <= most)
                });
            }
        };
        text.as_deref().map(str::to_lowercase).is_some_and(|text| self.values.contains(&text))
    }

    /// A condition on `companies` for those that have it.
    fn condition(&self) -> Sql {
        let values = || self.values.iter().cloned().map(Value::Text).collect();
        match self.attribute() {
            FitAttribute::Industry => Sql::is_in("LOWER(companies.industry)", values()),
            FitAttribute::Country => Sql::is_in("LOWER(companies.country)", values()),
            FitAttribute::CompanySize => {
                let mut all = vec![Sql::text("companies.size IS NOT NULL")];
                all.extend(self.least.map(|least| Sql::text("companies.size >= ").bind(Value::Int(least.into()))));
                all.extend(self.most.map(|most| Sql::text("companies.size <= ").bind(Value::Int(most.into()))));
                Sql::all(all)
            }
        }
    }
}

/// What companies weigh together, as an expression of `companies`.
pub(super) fn weight_of_companies(parts: &[Part]) -> Sql {
    parts.iter().fold(Sql::text("0e0"), |sum, part| {
        sum.push(" + IF(").then(part.condition()).push(format!(", {:e}, 0e0)", part.weight))
    })
}

/// A number from 0 to 100, of which neither is ever reached. Of given criteria: the share of the weights that are met, with half a
/// weight met and half a weight missed on top. Of what was learned: the logistic function of what was brought.
pub(super) fn value(parts: &[Part], brought: f64, is_learned: bool) -> f64 {
    if is_learned {
        // What was learned from few is bounded: so is what is brought.
        return 100.0 / (1.0 + (-brought).clamp(-30.0, 30.0).exp());
    }
    let total: f64 = parts.iter().map(|part| part.weight).sum();
    100.0 * (brought + 0.5) / (total + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_end_is_reached() {
        let part = |weight| Part {
            attribute: "INDUSTRY".to_owned(),
            label: String::new(),
            values: vec![],
            least: None,
            most: None,
            weight,
        };
        let parts = [part(3.0), part(1.0)];
        for (brought, wanted) in [(0.0, 10.0), (3.0, 70.0), (4.0, 90.0)] {
            assert!((value(&parts, brought, false) - wanted).abs() < 1e-9, "{brought}");
        }
        assert!((value(&parts, 0.0, true) - 50.0).abs() < 1e-9);
        assert!(value(&parts, 1e9, true) < 100.0 && value(&parts, -1e9, true) > 0.0);
    }
}
