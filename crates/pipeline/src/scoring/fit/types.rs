//! A profile, as clients see one.

use std::sync::Arc;

use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
};
use rapport_kernel::ApiResult;

use super::{IdealCustomerProfileKind, ProfileId, parts::Part, row::ProfileRow};
use crate::permissions;

/// What is looked at of a company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum FitAttribute {
    /// The industry.
    #[default]
    Industry,
    /// The country, as a two-letter code.
    Country,
    /// How many people work there.
    CompanySize,
}
rapport_graphql::plain_enum!(FitAttribute);

/// What the companies are like that buy: given, or learned from those that did.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "IdealCustomerProfile")]
pub struct IdealCustomerProfileRecord {
    /// The global id.
    pub id: GlobalId<IdealCustomerProfileKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name.
    pub name: String,
    /// Whether it was learned from the companies of won deals.
    pub is_learned: bool,
    /// When it was recorded.
    pub created_at: Timestamp,
    #[graphql(skip)]
    profile: ProfileId,
    #[graphql(skip)]
    looks_at: Arc<Vec<Part>>,
}

/// A profile, open to other modules.
pub type IdealCustomerProfile = Open<IdealCustomerProfileRecord>;

impl From<ProfileRow> for IdealCustomerProfileRecord {
    fn from(row: ProfileRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            is_learned: row.is_learned,
            created_at: Timestamp(row.created_at),
            profile: row.id,
            looks_at: Arc::new(row.parts()),
            name: row.name,
        }
    }
}

/// What the companies are like that buy.
#[ComplexObject]
impl IdealCustomerProfileRecord {
    /// What is looked at, and what it weighs, what weighs most first.
    async fn criteria(&self) -> Vec<FitCriterion> {
        let mut parts: Vec<&Part> = self.looks_at.iter().collect();
        parts.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
        parts.into_iter().map(FitCriterion::of).collect()
    }

    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        ctx.call()?.require(&permissions::READ)?;
        events_of_record(ctx, self.profile.uuid(), first, before, true).await.map(Some)
    }
}

/// Something of a company, and what it weighs.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct FitCriterion {
    /// What is looked at.
    attribute: FitAttribute,
    /// What it is called.
    label: String,
    /// What it weighs. Of what was learned: the natural logarithm of how many times as frequent it is among the companies that
    /// bought as among all, with one company more of each kind; less than 0 for what is rarer.
    weight: f64,
}

impl FitCriterion {
    fn of(part: &Part) -> Self {
        Self { attribute: part.attribute(), label: part.label.clone(), weight: part.weight }
    }
}

/// How well a company fits, and why.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Fit {
    /// From 0 to 100, of which neither is ever reached. By given criteria: the share of the weights that are met, with half a
    /// weight met and half a weight missed on top. By what was learned: the logistic function of the sum of what is brought, 50 for
    /// a company of which nothing is known.
    value: f64,
    /// What the company has of what is looked at, with what it brings, most first.
    factors: Vec<FitCriterion>,
}

impl Fit {
    /// How well a company with these parts of a profile fits.
    pub(super) fn new(profile: &ProfileRow, met: &[&Part]) -> Self {
        let brought = met.iter().map(|part| part.weight).sum::<f64>();
        let mut factors: Vec<FitCriterion> = met.iter().map(|part| FitCriterion::of(part)).collect();
        factors.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
        Self { value: super::parts::value(&profile.parts(), brought, profile.is_learned), factors }
    }
}
