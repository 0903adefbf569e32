//! From what was drawn to what clients are told.

use rapport_graphql::{Day, Open, money::MoneyRecord};
use rapport_kernel::{Currency, Money};

use super::{
    grouping::Group,
    numbers::{double, whole},
    periods::{ForecastUnit, Span},
    prepare::{Draft, Prepared, Sure},
    quotas::attained::Quotas,
    simulate::{Drawn, GroupDrawn, quantile},
    types::{ForecastGroup, ForecastPeriod, ForecastRange, ForecastValue},
};
use crate::ratio;

/// What was drawn for a group, with what is sure.
pub(super) struct Told<'d> {
    pub(super) draft: &'d Draft,
    pub(super) spans: &'d [Span],
    pub(super) unit: ForecastUnit,
    pub(super) quotas: &'d Quotas,
}

impl Told<'_> {
    /// A group.
    pub(super) fn group(&self, group: Group, prepared: &Prepared, drawn: &GroupDrawn) -> ForecastGroup {
        let all = (0..self.draft.currencies.len()).map(|currency| {
            prepared.sure.iter().filter_map(|period| period.get(currency)).fold(Sure::default(), |sum, one| Sure {
                won: sum.won.saturating_add(one.won),
                weighted: sum.weighted.saturating_add(one.weighted),
            })
        });
        let all: Vec<Sure> = all.collect();
        let ends = self.spans.first().map(|span| span.from).zip(self.spans.last().map(|span| span.to));
        let (from, to) = ends.unwrap_or_default();
        let quota = |currency: &str| self.quotas.of_all(group, self.unit, self.spans, currency);
        let won = prepared.won.iter().sum();
        let whole = self.period(None, (from, to), won, &all, drawn, |drawn| Some(&drawn.all), &quota);
        let periods = self.spans.iter().zip(prepared.won.iter().zip(&prepared.sure)).enumerate().map(
            |(place, (span, (won, sure)))| {
                let days = (span.from, span.to);
                let quota = |currency: &str| self.quotas.of(group, self.unit, span, currency);
                let name = Some(span.name.clone());
                self.period(name, days, *won, sure, drawn, |drawn| drawn.periods.get(place), &quota)
            },
        );
        ForecastGroup {
            key: group.key(),
            owned_by: group.owner(),
            in_pipeline: group.pipeline(),
            open_deals: prepared.open,
            whole,
            periods: periods.collect(),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "all of it is one period")]
    fn period<'r>(
        &self,
        name: Option<String>,
        (from, to): (chrono::NaiveDate, chrono::NaiveDate),
        won: i64,
        sure: &[Sure],
        drawn: &'r GroupDrawn,
        runs: impl Fn(&'r Drawn) -> Option<&'r Vec<f64>>,
        quota: &dyn Fn(&str) -> Option<i64>,
    ) -> ForecastPeriod {
        let deals = range(runs(&drawn.deals).map(Vec::as_slice).unwrap_or_default(), won);
        let values = self.draft.currencies.iter().zip(sure).zip(&drawn.values).filter_map(|((code, sure), drawn)| {
            let currency = Currency::from_code(code)?;
            let money = |amount: i64| Open(MoneyRecord::from(Money { amount, currency }));
            let runs = runs(drawn)?;
            let found = range(runs, sure.won);
            let quota = quota(code);
            Some(ForecastValue {
                currency: code.clone(),
                won: money(sure.won),
                weighted: money(sure.won.saturating_add(sure.weighted)),
                p10: money(whole(found.p10)),
                p50: money(whole(found.p50)),
                p90: money(whole(found.p90)),
                mean: money(whole(found.mean)),
                quota: quota.map(money),
                attainment: quota.and_then(|quota| ratio::ratio(sure.won, quota)),
                probability_of_quota: quota.map(|quota| reached(runs, quota.saturating_sub(sure.won))),
            })
        });
        let values = values.collect();
        ForecastPeriod { name, from: Day(from), to: Day(to), deals_won: won, deals, values }
    }
}

/// The range of some runs, with what is sure.
pub(super) fn range(runs: &[f64], sure: i64) -> ForecastRange {
    let sure = ratio::double(sure);
    let mut runs = runs.to_vec();
    let mean = if runs.is_empty() { 0.0 } else { runs.iter().sum::<f64>() / double(runs.len()) };
    ForecastRange {
        p10: sure + quantile(&mut runs, 0.1),
        p50: sure + quantile(&mut runs, 0.5),
        p90: sure + quantile(&mut runs, 0.9),
        mean: sure + mean,
    }
}

/// The share of the runs that come to so much.
fn reached(runs: &[f64], wanted: i64) -> f64 {
    let wanted = ratio::double(wanted);
    // Sums of doubles are not quite what they are on paper: less than half a minor unit is none.
    let count = runs.iter().filter(|run| **run + 0.5 > wanted).count();
    if runs.is_empty() { 0.0 } else { double(count) / double(runs.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_stands_on_what_is_sure() {
        let found = range(&[30.0, 10.0, 20.0, 0.0, 40.0], 100);
        assert_eq!(found, ForecastRange { p10: 104.0, p50: 120.0, p90: 136.0, mean: 120.0 });
        assert_eq!(range(&[], 7), ForecastRange { p10: 7.0, p50: 7.0, p90: 7.0, mean: 7.0 });
    }

    #[test]
    fn a_quota_is_reached_by_the_runs_that_come_to_it() {
        let runs = [0.0, 10.0, 20.0, 30.0];
        assert_eq!([-5, 0, 10, 11, 31].map(|wanted| reached(&runs, wanted)), [1.0, 1.0, 0.75, 0.5, 0.0]);
        assert_eq!(reached(&[], 0), 0.0);
    }
}
