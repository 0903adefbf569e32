//! Ending cadences as there is an answer, or as their deal goes on: out of the log of events, as these are told.

use diesel::QueryResult;
use rapport_contacts::{interactions::InteractionId, people::ContactId};
use rapport_db::{
    DbError, Tx,
    events::{Event, after, readers},
};
use rapport_kernel::{Id, Kind};

use super::{advance::stop, reason, repo};
use crate::deals::{DealId, DealKind};

/// The reader of the log.
pub(crate) const READER: &str = "cadences";
/// How many events one transaction reads.
const PAGE: i64 = 500;

/// Reads on in the log and ends what is to end. Returns how many events were read. What was read is kept in the same
/// transaction, and the reader is locked: each event is read once.
pub(crate) fn listen(tx: &mut Tx<'_>) -> Result<usize, DbError> {
    let Some(from) = readers::claim(tx, READER)? else {
        readers::begin(tx, READER)?;
        return Ok(0);
    };
    let events = after(tx, from, PAGE)?;
    let Some(until) = events.last().and_then(|event| event.seq) else { return Ok(0) };
    let (people, deals) = concerned(tx, &events)?;
    let running = repo::lock_running_with(tx, &people, &deals)?;
    let ids: Vec<_> = running.iter().map(|run| run.id).collect();
    if !ids.is_empty() {
        let reasons = reason::of(tx, &ids)?;
        for run in &running {
            if let Some(reason) = reasons.get(&run.id) {
                stop(tx, run, *reason)?;
            }
        }
    }
    readers::advance(tx, READER, until)?;
    Ok(events.len())
}

/// Whom and which deals these events are about.
fn concerned(tx: &mut Tx<'_>, events: &[Event]) -> QueryResult<(Vec<ContactId>, Vec<DealId>)> {
    let ids = |kind: &str| {
        let mut ids: Vec<_> =
            events.iter().filter(|event| event.record_type == kind).map(|event| event.record_id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let interactions: Vec<InteractionId> = ids("Interaction").into_iter().map(Id::from_uuid).collect();
    let mut people: Vec<ContactId> = ids("Contact").into_iter().map(Id::from_uuid).collect();
    if !interactions.is_empty() {
        people.extend(repo::people_of(tx, &interactions)?);
    }
    Ok((people, ids(DealKind::NAME).into_iter().map(Id::from_uuid).collect()))
}
