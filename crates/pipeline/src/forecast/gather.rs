//! Reading what a forecast is made from.

use std::sync::Arc;

use chrono::NaiveDateTime;
use diesel::{MysqlConnection, QueryResult};
use rapport_db::{
    Db,
    recent::{self, COUNTED, Read},
};
use rapport_kernel::{Actor, ApiError, ApiResult, Currency};

use super::{
    backtest::{self, Correction},
    convert,
    curves::Shape,
    kept::take,
    left,
    model::Known,
    prepare::{Deals, Facts, Question},
    quotas::{self, attained::Quotas},
    read,
};
use crate::{
    pipelines::PipelineId,
    stages,
    stays::all::{self, SeenStay},
};

/// How it would have been forecast before is looked at for times of so many days, and by so many stays, nearly.
const SHORTEST_BACK: i64 = 7;
const LONGEST_BACK: i64 = 366;
const LOOKED_BACK_AT: u32 = 40_000;

/// What is asked of which pipelines.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) actor: Actor,
    /// When it is asked.
    pub(super) now: NaiveDateTime,
    /// All of them when none is named.
    pub(super) pipeline: Option<PipelineId>,
    pub(super) question: Question,
    /// The currency in which all is told, as far as there are rates.
    pub(super) currency: Option<Currency>,
}

impl Asked {
    /// By what the answer is asked for again; nothing where it is the actor's own, or of the past, which nobody asks again and
    /// again.
    pub(super) fn shared<Q>(&self, question: Q) -> Option<Q> {
        recent::shared(&self.actor, question).filter(|_| !self.question.is_past)
    }

    /// By what these facts are asked for.
    fn facts(&self) -> Option<impl std::fmt::Debug + use<>> {
        self.shared(("forecast facts", self.pipeline, self.question.spans.clone(), self.currency))
    }
}

/// What a forecast is made from; nothing of a pipeline that there is not. Of very many deals, of up to ten minutes ago; how they
/// left their stages, over very many stays, of some minutes before: that changes nothing.
///
/// # Errors
/// As for [`Db::recently`].
pub(super) async fn recently(db: &Db, asked: &Asked) -> ApiResult<Arc<Option<Facts>>> {
    let read = db.recently(asked.facts(), asked.question.as_of, facts(db.clone(), asked.clone()));
    read.await.map(|(_, facts)| facts)
}

/// Reads what the forecast of a pipeline, or of all, is made from that is asked for without a word on its periods.
///
/// # Errors
/// When the database fails.
pub(crate) async fn usual(db: &Db, actor: &Actor, pipeline: Option<PipelineId>, now: NaiveDateTime) -> ApiResult<()> {
    let question = take::question(now);
    let asked = Asked { actor: actor.clone(), now, pipeline, question, currency: None };
    recently(db, &asked).await.map(|_| ())
}

async fn facts(db: Db, asked: Asked) -> ApiResult<Read<Option<Facts>>> {
    let (as_of, named) = (asked.question.as_of, asked.pipeline);
    let shapes = db.read(move |conn| Ok(shapes(conn, named)?)).await?;
    let ahead = asked.question.spans.last().map_or(0, |last| (last.ends() - as_of).num_days().min(LONGEST_BACK));
    let mut known = Vec::with_capacity(shapes.len());
    for (pipeline, shape) in shapes {
        known.push(Known::clone(&*Box::pin(known_of(&db, &asked, pipeline, shape, ahead)).await?));
    }
    let answer = db.read(move |conn| Ok(gather(conn, &asked, &known)?)).await?;
    let deals = answer.as_ref().map_or(0, |facts| facts.deals.open.len());
    let bytes = |facts: &Facts| size_of_val(facts.deals.open.as_slice()) + size_of_val(facts.deals.won.as_slice());
    Ok(Read { as_of, rows: deals, bytes: answer.as_ref().map_or(0, bytes), answer })
}

/// How deals left the stages of a pipeline, and how it would have been forecast before. Of everybody's deals: how these went is no
/// secret.
async fn known_of(db: &Db, asked: &Asked, pipeline: PipelineId, shape: Shape, ahead: i64) -> ApiResult<Arc<Known>> {
    let (as_of, now, is_past) = (asked.question.as_of, asked.now, asked.question.is_past);
    // Of the past it is not asked again and again.
    let question = (!is_past).then_some(("known", pipeline, shape.clone(), ahead));
    let reading = db.clone();
    let work = async move {
        let (at, stays) = all::recently(&reading, None, pipeline, now).await?;
        let rows = stays.len();
        let reckoning = tokio::task::spawn_blocking(move || known(pipeline, shape, &stays, as_of.min(at), ahead));
        Ok(Read { as_of: at, answer: reckoning.await.map_err(ApiError::internal)?, rows, bytes: COUNTED })
    };
    db.recently(question, now, work).await.map(|(_, known)| known)
}

/// The pipelines of a forecast, with their stages for open deals.
type Shapes = Vec<(PipelineId, Shape)>;

/// None where the one that is named is not there.
fn shapes(conn: &mut MysqlConnection, named: Option<PipelineId>) -> QueryResult<Shapes> {
    let pipelines = match named {
        Some(pipeline) => vec![pipeline],
        None => read::pipelines(conn)?,
    };
    let stages = stages::repo::of_pipelines(conn, &pipelines)?;
    let of = |pipeline: &PipelineId| -> Vec<_> {
        stages.iter().filter(|stage| stage.pipeline_id == *pipeline).cloned().collect()
    };
    let shapes = pipelines.iter().map(|pipeline| (*pipeline, Shape::of(&of(pipeline))));
    Ok(shapes.filter(|_| named.is_none() || !stages.is_empty()).collect())
}

fn gather(conn: &mut MysqlConnection, asked: &Asked, known: &[Known]) -> QueryResult<Option<Facts>> {
    let Question { spans, is_past, as_of, .. } = &asked.question;
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Ok(None) };
    if asked.pipeline.is_some() && known.is_empty() {
        return Ok(None);
    }
    let pipelines: Vec<_> = known.iter().map(|known| known.pipeline).collect();
    let mut facts = Facts { as_of: *as_of, known: known.to_vec(), ..Facts::default() };
    if !pipelines.is_empty() {
        let open = read::open(conn, &asked.actor, &pipelines, *as_of)?;
        let won = read::won(conn, &asked.actor, &pipelines, (first.starts(), last.ends()), *as_of)?;
        facts.deals = Deals { open, won };
    }
    for pipeline in pipelines.into_iter().filter(|_| *is_past) {
        for (currency, worths) in read::worths(conn, pipeline, *as_of)? {
            facts.worths.entry(currency).or_default().extend(worths);
        }
    }
    let quotas = quotas::repo::between(conn, &asked.actor, first.from, last.to)?;
    facts.quotas = Quotas { rows: quotas, pipeline: asked.pipeline };
    if let Some(currency) = asked.currency {
        convert::convert(conn, &mut facts, &asked.question, currency)?;
    }
    Ok(Some(facts))
}

/// How deals had left the stages of a pipeline by a moment, and how it would have been forecast before.
fn known(pipeline: PipelineId, shape: Shape, all: &[SeenStay], as_of: NaiveDateTime, ahead: i64) -> Known {
    let stays = left::stays(&shape, all, as_of);
    let total = stays.iter().fold(0_u32, |sum, one| sum.saturating_add(one.count));
    let of_256 = (LOOKED_BACK_AT * 256).div_ceil(total.max(1)).clamp(1, 256);
    let correction = if ahead < SHORTEST_BACK {
        Correction::default()
    } else {
        let dated = left::dated(&shape, all, as_of, of_256);
        backtest::correction(&shape, &dated, u32::try_from(ahead).unwrap_or_default())
    };
    Known { pipeline, shape, stays, correction }
}
