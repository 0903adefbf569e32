//! What a follower of people is told.

use std::sync::Arc;

use rapport_db::events::Event;
use rapport_graphql::{
    ContextExt, EventCursor, GlobalId, Open, Record, Timestamp, Update,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
};
use rapport_kernel::{ApiResult, Id};

use super::{Contact, ContactById, ContactId, ContactKind};

/// What happened to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ContactUpdateKind {
    /// Was recorded.
    Created,
    /// Was changed.
    Updated,
    /// Was deleted, and can be restored.
    Deleted,
    /// Was restored.
    Restored,
    /// Was removed for good.
    Purged,
}
rapport_graphql::plain_enum!(ContactUpdateKind);

impl ContactUpdateKind {
    /// The kind of an event's update; `None` for an event that tells nothing of a person.
    #[must_use]
    pub fn of(kind: &str) -> Option<Self> {
        Some(match kind {
            "contact.created" => Self::Created,
            "contact.updated" => Self::Updated,
            "contact.deleted" => Self::Deleted,
            "contact.restored" => Self::Restored,
            "contact.purged" => Self::Purged,
            _ => return None,
        })
    }
}

/// A change of a person.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "ContactUpdate")]
pub struct ContactUpdateRecord {
    /// Hand this to `since`, to go on after this update.
    pub cursor: EventCursor,
    /// What happened.
    pub kind: ContactUpdateKind,
    /// The global id of the person.
    pub contact_id: GlobalId<ContactKind>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The changes of one transaction share this.
    pub transaction_id: String,
    #[graphql(skip)]
    contact: ContactId,
    #[graphql(skip)]
    source: Arc<Event>,
    #[graphql(skip)]
    shows_personal: bool,
}

/// A change of a person.
#[ComplexObject]
impl ContactUpdateRecord {
    /// The person as of now, which may be later than the change; null once the person is deleted.
    async fn contact(&self, ctx: &Context<'_>) -> ApiResult<Option<Contact>> {
        Ok(ctx.load::<ContactById>(self.contact).await?.map(|row| Open(row.into())))
    }

    /// The fields that changed, by their names. Fields about a person are left out once the person is purged, and for
    /// who may not see personal values in a history.
    async fn changed_fields(&self) -> Vec<&str> {
        let personal = self.source.personal.iter().filter(|_| self.shows_personal);
        self.source.changes.iter().chain(personal).map(|change| change.field.as_str()).collect()
    }
}

impl ContactUpdateRecord {
    /// The update of an event, as this client sees it; `None` for an event that tells nothing of a person.
    pub(super) fn new(source: Arc<Event>, shows_personal: bool) -> Option<Self> {
        let contact = Id::from_uuid(source.record_id);
        Some(Self {
            cursor: EventCursor(source.seq?),
            kind: ContactUpdateKind::of(&source.kind)?,
            contact_id: GlobalId(contact),
            occurred_at: Timestamp(source.occurred_at),
            transaction_id: source.transaction_id.to_string(),
            contact,
            source,
            shows_personal,
        })
    }
}

impl Update for ContactUpdateRecord {
    fn cursor(&self) -> Option<EventCursor> {
        Some(self.cursor)
    }
}

/// A change of a person, open to what modules add.
pub type ContactUpdate = Open<ContactUpdateRecord>;
