//! A rule of assignment, as clients see one.

use rapport_contacts::{kept, users::UserRecord};
use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
    open::relation::{Relation, list},
};
use rapport_kernel::ApiResult;

use super::{LeadAssignmentRuleKind, RuleId, RuleRow, members::MembersByRuleId, row::list as kept_list};
use crate::leads::permissions;

/// How a rule gives out leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum LeadAssignmentMethod {
    /// To one after the other, and from the start again.
    #[default]
    RoundRobin,
    /// To whoever looks after the fewest leads that are new, worked on or qualified; in turn among equals.
    Load,
}
rapport_graphql::plain_enum!(LeadAssignmentMethod);

/// A rule that says who looks after leads for which nobody was named.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "LeadAssignmentRule", relations)]
pub struct LeadAssignmentRuleRecord {
    /// The global id.
    pub id: GlobalId<LeadAssignmentRuleKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name.
    pub name: String,
    /// Of the rules that are for a lead, that with the lowest number counts; the oldest among equals.
    pub priority: u32,
    /// Whether it counts.
    pub is_active: bool,
    /// How it gives out leads.
    pub method: LeadAssignmentMethod,
    /// It is for leads of these countries; for all when there are none.
    pub countries: Vec<String>,
    /// It is for leads of these regions, in upper or lower case; for all when there are none.
    pub regions: Vec<String>,
    /// It is for leads of these sources, in upper or lower case; for all when there are none.
    pub sources: Vec<String>,
    /// When the rule was first recorded.
    pub created_at: Timestamp,
    /// When the rule was last changed.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    rule: RuleId,
}

/// A rule of assignment, open to other modules.
pub type LeadAssignmentRule = Open<LeadAssignmentRuleRecord>;

impl From<RuleRow> for LeadAssignmentRuleRecord {
    fn from(row: RuleRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            name: row.name,
            priority: row.priority,
            is_active: row.is_active,
            method: kept::value(&row.method).unwrap_or_default(),
            countries: kept_list(row.countries.as_deref()),
            regions: kept_list(row.regions.as_deref()),
            sources: kept_list(row.sources.as_deref()),
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            rule: row.id,
        }
    }
}

impl LeadAssignmentRuleRecord {
    const fn rule_id(&self) -> RuleId {
        self.rule
    }
}

impl Related for LeadAssignmentRuleRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![list::<Self, MembersByRuleId, UserRecord>(
            "members",
            "Those among whom leads are given out, in their order.",
            Self::rule_id,
        )]
    }
}

/// A rule that says who looks after leads for which nobody was named.
#[ComplexObject]
impl LeadAssignmentRuleRecord {
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
