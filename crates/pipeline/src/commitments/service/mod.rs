//! What is done with commitments: each operation authorises, validates, decides and writes in one transaction.

mod make;
mod step;
mod update;

pub(crate) use make::commitment_make;
pub(crate) use step::{commitment_keep, commitment_reopen, commitment_withdraw};
pub(crate) use update::commitment_update;

use rapport_kernel::{ApiError, Code, NewEvent};

use super::CommitmentRow;

/// The error for a commitment that the actor does not see, or that is not there: one and the same.
fn not_found() -> ApiError {
    ApiError::not_found("Commitment")
}

fn conflict(message: &'static str) -> ApiError {
    ApiError::new(Code::Conflict, message)
}

/// The event of this kind about a commitment: how its fields changed. What was promised may name somebody: it stands apart
/// from the log, and goes with the person.
fn tell(kind: &'static str, old: Option<&CommitmentRow>, new: &CommitmentRow) -> NewEvent {
    let event = NewEvent::about(kind, new.id, new.version);
    let event = match new.contact_id {
        Some(contact) => event.subject(contact),
        None => event.subject(new.id),
    };
    event
        .personal_change("promise", old.map(|old| &old.promise), Some(&new.promise))
        .change(
            "contactId",
            old.map(|old| old.contact_id.map(|id| id.to_global())),
            Some(new.contact_id.map(|id| id.to_global())),
        )
        .change(
            "companyId",
            old.map(|old| old.company_id.map(|id| id.to_global())),
            Some(new.company_id.map(|id| id.to_global())),
        )
        .change(
            "ownerId",
            old.map(|old| old.owner_id.map(|id| id.to_global())),
            Some(new.owner_id.map(|id| id.to_global())),
        )
        .change("dueAt", old.map(|old| old.due_at), Some(new.due_at))
        .change("keptAt", old.and_then(|old| old.kept_at), new.kept_at)
        .change("withdrawnAt", old.and_then(|old| old.withdrawn_at), new.withdrawn_at)
}
