//! A kept forecast, as clients see one.

use rapport_contacts::users::{UserById, UserId, UserRecord};
use rapport_graphql::{
    Day, GlobalId, Open, Record, Related,
    async_graphql::{ComplexObject, SimpleObject},
    money::MoneyRecord,
    open::relation::{Relation, one},
};
use rapport_kernel::{Currency, Money};

use super::{ForecastSnapshotKind, row::SnapshotRow};
use crate::{
    forecast::periods::ForecastUnit,
    permissions,
    pipelines::{PipelineById, PipelineId, PipelineRecord},
};

/// What was forecast on a day: for a period, in one currency.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "ForecastSnapshot", relations)]
pub(crate) struct ForecastSnapshotRecord {
    /// The id.
    id: GlobalId<ForecastSnapshotKind>,
    /// The day, in UTC.
    taken_on: Day,
    /// How long the period is.
    period: ForecastUnit,
    /// What the period is called: 2027-Q1.
    name: String,
    /// The first day of the period.
    from: Day,
    /// The first day after it.
    to: Day,
    /// The currency, as a three-letter code of ISO 4217.
    currency: String,
    /// How many deals were open.
    open_deals: u32,
    #[graphql(skip)]
    row: SnapshotRow,
}

impl From<SnapshotRow> for ForecastSnapshotRecord {
    fn from(row: SnapshotRow) -> Self {
        Self {
            id: GlobalId(row.id),
            taken_on: Day(row.taken_on),
            period: row.unit(),
            name: row.unit().name(row.starts_on),
            from: Day(row.starts_on),
            to: Day(row.ends_before),
            currency: row.currency.clone(),
            open_deals: row.open_deals,
            row,
        }
    }
}

impl Related for ForecastSnapshotRecord {
    fn relations() -> Vec<Relation<Self>> {
        let owner: fn(&Self) -> Option<UserId> = |snapshot| snapshot.row.owner_id;
        let pipeline: fn(&Self) -> Option<PipelineId> = |snapshot| Some(snapshot.row.pipeline_id);
        vec![
            one::<Self, UserById, UserRecord>("owner", "Whose deals; null for all together.", owner),
            one::<Self, PipelineById, PipelineRecord>("pipeline", "The pipeline.", pipeline).needs(permissions::READ),
        ]
    }
}

impl ForecastSnapshotRecord {
    fn money(&self, amount: i64) -> Option<Open<MoneyRecord>> {
        let currency = Currency::from_code(&self.row.currency)?;
        Some(Open(MoneyRecord::from(Money { amount, currency })))
    }
}

/// What was forecast on a day: for a period, in one currency.
#[ComplexObject]
impl ForecastSnapshotRecord {
    /// What had been won in the period by then.
    async fn won(&self) -> Option<Open<MoneyRecord>> {
        self.money(self.row.won)
    }

    /// What had been won, and what was weighted.
    async fn weighted(&self) -> Option<Open<MoneyRecord>> {
        self.money(self.row.weighted)
    }

    /// In one run of ten it was less.
    async fn p10(&self) -> Option<Open<MoneyRecord>> {
        self.money(self.row.p10)
    }

    /// In half of the runs it was less.
    async fn p50(&self) -> Option<Open<MoneyRecord>> {
        self.money(self.row.p50)
    }

    /// In nine runs of ten it was less.
    async fn p90(&self) -> Option<Open<MoneyRecord>> {
        self.money(self.row.p90)
    }

    /// On average over the runs.
    async fn mean(&self) -> Option<Open<MoneyRecord>> {
        self.money(self.row.mean)
    }
}
