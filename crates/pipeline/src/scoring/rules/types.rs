//! A rule of scores, as clients see one.

use rapport_contacts::{
    interactions::{InteractionDirection, InteractionKind, InteractionSentiment},
    kept,
};
use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
};
use rapport_kernel::ApiResult;

use super::{ScoringRuleId, ScoringRuleKind, row::ScoringRuleRow};
use crate::leads::permissions;

/// At what a rule of scores looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ScoringTrigger {
    /// Each interaction with the person.
    #[default]
    Interaction,
    /// Each event of the person, of one type.
    CustomerEvent,
    /// What the person or lead is or has, once.
    Attribute,
    /// That a lead was captured, each time, as of the last.
    Capture,
}

/// What a person or lead is or has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ScoringAttribute {
    /// The country, as a two-letter code.
    Country,
    /// How you came to know of them.
    Source,
    /// The language of a person, as a tag.
    Language,
    /// Where a person stands in the relationship.
    LifecycleStage,
    /// The industry of a person's company.
    Industry,
    /// How many people work at a person's company: from `least` to `most`.
    CompanySize,
    /// The region of a lead.
    Region,
    /// The campaign of a lead.
    Campaign,
    /// What a lead does at the company.
    JobTitle,
    /// That there is an e-mail address.
    Email,
    /// That there is a phone number.
    Phone,
    /// That there is a company.
    Company,
}
rapport_graphql::plain_enum!(ScoringTrigger, ScoringAttribute);

/// A rule that gives people and leads points.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "ScoringRule")]
pub struct ScoringRuleRecord {
    /// The global id.
    pub id: GlobalId<ScoringRuleKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name.
    pub name: String,
    /// At what it looks.
    pub trigger: ScoringTrigger,
    /// Interactions of these kinds; of all when there are none.
    pub interaction_kinds: Vec<InteractionKind>,
    /// Interactions of this direction; of any when null.
    pub direction: Option<InteractionDirection>,
    /// Interactions of this sentiment; of any when null.
    pub sentiment: Option<InteractionSentiment>,
    /// Events of the type with this name.
    pub event_type: Option<String>,
    /// What is looked at of an attribute.
    pub attribute: Option<ScoringAttribute>,
    /// The values for which there are points, in upper or lower case.
    pub values: Vec<String>,
    /// The least number for which there are points.
    pub least: Option<i32>,
    /// The greatest number for which there are points.
    pub most: Option<i32>,
    /// How many points it gives; negative ones take away.
    pub points: i32,
    /// After how many days half of them are left, and half of those after as many more; they stay when null.
    pub half_life_days: Option<u32>,
    /// Whether it counts.
    pub is_active: bool,
    /// When the rule was first recorded.
    pub created_at: Timestamp,
    /// When the rule was last changed.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    rule: ScoringRuleId,
}

/// A rule of scores, open to other modules.
pub type ScoringRule = Open<ScoringRuleRecord>;

impl From<ScoringRuleRow> for ScoringRuleRecord {
    fn from(row: ScoringRuleRow) -> Self {
        let conditions = row.conditions();
        Self {
            id: GlobalId(row.id),
            version: row.version,
            trigger: row.trigger(),
            interaction_kinds: conditions.kinds.iter().filter_map(|kind| kept::value(kind)).collect(),
            direction: conditions.direction.as_deref().and_then(kept::value),
            sentiment: conditions.sentiment.as_deref().and_then(kept::value),
            event_type: conditions.event_type,
            attribute: conditions.attribute.as_deref().and_then(kept::value),
            values: conditions.values,
            least: conditions.least,
            most: conditions.most,
            points: row.points,
            half_life_days: row.half_life_days,
            is_active: row.is_active,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            rule: row.id,
            name: row.name,
        }
    }
}

/// A rule that gives people and leads points.
#[ComplexObject]
impl ScoringRuleRecord {
    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        ctx.call()?.require(&permissions::READ)?;
        events_of_record(ctx, self.rule.uuid(), first, before, true).await.map(Some)
    }
}
