//! How good past forecasts were.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveDateTime};

use super::row::SnapshotRow;
use crate::ratio::{double, ratio};

/// What was won in a period: when each deal was recorded, in which currency, and how much.
pub(super) type Won = Vec<(NaiveDateTime, String, i64)>;

/// How good forecasts were in one currency.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Measured {
    pub(super) forecasts: i64,
    /// By how much more was forecast than was won, of what was won, of the deals that were known.
    pub(super) bias: Option<f64>,
    pub(super) weighted_bias: Option<f64>,
    /// How far off the middle of the range was, without its sign, of what was won.
    pub(super) error: Option<f64>,
    pub(super) within: Option<f64>,
    pub(super) below: Option<f64>,
    /// Of what was won in the periods, the share of deals that were recorded after the forecast.
    pub(super) new: Option<f64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    forecasts: i64,
    actual: f64,
    all: f64,
    mean: f64,
    weighted: f64,
    error: f64,
    within: i64,
    below: i64,
}

/// Measures forecasts by what was won: of the deals that were known as each was made. By currency.
pub(super) fn measure(
    rows: &[SnapshotRow],
    moments: &HashMap<NaiveDate, NaiveDateTime>,
    won: &HashMap<(NaiveDate, NaiveDate), Won>,
) -> BTreeMap<String, Measured> {
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    for row in rows {
        let Some(taken_at) = moments.get(&row.taken_on) else { continue };
        let of_period = won.get(&(row.starts_on, row.ends_before)).map(Vec::as_slice).unwrap_or_default();
        let of_currency = of_period.iter().filter(|(_, currency, _)| *currency == row.currency);
        let (mut actual, mut all) = (0_i64, 0_i64);
        for (recorded_at, _, amount) in of_currency {
            all = all.saturating_add(*amount);
            if recorded_at <= taken_at {
                actual = actual.saturating_add(*amount);
            }
        }
        let sum = sums.entry(row.currency.clone()).or_default();
        sum.forecasts += 1;
        sum.actual += double(actual);
        sum.all += double(all);
        sum.mean += double(row.mean);
        sum.weighted += double(row.weighted);
        sum.error += double(row.p50.saturating_sub(actual).saturating_abs());
        sum.within += i64::from((row.p10..=row.p90).contains(&actual));
        sum.below += i64::from(actual < row.p10);
    }
    let measured = |sum: Sums| {
        let of_actual = |sum_of: f64| (sum.actual > 0.0).then(|| sum_of / sum.actual);
        Measured {
            forecasts: sum.forecasts,
            bias: of_actual(sum.mean - sum.actual),
            weighted_bias: of_actual(sum.weighted - sum.actual),
            error: of_actual(sum.error),
            within: ratio(sum.within, sum.forecasts),
            below: ratio(sum.below, sum.forecasts),
            new: (sum.all > 0.0).then(|| (sum.all - sum.actual) / sum.all),
        }
    };
    sums.into_iter().map(|(currency, sum)| (currency, measured(sum))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{forecast::kept::ForecastSnapshotId, pipelines::PipelineId};

    #[test]
    fn forecasts_are_measured_by_what_came_of_the_deals_that_were_known() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let noon = |text: &str| day(text).and_hms_opt(12, 0, 0).unwrap();
        let row = |taken: &str, p10, p50, p90| SnapshotRow {
            id: ForecastSnapshotId::new(),
            pipeline_id: PipelineId::new(),
            owner_id: None,
            taken_on: day(taken),
            unit: "QUARTER".to_owned(),
            starts_on: day("2030-01-01"),
            ends_before: day("2030-04-01"),
            currency: "EUR".to_owned(),
            open_deals: 3,
            won: 0,
            weighted: 50,
            p10,
            p50,
            p90,
            mean: p50,
        };
        // Two deals are won, of 100 and 60; the second was recorded in February. So of those known at first 100 are won, later 160.
        let won = vec![(noon("2029-12-01"), "EUR".to_owned(), 100), (noon("2030-02-01"), "EUR".to_owned(), 60)];
        let won = HashMap::from([((day("2030-01-01"), day("2030-04-01")), won)]);
        let moments = HashMap::from(["2030-01-01", "2030-02-01", "2030-03-01"].map(|text| (day(text), noon(text))));
        let rows = [
            row("2030-01-01", 80, 120, 130),
            row("2030-02-01", 170, 180, 190),
            row("2030-03-01", 100, 120, 150),
            row("2030-03-02", 0, 0, 0),
        ];
        let found = measure(&rows, &moments, &won);
        let found = &found["EUR"];
        let third = 1.0 / 3.0;
        assert_eq!(found.forecasts, 3, "of a day without its moment nothing is known");
        assert_eq!(found.bias, Some((120.0 + 180.0 + 120.0 - 420.0) / 420.0));
        assert_eq!(found.weighted_bias, Some((150.0 - 420.0) / 420.0));
        assert_eq!(found.error, Some((20.0 + 20.0 + 40.0) / 420.0));
        assert_eq!((found.within, found.below), (Some(third), Some(third)));
        assert_eq!(found.new, Some(60.0 / 480.0));
        assert_eq!(measure(&rows, &moments, &HashMap::new())["EUR"].bias, None);
    }
}
