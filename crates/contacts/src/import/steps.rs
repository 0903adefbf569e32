//! Writing rows step by step, each step one transaction.

use std::collections::HashSet;

use rapport_db::Db;
use rapport_kernel::{ApiResult, Call, error::PathSegment};

use super::{Report, Row};

/// How many rows one transaction writes.
pub const STEP: usize = 500;

/// What a step did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written {
    /// How many records there are more.
    pub created: usize,
    /// How many were there already.
    pub unchanged: usize,
}

/// Writes rows, some hundreds in one transaction. A step that is done stays, whatever becomes of the next. Of a step that
/// is refused, the rows at fault are told and left out, and the others tried again: the path of a violation is that of a
/// batch, `input`, the list, the place, and what is below.
///
/// # Errors
/// What a step returns that no row is at fault for.
pub async fn write_in_steps<T, W>(
    call: &Call,
    db: &Db,
    rows: Vec<Row<T>>,
    report: &mut Report,
    write: impl Fn(Call, Db, Vec<T>) -> W + Send,
) -> ApiResult<()>
where
    T: Clone + Send,
    W: Future<Output = ApiResult<Written>> + Send,
{
    let mut rows = rows.into_iter();
    loop {
        let mut step: Vec<Row<T>> = rows.by_ref().take(STEP).collect();
        if step.is_empty() {
            return Ok(());
        }
        while !step.is_empty() {
            let values = step.iter().map(|row| row.value.clone()).collect();
            let refused = match write(call.clone(), db.clone(), values).await {
                Ok(written) => {
                    report.created = report.created.saturating_add(written.created);
                    report.unchanged = report.unchanged.saturating_add(written.unchanged);
                    break;
                }
                Err(error) => error,
            };
            let mut at_fault = HashSet::new();
            for violation in &refused.violations {
                if let [_, _, PathSegment::Index(index), below @ ..] = violation.path.as_slice()
                    && let Some(row) = step.get(*index)
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
            step.retain(|_| {
                index += 1;
                !at_fault.contains(&(index - 1))
            });
        }
    }
}
