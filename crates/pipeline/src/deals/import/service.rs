//! Recording the deals of a file.

use std::sync::Arc;

use rapport_contacts::import::{ImportPayload, Written, trial, write_in_steps};
use rapport_db::Db;
use rapport_graphql::operation::UploadedFile;
use rapport_kernel::{ApiError, ApiResult, Call};

use super::{lookup, lookup::Resolved, past, pipeline, rows, types::ImportDealsInput, write};
use crate::permissions;

/// Records the deals of a file, 500 in one transaction. A step that is done stays, whatever becomes of the next.
pub(crate) async fn deals_import(
    call: &Call,
    db: &Db,
    input: ImportDealsInput,
    file: Arc<UploadedFile>,
    most_rows: usize,
) -> ApiResult<ImportPayload> {
    call.require(&permissions::WRITE)?;
    // A key is good for one transaction; here external ids make sure that nothing is recorded twice.
    let mut call = call.clone();
    call.idempotency = None;
    let (call, keep, now) = (&call, !input.dry_run, call.clock.now());
    let target = Arc::new(pipeline::target(call, db, &input.pipeline).await?);
    let reading_for = Arc::clone(&target);
    let reading = move || rows::read(file.open().map_err(ApiError::internal)?, &input, &reading_for, most_rows, now);
    let (rows, mut report) = tokio::task::spawn_blocking(reading).await.map_err(ApiError::internal)??;
    let mut rows = lookup::resolve(call, db, rows, &mut report).await?;
    past::propose(db, &mut rows).await?;
    if keep {
        target.keep(call, db).await?;
    }
    write_in_steps(call, db, rows, &mut report, move |call, db, deals: Vec<Resolved>| {
        let target = Arc::clone(&target);
        async move {
            let (created, unchanged) =
                trial::write(&call, &db, keep, move |tx| write::deals(tx, &target, &deals, keep)).await?;
            Ok(Written { created, unchanged })
        }
    })
    .await?;
    Ok(report.told())
}
