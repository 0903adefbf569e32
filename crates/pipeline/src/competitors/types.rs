//! A competitor, as clients see one.

use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::{EventPage, events_of_record},
    open::relation::{Relation, one},
};
use rapport_kernel::ApiResult;

use super::{
    CompetitorDealsRecord, CompetitorId, CompetitorKind, CompetitorRow,
    tallies::{LostToCompetitorId, WonFromCompetitorId},
};
use crate::permissions;

/// A competitor.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Competitor", relations)]
pub struct CompetitorRecord {
    /// The global id.
    pub id: GlobalId<CompetitorKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name; no two living competitors have the same.
    pub name: String,
    /// When the competitor was first recorded.
    pub created_at: Timestamp,
    /// When the competitor was last changed.
    pub updated_at: Timestamp,
    /// When the competitor was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    competitor: CompetitorId,
}

/// A competitor, open to other modules.
pub type Competitor = Open<CompetitorRecord>;

impl From<CompetitorRow> for CompetitorRecord {
    fn from(row: CompetitorRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            name: row.name,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            competitor: row.id,
        }
    }
}

impl CompetitorRecord {
    /// The id, for modules that add to competitors.
    #[must_use]
    pub const fn competitor_id(&self) -> CompetitorId {
        self.competitor
    }
}

impl Related for CompetitorRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, WonFromCompetitorId, CompetitorDealsRecord>(
                "won",
                "The deals that were won against it, as far as you may see them; null when there are none.",
                |competitor| Some(competitor.competitor),
            ),
            one::<Self, LostToCompetitorId, CompetitorDealsRecord>(
                "lost",
                "The deals that were lost to it, as far as you may see them; null when there are none.",
                |competitor| Some(competitor.competitor),
            ),
        ]
    }
}

/// A competitor.
#[ComplexObject]
impl CompetitorRecord {
    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        ctx.call()?.require(&permissions::READ)?;
        events_of_record(ctx, self.competitor.uuid(), first, before, true).await.map(Some)
    }
}
