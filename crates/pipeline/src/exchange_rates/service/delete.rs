//! Removing exchange rates.

use rapport_db::{Db, DbError, Tx};
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call};
use serde_json::Value;

use super::{Changed, told};
use crate::{
    exchange_rates::{
        inputs::{DeleteExchangeRatesInput, Range},
        repo,
    },
    permissions,
};

/// How many rates are removed at once at most: the event tells each.
const MOST: i64 = 5_000;

/// Removes the rates of a currency over some days.
pub(in crate::exchange_rates) async fn exchange_rates_delete(
    call: &Call,
    db: &Db,
    input: &DeleteExchangeRatesInput,
) -> ApiResult<Changed> {
    call.require(&permissions::RATES)?;
    let range = input.validate()?;
    db.write(call, move |tx| write(tx, &range)).await
}

fn write(tx: &mut Tx<'_>, range: &Range) -> Result<Changed, DbError> {
    let Some(mut base) = repo::lock_present(tx)? else { return Ok(Changed { base: None, rates: 0 }) };
    let rows = repo::of_currency(tx, range.currency.code(), range.days, MOST + 1)?;
    if rows.is_empty() {
        return Ok(Changed { base: Some(base), rates: 0 });
    }
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > MOST {
        let message = format!("One change removes at most {MOST} rates: say fewer days.");
        return Err(ApiError::bad_input(path!["input"], message).into());
    }
    repo::delete(tx, range.currency.code(), range.days)?;
    base.bump(tx.now());
    repo::update_base(tx, &base)?;
    let gone: Vec<Value> = rows.iter().map(told).collect();
    tx.emit(base.event("exchange_rates.deleted").change("rates", gone, Vec::<()>::new()));
    Ok(Changed { base: Some(base), rates: rows.len() })
}
