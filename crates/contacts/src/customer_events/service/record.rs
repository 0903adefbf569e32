//! Recording customer events.

use std::collections::HashMap;

use diesel::result::{DatabaseErrorKind, Error as QueryError};
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::input::Violations;
use rapport_kernel::{ApiError, ApiResult, Call, Code, NewEvent};

use super::check::{Checked, check};
use crate::{
    customer_events::{CustomerEventId, CustomerEventRow, inputs::Sent, repo},
    people::service::not_found,
    permissions,
};

/// What became of events that were sent.
pub(crate) struct Recorded {
    /// The events as they are kept, in the order in which they were sent.
    pub(crate) rows: Vec<CustomerEventRow>,
    /// How many of them were recorded now.
    pub(crate) new_count: usize,
}

/// Records events, all or none. One whose external id is known is not recorded again.
pub(crate) async fn customer_events_record(call: &Call, db: &Db, sent: Vec<Sent>) -> ApiResult<Recorded> {
    call.require(&permissions::INTERACT)?;
    // With an idempotency key the outcome is kept. It names the events alone: a purge of one of many people could not
    // find what it told of them.
    let kept: Vec<(CustomerEventId, bool)> = db.write(call, move |tx| write(tx, &sent)).await?;
    let ids: Vec<_> = kept.iter().map(|(id, _)| *id).collect();
    let wanted = ids.clone();
    let rows = db.read(move |conn| Ok(repo::by_ids(conn, &wanted)?)).await?;
    let rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(Recorded {
        rows: ids.iter().filter_map(|id| rows.get(id).cloned()).collect(),
        new_count: kept.iter().filter(|(_, is_new)| *is_new).count(),
    })
}

/// The ids under which the events are kept, and whether each is new. A fixed number of statements, however many events.
fn write(tx: &mut Tx<'_>, sent: &[Sent]) -> Result<Vec<(CustomerEventId, bool)>, DbError> {
    let checked = check(tx, sent)?;
    if checked.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows: Vec<_> = checked.iter().map(|one| &one.row).collect();
    // Two batches that share events lock them in one order.
    rows.sort_by_key(|row| (row.type_id, &row.external_id));
    match repo::insert(tx, &rows) {
        // A person was purged since the look above.
        Err(QueryError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => return Err(not_found().into()),
        inserted => inserted?,
    }
    let kept = settle(tx, sent, &checked)?;
    for (one, (_, is_new)) in checked.iter().zip(&kept) {
        if *is_new {
            tx.emit(event(one));
        }
    }
    Ok(kept)
}

/// Which record each event became: its own, or that which holds its external id.
fn settle(tx: &mut Tx<'_>, sent: &[Sent], checked: &[Checked]) -> Result<Vec<(CustomerEventId, bool)>, DbError> {
    let actor = &tx.call().actor;
    let external: Vec<_> = checked.iter().filter_map(|one| one.row.external_id.as_deref()).collect();
    let mut holders = HashMap::new();
    if !external.is_empty() {
        let mut types: Vec<_> = checked.iter().map(|one| one.row.type_id).collect();
        types.sort_unstable();
        types.dedup();
        for (type_id, external_id, id, contact) in repo::holders(tx, &types, &external)? {
            holders.insert((type_id, external_id), (id, contact));
        }
    }
    let mut violations = Violations::new();
    let (mut kept, mut in_the_way) = (Vec::with_capacity(checked.len()), Vec::new());
    for (one, sent) in checked.iter().zip(sent) {
        let row = &one.row;
        let (id, contact) =
            holders.get(&(row.type_id, row.external_id.clone())).copied().unwrap_or((row.id, row.contact_id));
        if contact != row.contact_id {
            violations.add(sent.at("externalId"), "An event of another person has this external id.");
            in_the_way.push((id, contact));
        }
        kept.push((id, id == row.id));
    }
    if violations.is_empty() {
        return Ok(kept);
    }
    let people: Vec<_> = in_the_way.iter().map(|(_, contact)| *contact).collect();
    let visible = repo::people_by_ids(tx, actor, &people)?;
    let seen = in_the_way.iter().filter(|(_, contact)| visible.contains(contact)).map(|(id, _)| id.to_global());
    let conflict = |error: ApiError| ApiError { code: Code::Conflict, ..error };
    violations.check().map_err(|error| conflict(error.with_conflicting_ids(seen.collect())))?;
    Ok(kept)
}

/// The event of the log. Its kind names the type, for whoever waits for one. The person is its subject: what they did is
/// forgotten with them.
fn event(one: &Checked) -> NewEvent {
    let (row, nothing) = (&one.row, None::<()>);
    NewEvent::about(format!("customer_event.{}", one.type_name), row.id, 1)
        .subject(row.contact_id)
        .change("contactId", nothing, Some(row.contact_id.to_global()))
        .change("type", nothing, Some(&one.type_name))
        .change("occurredAt", nothing, Some(row.occurred_at))
        .personal_change("externalId", nothing, row.external_id.as_ref())
        .personal_change("payload", nothing, Some(&one.payload))
}
