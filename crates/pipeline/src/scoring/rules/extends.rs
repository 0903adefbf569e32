//! What scores by rules add to people and leads.

use rapport_contacts::people::{ContactId, ContactRecord};
use rapport_graphql::{
    ContextExt, Open, Timestamp,
    async_graphql::{Context, Object, SimpleObject},
    open::object::Extension,
};
use rapport_kernel::ApiResult;

use super::{
    ScoringRule,
    count::Counted,
    loaders::{PointsByContactId, PointsByLeadId},
    points,
};
use crate::leads::{LeadId, LeadRecord, permissions};

/// How interesting somebody is, by rules, and why.
#[derive(SimpleObject)]
pub(crate) struct Score {
    /// The points on a scale from 0 to 100, of which neither is ever reached: `50 (1 + x / (1 + |x|))` with
    /// `x = (points - 50) / 50`. No points are 25, 50 points are 50, 100 are 75.
    value: f64,
    /// The sum of what the rules give as of now.
    points: f64,
    /// What each rule gives, what gives or takes most first.
    factors: Vec<ScoreFactor>,
}

/// What a rule gives somebody as of now.
#[derive(SimpleObject)]
pub(crate) struct ScoreFactor {
    /// The rule.
    rule: ScoringRule,
    /// How many points; less with time, where the rule has a half-life.
    points: f64,
    /// For how many things.
    count: i64,
    /// When the last of them was; null for what somebody is.
    last_at: Option<Timestamp>,
}

impl Score {
    fn of(mut counted: Vec<Counted>) -> Self {
        counted.sort_by(|one, other| other.points.abs().total_cmp(&one.points.abs()));
        // Not from -0.0, as which sums begin.
        let points = counted.iter().fold(0.0, |sum, one| sum + one.points);
        let factors = counted.into_iter().map(|one| ScoreFactor {
            rule: Open(one.rule.into()),
            points: one.points,
            count: one.count,
            last_at: one.last_at.map(Timestamp),
        });
        Self { value: points::value(points), points, factors: factors.collect() }
    }
}

/// What scores add to a person.
pub(crate) struct ScoredContact(ContactId);

impl Extension for ScoredContact {
    type Parent = ContactRecord;

    fn of(parent: &ContactRecord) -> Self {
        Self(parent.contact_id())
    }
}

/// What scores add to a person.
#[Object]
impl ScoredContact {
    /// How interesting the person is by rules, for what they are and did, and why.
    async fn score(&self, ctx: &Context<'_>) -> ApiResult<Option<Score>> {
        ctx.call()?.require(&permissions::READ)?;
        Ok(Some(Score::of(ctx.load::<PointsByContactId>(self.0).await?.unwrap_or_default())))
    }
}

/// What scores add to a lead.
pub(crate) struct ScoredLead(LeadId);

impl Extension for ScoredLead {
    type Parent = LeadRecord;

    fn of(parent: &LeadRecord) -> Self {
        Self(parent.lead_id())
    }
}

/// What scores add to a lead.
#[Object]
impl ScoredLead {
    /// How interesting the lead is by rules, for what it is and how often it was captured, and why. What was done with the
    /// person whom it has become counts too.
    async fn score(&self, ctx: &Context<'_>) -> ApiResult<Option<Score>> {
        ctx.call()?.require(&permissions::READ)?;
        Ok(Some(Score::of(ctx.load::<PointsByLeadId>(self.0).await?.unwrap_or_default())))
    }
}
