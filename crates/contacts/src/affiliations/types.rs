//! An affiliation, as clients see one.

use rapport_graphql::{
    Day, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::SimpleObject,
    open::relation::{Relation, one},
};

use super::{AffiliationId, AffiliationKind, AffiliationRow};
use crate::{
    companies::{CompanyById, CompanyId, CompanyRecord},
    people::{ContactId, ContactRecord, loaders::ContactById},
};

/// A person's role at a company over a time.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "Affiliation", relations)]
pub struct AffiliationRecord {
    /// The global id.
    pub id: GlobalId<AffiliationKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// What the person is there: purchasing manager, board member.
    pub role: Option<String>,
    /// The first day; null when it is not known.
    pub starts_on: Option<Day>,
    /// The last day; null when it goes on, or the end is not known.
    pub ends_on: Option<Day>,
    /// Whether this is the person's main affiliation. Each person has at most one.
    pub is_primary: bool,
    /// When the affiliation was first recorded.
    pub created_at: Timestamp,
    /// When the affiliation was last changed.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    affiliation: AffiliationId,
    #[graphql(skip)]
    contact: ContactId,
    #[graphql(skip)]
    company: CompanyId,
}

/// An affiliation, open to other modules.
pub type Affiliation = Open<AffiliationRecord>;

impl From<AffiliationRow> for AffiliationRecord {
    fn from(row: AffiliationRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            role: row.role,
            starts_on: row.starts_on.map(Day),
            ends_on: row.ends_on.map(Day),
            is_primary: row.is_primary,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            affiliation: row.id,
            contact: row.contact_id,
            company: row.company_id,
        }
    }
}

impl AffiliationRecord {
    /// The id, for modules that add to affiliations.
    #[must_use]
    pub const fn affiliation_id(&self) -> AffiliationId {
        self.affiliation
    }
}

impl Related for AffiliationRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, ContactById, ContactRecord>("contact", "The person; null for a deleted one.", |affiliation| {
                Some(affiliation.contact)
            }),
            one::<Self, CompanyById, CompanyRecord>("company", "The company; null for a deleted one.", |affiliation| {
                Some(affiliation.company)
            }),
        ]
    }
}
