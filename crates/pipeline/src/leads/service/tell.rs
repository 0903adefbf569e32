//! What the log tells of a lead.

use rapport_kernel::NewEvent;

use crate::leads::LeadRow;

/// The event of this kind about a lead. A lead is its own subject: who it is stands apart from the log, and goes with it.
pub(crate) fn event(kind: &'static str, row: &LeadRow) -> NewEvent {
    NewEvent::about(kind, row.id, row.version).subject(row.id)
}

/// Tells how the fields of the row changed.
pub(crate) fn tell(mut event: NewEvent, old: Option<&LeadRow>, new: &LeadRow) -> NewEvent {
    type Text = fn(&LeadRow) -> &Option<String>;
    let personal: [(&str, Text); 8] = [
        ("honorificPrefix", |row| &row.honorific_prefix),
        ("givenName", |row| &row.given_name),
        ("middleName", |row| &row.middle_name),
        ("familyName", |row| &row.family_name),
        ("email", |row| &row.email),
        ("phone", |row| &row.phone),
        ("jobTitle", |row| &row.job_title),
        ("notes", |row| &row.notes),
    ];
    for (field, text) in personal {
        event = event.personal_change(field, old.and_then(|old| text(old).as_ref()), text(new).as_ref());
    }
    let others: [(&str, Text); 4] = [
        ("country", |row| &row.country),
        ("region", |row| &row.region),
        ("source", |row| &row.source),
        ("campaign", |row| &row.campaign),
    ];
    for (field, text) in others {
        event = event.change(field, old.and_then(|old| text(old).as_ref()), text(new).as_ref());
    }
    event
        .personal_change("companyName", old.and_then(|old| old.company_name.as_ref()), new.company_name.as_ref())
        .change("status", old.map(|old| &old.status), Some(&new.status))
        .personal_change("reason", old.and_then(|old| old.reason.as_ref()), new.reason.as_ref())
        .change(
            "ownerId",
            old.and_then(|old| old.owner_id).map(|id| id.to_global()),
            new.owner_id.map(|id| id.to_global()),
        )
        .change(
            "captures",
            old.map(|old| old.captures).filter(|count| *count > 0),
            Some(new.captures).filter(|count| *count > 0),
        )
        .change(
            "contactId",
            old.and_then(|old| old.contact_id).map(|id| id.to_global()),
            new.contact_id.map(|id| id.to_global()),
        )
        .change(
            "companyId",
            old.and_then(|old| old.company_id).map(|id| id.to_global()),
            new.company_id.map(|id| id.to_global()),
        )
        .change(
            "dealId",
            old.and_then(|old| old.deal_id).map(|id| id.to_global()),
            new.deal_id.map(|id| id.to_global()),
        )
}
