//! Recording the people of a file.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use rapport_db::Db;
use rapport_graphql::operation::UploadedFile;
use rapport_kernel::{ApiError, ApiResult, Call, Code};

use super::{
    rows,
    types::{ImportContactsInput, ImportContactsPayload},
};
use crate::{
    import::{Report, Row, Written, write_in_steps},
    people::{ContactId, inputs::ContactChanges, repo, service},
    permissions,
};

/// How many external ids one statement looks up.
const MOST_LOOKED_UP: usize = 500;

/// Records the people of a file, 500 in one transaction. A step that is done stays, whatever becomes of the next.
pub(crate) async fn contacts_import(
    call: &Call,
    db: &Db,
    input: ImportContactsInput,
    file: Arc<UploadedFile>,
    most_rows: usize,
) -> ApiResult<ImportContactsPayload> {
    call.require(&permissions::WRITE)?;
    // A key is good for one transaction; here external ids make sure that nobody is recorded twice.
    let mut call = call.clone();
    call.idempotency = None;
    let call = &call;
    let (today, keep) = (call.clock.now().date(), !input.dry_run);
    let reading = move || {
        let file = file.open().map_err(ApiError::internal)?;
        rows::read(file, &input.mapping, most_rows, today)
    };
    let (rows, mut report) = tokio::task::spawn_blocking(reading).await.map_err(ApiError::internal)??;
    let rows = without_known(call, db, rows, &mut report).await?;
    write_in_steps(call, db, rows, &mut report, move |call, db, changes: Vec<_>| async move {
        let created = changes.len();
        service::contacts_write(&call, &db, changes, keep).await?;
        Ok(Written { created, unchanged: 0 })
    })
    .await?;
    Ok(report.told().into())
}

/// Those whose external id nobody has yet.
async fn without_known(
    call: &Call,
    db: &Db,
    rows: Vec<Row<ContactChanges>>,
    report: &mut Report,
) -> ApiResult<Vec<Row<ContactChanges>>> {
    let ids: Vec<String> = rows.iter().filter_map(|row| row.value.external_id.clone().flatten()).collect();
    let actor = call.actor.clone();
    let (known, seen): (HashMap<String, ContactId>, HashSet<ContactId>) = db
        .read(move |conn| {
            let (mut known, mut seen) = (HashMap::new(), HashSet::new());
            for ids in ids.chunks(MOST_LOOKED_UP) {
                let found = repo::holders_of(conn, &ids.iter().map(String::as_str).collect::<Vec<_>>())?;
                let holders: Vec<_> = found.iter().map(|(holder, _)| *holder).collect();
                if !holders.is_empty() {
                    seen.extend(repo::visible_ids(conn, &actor, &holders)?);
                }
                known.extend(found.into_iter().map(|(holder, id)| (id, holder)));
            }
            Ok((known, seen))
        })
        .await?;
    let mut fresh = Vec::with_capacity(rows.len());
    for row in rows {
        match row.value.external_id.as_ref().and_then(|id| known.get(id.as_ref()?)) {
            None => fresh.push(row),
            Some(holder) if seen.contains(holder) => report.unchanged = report.unchanged.saturating_add(1),
            Some(_) => {
                let message = "Another person has this external id.";
                report.refuse(vec![row.error(&["externalId".into()], message, Code::Conflict)]);
            }
        }
    }
    Ok(fresh)
}
