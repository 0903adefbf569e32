//! Recording the orders of a file.

use std::sync::Arc;

use rapport_contacts::import::{ImportPayload, Written, trial, write_in_steps};
use rapport_db::Db;
use rapport_graphql::operation::UploadedFile;
use rapport_kernel::{ApiError, ApiResult, Call};

use super::{group, group::Imported, lookup, rows, types::ImportOrdersInput, write};
use crate::permissions;

/// Records the orders of a file, 500 in one transaction. A step that is done stays, whatever becomes of the next.
pub(crate) async fn orders_import(
    call: &Call,
    db: &Db,
    input: ImportOrdersInput,
    file: Arc<UploadedFile>,
    most_rows: usize,
) -> ApiResult<ImportPayload> {
    call.require(&permissions::SELL)?;
    // A key is good for one transaction; here external ids make sure that nothing is recorded twice.
    let mut call = call.clone();
    call.idempotency = None;
    let (call, keep, now) = (&call, !input.dry_run, call.clock.now());
    let reading = move || rows::read(file.open().map_err(ApiError::internal)?, &input, most_rows, now);
    let read = tokio::task::spawn_blocking(reading).await.map_err(ApiError::internal)?;
    let ((rows, refused), mut report) = read?;
    let known = lookup::known(call, db, &rows).await?;
    let orders = group::orders(rows, &known, refused, &mut report, now);
    write_in_steps(call, db, orders, &mut report, move |call, db, orders: Vec<Imported>| async move {
        let (created, unchanged) = trial::write(&call, &db, keep, move |tx| write::write(tx, &orders)).await?;
        Ok(Written { created, unchanged })
    })
    .await?;
    Ok(report.told())
}
