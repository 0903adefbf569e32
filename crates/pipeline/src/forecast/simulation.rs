//! What if deals left a stage otherwise than they do: the forecast as it is beside that of the changed pipeline.

use std::sync::Arc;

use rapport_db::{Db, recent::Read};
use rapport_graphql::{
    ContextExt, Day, Open, Timestamp,
    async_graphql::{Context, ID, Object, SimpleObject},
    input,
    money::MoneyRecord,
    path,
};
use rapport_kernel::{ApiError, ApiResult, Call, Currency, Money};

use super::{
    answer::{Told, range},
    changes::{self, Change, StageChangeInput},
    convert,
    gather::{self, Asked},
    grouping::Group,
    numbers::whole,
    periods::{self, ForecastUnit},
    prepare::{Draft, Facts, Prepared, Question, prepare},
    service,
    simulate::{Drawn, GroupDrawn},
    types::{ForecastGroup, ForecastRange},
};
use crate::permissions;

/// A pipeline as it is beside one that is changed. Both are drawn with the same random numbers, so that what differs comes of
/// the change alone.
#[derive(SimpleObject)]
pub(crate) struct PipelineSimulation {
    /// The moment as of which it is simulated.
    as_of: Timestamp,
    /// By which random numbers were drawn.
    seed: i32,
    /// How many times it was drawn.
    runs: i32,
    /// What will be won as it is.
    base: ForecastGroup,
    /// What will be won when it is changed.
    changed: ForecastGroup,
    /// How many more deals are won over all periods, run by run; less than 0 for fewer.
    more_deals: ForecastRange,
    /// How much more is won over all periods, run by run, by currency.
    more_value: Vec<SimulatedDifference>,
}

/// How much more is won in a currency, run by run; less than 0 for less.
#[derive(SimpleObject)]
pub(crate) struct SimulatedDifference {
    /// The currency, as a three-letter code of ISO 4217.
    currency: String,
    /// In one run of ten it is less.
    p10: Open<MoneyRecord>,
    /// In half of the runs it is less.
    p50: Open<MoneyRecord>,
    /// In nine runs of ten it is less.
    p90: Open<MoneyRecord>,
    /// On average over the runs.
    mean: Open<MoneyRecord>,
}

/// The root field that asks what if.
#[derive(Default)]
pub(crate) struct SimulationQueries;

/// Asking what if.
#[Object]
impl SimulationQueries {
    /// What will be won of the open deals of a pipeline if more of them, or fewer, go on from a stage, or sooner or later: beside what
    /// will be won as it is. Nothing is changed by it. Null when there is no such pipeline. Of 20,000 open deals and more it may be
    /// some minutes old: `asOf` says when.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn simulate_pipeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pipeline.")] pipeline_id: ID,
        #[graphql(desc = "What is changed, each stage once.")] changes: Vec<StageChangeInput>,
        #[graphql(desc = "The first day; that of the present period when nothing is said.")] from: Option<Day>,
        #[graphql(desc = "The first day after it; the end of the second period when nothing is said.")] to: Option<Day>,
        #[graphql(desc = "How long the periods are, at most 24 of them.", default_with = "ForecastUnit::Quarter")]
        period: ForecastUnit,
        #[graphql(desc = "The moment as of which it is made, from what was known then; now when nothing is said.")]
        as_of: Option<Timestamp>,
        #[graphql(desc = "By which random numbers are drawn.", default = 1)] seed: i32,
        #[graphql(desc = "How many times it is drawn, 100 to 10,000; 1,000 when nothing is said.")] runs: Option<i32>,
        #[graphql(
            desc = "A currency in which everything is told for which there are exchange rates: a three-letter code of ISO 4217."
        )]
        currency: Option<String>,
    ) -> ApiResult<Option<PipelineSimulation>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let pipeline = Some(input::id(&pipeline_id, path!["pipelineId"])?);
        let (as_of, is_past) = service::moment(call, as_of)?;
        let spans = periods::said(from, to, period, as_of)?;
        let question = Question { unit: period, spans, as_of, is_past, group_by: None };
        let currency = convert::said(currency)?;
        let asked = Asked { actor: call.actor.clone(), now: call.clock.now(), pipeline, question, currency };
        Box::pin(simulation(call, ctx.db()?, asked, changes, seed, service::runs(runs)?)).await
    }
}

async fn simulation(
    call: &Call,
    db: &Db,
    asked: Asked,
    said: Vec<StageChangeInput>,
    seed: i32,
    runs: usize,
) -> ApiResult<Option<PipelineSimulation>> {
    call.require(&permissions::READ)?;
    let facts = gather::recently(db, &asked).await?;
    let Some(found) = Option::as_ref(&facts) else { return Ok(None) };
    let Some(known) = found.known.first() else { return Ok(None) };
    let changes = changes::read(&known.shape, &said)?;
    // As it is, it is drawn once for many changes that are tried one after the other.
    let Question { spans, as_of, .. } = asked.question.clone();
    let question = ("simulated", asked.pipeline, spans, asked.currency, found.as_of, seed, runs);
    let question = asked.shared(question);
    let asked = Arc::new(asked);
    let (of_base, base_asked) = (Arc::clone(&facts), Arc::clone(&asked));
    let base = async move {
        let drawing = tokio::task::spawn_blocking(move || {
            Option::as_ref(&of_base).map(|facts| Base::draw(&base_asked.question, facts, seed, runs))
        });
        let answer = drawing.await.map_err(ApiError::internal)?;
        let rows = answer.as_ref().map_or(0, Base::cells);
        let bytes = answer.as_ref().map_or(0, Base::bytes);
        Ok(Read { as_of, rows, bytes, answer })
    };
    let (_, base) = db.recently(question, as_of, base).await?;
    let reckoning = tokio::task::spawn_blocking(move || {
        let (facts, base) = Option::as_ref(&facts).zip(Option::as_ref(&base))?;
        Some(reckon(&asked.question, facts, base, &changes, seed, runs))
    });
    reckoning.await.map_err(ApiError::internal)
}

/// A pipeline as it is, drawn.
struct Base {
    draft: Draft,
    all: Prepared,
    drawn: GroupDrawn,
}

impl Base {
    fn draw(question: &Question, facts: &Facts, seed: i32, runs: usize) -> Self {
        let draft = prepare(question, facts);
        let all = service::together(&draft, &question.spans);
        let drawn = drawn(&draft, question, facts, &[], (seed, runs));
        Self { draft, all, drawn }
    }

    /// For how many deals it was.
    fn cells(&self) -> usize {
        self.draft.groups.values().map(|group| group.cells.len()).sum()
    }

    /// How many bytes it takes, about: what was drawn, and what a deal is drawn from.
    fn bytes(&self) -> usize {
        /// A cell with what stands in it.
        const CELL: usize = 200;
        let GroupDrawn { deals, values } = &self.drawn;
        let of_one = deals.all.len() * (deals.periods.len() + 1);
        of_one * (values.len() + 1) * size_of::<f64>() + self.cells() * CELL
    }
}

fn drawn(
    draft: &Draft,
    question: &Question,
    facts: &Facts,
    changes: &[Change],
    (seed, runs): (i32, usize),
) -> GroupDrawn {
    let seed = service::seed(seed);
    let chances = draft.classes.chances(&facts.known, &draft.ahead, changes, Some(seed));
    service::draw(draft, &question.spans, &chances, (seed, runs), |_, _, _| {})
}

fn reckon(
    question: &Question,
    facts: &Facts,
    Base { draft, all, drawn: base }: &Base,
    changes: &[Change],
    said_seed: i32,
    runs: usize,
) -> PipelineSimulation {
    let told = Told { draft, spans: &question.spans, unit: question.unit, quotas: &facts.quotas };
    let changed = drawn(draft, question, facts, changes, (said_seed, runs));
    let more = |base: &Drawn, changed: &Drawn| {
        let more: Vec<f64> = changed.all.iter().zip(&base.all).map(|(changed, base)| changed - base).collect();
        range(&more, 0)
    };
    let values = draft.currencies.iter().zip(base.values.iter().zip(&changed.values));
    let more_value = values.filter_map(|(code, (base, changed))| {
        let currency = Currency::from_code(code)?;
        let money = |amount: f64| Open(MoneyRecord::from(Money { amount: whole(amount), currency }));
        let found = more(base, changed);
        Some(SimulatedDifference {
            currency: code.clone(),
            p10: money(found.p10),
            p50: money(found.p50),
            p90: money(found.p90),
            mean: money(found.mean),
        })
    });
    PipelineSimulation {
        as_of: Timestamp(facts.as_of),
        seed: said_seed,
        runs: i32::try_from(runs).unwrap_or(i32::MAX),
        more_deals: more(&base.deals, &changed.deals),
        more_value: more_value.collect(),
        base: told.group(Group::All, all, base),
        changed: told.group(Group::All, all, &changed),
    }
}
