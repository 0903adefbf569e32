//! What clients say of quotas, checked as a whole.

use std::collections::HashSet;

use chrono::NaiveDate;
use rapport_contacts::{
    kept,
    users::{UserId, UserKind},
};
use rapport_graphql::{
    Day, MinorUnits,
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiResult, Currency};

use crate::{
    forecast::periods::ForecastUnit,
    pipelines::{PipelineId, PipelineKind},
};

/// How many quotas are set at once at most.
const MOST: usize = 500;

/// Quotas to be set.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct SetQuotasInput {
    /// The quotas, at most 500. The same again changes nothing.
    pub(crate) quotas: Vec<QuotaInput>,
}

/// What is to be won in a period.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct QuotaInput {
    /// By whom; by all together, when nothing is said.
    pub(crate) owner_id: Option<ID>,
    /// In which pipeline; in all together, when nothing is said.
    pub(crate) pipeline_id: Option<ID>,
    /// How long the period is.
    pub(crate) period: ForecastUnit,
    /// The first day of the period.
    pub(crate) starts_on: Day,
    /// The currency, as a three-letter code of ISO 4217.
    pub(crate) currency: String,
    /// How much, in minor units, more than 0; null takes the quota away.
    pub(crate) amount: Option<MinorUnits>,
}

/// A quota, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) owner: Option<UserId>,
    pub(crate) pipeline: Option<PipelineId>,
    pub(crate) unit: ForecastUnit,
    pub(crate) starts_on: NaiveDate,
    pub(crate) currency: Currency,
    pub(crate) amount: Option<i64>,
}

impl Said {
    /// The unit, as the column holds it.
    pub(super) fn unit_name(&self) -> String {
        kept::name(self.unit).to_owned()
    }
}

impl SetQuotasInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<Vec<Said>> {
        let mut violations = Violations::new();
        if self.quotas.is_empty() || self.quotas.len() > MOST {
            violations.add(path!["input", "quotas"], format!("Say from one to {MOST} quotas."));
        }
        let mut seen = HashSet::new();
        let mut all = Vec::new();
        for (index, one) in self.quotas.iter().enumerate().take(MOST) {
            let said = one.read(&mut violations, index);
            let Some(said) = said else { continue };
            if !seen.insert((said.owner, said.pipeline, said.unit, said.starts_on, said.currency.code())) {
                violations.add(path!["input", "quotas", index], "This quota stands twice in the list.");
            }
            all.push(said);
        }
        violations.check()?;
        Ok(all)
    }
}

impl QuotaInput {
    fn read(&self, violations: &mut Violations, index: usize) -> Option<Said> {
        let at = |field: &'static str| path!["input", "quotas", index, field];
        let owner = self.owner_id.as_ref().map(|id| violations.take(input::id::<UserKind>(id, at("ownerId"))));
        let pipeline =
            self.pipeline_id.as_ref().map(|id| violations.take(input::id::<PipelineKind>(id, at("pipelineId"))));
        let currency = Currency::from_code(&self.currency);
        if currency.is_none() {
            violations.add(at("currency"), "This is not a currency's three-letter code (ISO 4217).");
        }
        if self.amount.is_some_and(|amount| amount.0 <= 0) {
            violations.add(at("amount"), "A quota is more than nothing; null takes it away.");
        }
        if self.period.start(self.starts_on.0) != self.starts_on.0 {
            violations.add(at("startsOn"), "No such period begins on this day.");
        }
        Some(Said {
            owner: owner.flatten(),
            pipeline: pipeline.flatten(),
            unit: self.period,
            starts_on: self.starts_on.0,
            currency: currency?,
            amount: self.amount.map(|amount| amount.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_field_is_told_at_once() {
        let bad = QuotaInput {
            owner_id: Some(ID::from("nobody")),
            pipeline_id: None,
            period: ForecastUnit::Quarter,
            starts_on: Day("2027-02-01".parse().unwrap()),
            currency: "EUR".to_owned(),
            amount: Some(MinorUnits(0)),
        };
        let twice = QuotaInput {
            owner_id: None,
            starts_on: Day("2027-01-01".parse().unwrap()),
            amount: Some(MinorUnits(1)),
            ..bad.clone()
        };
        let input = SetQuotasInput { quotas: vec![bad, twice.clone(), twice] };
        assert_eq!(input.validate().unwrap_err().violations.len(), 4);
        assert!(SetQuotasInput { quotas: Vec::new() }.validate().is_err());
    }
}
