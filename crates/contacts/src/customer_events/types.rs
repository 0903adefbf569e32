//! A customer event, as clients see one.

use rapport_graphql::{
    GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Json, SimpleObject},
    open::relation::{Relation, one},
};
use rapport_kernel::ApiResult;

use super::{CustomerEventId, CustomerEventKind, CustomerEventRow};
use crate::{
    customer_event_types::{CustomerEventTypeById, CustomerEventTypeId, CustomerEventTypeRecord},
    people::{ContactId, ContactRecord, loaders::ContactById},
    users::{UserById, UserId, UserRecord},
};

/// Something that a customer did. It is recorded once and never changed.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "CustomerEvent", relations)]
pub struct CustomerEventRecord {
    /// The global id.
    pub id: GlobalId<CustomerEventKind>,
    /// The sender's own id of it, if there is one. Within a type no two events have the same.
    pub external_id: Option<String>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When it was recorded.
    pub created_at: Timestamp,
    #[graphql(skip)]
    values: String,
    #[graphql(skip)]
    event: CustomerEventId,
    #[graphql(skip)]
    of_type: CustomerEventTypeId,
    #[graphql(skip)]
    whose: ContactId,
    #[graphql(skip)]
    recorder: Option<UserId>,
}

/// A customer event, open to other modules.
pub type CustomerEvent = Open<CustomerEventRecord>;

impl From<CustomerEventRow> for CustomerEventRecord {
    fn from(row: CustomerEventRow) -> Self {
        Self {
            id: GlobalId(row.id),
            external_id: row.external_id,
            occurred_at: Timestamp(row.occurred_at),
            created_at: Timestamp(row.created_at),
            values: row.payload,
            event: row.id,
            of_type: row.type_id,
            whose: row.contact_id,
            recorder: row.recorded_by,
        }
    }
}

impl CustomerEventRecord {
    /// The id, for modules that add to customer events.
    #[must_use]
    pub const fn customer_event_id(&self) -> CustomerEventId {
        self.event
    }

    /// Who did it, for modules that add to customer events.
    #[must_use]
    pub const fn contact_id(&self) -> ContactId {
        self.whose
    }
}

impl Related for CustomerEventRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, CustomerEventTypeById, CustomerEventTypeRecord>("type", "What type of event it is.", |event| {
                Some(event.of_type)
            }),
            one::<Self, ContactById, ContactRecord>(
                "contact",
                "Who did it; null when the person is deleted.",
                |event| Some(event.whose),
            ),
            one::<Self, UserById, UserRecord>(
                "recordedBy",
                "Who recorded it; null when it was nobody who is known here.",
                |event| event.recorder,
            ),
        ]
    }
}

/// Something that a customer did.
#[ComplexObject]
impl CustomerEventRecord {
    /// What it tells: a JSON object with the fields of the type.
    async fn payload(&self) -> ApiResult<Json<serde_json::Value>> {
        // The column is written by this program alone.
        Ok(Json(serde_json::from_str(&self.values).unwrap_or_default()))
    }
}
