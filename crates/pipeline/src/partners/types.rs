//! A partner, as clients see one.

use rapport_contacts::users::UserRecord;
use rapport_db::Sql;
use rapport_graphql::{
    ContextExt, GlobalId, Open, PageArgs, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::{EventPage, events_of_record},
    list::{Listing, Source},
    open::relation::{Relation, list, page},
};
use rapport_kernel::{ApiResult, Call};

use super::{PartnerId, PartnerKind, PartnerRow, users::UsersByPartnerId};
use crate::{
    by_id,
    deals::{DealRecord, DealRow, row, scope},
    permissions,
};

/// A partner: another company with which deals are shared.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Partner", relations)]
pub struct PartnerRecord {
    /// The global id.
    pub id: GlobalId<PartnerKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name.
    pub name: String,
    /// When the partner was first recorded.
    pub created_at: Timestamp,
    /// When the partner was last changed.
    pub updated_at: Timestamp,
    /// When the partner was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    partner: PartnerId,
}

/// A partner, open to other modules.
pub type Partner = Open<PartnerRecord>;

impl From<PartnerRow> for PartnerRecord {
    fn from(row: PartnerRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            name: row.name,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            partner: row.id,
        }
    }
}

impl PartnerRecord {
    /// The id, for modules that add to partners.
    #[must_use]
    pub const fn partner_id(&self) -> PartnerId {
        self.partner
    }
}

impl Related for PartnerRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            list::<Self, UsersByPartnerId, UserRecord>("users", "Who acts for it.", Self::partner_id),
            page::<Self, DealRecord, DealRow, row::Types>(
                "deals",
                "The deals that are shared with it, as far as you may see them, in the order in which they were recorded.",
                SHARED,
                |call, partner, page| shared_with(call, partner.partner, page),
            ),
        ]
    }
}

/// Shares with their deals, along the key that holds those of a partner in the order of the deals.
const SHARED: Source = Source {
    from: "deal_shares FORCE INDEX (PRIMARY) STRAIGHT_JOIN deals ON deals.id = deal_shares.deal_id",
    columns: row::COLUMNS,
};

fn shared_with(call: &Call, partner: PartnerId, page: PageArgs) -> ApiResult<Listing> {
    call.require(&permissions::READ)?;
    let partner = by_id::value(partner);
    Ok(Listing::fixed("Partner.deals", vec![], "deal_shares.deal_id", page)
        .and(Sql::text("deal_shares.partner_id = ").bind(partner))
        .and(scope::living())
        .and(scope::visible(&call.actor)))
}

/// A partner: another company with which deals are shared.
#[ComplexObject]
impl PartnerRecord {
    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        ctx.call()?.require(&permissions::READ)?;
        events_of_record(ctx, self.partner.uuid(), first, before, true).await.map(Some)
    }
}
