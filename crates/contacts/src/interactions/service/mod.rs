//! What is done with interactions: each operation authorises, validates, decides and writes in one transaction.

mod delete;
mod record;
mod update;

pub(crate) use delete::interaction_delete;
pub(crate) use record::interaction_record;
pub(crate) use update::interaction_update;

use rapport_db::{DbError, Tx};
use rapport_kernel::{ApiError, NewEvent};

use super::{InteractionId, InteractionRow, repo};
use crate::{
    people::{self, ContactId},
    version::check_version,
};

/// Whether the actor sees the person, who lives. Interactions are recorded without waiting for each other, so the
/// person's row is not locked.
fn sees(tx: &mut Tx<'_>, contact: ContactId) -> Result<bool, DbError> {
    let actor = &tx.call().actor;
    Ok(!people::repo::visible(tx, actor, &[contact])?.is_empty())
}

/// The interaction, locked, if the actor sees it and it is at the version that is expected.
fn lock(tx: &mut Tx<'_>, id: InteractionId, expected: Option<i32>) -> Result<InteractionRow, DbError> {
    let not_found = || ApiError::not_found("Interaction");
    let row = repo::lock(tx, id)?.ok_or_else(not_found)?;
    if !sees(tx, row.contact_id)? {
        return Err(not_found().into());
    }
    check_version(expected, row.version)?;
    Ok(row)
}

/// The event of this kind about an interaction. The person is its subject: what was said with them is forgotten with
/// them.
fn event(kind: &'static str, row: &InteractionRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version).subject(row.contact_id)
}

/// Tells how the fields changed: from nothing when it is recorded, to nothing when it is removed.
fn tell(event: NewEvent, old: Option<&InteractionRow>, new: Option<&InteractionRow>) -> NewEvent {
    let contact = |row: &InteractionRow| row.contact_id.to_global();
    event
        .change("contactId", old.map(contact), new.map(contact))
        .change("kind", old.map(|row| &row.kind), new.map(|row| &row.kind))
        .personal_change("channel", old.map(|row| &row.channel), new.map(|row| &row.channel))
        .change("direction", old.map(|row| &row.direction), new.map(|row| &row.direction))
        .change("sentiment", old.map(|row| &row.sentiment), new.map(|row| &row.sentiment))
        .personal_change("subject", old.map(|row| &row.subject), new.map(|row| &row.subject))
        .personal_change("body", old.map(|row| &row.body), new.map(|row| &row.body))
        .change("occurredAt", old.map(|row| row.occurred_at), new.map(|row| row.occurred_at))
}

/// The interaction again, one version later.
fn bump(row: &mut InteractionRow, now: chrono::NaiveDateTime) {
    row.version = row.version.saturating_add(1);
    row.updated_at = now;
}

#[cfg(test)]
mod tests {
    use rapport_kernel::Clock;

    use super::*;

    #[test]
    fn what_was_said_stands_apart_from_the_log() {
        let now = Clock::system().now();
        let row = InteractionRow {
            id: InteractionId::new(),
            version: 1,
            contact_id: ContactId::new(),
            kind: "CALL".into(),
            channel: None,
            direction: None,
            sentiment: None,
            subject: Some("Renewal".into()),
            body: None,
            occurred_at: now,
            recorded_by: None,
            created_at: now,
            updated_at: now,
        };
        let fields = |event: &NewEvent| {
            let changes = event.changes.iter().map(|change| change.field.clone()).collect::<Vec<_>>();
            (changes, event.personal.iter().map(|change| change.field.clone()).collect::<Vec<_>>())
        };
        let recorded = tell(event("interaction.recorded", &row), None, Some(&row));
        let expected = (vec!["contactId".into(), "kind".into(), "occurredAt".into()], vec!["subject".into()]);
        assert_eq!(fields(&recorded), expected);
        assert_eq!(recorded.subject, Some(row.contact_id.uuid()));
        assert_eq!(fields(&tell(event("interaction.deleted", &row), Some(&row), None)), expected);
        assert!(tell(event("interaction.updated", &row), Some(&row), Some(&row)).is_empty());
    }
}
