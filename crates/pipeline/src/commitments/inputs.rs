//! What clients say of a commitment, checked as a whole: every bad field is reported at once.

use chrono::NaiveDateTime;
use rapport_contacts::{
    companies::CompanyId,
    fields::{Change, Fields},
    people::ContactId,
    text,
    users::UserId,
};
use rapport_graphql::{
    Timestamp,
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::CommitmentId;

/// How long a promise is at most.
pub(crate) const LONGEST_PROMISE: usize = 500;

/// A commitment to be made.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct MakeCommitmentInput {
    /// What is promised, in one line of at most 500 characters.
    pub(crate) promise: String,
    /// By when.
    pub(crate) due_at: Timestamp,
    /// To whom. Say the person, the company or both.
    pub(crate) contact_id: Option<ID>,
    /// To which company.
    pub(crate) company_id: Option<ID>,
    /// Who is to keep it: you, when nothing is said and you are a user here.
    pub(crate) owner_id: Option<ID>,
}

/// Changes to a commitment. What is left out or null stays, but for the owner.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateCommitmentInput {
    /// The commitment.
    pub(crate) id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// What is promised, in one line of at most 500 characters.
    pub(crate) promise: Option<String>,
    /// By when, as agreed anew with the customer: only while there is still time.
    pub(crate) due_at: Option<Timestamp>,
    /// Who is to keep it.
    pub(crate) owner_id: MaybeUndefined<ID>,
}

/// A commitment that was kept.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct KeepCommitmentInput {
    /// The commitment.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// When it was kept: now, when nothing is said. Not in the future.
    pub(crate) kept_at: Option<Timestamp>,
}

/// Which commitment, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CommitmentIdInput {
    /// The commitment.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
}

/// A commitment to be made, checked.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    pub(crate) promise: String,
    pub(crate) due_at: NaiveDateTime,
    pub(crate) contact: Option<ContactId>,
    pub(crate) company: Option<CompanyId>,
    pub(crate) owner: Option<UserId>,
}

/// Changes to a commitment, checked.
#[derive(Clone, Debug)]
pub(crate) struct CommitmentChanges {
    pub(crate) promise: Option<String>,
    pub(crate) due_at: Option<NaiveDateTime>,
    pub(crate) owner: Change<UserId>,
}

impl MakeCommitmentInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<Promise> {
        let mut violations = Violations::new();
        let promise = text::required(&mut violations, path!["input", "promise"], &self.promise, LONGEST_PROMISE);
        let contact = self.contact_id.map(|id| violations.take(input::id(&id, path!["input", "contactId"])));
        let company = self.company_id.map(|id| violations.take(input::id(&id, path!["input", "companyId"])));
        let owner = self.owner_id.map(|id| violations.take(input::id(&id, path!["input", "ownerId"])));
        if contact.is_none() && company.is_none() {
            violations.add(path!["input", "contactId"], "Say to which person or company it is made.");
        }
        violations.check()?;
        Ok(Promise {
            promise: promise.unwrap_or_default(),
            due_at: self.due_at.0,
            contact: contact.flatten(),
            company: company.flatten(),
            owner: owner.flatten(),
        })
    }
}

impl UpdateCommitmentInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(CommitmentId, CommitmentChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let promise = self.promise.as_deref();
        let promise = promise
            .and_then(|promise| text::required(&mut violations, path!["input", "promise"], promise, LONGEST_PROMISE));
        let owner = Fields::at(&mut violations, path!["input"]).id("ownerId", &self.owner_id);
        violations.check()?;
        let changes = CommitmentChanges { promise, due_at: self.due_at.map(|due| due.0), owner };
        Ok((id.ok_or_else(|| ApiError::not_found("Commitment"))?, changes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_field_is_told_at_once() {
        let input = MakeCommitmentInput {
            promise: " ".to_owned(),
            due_at: Timestamp(NaiveDateTime::default()),
            contact_id: None,
            company_id: None,
            owner_id: Some(ID::from("nobody")),
        };
        assert_eq!(input.validate().unwrap_err().violations.len(), 3);
    }
}
