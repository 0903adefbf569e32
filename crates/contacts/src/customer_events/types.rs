//! A customer event, as clients see one.

use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Timestamp,
    async_graphql::{ComplexObject, Context, Json, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{CustomerEventId, CustomerEventKind, CustomerEventRow};
use crate::{
    customer_event_types::{CustomerEventType, CustomerEventTypeById, CustomerEventTypeId},
    people::{Contact, ContactId, loaders::ContactById},
    users::{User, UserById, UserId},
};

/// Something that a customer did. It is recorded once and never changed.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "CustomerEvent")]
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

/// Something that a customer did.
#[ComplexObject]
impl CustomerEventRecord {
    /// What type of event it is.
    #[graphql(name = "type")]
    async fn event_type(&self, ctx: &Context<'_>) -> ApiResult<Option<CustomerEventType>> {
        Ok(ctx.load::<CustomerEventTypeById>(self.of_type).await?.map(|row| Open(row.into())))
    }

    /// What it tells: a JSON object with the fields of the type.
    async fn payload(&self) -> ApiResult<Json<serde_json::Value>> {
        // The column is written by this program alone.
        Ok(Json(serde_json::from_str(&self.values).unwrap_or_default()))
    }

    /// Who did it; null when the person is deleted.
    async fn contact(&self, ctx: &Context<'_>) -> ApiResult<Option<Contact>> {
        Ok(ctx.load::<ContactById>(self.whose).await?.map(|row| Open(row.into())))
    }

    /// Who recorded it; null when it was nobody who is known here.
    async fn recorded_by(&self, ctx: &Context<'_>) -> ApiResult<Option<User>> {
        let Some(recorder) = self.recorder else { return Ok(None) };
        Ok(ctx.load::<UserById>(recorder).await?.map(|row| Open(row.into())))
    }
}
