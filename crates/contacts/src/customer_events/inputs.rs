//! What clients say of a customer event. Its payload is held against the type once that is known.

use chrono::{NaiveDateTime, TimeDelta};
use rapport_graphql::{
    Timestamp,
    async_graphql::{ID, InputObject, Json},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiResult, InputPath};

use crate::people::{ContactId, points::emails};

/// How many events are recorded at once at most.
const MOST_EVENTS: usize = 500;
/// How long a sender's own id of an event may be.
const LONGEST_EXTERNAL_ID: usize = 200;

/// A customer event to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RecordCustomerEventInput {
    /// Who did it. Say this or `email`.
    pub(crate) contact_id: Option<ID>,
    /// An e-mail address of who did it, whatever its case. Say this or `contactId`.
    pub(crate) email: Option<String>,
    /// The name of a registered type that is not retired, such as `account_opened`.
    #[graphql(name = "type")]
    pub(crate) type_name: String,
    /// When it happened: now, when nothing is said; at most a day ahead.
    pub(crate) occurred_at: Option<Timestamp>,
    /// What it tells: a JSON object with the fields of the type and no others. An empty one when nothing is said.
    pub(crate) payload: Option<Json<serde_json::Value>>,
    /// Your own id of the event: 1 to 200 visible ASCII characters. With one it is safe to send the event again: the first
    /// record of this type that has it is the answer, and nothing is written.
    pub(crate) external_id: Option<String>,
}

/// Customer events to be recorded together.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RecordCustomerEventsInput {
    /// The events, at most 500.
    pub(crate) events: Vec<RecordCustomerEventInput>,
}

/// Who did it, as the sender knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Named {
    /// By the id.
    Id(ContactId),
    /// By an e-mail address that is compared as this.
    Email(String),
}

/// An event to be recorded and where it stands in the input.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) place: InputPath,
    pub(crate) input: RecordCustomerEventInput,
}

impl Sent {
    /// The path of a key of the event.
    pub(crate) fn at(&self, key: &'static str) -> InputPath {
        self.place.iter().cloned().chain(path![key]).collect()
    }

    /// Who did it, if that is well said.
    pub(crate) fn named(&self, violations: &mut Violations) -> Option<Named> {
        match (&self.input.contact_id, &self.input.email) {
            (Some(id), None) => violations.take(input::id(id, self.at("contactId"))).map(Named::Id),
            (None, Some(email)) => Some(Named::Email(emails::key(email.trim()))),
            (Some(_), Some(_)) => {
                violations.add(self.at("email"), "Say contactId or email, not both.");
                None
            }
            (None, None) => {
                violations.add(self.at("contactId"), "Say contactId or email.");
                None
            }
        }
    }

    /// Checks what can be checked without the type and the person.
    pub(crate) fn check(&self, violations: &mut Violations, now: NaiveDateTime) {
        let is_late = |moment: Timestamp| moment.0.signed_duration_since(now) > TimeDelta::days(1);
        if self.input.occurred_at.is_some_and(is_late) {
            violations.add(self.at("occurredAt"), "A customer event is recorded at most a day ahead.");
        }
        let is_id =
            |id: &String| (1..=LONGEST_EXTERNAL_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
        if self.input.external_id.as_ref().is_some_and(|id| !is_id(id)) {
            violations.add(self.at("externalId"), "An external id is 1 to 200 visible ASCII characters.");
        }
    }
}

impl RecordCustomerEventInput {
    /// The one event, as a list of one.
    pub(crate) fn sent(self) -> Vec<Sent> {
        vec![Sent { place: path!["input"], input: self }]
    }
}

impl RecordCustomerEventsInput {
    /// The events with their places.
    ///
    /// # Errors
    /// BAD_USER_INPUT for too many.
    pub(crate) fn sent(self) -> ApiResult<Vec<Sent>> {
        if self.events.len() > MOST_EVENTS {
            let message = format!("At most {MOST_EVENTS} events are recorded at once.");
            return Err(rapport_kernel::ApiError::bad_input(path!["input", "events"], message));
        }
        let place = |index: usize| path!["input", "events", index];
        Ok(self.events.into_iter().enumerate().map(|(index, input)| Sent { place: place(index), input }).collect())
    }
}
