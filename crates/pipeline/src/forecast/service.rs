//! Making a forecast.

use std::{cmp::Reverse, sync::Arc};

use chrono::{NaiveDateTime, TimeDelta};
use rapport_db::{Db, recent::Read};
use rapport_graphql::{Timestamp, path};
use rapport_kernel::{ApiError, ApiResult, Call};

use super::{
    answer::Told,
    backtest::Correction,
    gather::{self, Asked},
    grouping::Group,
    model::Known,
    periods::Span,
    prepare::{Draft, Facts, Prepared, Question, prepare},
    simulate::{self, Chances, GroupDrawn, Plan},
    types::{Forecast, ForecastBacktest, ForecastCorrection},
};
use crate::groups::MOST_GROUPS;

/// How many bytes a forecast takes that is kept, at most: groups, periods and currencies.
const BYTES: usize = 2_000_000;

/// How often it is drawn when nothing is said, and at least and at most.
pub(super) const USUAL_RUNS: i32 = 1_000;
const FEWEST_RUNS: i32 = 100;
const MOST_RUNS: i32 = 10_000;

/// How many runs were said.
///
/// # Errors
/// BAD_USER_INPUT for too few or too many.
pub(super) fn runs(said: Option<i32>) -> ApiResult<usize> {
    let runs = said.unwrap_or(USUAL_RUNS);
    if !(FEWEST_RUNS..=MOST_RUNS).contains(&runs) {
        return Err(ApiError::bad_input(path!["runs"], format!("Say from {FEWEST_RUNS} to {MOST_RUNS} runs.")));
    }
    usize::try_from(runs).map_err(ApiError::internal)
}

/// The moment as of which a forecast is made, and whether it is past.
///
/// # Errors
/// BAD_USER_INPUT for one that is yet to come.
pub(super) fn moment(call: &Call, said: Option<Timestamp>) -> ApiResult<(NaiveDateTime, bool)> {
    let now = call.clock.now();
    let as_of = said.map_or(now, |said| said.0);
    if as_of > now {
        return Err(ApiError::bad_input(path!["asOf"], "This moment is yet to come."));
    }
    Ok((as_of, as_of < now))
}

/// A seed as the streams take it.
pub(super) fn seed(said: i32) -> u64 {
    u64::from(said.cast_unsigned())
}

/// Draws a draft: each group with what was drawn for it, and all together.
pub(super) fn draw(
    draft: &Draft,
    spans: &[Span],
    chances: &[Chances],
    (seed, runs): (u64, usize),
    mut each: impl FnMut(Group, &Prepared, &GroupDrawn),
) -> GroupDrawn {
    let large = simulate::large(draft.groups.values().flat_map(|group| &group.cells), runs, &draft.worths);
    let plan = Plan { seed, runs, periods: spans.len(), chances, won: &draft.worths, large };
    let mut all = GroupDrawn::nothing(&plan);
    for (group, prepared) in &draft.groups {
        let drawn = simulate::draw(&plan, &group.bytes(), &prepared.cells);
        each(*group, prepared, &drawn);
        all.join(&drawn);
    }
    all
}

/// All groups together.
pub(super) fn together(draft: &Draft, spans: &[Span]) -> Prepared {
    let mut all = Prepared {
        won: vec![0; spans.len()],
        sure: vec![vec![super::prepare::Sure::default(); draft.currencies.len()]; spans.len()],
        ..Prepared::default()
    };
    for prepared in draft.groups.values() {
        all.open += prepared.open;
        for (sum, one) in all.won.iter_mut().zip(&prepared.won) {
            *sum += one;
        }
        for (sum, one) in all.sure.iter_mut().flatten().zip(prepared.sure.iter().flatten()) {
            sum.won = sum.won.saturating_add(one.won);
            sum.weighted = sum.weighted.saturating_add(one.weighted);
        }
    }
    all
}

/// A forecast; nothing of a pipeline that there is not. Reckons on a blocking thread.
pub(super) async fn forecast(
    call: &Call,
    db: &Db,
    asked: Asked,
    said_seed: i32,
    runs: usize,
) -> ApiResult<Option<Arc<Forecast>>> {
    call.require(&crate::permissions::READ)?;
    // Of very many deals whoever sees all is told what was made within the last minutes.
    let Question { unit, spans, as_of, group_by, .. } = asked.question.clone();
    let question = ("forecast", asked.pipeline, spans, unit, group_by, asked.currency, said_seed, runs);
    let made = db.recently(asked.shared(question), as_of, make(db.clone(), asked, said_seed, runs));
    let (_, forecast) = made.await?;
    Ok(Option::clone(&forecast))
}

async fn make(db: Db, asked: Asked, said_seed: i32, runs: usize) -> ApiResult<Read<Option<Arc<Forecast>>>> {
    let facts = gather::recently(&db, &asked).await?;
    let reckoning = tokio::task::spawn_blocking(move || {
        let facts = Option::as_ref(&facts)?;
        let forecast = Arc::new(reckon(&asked.question, facts, said_seed, runs));
        Some((facts.as_of, facts.deals.open.len(), forecast))
    });
    let made = reckoning.await.map_err(ApiError::internal)?;
    Ok(match made {
        Some((as_of, rows, forecast)) => Read { as_of, answer: Some(forecast), rows, bytes: BYTES },
        None => Read { as_of: NaiveDateTime::default(), answer: None, rows: 0, bytes: 0 },
    })
}

fn reckon(question: &Question, facts: &Facts, said_seed: i32, runs: usize) -> Forecast {
    let draft = prepare(question, facts);
    let seed = seed(said_seed);
    let chances = draft.classes.chances(&facts.known, &draft.ahead, &[], Some(seed));
    let told = Told { draft: &draft, spans: &question.spans, unit: question.unit, quotas: &facts.quotas };
    let mut sizes: Vec<_> = draft.groups.iter().map(|(group, prepared)| (Reverse(prepared.open), *group)).collect();
    sizes.sort_unstable();
    let shown: Vec<Group> = sizes.iter().take(MOST_GROUPS).map(|(_, group)| *group).collect();
    let mut groups = Vec::new();
    let all = draw(&draft, &question.spans, &chances, (seed, runs), |group, prepared, drawn| {
        if let (Some(_), Some(place)) = (question.group_by, shown.iter().position(|one| *one == group)) {
            groups.push((place, told.group(group, prepared, drawn)));
        }
    });
    groups.sort_by_key(|(place, _)| *place);
    let left_out = if question.group_by.is_some() { sizes.len() - shown.len() } else { 0 };
    let stays_seen = facts.known.iter().flat_map(|known| &known.stays).map(|stays| i64::from(stays.count)).sum();
    Forecast {
        as_of: Timestamp(facts.as_of),
        seed: said_seed,
        runs: i32::try_from(runs).unwrap_or(i32::MAX),
        stays_seen,
        deals_without_amount: draft.without_amount,
        deals_without_expected_close: draft.without_day,
        deals_overdue: draft.overdue,
        corrections: facts.known.iter().filter_map(|known| corrected(known, facts.as_of)).collect(),
        total: told.group(Group::All, &together(&draft, &question.spans), &all),
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        groups_left_out: i32::try_from(left_out).unwrap_or(i32::MAX),
    }
}

fn corrected(known: &Known, as_of: NaiveDateTime) -> Option<ForecastCorrection> {
    let Correction { factor, spread, backtests } = &known.correction;
    let told = backtests.iter().map(|one| ForecastBacktest {
        as_of: Timestamp(as_of - TimeDelta::days(one.ago.into())),
        expected: one.expected,
        won: i64::try_from(one.won).unwrap_or(i64::MAX),
    });
    (!backtests.is_empty()).then(|| ForecastCorrection {
        in_pipeline: known.pipeline,
        factor: *factor,
        spread: *spread,
        backtests: told.collect(),
    })
}
