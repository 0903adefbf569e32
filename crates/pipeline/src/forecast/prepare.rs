//! From what was read to what is drawn.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDateTime;

use super::{
    grouping::{ForecastGroupBy, Group},
    model::{Ahead, Classes, Known},
    numbers::{double, whole},
    periods::{ForecastUnit, Span},
    quotas::attained::Quotas,
    read::{OpenDeal, WonDeals},
    simulate::{Cell, Worth},
};
use crate::{deals::DealId, ratio};

/// What is asked.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) unit: ForecastUnit,
    pub(super) spans: Vec<Span>,
    pub(super) as_of: NaiveDateTime,
    /// Whether that is past: what was recorded later was not known then.
    pub(super) is_past: bool,
    pub(super) group_by: Option<ForecastGroupBy>,
}

/// The deals of a forecast.
#[derive(Clone, Debug, Default)]
pub(super) struct Deals {
    pub(super) open: Vec<OpenDeal>,
    pub(super) won: Vec<WonDeals>,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// The moment as of which it is.
    pub(super) as_of: NaiveDateTime,
    pub(super) known: Vec<Known>,
    pub(super) deals: Deals,
    /// What deals were worth that had been won, by currency.
    pub(super) worths: HashMap<String, Vec<i64>>,
    pub(super) quotas: Quotas,
}

/// What was already won, and what is weighted, in one currency of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sure {
    pub(super) won: i64,
    pub(super) weighted: i64,
}

/// A group of deals.
#[derive(Clone, Debug, Default)]
pub(super) struct Prepared {
    pub(super) cells: Vec<Cell>,
    pub(super) open: i64,
    /// How many were won in each period.
    pub(super) won: Vec<i64>,
    /// By period and currency.
    pub(super) sure: Vec<Vec<Sure>>,
}

/// All that is drawn.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) currencies: Vec<String>,
    pub(super) worths: Vec<Vec<f64>>,
    pub(super) groups: BTreeMap<Group, Prepared>,
    pub(super) classes: Classes,
    pub(super) ahead: Ahead,
    pub(super) without_amount: i64,
    pub(super) without_day: i64,
    pub(super) overdue: i64,
}

/// Whether a deal was recorded after a moment: its id tells when that was.
fn is_later(deal: DealId, at: NaiveDateTime) -> bool {
    let recorded = deal.uuid().get_timestamp().map(|stamp| stamp.to_unix().0);
    recorded.is_some_and(|seconds| i64::try_from(seconds).is_ok_and(|seconds| seconds > at.and_utc().timestamp()))
}

/// Prepares a forecast.
pub(super) fn prepare(question: &Question, facts: &Facts) -> Draft {
    let Question { spans, is_past, group_by, .. } = question;
    let as_of = &facts.as_of;
    let named = facts.deals.open.iter().filter_map(|deal| deal.currency.as_ref());
    let won = facts.deals.won.iter().filter_map(|won| won.currency.as_ref());
    let of_quotas = facts.quotas.rows.iter().map(|quota| &quota.currency);
    let mut currencies: Vec<String> = named.chain(won).chain(of_quotas).cloned().collect();
    currencies.sort_unstable();
    currencies.dedup();
    let worths: Vec<Vec<f64>> = currencies
        .iter()
        .map(|code| facts.worths.get(code).into_iter().flatten().map(|amount| ratio::double(*amount)).collect())
        .collect();
    let bounds = spans.first().map(Span::starts).into_iter().chain(spans.iter().map(Span::ends));
    let days: Vec<f64> = bounds.map(|at| days_between(*as_of, at)).collect();
    let mut draft = Draft {
        classes: Classes::default(),
        ahead: Ahead::new(&days),
        groups: BTreeMap::new(),
        without_amount: 0,
        without_day: 0,
        overdue: 0,
        currencies,
        worths,
    };
    let empty = Prepared {
        won: vec![0; spans.len()],
        sure: vec![vec![Sure::default(); draft.currencies.len()]; spans.len()],
        ..Prepared::default()
    };
    let index: HashMap<String, usize> = draft.currencies.iter().cloned().zip(0..).collect();
    for won in &facts.deals.won {
        let group = Group::of(*group_by, won.owner, won.pipeline);
        let prepared = draft.groups.entry(group).or_insert_with(|| empty.clone());
        let Some(period) = spans.iter().position(|span| span.has(won.day)) else { continue };
        if let Some(count) = prepared.won.get_mut(period) {
            *count += won.deals;
        }
        let currency = won.currency.as_ref().and_then(|code| index.get(code));
        let sure = currency.and_then(|currency| prepared.sure.get_mut(period)?.get_mut(*currency));
        if let Some((sure, amount)) = sure.zip(won.amount) {
            sure.won = sure.won.saturating_add(amount);
        }
    }
    let places: HashMap<_, _> = facts.known.iter().map(|known| known.pipeline).zip(0..).collect();
    // They come in no order, and sums of doubles hang on theirs in the last bit.
    let mut open: Vec<_> = facts.deals.open.iter().collect();
    open.sort_unstable_by_key(|deal| deal.id);
    for deal in open {
        let Some(pipeline) = places.get(&deal.pipeline).copied() else { continue };
        let Some(shape) = facts.known.get(pipeline).map(|known| &known.shape) else { continue };
        let Some(stage) = shape.place(deal.stage) else { continue };
        let class = draft.classes.place(pipeline, stage, draft.ahead.age(deal.days));
        let currency = deal.currency.as_ref().and_then(|code| index.get(code)).copied();
        let worth = match (currency, deal.amount) {
            (Some(currency), Some(_)) if *is_past && is_later(deal.id, *as_of) => Worth::Unknown { currency },
            (Some(currency), Some(amount)) => {
                let sum = ratio::double(amount);
                Worth::Said { currency, sum, squares: sum * sum }
            }
            _ => Worth::Unsaid,
        };
        draft.without_amount += i64::from(worth == Worth::Unsaid);
        let group = Group::of(*group_by, deal.owner, deal.pipeline);
        let prepared = draft.groups.entry(group).or_insert_with(|| empty.clone());
        prepared.open += 1;
        prepared.cells.push(Cell { id: *deal.id.as_bytes(), class, deals: 1.0, worth });
        let Some(day) = deal.expected_close_on else {
            draft.without_day += 1;
            continue;
        };
        draft.overdue += i64::from(day < as_of.date());
        let probability = shape.stages.get(stage).map_or(0.0, |stage| stage.probability);
        let (currency, amount) = match worth {
            Worth::Unsaid => continue,
            Worth::Said { currency, sum, .. } => (currency, sum),
            Worth::Unknown { currency } => (currency, draft.worths.get(currency).map_or(0.0, |all| mean(all))),
        };
        // What was expected before the forecast is made is late: it belongs to no period that is over.
        let period = spans.iter().position(|span| span.has(day) && day >= as_of.date());
        if let Some(sure) = period.and_then(|period| prepared.sure.get_mut(period)?.get_mut(currency)) {
            sure.weighted = sure.weighted.saturating_add(whole(amount * probability));
        }
    }
    draft
}

fn mean(all: &[f64]) -> f64 {
    if all.is_empty() { 0.0 } else { all.iter().sum::<f64>() / double(all.len()) }
}

/// How many days there are from one moment to another; none when that is past.
fn days_between(from: NaiveDateTime, to: NaiveDateTime) -> f64 {
    let seconds = (to - from).num_seconds().max(0);
    ratio::double(seconds) / 86_400.0
}
