//! Setting exchange rates.

use std::collections::{BTreeMap, HashMap};

use rapport_db::{Db, DbError, Tx};
use rapport_kernel::{ApiError, ApiResult, Call, Code};
use serde_json::json;

use super::{Changed, told};
use crate::{
    exchange_rates::{
        Rate,
        inputs::{Rates, SetExchangeRatesInput},
        repo,
    },
    permissions,
};

/// Sets rates, all or none. Those that are there already stay as they are, so that the same can be said again.
pub(in crate::exchange_rates) async fn exchange_rates_set(
    call: &Call,
    db: &Db,
    input: &SetExchangeRatesInput,
) -> ApiResult<Changed> {
    call.require(&permissions::RATES)?;
    let said = input.validate()?;
    db.write(call, move |tx| write(tx, &said)).await
}

fn write(tx: &mut Tx<'_>, said: &Rates) -> Result<Changed, DbError> {
    let now = tx.now();
    let Some(old) = repo::lock_base(tx, said.base.code(), now)? else {
        return Err(ApiError::internal("no base of exchange rates").into());
    };
    let mut base = old.clone();
    if old.currency != said.base.code() {
        if !repo::is_empty(tx)? {
            let message = format!(
                "The exchange rates that are there are for one {}: remove them before there are others.",
                old.currency
            );
            return Err(ApiError::new(Code::Conflict, message).into());
        }
        base.currency = said.base.code().to_owned();
    }
    let mut days: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (currency, day, _) in &said.rates {
        days.entry(currency.code()).or_default().push(*day);
    }
    let mut present = HashMap::new();
    for (currency, days) in days {
        let rows = repo::present(tx, currency, &days)?;
        present.extend(rows.into_iter().map(|row| ((row.currency.clone(), row.day), row)));
    }
    let (mut put, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for (currency, day, rate) in &said.rates {
        let code = currency.code().to_owned();
        let there = present.get(&(code.clone(), *day));
        if there.is_some_and(|row| Rate::parse(&row.rate) == Some(*rate)) {
            continue;
        }
        before.extend(there.map(told));
        after.push(json!({ "currency": code, "day": day, "rate": rate.to_string() }));
        put.push((code, *day, *rate));
    }
    if put.is_empty() {
        // Nothing changed: no version, no event.
        return Ok(Changed { base: Some(old), rates: 0 });
    }
    repo::put(tx, &put, now)?;
    base.bump(now);
    repo::update_base(tx, &base)?;
    // The first rates tell towards which currency they are.
    let was = (old.version > 0).then_some(&old.currency);
    let event = base.event("exchange_rates.set").change("base", was, Some(&base.currency));
    tx.emit(event.change("rates", before, after));
    Ok(Changed { base: Some(base), rates: put.len() })
}
