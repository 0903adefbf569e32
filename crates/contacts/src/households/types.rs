//! A household, as clients see one.

use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{HouseholdId, HouseholdKind, HouseholdRow, loaders::MembersByHouseholdId};
use crate::people::Contact;

/// What somebody is in a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum HouseholdRole {
    /// Keeps the household, alone or with a partner.
    Head,
    /// Keeps it with the head.
    Partner,
    /// A child of one of them.
    Child,
    /// A parent of one of them.
    Parent,
    /// Anyone else.
    Other,
}
rapport_graphql::plain_enum!(HouseholdRole);

/// Someone who lives in a household.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct HouseholdMember {
    /// What the person is in the household; null when it is not known.
    role: Option<HouseholdRole>,
    /// The person.
    contact: Contact,
}

/// People who live together.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Household")]
pub struct HouseholdRecord {
    /// The global id.
    pub id: GlobalId<HouseholdKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name, such as that of the family.
    pub name: String,
    /// When the household was first recorded.
    pub created_at: Timestamp,
    /// When the household was last changed.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    household: HouseholdId,
}

/// A household, open to other modules.
pub type Household = Open<HouseholdRecord>;

impl From<HouseholdRow> for HouseholdRecord {
    fn from(row: HouseholdRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            name: row.name,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            household: row.id,
        }
    }
}

/// People who live together.
#[ComplexObject]
impl HouseholdRecord {
    /// Who lives in it, in the order in which they were named, as far as you may see the people.
    async fn members(&self, ctx: &Context<'_>) -> ApiResult<Vec<HouseholdMember>> {
        let members = ctx.load::<MembersByHouseholdId>(self.household).await?.unwrap_or_default();
        Ok(members.into_iter().map(|(row, role)| HouseholdMember { role, contact: Open(row.into()) }).collect())
    }
}
