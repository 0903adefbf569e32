//! Making the forecast of a day, to be kept.

use chrono::{NaiveDate, NaiveDateTime};
use rapport_contacts::kept;

use super::{ForecastSnapshotId, row::SnapshotRow};
use crate::{
    deals::DealId,
    forecast::{
        grouping::{ForecastGroupBy, Group},
        numbers::whole,
        periods::{ForecastUnit, split},
        prepare::{Facts, Prepared, Question, prepare},
        service,
        simulate::{GroupDrawn, quantile},
    },
    pipelines::PipelineId,
    ratio,
};

/// By which random numbers what is kept is drawn, and how many times.
const SEED: u64 = 1;
const RUNS: usize = 1_000;
/// The unit of the periods for which is kept what is forecast: that in which the day is, and the next.
const UNIT: ForecastUnit = ForecastUnit::Quarter;
/// Of how many deals of a pipeline it is kept how likely each is won: those whose ids end lowest, which is by chance and each day
/// the same.
const DEALS_AT_MOST: usize = 2_000;

/// What a day's forecast of a pipeline says.
pub(super) struct Taken {
    pub(super) rows: Vec<SnapshotRow>,
    pub(super) deals: Vec<(DealId, f64)>,
    /// The end of the period by which each deal is won so likely.
    pub(super) ends_before: NaiveDate,
}

/// What is asked for a day.
pub(in crate::forecast) fn question(now: NaiveDateTime) -> Question {
    let from = UNIT.start(now.date());
    let spans = split(from, UNIT.end(UNIT.end(from)), UNIT);
    Question { unit: UNIT, spans, as_of: now, is_past: false, group_by: Some(ForecastGroupBy::Owner) }
}

/// Makes the forecast. Takes its time: not on a worker.
pub(super) fn take(question: &Question, facts: &Facts, pipeline: PipelineId) -> Taken {
    let draft = prepare(question, facts);
    let chances = draft.classes.chances(&facts.known, &draft.ahead, &[], Some(SEED));
    let mut rows = Vec::new();
    let mut tell = |owner, prepared: &Prepared, drawn: &GroupDrawn| {
        for (place, span) in question.spans.iter().enumerate() {
            for (currency, (code, values)) in draft.currencies.iter().zip(&drawn.values).enumerate() {
                let sure = prepared.sure.get(place).and_then(|of| of.get(currency)).copied().unwrap_or_default();
                let mut runs = values.periods.get(place).cloned().unwrap_or_default();
                let mean = runs.iter().sum::<f64>() / ratio::double(i64::try_from(RUNS).unwrap_or(1));
                let mut at = |share: f64| sure.won.saturating_add(whole(quantile(&mut runs, share)));
                rows.push(SnapshotRow {
                    id: ForecastSnapshotId::new(),
                    pipeline_id: pipeline,
                    owner_id: owner,
                    taken_on: question.as_of.date(),
                    unit: kept::name(UNIT).to_owned(),
                    starts_on: span.from,
                    ends_before: span.to,
                    currency: code.clone(),
                    open_deals: u32::try_from(prepared.open).unwrap_or(u32::MAX),
                    won: sure.won,
                    weighted: sure.won.saturating_add(sure.weighted),
                    p10: at(0.1),
                    p50: at(0.5),
                    p90: at(0.9),
                    mean: sure.won.saturating_add(whole(mean)),
                });
            }
        }
    };
    let all = service::draw(&draft, &question.spans, &chances, (SEED, RUNS), |group, prepared, drawn| {
        // What nobody looks after is among all alone.
        if let Group::Owner(Some(owner)) = group {
            tell(Some(owner), prepared, drawn);
        }
    });
    tell(None, &service::together(&draft, &question.spans), &all);
    let likely = draft.classes.chances(&facts.known, &draft.ahead, &[], None);
    let cells = draft.groups.values().flat_map(|group| &group.cells);
    let mut deals: Vec<(DealId, f64)> = cells
        .filter_map(|cell| {
            // By the end of the first period.
            let chance = likely.get(cell.class)?.first()?.get(1)?;
            Some((DealId::from_uuid(uuid::Uuid::from_bytes(cell.id)), *chance))
        })
        .collect();
    deals.sort_by_key(|(deal, _)| deal.uuid().as_u128().reverse_bits());
    deals.truncate(DEALS_AT_MOST);
    let ends_before = question.spans.first().map_or(question.as_of.date(), |span| span.to);
    Taken { rows, deals, ends_before }
}
