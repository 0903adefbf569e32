//! A type of customer event, as clients see one.

use rapport_graphql::{
    GlobalId, Open, Record, Timestamp,
    async_graphql::{ComplexObject, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{CustomerEventTypeId, CustomerEventTypeKind, CustomerEventTypeRow, EventField};

/// A type of customer event.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "CustomerEventType")]
pub struct CustomerEventTypeRecord {
    /// The global id.
    pub id: GlobalId<CustomerEventTypeKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name by which senders call it, such as `account_opened`. It never changes.
    pub name: String,
    /// The name for people: Account opened.
    pub label: String,
    /// What it tells, for people.
    pub description: Option<String>,
    /// When the type was retired: no more events of it are taken, and those that are there stay. Null while it is in use.
    pub retired_at: Option<Timestamp>,
    /// When the type was registered.
    pub created_at: Timestamp,
    /// When the type was last changed.
    pub updated_at: Timestamp,
    #[graphql(skip)]
    of_payload: Vec<EventField>,
    #[graphql(skip)]
    type_id: CustomerEventTypeId,
}

/// A type of customer event, open to other modules.
pub type CustomerEventType = Open<CustomerEventTypeRecord>;

impl From<CustomerEventTypeRow> for CustomerEventTypeRecord {
    fn from(row: CustomerEventTypeRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            of_payload: row.event_fields(),
            name: row.name,
            label: row.label,
            description: row.description,
            retired_at: row.retired_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            type_id: row.id,
        }
    }
}

impl CustomerEventTypeRecord {
    /// The id, for modules that add to types of customer events.
    #[must_use]
    pub const fn type_id(&self) -> CustomerEventTypeId {
        self.type_id
    }
}

/// A type of customer event.
#[ComplexObject]
impl CustomerEventTypeRecord {
    /// What a payload of the type holds.
    async fn fields(&self) -> ApiResult<Vec<EventField>> {
        Ok(self.of_payload.clone())
    }
}
