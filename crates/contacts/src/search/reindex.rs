//! Writing the words of all that is there, for data that came before the index, and after a change of how words are made.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::{Db, DbError};
use rapport_kernel::{ApiResult, Call};
use uuid::Uuid;

use super::index;
use crate::{
    companies::CompanyId,
    people::ContactId,
    schema::{companies, contacts, search_records},
};

/// Records in one transaction.
const BATCH: i64 = 250;

/// Writes the words of all people and companies anew, some in each transaction. The server may serve meanwhile: what is
/// right already is only read. Returns how many records were gone through; `told` hears of it now and then.
///
/// # Errors
/// When the database fails.
pub async fn reindex(call: &Call, db: &Db, told: &mut (dyn FnMut(u64) + Send)) -> ApiResult<u64> {
    let mut done = 0;
    for batch in [contacts_after, companies_after, orphans_after] {
        let mut last = Uuid::nil();
        loop {
            let (count, end): (u64, Option<Uuid>) = db.write(call, move |tx| batch(tx, last)).await?;
            let Some(end) = end else { break };
            (done, last) = (done + count, end);
            told(done);
        }
    }
    Ok(done)
}

/// How many records a batch had, and the last of them.
type Batch = Result<(u64, Option<Uuid>), DbError>;

fn batch(ids: &[Uuid]) -> (u64, Option<Uuid>) {
    (u64::try_from(ids.len()).unwrap_or(u64::MAX), ids.last().copied())
}

fn contacts_after(tx: &mut rapport_db::Tx<'_>, last: Uuid) -> Batch {
    let conn: &mut MysqlConnection = tx;
    // Locked, so that none is changed between being read and being written.
    let ids: Vec<ContactId> = contacts::table
        .filter(contacts::id.gt(ContactId::from_uuid(last)))
        .order(contacts::id)
        .limit(BATCH)
        .select(contacts::id)
        .for_update()
        .load(conn)?;
    index::contacts(conn, &ids)?;
    Ok(batch(&ids.iter().map(|id| id.uuid()).collect::<Vec<_>>()))
}

fn companies_after(tx: &mut rapport_db::Tx<'_>, last: Uuid) -> Batch {
    let conn: &mut MysqlConnection = tx;
    let ids: Vec<CompanyId> = companies::table
        .filter(companies::id.gt(CompanyId::from_uuid(last)))
        .order(companies::id)
        .limit(BATCH)
        .select(companies::id)
        .for_update()
        .load(conn)?;
    index::companies(conn, &ids)?;
    Ok(batch(&ids.iter().map(|id| id.uuid()).collect::<Vec<_>>()))
}

/// What the index holds of records that are not there, as when a backup brought back only some of the tables.
fn orphans_after(tx: &mut rapport_db::Tx<'_>, last: Uuid) -> Batch {
    let conn: &mut MysqlConnection = tx;
    let rows: Vec<(Vec<u8>, bool)> = search_records::table
        .filter(search_records::record_id.gt(last.as_bytes().to_vec()))
        .order(search_records::record_id)
        .limit(BATCH)
        .select((search_records::record_id, search_records::is_company))
        .load(conn)?;
    let id = |bytes: &[u8]| Uuid::from_slice(bytes).unwrap_or_default();
    let people: Vec<_> = rows.iter().filter(|row| !row.1).map(|row| ContactId::from_uuid(id(&row.0))).collect();
    let firms: Vec<_> = rows.iter().filter(|row| row.1).map(|row| CompanyId::from_uuid(id(&row.0))).collect();
    let mut known: Vec<Uuid> = contacts::table
        .filter(contacts::id.eq_any(&people))
        .select(contacts::id)
        .load::<ContactId>(conn)?
        .into_iter()
        .map(ContactId::uuid)
        .collect();
    known.extend(
        companies::table
            .filter(companies::id.eq_any(&firms))
            .select(companies::id)
            .load::<CompanyId>(conn)?
            .into_iter()
            .map(CompanyId::uuid),
    );
    let gone = |id: Uuid| !known.contains(&id);
    index::contacts(conn, &people.iter().copied().filter(|one| gone(one.uuid())).collect::<Vec<_>>())?;
    index::companies(conn, &firms.iter().copied().filter(|one| gone(one.uuid())).collect::<Vec<_>>())?;
    Ok((0, rows.last().map(|row| id(&row.0))))
}
