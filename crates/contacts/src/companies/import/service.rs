//! Recording the companies of a file.

use std::{collections::HashSet, sync::Arc};

use rapport_db::Db;
use rapport_graphql::operation::UploadedFile;
use rapport_kernel::{ApiError, ApiResult, Call};

use super::{
    rows::{self, Found},
    types::ImportCompaniesInput,
};
use crate::{
    companies::{CompanyId, repo, service},
    import::{ImportPayload, Named, Report, Row, Written, write_in_steps},
    permissions,
    users::{self, UserId},
};

/// How many words one statement looks up.
const MOST_LOOKED_UP: usize = 500;

/// Records the companies of a file, 500 in one transaction. A step that is done stays, whatever becomes of the next.
pub(crate) async fn companies_import(
    call: &Call,
    db: &Db,
    input: ImportCompaniesInput,
    file: Arc<UploadedFile>,
    most_rows: usize,
) -> ApiResult<ImportPayload> {
    call.require(&permissions::WRITE)?;
    // A key is good for one transaction; here external ids make sure that nothing is recorded twice.
    let mut call = call.clone();
    call.idempotency = None;
    let (call, keep) = (&call, !input.dry_run);
    let reading = move || rows::read(file.open().map_err(ApiError::internal)?, &input, most_rows);
    let (rows, mut report) = tokio::task::spawn_blocking(reading).await.map_err(ApiError::internal)??;
    let rows = without_known(call, db, rows, &mut report).await?;
    let rows = with_owners(call, db, rows, &mut report).await?;
    for wave in waves(rows, &mut report) {
        let ready = with_parents(call, db, wave, keep, &mut report).await?;
        write_in_steps(call, db, ready, &mut report, move |call, db, found: Vec<Found>| async move {
            let created = found.len();
            let changes = found.into_iter().map(|found| found.changes).collect();
            service::companies_write(&call, &db, changes, keep).await?;
            Ok(Written { created, unchanged: 0 })
        })
        .await?;
    }
    Ok(report.told())
}

fn external_id(row: &Row<Found>) -> Option<&String> {
    row.value.changes.external_id.as_ref()?.as_ref()
}

/// Those whose external id no company has yet. Whoever may write companies sees all of them.
async fn without_known(
    call: &Call,
    db: &Db,
    mut rows: Vec<Row<Found>>,
    report: &mut Report,
) -> ApiResult<Vec<Row<Found>>> {
    let words = rows.iter().filter_map(external_id).cloned().collect();
    let known = companies_named(call, db, words).await?;
    let count = rows.len();
    rows.retain(|row| external_id(row).is_none_or(|id| !known.has_key(id)));
    report.unchanged = report.unchanged.saturating_add(count.saturating_sub(rows.len()));
    Ok(rows)
}

async fn companies_named(call: &Call, db: &Db, words: Vec<String>) -> ApiResult<Named<CompanyId>> {
    let call = call.clone();
    let read = db.read(move |conn| {
        let mut known = Named::default();
        for words in words.chunks(MOST_LOOKED_UP) {
            known.extend(repo::known_as(conn, &call, words)?);
        }
        Ok(known)
    });
    read.await
}

/// Finds who is to look after each company.
async fn with_owners(call: &Call, db: &Db, rows: Vec<Row<Found>>, report: &mut Report) -> ApiResult<Vec<Row<Found>>> {
    let words: HashSet<String> = rows.iter().filter_map(|row| row.value.owner.clone()).collect();
    let (asking, words) = (call.clone(), words.into_iter().collect::<Vec<_>>());
    let known: Named<UserId> = db.read(move |conn| users::known_as(conn, &asking, &words)).await?;
    Ok(resolved(rows, report, |found| {
        if let Some(word) = &found.owner {
            found.changes.owner = Some(Some(known.get(word).map_err(|message| rows::unknown("ownerId", message))?));
        }
        Ok(())
    }))
}

/// Finds the company that each belongs to. In a run that keeps nothing, one of the same file cannot be found.
async fn with_parents(call: &Call, db: &Db, wave: Wave, keep: bool, report: &mut Report) -> ApiResult<Vec<Row<Found>>> {
    let words: HashSet<String> = wave.rows.iter().filter_map(|row| row.value.parent.clone()).collect();
    let known = companies_named(call, db, words.into_iter().collect()).await?;
    Ok(resolved(wave.rows, report, |found| {
        let Some(word) = &found.parent else { return Ok(()) };
        match known.get(word) {
            Ok(parent) => found.changes.parent = Some(Some(parent)),
            Err(_) if !keep && wave.before.contains(word) => {}
            Err(message) => return Err(rows::unknown("parentId", message)),
        }
        Ok(())
    }))
}

/// The rows in which all that is named was found; the others are told.
fn resolved(rows: Vec<Row<Found>>, report: &mut Report, find: impl Fn(&mut Found) -> ApiResult<()>) -> Vec<Row<Found>> {
    let mut found = Vec::with_capacity(rows.len());
    for mut row in rows {
        match find(&mut row.value) {
            Ok(()) => found.push(row),
            Err(refused) => report.refuse(row.origins.told(row.number, &refused)),
        }
    }
    found
}

/// Rows whose parents all stand in waves before.
struct Wave {
    rows: Vec<Row<Found>>,
    /// By what the companies of the waves before are known.
    before: HashSet<String>,
}

/// The rows in the order in which they can be recorded: a company after the one that it belongs to. Those that belong to
/// themselves, over however many others, are told.
fn waves(rows: Vec<Row<Found>>, report: &mut Report) -> Vec<Wave> {
    let names = |row: &Row<Found>| -> Vec<String> {
        external_id(row).cloned().into_iter().chain(row.value.changes.name.clone()).collect()
    };
    let mut waiting: HashSet<String> = rows.iter().flat_map(names).collect();
    let (mut left, mut before, mut waves) = (rows, HashSet::new(), Vec::new());
    while !left.is_empty() {
        let is_ready = |row: &Row<Found>| row.value.parent.as_ref().is_none_or(|parent| !waiting.contains(parent));
        let (ready, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(is_ready);
        if ready.is_empty() {
            for row in rest {
                let refused = rows::unknown("parentId", "The company would belong to itself.");
                report.refuse(row.origins.told(row.number, &refused));
            }
            break;
        }
        let done: HashSet<String> = ready.iter().flat_map(names).collect();
        waiting.retain(|name| !done.contains(name));
        waves.push(Wave { rows: ready, before: before.clone() });
        before.extend(done);
        left = rest;
    }
    waves
}
