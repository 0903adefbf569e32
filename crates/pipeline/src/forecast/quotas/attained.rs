//! Which quota is that of a group of deals.

use super::QuotaRow;
use crate::{
    forecast::{
        grouping::Group,
        periods::{ForecastUnit, Span},
    },
    pipelines::PipelineId,
};

/// The quotas for the periods of a forecast.
#[derive(Clone, Debug, Default)]
pub(in crate::forecast) struct Quotas {
    pub(in crate::forecast) rows: Vec<QuotaRow>,
    /// The pipeline of which the forecast is.
    pub(in crate::forecast) pipeline: Option<PipelineId>,
}

impl Quotas {
    /// What the deals of a group are to bring in a period, in a currency. What was set for just these counts; where nothing was,
    /// the sum of what was set for each of the owners, or else in each of the pipelines, or else for both.
    pub(in crate::forecast) fn of(&self, group: Group, unit: ForecastUnit, span: &Span, currency: &str) -> Option<i64> {
        if !span.is_whole {
            return None;
        }
        let (owner, pipeline) = (group.owner(), group.pipeline().or(self.pipeline));
        // Of deals that nobody looks after nobody has a quota.
        if group == Group::Owner(None) {
            return None;
        }
        let of_period: Vec<&QuotaRow> = self
            .rows
            .iter()
            .filter(|row| row.unit() == unit && row.starts_on == span.from && row.currency == currency)
            .collect();
        let sum = |is: &dyn Fn(&QuotaRow) -> bool| -> Option<i64> {
            let amounts: Vec<i64> = of_period.iter().filter(|row| is(row)).map(|row| row.amount).collect();
            (!amounts.is_empty()).then(|| amounts.into_iter().fold(0, i64::saturating_add))
        };
        let any_owner = |row: &QuotaRow| owner.is_none() && row.owner_id.is_some();
        let any_pipeline = |row: &QuotaRow| pipeline.is_none() && row.pipeline_id.is_some();
        let same_owner = |row: &QuotaRow| row.owner_id == owner;
        let same_pipeline = |row: &QuotaRow| row.pipeline_id == pipeline;
        sum(&|row| same_owner(row) && same_pipeline(row))
            .or_else(|| sum(&|row| any_owner(row) && same_pipeline(row)))
            .or_else(|| sum(&|row| same_owner(row) && any_pipeline(row)))
            .or_else(|| sum(&|row| any_owner(row) && any_pipeline(row)))
    }

    /// The same over several periods: nothing where one of them has none.
    pub(in crate::forecast) fn of_all(
        &self,
        group: Group,
        unit: ForecastUnit,
        spans: &[Span],
        currency: &str,
    ) -> Option<i64> {
        spans.iter().try_fold(0_i64, |sum, span| Some(sum.saturating_add(self.of(group, unit, span, currency)?)))
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use rapport_contacts::users::UserId;

    use super::*;
    use crate::forecast::{periods::split, quotas::QuotaId};

    #[test]
    fn the_quota_of_just_these_deals_counts_or_else_the_sum_of_finer_ones() {
        let (ada, bob) = (UserId::new(), UserId::new());
        let sales = PipelineId::new();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let quota = |owner_id, pipeline_id, amount| QuotaRow {
            id: QuotaId::new(),
            version: 1,
            owner_id,
            pipeline_id,
            unit: "QUARTER".to_owned(),
            starts_on: day("2027-01-01"),
            currency: "EUR".to_owned(),
            amount,
            created_at: day("2027-01-01").and_time(chrono::NaiveTime::MIN),
            updated_at: day("2027-01-01").and_time(chrono::NaiveTime::MIN),
        };
        let spans = split(day("2027-01-01"), day("2027-07-01"), ForecastUnit::Quarter);
        let of = |rows: &[QuotaRow], pipeline, group| {
            let quotas = Quotas { rows: rows.to_vec(), pipeline };
            quotas.of(group, ForecastUnit::Quarter, &spans[0], "EUR")
        };
        let rows = [quota(Some(ada), None, 10), quota(Some(bob), None, 5), quota(Some(bob), Some(sales), 3)];
        assert_eq!(of(&rows, None, Group::Owner(Some(bob))), Some(5));
        assert_eq!(of(&rows, None, Group::Owner(None)), None);
        assert_eq!(of(&rows, None, Group::All), Some(15));
        assert_eq!(of(&rows, Some(sales), Group::All), Some(3));
        assert_eq!(of(&rows, None, Group::Pipeline(sales)), Some(3));
        let all = [rows.to_vec(), vec![quota(None, None, 20)]].concat();
        assert_eq!(of(&all, None, Group::All), Some(20));
        let quotas = Quotas { rows: all, pipeline: None };
        assert_eq!(quotas.of(Group::All, ForecastUnit::Month, &spans[0], "EUR"), None);
        assert_eq!(quotas.of(Group::All, ForecastUnit::Quarter, &spans[0], "USD"), None);
        assert_eq!(quotas.of_all(Group::All, ForecastUnit::Quarter, &spans, "EUR"), None, "the second has none");
        assert_eq!(quotas.of_all(Group::All, ForecastUnit::Quarter, &spans[..1], "EUR"), Some(20));
    }
}
