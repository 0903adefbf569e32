//! The base currency: what rates tell the worth of.

use chrono::NaiveDateTime;
use diesel::Queryable;
use rapport_graphql::{
    Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::{EventPage, events_of_record},
};
use rapport_kernel::ApiResult;
use serde::{Deserialize, Serialize};

use super::ExchangeBaseId;

/// The row of `exchange_bases`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Serialize, Deserialize)]
pub(crate) struct BaseRow {
    pub(crate) id: ExchangeBaseId,
    pub(crate) version: u32,
    pub(crate) currency: String,
    pub(crate) updated_at: NaiveDateTime,
}

/// The base of all exchange rates.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub(crate) struct ExchangeBase {
    /// The currency of which one unit is worth as much of another as its rate says: a three-letter code of ISO 4217.
    currency: String,
    /// Grows with each change of a rate.
    version: u32,
    /// When a rate was last set or removed.
    updated_at: Timestamp,
    #[graphql(skip)]
    id: ExchangeBaseId,
}

impl From<BaseRow> for ExchangeBase {
    fn from(row: BaseRow) -> Self {
        Self { currency: row.currency, version: row.version, updated_at: Timestamp(row.updated_at), id: row.id }
    }
}

/// The base of all exchange rates.
#[ComplexObject]
impl ExchangeBase {
    /// Which rates were set and removed, by whom, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        // Nothing of a rate is personal.
        events_of_record(ctx, self.id.uuid(), first, before, true).await.map(Some)
    }
}
