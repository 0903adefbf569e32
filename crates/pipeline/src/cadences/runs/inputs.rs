//! What clients say of a cadence on its way.

use rapport_contacts::{people::ContactId, users::UserId};
use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use crate::{cadences::CadenceId, deals::DealId};

/// A cadence to be started.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct StartCadenceInput {
    /// The cadence.
    pub(crate) cadence_id: ID,
    /// The person whom it is to follow. Say this or the deal.
    pub(crate) contact_id: Option<ID>,
    /// The open deal that it is to follow, with the first of its people.
    pub(crate) deal_id: Option<ID>,
    /// Who is to do its tasks: who looks after the deal or the person, or else you, when nothing is said.
    pub(crate) owner_id: Option<ID>,
}

/// A cadence on its way, to be stopped.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct StopCadenceInput {
    /// The cadence on its way.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
}

/// With whom a cadence is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A person.
    Contact(ContactId),
    /// A deal.
    Deal(DealId),
}

/// A cadence to be started, checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start {
    pub(crate) cadence: CadenceId,
    pub(crate) subject: Subject,
    pub(crate) owner: Option<UserId>,
}

impl StartCadenceInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<Start> {
        let mut violations = Violations::new();
        let cadence = violations.take(input::id(&self.cadence_id, path!["input", "cadenceId"]));
        let subject = match (&self.contact_id, &self.deal_id) {
            (Some(id), None) => violations.take(input::id(id, path!["input", "contactId"])).map(Subject::Contact),
            (None, Some(id)) => violations.take(input::id(id, path!["input", "dealId"])).map(Subject::Deal),
            _ => {
                violations.add(path!["input", "contactId"], "Say the person or the deal, one of them.");
                None
            }
        };
        let owner = self.owner_id.as_ref().map(|id| violations.take(input::id(id, path!["input", "ownerId"])));
        violations.check()?;
        let cadence = cadence.ok_or_else(|| ApiError::not_found("Cadence"))?;
        let subject = subject.ok_or_else(|| ApiError::not_found("Contact"))?;
        Ok(Start { cadence, subject, owner: owner.flatten() })
    }
}
