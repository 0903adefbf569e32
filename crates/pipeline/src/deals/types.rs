//! A deal, as clients see one.

use rapport_contacts::{
    companies::{CompanyById, CompanyId, CompanyRecord},
    kept,
    users::{UserById, UserId, UserRecord},
};
use rapport_graphql::{
    ContextExt, Day, GlobalId, Open, Record, Related, ShortText, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
    money::MoneyRecord,
    open::relation::{Relation, list, one, own, part, value},
};
use rapport_kernel::{ApiResult, Money};

use super::{
    DealId, DealKind, DealRow,
    contacts::{ContactsByDealId, DealContactRecord},
    kind::KindProposalRecord,
    lines::{
        DealLineRecord, RecurringRevenueRecord,
        loaders::{LinesByDealId, MarginByDealId},
    },
};
use crate::{
    competitors::{CompetitorById, CompetitorId, CompetitorRecord},
    gates::{DealCheckRecord, checks::ChecksByDealId},
    permissions,
    pipelines::{PipelineById, PipelineId, PipelineRecord},
    sharing::{
        DealPersonRecord, DealShareRecord, SharedField,
        loaders::{CompanyNameByDealId, SharesByDealId},
        people::PeopleByDealId,
        rights::{shared, shared_or},
    },
    stages::{StageById, StageId, StageRecord},
    stays::{StalenessByDealId, StayRecord, StaysByDealId},
};

/// How a deal stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum DealStatus {
    /// It goes on.
    #[default]
    Open,
    /// The customer bought.
    Won,
    /// The customer did not buy.
    Lost,
}
rapport_graphql::plain_enum!(DealStatus);

/// Whence the amount of a deal is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum AmountSource {
    /// Somebody said it.
    #[default]
    Hand,
    /// It is what its lines are together.
    Lines,
}
rapport_graphql::plain_enum!(AmountSource);

/// What a deal is with regard to what the customer had before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum DealType {
    /// With who was no customer.
    #[default]
    NewBusiness,
    /// With who was a customer once, and left.
    WinBack,
    /// With a customer, who buys more or goes on.
    Extension,
}
rapport_graphql::plain_enum!(DealType);

/// A deal: what is to be sold to a customer.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Deal", relations)]
pub struct DealRecord {
    /// The global id.
    pub id: GlobalId<DealKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// What it is about.
    pub title: ShortText,
    /// How it stands: the kind of its stage.
    pub status: DealStatus,
    /// When it was won or lost; null while it is open.
    pub closed_at: Option<Timestamp>,
    /// When the deal was first recorded.
    pub created_at: Timestamp,
    /// When the deal was last changed.
    pub updated_at: Timestamp,
    /// When the deal was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    deal: DealId,
    #[graphql(skip)]
    key: Option<ShortText>,
    #[graphql(skip)]
    what_kind: DealType,
    #[graphql(skip)]
    expected: Option<Day>,
    #[graphql(skip)]
    lost_for: Option<ShortText>,
    #[graphql(skip)]
    against: Option<CompetitorId>,
    #[graphql(skip)]
    proposal: Option<KindProposalRecord>,
    #[graphql(skip)]
    worth: Option<Money>,
    #[graphql(skip)]
    worth_from: AmountSource,
    #[graphql(skip)]
    recurring: Option<Money>,
    #[graphql(skip)]
    customer: Option<CompanyId>,
    #[graphql(skip)]
    owned_by: Option<UserId>,
    #[graphql(skip)]
    in_pipeline: PipelineId,
    #[graphql(skip)]
    in_stage: StageId,
}

/// A deal, open to other modules.
pub type Deal = Open<DealRecord>;

impl From<DealRow> for DealRecord {
    fn from(row: DealRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            what_kind: kept::value(&row.kind).unwrap_or_default(),
            status: row.status(),
            worth: row.money(),
            proposal: KindProposalRecord::of(&row),
            worth_from: row.amount_source(),
            recurring: row.recurring(),
            key: row.external_id,
            title: row.title,
            expected: row.expected_close_on.map(Day),
            closed_at: row.closed_at.map(Timestamp),
            lost_for: row.loss_reason,
            against: row.competitor_id,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            deal: row.id,
            customer: row.company_id,
            owned_by: row.owner_id,
            in_pipeline: row.pipeline_id,
            in_stage: row.stage_id,
        }
    }
}

impl DealRecord {
    /// The id, for modules that add to deals.
    #[must_use]
    pub const fn deal_id(&self) -> DealId {
        self.deal
    }
}

impl Related for DealRecord {
    fn relations() -> Vec<Relation<Self>> {
        let mut all = worth();
        all.extend(customer());
        all.extend(course());
        all
    }
}

/// What it is worth. All of it is shared with partners by itself.
fn worth() -> Vec<Relation<DealRecord>> {
    vec![
        part::<DealRecord, MoneyRecord>("amount", "What the deal is worth.", |deal| deal.worth.map(MoneyRecord::from))
            .only_where(shared(SharedField::Amount)),
        own::<DealRecord, Option<AmountSource>>(
            "amountSource",
            "Whence the amount is known; null without one.",
            |deal| deal.worth.map(|_| deal.worth_from),
        )
        .only_where(shared(SharedField::Amount)),
        list::<DealRecord, LinesByDealId, DealLineRecord>(
            "lines",
            "What is sold by it, in its order.",
            DealRecord::deal_id,
        )
        .only_where(shared(SharedField::Lines)),
        part::<DealRecord, RecurringRevenueRecord>(
            "recurringRevenue",
            "What its lines bring again and again; null when nothing is paid more than once.",
            |deal| deal.recurring.map(RecurringRevenueRecord::of_year),
        )
        .only_where(shared(SharedField::RecurringRevenue)),
        one::<DealRecord, MarginByDealId, MoneyRecord>(
            "margin",
            "What is left of its lines when what is sold has been paid for; null without lines, or with one whose cost \
             nobody knows.",
            |deal| Some(deal.deal),
        )
        .only_where(shared_or(SharedField::Margin, &permissions::MARGIN)),
    ]
}

/// Who is to buy, from whom. Partners see names: records of people and companies are not shared with them.
fn customer() -> Vec<Relation<DealRecord>> {
    vec![
        one::<DealRecord, CompanyById, CompanyRecord>(
            "company",
            "The company that is to buy; null when there is none, or it is deleted.",
            |deal| deal.customer,
        )
        .needs(permissions::READ),
        value::<DealRecord, CompanyNameByDealId, Option<String>>(
            "companyName",
            "The name of the company that is to buy; null when there is none, or it is deleted.",
            DealRecord::deal_id,
            |name| name,
        )
        .only_where(shared(SharedField::CompanyName)),
        list::<DealRecord, ContactsByDealId, DealContactRecord>(
            "contacts",
            "The people with whom it is negotiated, each with their role.",
            DealRecord::deal_id,
        )
        .needs(permissions::READ),
        list::<DealRecord, PeopleByDealId, DealPersonRecord>(
            "people",
            "The people with whom it is negotiated, as far as you may see them, as partners do.",
            DealRecord::deal_id,
        )
        .only_where(shared(SharedField::People)),
        one::<DealRecord, UserById, UserRecord>("owner", "Who looks after the deal.", |deal| deal.owned_by)
            .needs(permissions::READ),
        list::<DealRecord, SharesByDealId, DealShareRecord>(
            "shares",
            "With which partners it is shared, the earliest first.",
            DealRecord::deal_id,
        )
        .needs(permissions::READ),
    ]
}

/// What it is, where it stands and how it came there.
fn course() -> Vec<Relation<DealRecord>> {
    vec![
        own::<DealRecord, Option<ShortText>>(
            "externalId",
            "The key of the deal in another system; no two living deals have the same.",
            |deal| deal.key.clone(),
        )
        .only_where(shared(SharedField::ExternalId)),
        own::<DealRecord, DealType>(
            "kind",
            "What it is with regard to what the customer had before.",
            |deal| deal.what_kind,
        )
        .only_where(shared(SharedField::Kind)),
        part::<DealRecord, KindProposalRecord>(
            "kindProposal",
            "Which kind the customer's past proposed when the deal was recorded, and why.",
            |deal| deal.proposal.clone(),
        )
        .needs(permissions::READ),
        own::<DealRecord, Option<Day>>(
            "expectedCloseOn",
            "The day on which the customer is expected to have decided.",
            |deal| deal.expected,
        )
        .only_where(shared(SharedField::ExpectedCloseOn)),
        own::<DealRecord, Option<ShortText>>("lossReason", "Why it was lost.", |deal| deal.lost_for.clone())
            .only_where(shared(SharedField::Loss)),
        one::<DealRecord, CompetitorById, CompetitorRecord>(
            "competitor",
            "To whom it was lost, or from whom it was won; null when nobody said, or the competitor is deleted.",
            |deal| deal.against,
        )
        .needs(permissions::READ),
        one::<DealRecord, PipelineById, PipelineRecord>("pipeline", "The pipeline.", |deal| Some(deal.in_pipeline))
            .needs(permissions::READ),
        one::<DealRecord, StageById, StageRecord>("stage", "The stage.", |deal| Some(deal.in_stage)),
        list::<DealRecord, ChecksByDealId, DealCheckRecord>(
            "checks",
            "What has been checked of what stages ask for, the earliest first.",
            DealRecord::deal_id,
        )
        .needs(permissions::READ),
        value::<DealRecord, StalenessByDealId, Option<Timestamp>>(
            "staleAt",
            "When it has been in its stage for too long, by the stage's age limit; null for a closed deal, and where there \
             is no limit.",
            DealRecord::deal_id,
            |staleness| staleness.at,
        )
        .needs(permissions::READ),
        value::<DealRecord, StalenessByDealId, bool>(
            "isStale",
            "Whether it has been in its stage for too long by now.",
            DealRecord::deal_id,
            |staleness| staleness.is_over,
        )
        .needs(permissions::READ),
        list::<DealRecord, StaysByDealId, StayRecord>(
            "stays",
            "Each stay in a stage, the earliest first. While the deal is deleted it is in none.",
            DealRecord::deal_id,
        )
        .only_where(shared(SharedField::Stays)),
    ]
}

/// A deal: what is to be sold to a customer.
#[ComplexObject]
impl DealRecord {
    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        // The log tells of everything, whatever is shared.
        ctx.call()?.require(&permissions::READ)?;
        // Whoever sees the deal sees its title.
        let shows_personal = true;
        events_of_record(ctx, self.deal.uuid(), first, before, shows_personal).await.map(Some)
    }
}
