//! Recording the products of a file.

use std::{collections::HashSet, sync::Arc};

use rapport_contacts::import::{ImportPayload, Written, trial, write_in_steps};
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::{input::Violations, operation::UploadedFile, path};
use rapport_kernel::{ApiError, ApiResult, Call, Code};

use super::{rows, types::ImportProductsInput};
use crate::{
    permissions,
    products::{
        ProductRow,
        inputs::ProductChanges,
        repo,
        service::{event, tell},
    },
};

/// Records the products of a file, 500 in one transaction. A step that is done stays, whatever becomes of the next.
pub(crate) async fn products_import(
    call: &Call,
    db: &Db,
    input: ImportProductsInput,
    file: Arc<UploadedFile>,
    most_rows: usize,
) -> ApiResult<ImportPayload> {
    call.require(&permissions::CATALOGUE)?;
    // A key is good for one transaction; here external ids make sure that nothing is recorded twice.
    let mut call = call.clone();
    call.idempotency = None;
    let (call, keep) = (&call, !input.dry_run);
    let reading = move || rows::read(file.open().map_err(ApiError::internal)?, &input, most_rows);
    let (rows, mut report) = tokio::task::spawn_blocking(reading).await.map_err(ApiError::internal)??;
    write_in_steps(call, db, rows, &mut report, move |call, db, products: Vec<ProductChanges>| async move {
        let (created, unchanged) = trial::write(&call, &db, keep, move |tx| write(tx, &products)).await?;
        Ok(Written { created, unchanged })
    })
    .await?;
    Ok(report.told())
}

/// Writes the products whose external id none has. Returns how many that were, and how many were there.
fn write(tx: &mut Tx<'_>, all: &[ProductChanges]) -> Result<(usize, usize), DbError> {
    let texts = |of: fn(&ProductChanges) -> Option<String>| all.iter().filter_map(of).collect::<Vec<_>>();
    let ids: HashSet<String> = repo::known_ids(tx, &texts(external_id))?.into_iter().collect();
    let codes: HashSet<String> =
        repo::known_codes(tx, &texts(code))?.into_iter().map(|code| code.to_lowercase()).collect();
    let is_known = |changes: &ProductChanges| external_id(changes).is_some_and(|id| ids.contains(&id));
    let mut violations = Violations::new();
    for (index, changes) in all.iter().enumerate().filter(|(_, changes)| !is_known(changes)) {
        if code(changes).is_some_and(|code| codes.contains(&code.to_lowercase())) {
            violations.add(path!["input", "products", index, "code"], "Another product has this code.");
        }
    }
    violations.check().map_err(|error| ApiError { code: Code::Conflict, ..error })?;
    let rows: Vec<ProductRow> =
        all.iter().filter(|changes| !is_known(changes)).map(|changes| row(tx, changes)).collect();
    if !rows.is_empty() {
        repo::insert_all(tx, &rows)?;
    }
    for row in &rows {
        tx.emit(tell(event("product.created", row), None, row));
    }
    Ok((rows.len(), all.len().saturating_sub(rows.len())))
}

fn external_id(changes: &ProductChanges) -> Option<String> {
    changes.external_id.clone().flatten()
}

fn code(changes: &ProductChanges) -> Option<String> {
    changes.code.clone().flatten()
}

fn row(tx: &Tx<'_>, changes: &ProductChanges) -> ProductRow {
    let mut row = ProductRow::new(tx.now());
    changes.apply(&mut row);
    row
}
