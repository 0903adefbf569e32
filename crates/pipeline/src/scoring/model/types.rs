//! A model, as clients see one.

use std::sync::Arc;

use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::{EventPage, events_of_record},
    open::relation::{Relation, one},
};
use rapport_kernel::ApiResult;

use super::{
    ScoringModelId, ScoringModelKind,
    encode::Weight,
    facts::ScoringFactor,
    fit::{Brought, Parameters},
    quality::{Group, Quality},
    row::ModelRow,
};
use crate::{
    permissions,
    pipelines::{PipelineById, PipelineId, PipelineRecord},
    ratio::double,
};

/// A model that tells how likely deals of a pipeline are to be won, learned from those that were won or lost: a logistic
/// regression on what was known of them as they began. Of a pipeline the latest counts.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "ScoringModel", relations)]
pub struct ScoringModelRecord {
    /// The global id.
    pub id: GlobalId<ScoringModelKind>,
    /// Grows with each change.
    pub version: u32,
    /// The name.
    pub name: String,
    /// It learned from deals that were closed before this.
    pub train_before: Timestamp,
    /// It is measured by deals that were closed from then on, before this; all when null.
    pub test_before: Option<Timestamp>,
    /// After how many days another is trained in its place; never when null.
    pub retrain_every_days: Option<u32>,
    /// When it was trained.
    pub trained_at: Timestamp,
    /// From how many deals it learned.
    pub deals: u32,
    /// How many of them were won.
    pub won: u32,
    #[graphql(skip)]
    model: ScoringModelId,
    #[graphql(skip)]
    of: PipelineId,
    #[graphql(skip)]
    learned: Arc<Parameters>,
    #[graphql(skip)]
    measured: Option<Arc<Quality>>,
}

/// A model, open to other modules.
pub type ScoringModel = Open<ScoringModelRecord>;

impl From<ModelRow> for ScoringModelRecord {
    fn from(row: ModelRow) -> Self {
        let nothing = Parameters { intercept: 0.0, weights: Vec::new(), deals: 0, won: 0, penalty: 0.0 };
        let learned = row.parameters().unwrap_or(nothing);
        Self {
            id: GlobalId(row.id),
            version: row.version,
            train_before: Timestamp(row.train_before),
            test_before: row.test_before.map(Timestamp),
            retrain_every_days: row.retrain_days,
            trained_at: Timestamp(row.created_at),
            deals: learned.deals,
            won: learned.won,
            model: row.id,
            of: row.pipeline_id,
            measured: row.quality().map(Arc::new),
            learned: Arc::new(learned),
            name: row.name,
        }
    }
}

impl Related for ScoringModelRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![one::<Self, PipelineById, PipelineRecord>("pipeline", "The pipeline.", |model| Some(model.of))]
    }
}

/// A model that tells how likely deals of a pipeline are to be won.
#[ComplexObject]
impl ScoringModelRecord {
    /// The log-odds of a deal that has nothing of what is weighed.
    async fn intercept(&self) -> f64 {
        self.learned.intercept
    }

    /// How much large coefficients were held down: half of this times the sum of their squares was added to the loss, the sum
    /// over all deals.
    async fn penalty(&self) -> f64 {
        self.learned.penalty
    }

    /// What is weighed, what weighs most first.
    async fn weights(&self) -> Vec<ScoringWeight> {
        let mut weights: Vec<_> = self.learned.weights.iter().collect();
        weights.sort_by(|one, other| other.coefficient.abs().total_cmp(&one.coefficient.abs()));
        weights.into_iter().map(ScoringWeight::of).collect()
    }

    /// How good it is, by deals that it has not seen; null when none was closed by then.
    async fn quality(&self) -> Option<ScoringQuality> {
        self.measured.as_ref().map(|measured| ScoringQuality(Arc::clone(measured)))
    }

    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        ctx.call()?.require(&permissions::READ)?;
        events_of_record(ctx, self.model.uuid(), first, before, true).await.map(Some)
    }
}

/// What a model weighs.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ScoringWeight {
    /// What kind of thing it is.
    factor: ScoringFactor,
    /// Which one, such as a product by its name; null for a number.
    label: Option<String>,
    /// By how much the log-odds of winning grow with it; of a number, with each standard deviation.
    coefficient: f64,
    /// The mean of a number; 0 otherwise.
    mean: f64,
    /// The standard deviation of a number; 1 otherwise.
    scale: f64,
}

impl ScoringWeight {
    fn of(weight: &Weight) -> Self {
        Self {
            factor: weight.mark.factor,
            label: (!weight.is_number).then(|| weight.mark.label.clone()),
            coefficient: weight.coefficient,
            mean: weight.mean,
            scale: weight.scale,
        }
    }
}

/// What a factor brings to the score of a deal.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ScoreContribution {
    /// What kind of thing it is.
    factor: ScoringFactor,
    /// Which one, such as a product by its name; null for a number.
    label: Option<String>,
    /// What the deal has of it: 1, or a number in standard deviations from the mean.
    value: f64,
    /// By how much the log-odds grow for each one more.
    coefficient: f64,
    /// What it brings to the log-odds: value times coefficient.
    contribution: f64,
}

impl From<Brought> for ScoreContribution {
    fn from(brought: Brought) -> Self {
        Self {
            factor: brought.weight.mark.factor,
            label: (!brought.weight.is_number).then_some(brought.weight.mark.label),
            value: brought.value,
            coefficient: brought.weight.coefficient,
            contribution: brought.contribution,
        }
    }
}

impl ScoreContribution {
    /// How much it brings, one way or the other.
    pub(crate) const fn size(&self) -> f64 {
        self.contribution.abs()
    }
}

/// How good a model is, by deals that it has not seen.
pub(crate) struct ScoringQuality(Arc<Quality>);

/// How good a model is, by deals that it has not seen.
#[rapport_graphql::async_graphql::Object]
impl ScoringQuality {
    /// How many deals those are.
    async fn deals(&self) -> u32 {
        self.0.deals
    }

    /// How many of them were won.
    async fn won(&self) -> u32 {
        self.0.won
    }

    /// How often a deal that was won scores higher than one that was lost, a tie as half: 1 at best, a half by chance. The area
    /// under the receiver's operating characteristic; null when all came to the same.
    async fn auc(&self) -> Option<f64> {
        self.0.auc
    }

    /// The mean of the squares of probability less outcome: 0 at best (Brier, Monthly Weather Review 78, 1950).
    async fn brier_score(&self) -> f64 {
        self.0.brier
    }

    /// The Brier score of who says of each deal how often deals were won among those from which the model learned. A model that
    /// is no better tells nothing.
    async fn brier_score_of_share(&self) -> f64 {
        self.0.brier_of_share
    }

    /// The mean of the negative logarithm of what was said of what came to pass.
    async fn log_loss(&self) -> f64 {
        self.0.log_loss
    }

    /// Ten parts of as many deals each, those of whom most was said first.
    async fn lift(&self) -> Vec<ScoringDecile> {
        let share = double(self.0.won.into()) / double(self.0.deals.into());
        self.0.deciles.iter().map(|group| ScoringDecile::of(group, share)).collect()
    }

    /// Ten bins of what was said, from 0 to 1, those with a deal: whether as many came to pass as were said to.
    async fn calibration(&self) -> Vec<CalibrationBin> {
        self.0.bins.iter().map(CalibrationBin::of).collect()
    }
}

fn won_share(group: &Group) -> f64 {
    double(group.won.into()) / double(group.deals.into())
}

/// A tenth of the deals, by what was said of them.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ScoringDecile {
    /// Which: 1 for those of whom most was said.
    decile: u32,
    /// How many deals.
    deals: u32,
    /// How many of them were won.
    won: u32,
    /// The mean of the probabilities that were said.
    said: f64,
    /// The share that was won.
    won_share: f64,
    /// That share, divided by the share of all deals: 2 where twice as many were won as of all. Null when none was won.
    lift: Option<f64>,
}

impl ScoringDecile {
    fn of(group: &Group, share: f64) -> Self {
        Self {
            decile: group.place,
            deals: group.deals,
            won: group.won,
            said: group.said,
            won_share: won_share(group),
            lift: (share > 0.0).then(|| won_share(group) / share),
        }
    }
}

/// The deals of which much the same was said.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct CalibrationBin {
    /// From which probability, which is in the bin before.
    from: f64,
    /// To which probability, which is in it.
    to: f64,
    /// How many deals.
    deals: u32,
    /// The mean of the probabilities that were said.
    said: f64,
    /// The share that was won.
    won_share: f64,
}

impl CalibrationBin {
    /// Of the deals of a bin.
    pub(crate) fn of(group: &Group) -> Self {
        let place = f64::from(group.place);
        Self {
            from: place / 10.0,
            to: (place + 1.0) / 10.0,
            deals: group.deals,
            said: group.said,
            won_share: won_share(group),
        }
    }
}
