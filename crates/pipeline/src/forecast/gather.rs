//! Reading what a forecast is made from.

use std::sync::Arc;

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_db::{Recent, recent};
use rapport_kernel::{Actor, Currency, RowScope};

use super::{
    backtest::{self, Correction},
    convert,
    curves::{Shape, Stays},
    model::Known,
    prepare::{Facts, Question},
    quotas::{self, attained::Quotas},
    read,
    recent::{Deals, Key, STAYS_LAST},
};
use crate::{pipelines::PipelineId, stages};

/// How it would have been forecast before is looked at for times of so many days, and by so many stays, nearly.
const SHORTEST_BACK: i64 = 7;
const LONGEST_BACK: i64 = 366;
const LOOKED_BACK_AT: u32 = 40_000;
/// From how many stays on it takes long enough to read them that they are kept for a while.
const MANY_STAYS: u32 = 100_000;

/// What is asked of which pipelines.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) actor: Actor,
    /// All of them when none is named.
    pub(super) pipeline: Option<PipelineId>,
    pub(super) question: Question,
    /// The currency in which all is told, as far as there are rates.
    pub(super) currency: Option<Currency>,
}

/// The pipelines of a forecast.
type Shapes = [(PipelineId, Shape)];

/// Reads what a forecast is made from; nothing of a pipeline that there is not.
pub(super) fn facts(conn: &mut MysqlConnection, recent: &Recent, asked: &Asked) -> QueryResult<Option<Facts>> {
    let Question { spans, is_past, .. } = &asked.question;
    let pipelines = match asked.pipeline {
        Some(pipeline) => vec![pipeline],
        None => read::pipelines(conn)?,
    };
    let stages = stages::repo::of_pipelines(conn, &pipelines)?;
    if asked.pipeline.is_some() && stages.is_empty() {
        return Ok(None);
    }
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Ok(None) };
    let of = |pipeline: PipelineId| -> Vec<_> {
        stages.iter().filter(|stage| stage.pipeline_id == pipeline).cloned().collect()
    };
    let shapes: Vec<(PipelineId, Shape)> = pipelines.iter().map(|one| (*one, Shape::of(&of(*one)))).collect();
    let stage_ids: Vec<_> = stages.iter().map(|stage| stage.id).collect();
    let key = Key { pipelines, stages: stage_ids, days: Some((first.from, last.to)) };
    let (as_of, deals) = deals(conn, recent, asked, &key, (first.starts(), last.ends()))?;
    let mut facts = Facts { as_of, deals, ..Facts::default() };
    let (stays, total) = stays(conn, recent, &shapes, &key, as_of, *is_past)?;
    let ahead = (last.ends() - as_of).num_days().min(LONGEST_BACK);
    let corrections = corrections(conn, recent, &shapes, &key, (as_of, ahead, *is_past), total)?;
    for ((pipeline, shape), (stays, correction)) in shapes.into_iter().zip(stays.iter().zip(corrections.iter())) {
        if *is_past {
            for (currency, worths) in read::worths(conn, pipeline, as_of)? {
                facts.worths.entry(currency).or_default().extend(worths);
            }
        }
        facts.known.push(Known { pipeline, shape, stays: stays.clone(), correction: correction.clone() });
    }
    let quotas = quotas::repo::between(conn, &asked.actor, first.from, last.to)?;
    facts.quotas = Quotas { rows: quotas, pipeline: asked.pipeline };
    if let Some(currency) = asked.currency {
        convert::convert(conn, &mut facts, &asked.question, currency)?;
    }
    Ok(Some(facts))
}

/// The open deals and the won, with the moment as of which they are. Of very many, what was read within the last minute.
fn deals(
    conn: &mut MysqlConnection,
    recent: &Recent,
    asked: &Asked,
    key: &Key,
    period: (NaiveDateTime, NaiveDateTime),
) -> QueryResult<(NaiveDateTime, Arc<Deals>)> {
    let as_of = asked.question.as_of;
    // Of the past it is not asked again and again.
    let is_common = !asked.question.is_past && asked.actor.row_scope() == RowScope::All;
    if let Some(found) = recent.find(key, as_of).filter(|_| is_common) {
        return Ok(found);
    }
    if key.pipelines.is_empty() {
        return Ok((as_of, Arc::default()));
    }
    let open = read::open(conn, &asked.actor, &key.pipelines, as_of)?;
    let won = read::won(conn, &asked.actor, &key.pipelines, period, as_of)?;
    let deals = Arc::new(Deals { open, won });
    if is_common && deals.open.len() >= recent::MANY {
        recent.keep(key, (as_of, recent::LASTS), deals.open.len() + deals.won.len(), &deals);
    }
    Ok((as_of, deals))
}

/// How deals left their stages, by pipeline, and how many stays that is.
fn stays(
    conn: &mut MysqlConnection,
    recent: &Recent,
    shapes: &Shapes,
    key: &Key,
    as_of: NaiveDateTime,
    is_past: bool,
) -> QueryResult<(Arc<Vec<Vec<Stays>>>, u32)> {
    let key = Key { days: None, ..key.clone() };
    let count = |stays: &[Vec<Stays>]| stays.iter().flatten().fold(0_u32, |sum, one| sum.saturating_add(one.count));
    if let Some((_, found)) = recent.find::<Vec<Vec<Stays>>>(&key, as_of).filter(|_| !is_past) {
        let total = count(&found);
        return Ok((found, total));
    }
    let mut all = Vec::with_capacity(shapes.len());
    for (pipeline, shape) in shapes {
        all.push(read::stays(conn, *pipeline, shape, as_of)?);
    }
    let total = count(&all);
    let all = Arc::new(all);
    if !is_past && total >= MANY_STAYS {
        recent.keep(&key, (as_of, STAYS_LAST), all.iter().map(Vec::len).sum(), &all);
    }
    Ok((all, total))
}

/// How it would have been forecast before, by pipeline.
fn corrections(
    conn: &mut MysqlConnection,
    recent: &Recent,
    shapes: &Shapes,
    key: &Key,
    (as_of, ahead, is_past): (NaiveDateTime, i64, bool),
    total: u32,
) -> QueryResult<Arc<Vec<Correction>>> {
    if ahead < SHORTEST_BACK {
        return Ok(Arc::new(vec![Correction::default(); shapes.len()]));
    }
    if let Some((_, found)) = recent.find(key, as_of).filter(|_| !is_past) {
        return Ok(found);
    }
    let of_256 = (LOOKED_BACK_AT * 256).div_ceil(total.max(1)).clamp(1, 256);
    let mut all = Vec::with_capacity(shapes.len());
    for (pipeline, shape) in shapes {
        let dated = read::dated(conn, *pipeline, shape, as_of, of_256)?;
        all.push(backtest::correction(shape, &dated, u32::try_from(ahead).unwrap_or_default()));
    }
    let all = Arc::new(all);
    if !is_past && total >= MANY_STAYS {
        recent.keep(key, (as_of, STAYS_LAST), all.len(), &all);
    }
    Ok(all)
}
