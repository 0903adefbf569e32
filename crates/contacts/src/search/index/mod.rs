//! Keeping the words of people and companies up to date: whoever changes one calls this in the same transaction, after
//! all that is to be found is written.

mod difference;
mod repo;
mod sources;
mod spellings;

use diesel::{MysqlConnection, QueryResult};
use uuid::Uuid;

use self::difference::Difference;
use crate::{companies::CompanyId, people::ContactId};

/// Writes the words of a person anew: created, changed, deleted, restored or purged.
pub(crate) fn contact(conn: &mut MysqlConnection, id: ContactId) -> QueryResult<()> {
    contacts(conn, &[id])
}

/// Writes the words of a company anew: created, changed, deleted, restored or purged.
pub(crate) fn company(conn: &mut MysqlConnection, id: CompanyId) -> QueryResult<()> {
    companies(conn, &[id])
}

/// Writes the words of many people anew, in few statements.
pub(crate) fn contacts(conn: &mut MysqlConnection, ids: &[ContactId]) -> QueryResult<()> {
    let new = sources::contacts(conn, ids)?;
    write(conn, &ids.iter().map(|id| id.uuid()).collect::<Vec<_>>(), &new)
}

/// Writes the words of many companies anew, in few statements.
pub(crate) fn companies(conn: &mut MysqlConnection, ids: &[CompanyId]) -> QueryResult<()> {
    let new = sources::companies(conn, ids)?;
    write(conn, &ids.iter().map(|id| id.uuid()).collect::<Vec<_>>(), &new)
}

/// Whoever has no words among `new` is no more to be found.
fn write(conn: &mut MysqlConnection, ids: &[Uuid], new: &sources::Entries) -> QueryResult<()> {
    let old = repo::kept(conn, ids)?;
    let difference = Difference::between(&old, new);
    if difference.is_empty() {
        return Ok(());
    }
    // The words' own rows are locked before a posting says that they are needed: see there.
    spellings::keep(conn, &difference.named)?;
    repo::replace_records(conn, &difference.changed, new)?;
    repo::remove(conn, &difference.removed)?;
    repo::add(conn, &difference.added)?;
    spellings::drop_unused(conn, &difference.unnamed)
}
