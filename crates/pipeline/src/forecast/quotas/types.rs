//! A quota, as clients see one.

use rapport_contacts::users::{UserById, UserRecord};
use rapport_graphql::{
    ContextExt, Day, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::{EventPage, events_of_record},
    money::MoneyRecord,
    open::relation::{Relation, one},
};
use rapport_kernel::{ApiResult, Currency, Money};

use super::{QuotaId, QuotaKind, QuotaRow};
use crate::{
    forecast::periods::ForecastUnit,
    permissions,
    pipelines::{PipelineById, PipelineRecord},
};

/// What is to be won in a period.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Quota", relations)]
pub struct QuotaRecord {
    /// The global id.
    pub id: GlobalId<QuotaKind>,
    /// Grows with each change.
    pub version: u32,
    /// How long the period is.
    pub(crate) period: ForecastUnit,
    /// What the period is called: 2027-01, 2027-Q1, 2027.
    pub name: String,
    /// The first day of the period.
    pub starts_on: Day,
    /// When the quota was first set.
    pub created_at: Timestamp,
    /// When the quota was last changed.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    row: QuotaRow,
}

/// A quota, open to other modules.
pub type Quota = Open<QuotaRecord>;

impl From<QuotaRow> for QuotaRecord {
    fn from(row: QuotaRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            period: row.unit(),
            name: row.unit().name(row.starts_on),
            starts_on: Day(row.starts_on),
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            row,
        }
    }
}

impl QuotaRecord {
    /// The id, for modules that add to quotas.
    #[must_use]
    pub const fn quota_id(&self) -> QuotaId {
        self.row.id
    }
}

impl Related for QuotaRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, UserById, UserRecord>("owner", "Who is to win it; null for all together.", |quota| {
                quota.row.owner_id
            }),
            one::<Self, PipelineById, PipelineRecord>(
                "pipeline",
                "In which pipeline; null for all together.",
                |quota| quota.row.pipeline_id,
            )
            .needs(permissions::READ),
        ]
    }
}

/// What is to be won in a period.
#[ComplexObject]
impl QuotaRecord {
    /// How much.
    async fn amount(&self) -> Option<Open<MoneyRecord>> {
        let currency = Currency::from_code(&self.row.currency)?;
        Some(Open(MoneyRecord::from(Money { amount: self.row.amount, currency })))
    }

    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        ctx.call()?.require(&permissions::READ)?;
        events_of_record(ctx, self.row.id.uuid(), first, before, true).await.map(Some)
    }
}
