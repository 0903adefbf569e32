//! Events as clients see them. `Event` is open: a module adds what its own events tell.

use async_graphql::{ComplexObject, Context, Enum, Json, SimpleObject};
use rapport_db::events::Event;
use rapport_kernel::{ApiResult, Role, event::Change, id::encode_global};
use uuid::Uuid;

use crate::{AnyNode, ContextExt, Open, Record, Timestamp, open::node::NodeKinds};

/// The part that whoever made a change played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ActorRole {
    /// Runs the installation.
    Admin,
    /// Leads a team of sales.
    Manager,
    /// Sells.
    Rep,
    /// Runs campaigns.
    Marketer,
    /// Serves customers.
    Support,
    /// Measures.
    Analyst,
    /// Someone from another company.
    Partner,
}
crate::plain_enum!(ActorRole);

impl From<Role> for ActorRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Admin => Self::Admin,
            Role::Manager => Self::Manager,
            Role::Rep => Self::Rep,
            Role::Marketer => Self::Marketer,
            Role::Support => Self::Support,
            Role::Analyst => Self::Analyst,
            Role::Partner => Self::Partner,
        }
    }
}

/// What kind of party made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ActorKind {
    /// A person of the house.
    User,
    /// Someone from another company.
    Partner,
    /// A machine, by an API key.
    ApiKey,
}
crate::plain_enum!(ActorKind);

impl ActorKind {
    /// Who made the change of this event.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        if event.api_key_id.is_some() {
            Self::ApiKey
        } else if event.actor_role == Role::Partner.as_str() {
            Self::Partner
        } else {
            Self::User
        }
    }
}

/// One field of a record, before and after.
#[derive(Clone, Debug, SimpleObject)]
pub struct FieldChange {
    /// The field's name.
    pub field: String,
    /// The value before; null when there was none.
    pub old: Option<Json<serde_json::Value>>,
    /// The value after; null when it was removed.
    pub new: Option<Json<serde_json::Value>>,
}

impl From<Change> for FieldChange {
    fn from(change: Change) -> Self {
        let present = |value: serde_json::Value| (!value.is_null()).then_some(Json(value));
        Self { field: change.field, old: present(change.old), new: present(change.new) }
    }
}

/// Something that happened to a record.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Event")]
pub struct EventRecord {
    /// What happened, as `record.verb`: `contact.created`.
    pub kind: String,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The record's version after the change.
    pub record_version: u32,
    /// The part that whoever made the change played.
    pub actor_role: Option<ActorRole>,
    /// The events of one transaction share this.
    pub transaction_id: String,
    /// The id of the request, or of the event, that it follows from.
    pub cause: String,
    #[graphql(skip)]
    source: Event,
    #[graphql(skip)]
    shows_personal: bool,
}

/// Something that happened to a record.
#[ComplexObject]
impl EventRecord {
    /// What changed. Values about a person are left out once they are erased, and for who may not see them.
    async fn changes(&self) -> Vec<FieldChange> {
        let personal = self.source.personal.iter().filter(|_| self.shows_personal);
        self.source.changes.iter().chain(personal).cloned().map(FieldChange::from).collect()
    }

    /// The record, if it is there and you may see it.
    async fn record(&self, ctx: &Context<'_>) -> ApiResult<Option<AnyNode>> {
        let kinds = ctx.data_opt::<NodeKinds>();
        match kinds.and_then(|kinds| kinds.0.get(self.source.record_type.as_str())) {
            Some(kind) => Ok((kind.find)(ctx, vec![self.source.record_id]).await?.pop().flatten()),
            None => Ok(None),
        }
    }

    /// The global id of the user who made the change, or for whom an API key made it.
    async fn actor_id(&self) -> async_graphql::ID {
        async_graphql::ID(encode_global("User", self.source.actor_id))
    }

    /// The global id of the API key by which it was made; null when a person made the change.
    async fn api_key_id(&self) -> Option<async_graphql::ID> {
        self.source.api_key_id.map(|key| async_graphql::ID(encode_global("ApiKey", key)))
    }
}

impl EventRecord {
    /// The event as this client sees it.
    #[must_use]
    pub fn new(source: Event, shows_personal: bool) -> Self {
        Self {
            kind: source.kind.clone(),
            occurred_at: Timestamp(source.occurred_at),
            record_version: source.record_version,
            actor_role: source.actor_role.parse::<Role>().ok().map(ActorRole::from),
            transaction_id: source.transaction_id.to_string(),
            cause: source.cause.clone(),
            source,
            shows_personal,
        }
    }

    /// The event in the log.
    #[must_use]
    pub const fn source(&self) -> &Event {
        &self.source
    }
}

/// A page of a record's history, the newest first.
#[derive(Clone, Debug, SimpleObject)]
pub struct EventPage {
    /// The events, the newest first.
    pub nodes: Vec<Open<EventRecord>>,
    /// Hand this to `before` for older events; null when there are none.
    pub next_before: Option<String>,
}

/// The history of a record.
///
/// # Errors
/// BAD_USER_INPUT for a page too large or a place that is none; or when the database fails.
pub async fn events_of_record(
    ctx: &Context<'_>,
    record: Uuid,
    first: Option<i32>,
    before: Option<String>,
    shows_personal: bool,
) -> ApiResult<EventPage> {
    let page = crate::PageArgs::new(first, None, None, None)?;
    let before = before.map(|place| {
        place.parse::<u64>().map_err(|_| {
            rapport_kernel::ApiError::bad_input(crate::path!["before"], "This is not a place in a history.")
        })
    });
    let before = before.transpose()?;
    let limit = i64::from(page.limit);
    let events =
        ctx.db()?.read(move |conn| Ok(rapport_db::events::of_record(conn, record, before, limit + 1)?)).await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = events.len() > wanted;
    let shown: Vec<_> = events.into_iter().take(wanted).collect();
    let next_before = shown.last().filter(|_| has_more).map(|event| event.position.to_string());
    let nodes = shown.into_iter().map(|event| Open(EventRecord::new(event, shows_personal))).collect();
    Ok(EventPage { nodes, next_before })
}
