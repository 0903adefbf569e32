//! What clients say of shares.

use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::SharedField;
use crate::{deals::DealId, partners::PartnerId};

/// A deal that is to be shared with a partner.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ShareDealInput {
    /// The deal.
    pub deal_id: ID,
    /// The partner.
    pub partner_id: ID,
    /// What they see of it, besides title, status, stage and the times of the record. When nothing is said: EXPECTED_CLOSE_ON,
    /// KIND, STAYS, COMPANY_NAME and PEOPLE; nothing of money, and no contact points.
    pub fields: Option<Vec<SharedField>>,
}

/// A deal that is to be shared with a partner no more.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UnshareDealInput {
    /// The deal.
    pub deal_id: ID,
    /// The partner.
    pub partner_id: ID,
}

/// Which deal, and which partner.
pub(crate) fn read(deal: &ID, partner: &ID) -> ApiResult<(DealId, PartnerId)> {
    let mut violations = Violations::new();
    let deal = violations.take(input::id(deal, path!["input", "dealId"]));
    let partner = violations.take(input::id(partner, path!["input", "partnerId"]));
    violations.check()?;
    deal.zip(partner).ok_or_else(|| ApiError::not_found("Deal"))
}
