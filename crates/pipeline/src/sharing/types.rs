//! A share, as those see it whose deal it is.

use rapport_contacts::users::{UserById, UserId, UserRecord};
use rapport_graphql::{
    Open, Record, Related, Timestamp,
    async_graphql::SimpleObject,
    open::relation::{Relation, one},
};

use super::{SharedField, repo::ShareRow};
use crate::partners::{PartnerById, PartnerId, PartnerRecord};

/// That a deal is shared with a partner.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "DealShare", relations)]
pub struct DealShareRecord {
    /// What they see of it, besides title, status, stage and the times of the record.
    pub fields: Vec<SharedField>,
    /// Since when, with these fields.
    pub shared_at: Timestamp,
    #[graphql(skip)]
    partner: PartnerId,
    #[graphql(skip)]
    by: UserId,
}

/// A share, open to other modules.
pub type DealShare = Open<DealShareRecord>;

impl From<ShareRow> for DealShareRecord {
    fn from(row: ShareRow) -> Self {
        Self {
            fields: SharedField::read(&row.fields),
            shared_at: Timestamp(row.shared_at),
            partner: row.partner_id,
            by: row.shared_by,
        }
    }
}

impl Related for DealShareRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, PartnerById, PartnerRecord>("partner", "The partner.", |share| Some(share.partner)),
            one::<Self, UserById, UserRecord>("sharedBy", "Who shared it.", |share| Some(share.by)),
        ]
    }
}
