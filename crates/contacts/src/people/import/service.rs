//! Recording the people of a file.

use std::{collections::HashSet, sync::Arc};

use rapport_db::Db;
use rapport_graphql::operation::UploadedFile;
use rapport_kernel::{ApiError, ApiResult, Call, Code, error::PathSegment};

use super::{
    rows::{self, Row, Table},
    types::{ImportContactsError, ImportContactsInput, ImportContactsPayload},
};
use crate::{
    people::{inputs::MOST_AT_ONCE, repo, service},
    permissions,
};

/// How many errors are told. A file with the wrong column mapped has one in each row.
const MOST_TOLD: usize = 1_000;

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
    let today = call.clock.now().date();
    let reading = move || {
        let file = file.open().map_err(ApiError::internal)?;
        rows::read(file, &input.mapping, most_rows, today)
    };
    let Table { rows, failed, errors } = tokio::task::spawn_blocking(reading).await.map_err(ApiError::internal)??;
    let mut report = Report { failed, errors, ..Report::default() };
    let mut rows = rows.into_iter();
    loop {
        let step: Vec<Row> = rows.by_ref().take(MOST_AT_ONCE).collect();
        if step.is_empty() {
            return Ok(report.told());
        }
        record(call, db, step, !input.dry_run, &mut report).await?;
    }
}

#[derive(Default)]
struct Report {
    created: usize,
    unchanged: usize,
    failed: usize,
    errors: Vec<ImportContactsError>,
}

impl Report {
    fn told(mut self) -> ImportContactsPayload {
        self.errors.sort_by_key(|error| error.row);
        self.errors.truncate(MOST_TOLD);
        let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        ImportContactsPayload {
            created: number(self.created),
            unchanged: number(self.unchanged),
            failed: number(self.failed),
            errors: self.errors,
        }
    }
}

/// Records some of the people. Those who hold what another has are passed over, and the others tried again.
async fn record(call: &Call, db: &Db, rows: Vec<Row>, keep: bool, report: &mut Report) -> ApiResult<()> {
    let mut rows = without_known(call, db, rows, report).await?;
    while !rows.is_empty() {
        let changes = rows.iter().map(|row| row.changes.clone()).collect();
        let refused = match service::contacts_write(call, db, changes, keep).await {
            Ok(()) => {
                report.created = report.created.saturating_add(rows.len());
                return Ok(());
            }
            Err(error) => error,
        };
        let mut at_fault = HashSet::new();
        for violation in &refused.violations {
            // A path of the batch: input, contacts, the place, and what is below.
            if let [_, _, PathSegment::Index(index), below @ ..] = violation.path.as_slice()
                && let Some(row) = rows.get(*index)
            {
                at_fault.insert(*index);
                report.errors.push(row.error(below, &violation.message, refused.code));
            }
        }
        if at_fault.is_empty() {
            return Err(refused);
        }
        report.failed = report.failed.saturating_add(at_fault.len());
        let mut index = 0;
        rows.retain(|_| {
            index += 1;
            !at_fault.contains(&(index - 1))
        });
    }
    Ok(())
}

/// Those whose external id nobody has yet.
async fn without_known(call: &Call, db: &Db, rows: Vec<Row>, report: &mut Report) -> ApiResult<Vec<Row>> {
    let ids: Vec<String> = rows.iter().filter_map(|row| row.changes.external_id.clone().flatten()).collect();
    if ids.is_empty() {
        return Ok(rows);
    }
    let actor = call.actor.clone();
    let (known, seen) = db
        .read(move |conn| {
            let known = repo::holders_of(conn, &ids.iter().map(String::as_str).collect::<Vec<_>>())?;
            let holders: Vec<_> = known.iter().map(|(holder, _)| *holder).collect();
            let seen = if holders.is_empty() { Vec::new() } else { repo::visible_ids(conn, &actor, &holders)? };
            Ok((known, seen))
        })
        .await?;
    let holder = |row: &Row| {
        let id = row.changes.external_id.as_ref()?.as_ref()?;
        known.iter().find(|(_, held)| held == id).map(|(holder, _)| *holder)
    };
    let mut fresh = Vec::with_capacity(rows.len());
    for row in rows {
        match holder(&row) {
            None => fresh.push(row),
            Some(holder) if seen.contains(&holder) => report.unchanged = report.unchanged.saturating_add(1),
            Some(_) => {
                report.failed = report.failed.saturating_add(1);
                let message = "Another person has this external id.";
                report.errors.push(row.error(&["externalId".into()], message, Code::Conflict));
            }
        }
    }
    Ok(fresh)
}
