//! Lines by what others know of them.

use std::collections::HashMap;

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::{Call, Currency, Money};

use super::{LineRow, arithmetic::plus, repo};
use crate::{by_id::grouped, deals::DealId, permissions, sharing::rights};

/// The lines of deals in their order, by the id of the deal.
pub(crate) struct LinesByDealId;

impl Batch for LinesByDealId {
    type Key = DealId;
    type Value = Vec<LineRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[DealId],
    ) -> Result<HashMap<DealId, Vec<LineRow>>, DbError> {
        call.require(&permissions::READ_DEALS)?;
        Ok(grouped(repo::of(conn, keys)?, |row| row.deal_id))
    }
}

/// What is left of deals when what is sold has been paid for. None without lines, or with one whose cost nobody knows.
pub(crate) struct MarginByDealId;

impl Batch for MarginByDealId {
    type Key = DealId;
    type Value = Money;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[DealId]) -> Result<HashMap<DealId, Money>, DbError> {
        if !rights::is_partner(&call.actor) {
            call.require(&permissions::MARGIN)?;
        }
        let mut sums: HashMap<DealId, (Option<i64>, String)> = HashMap::new();
        for row in repo::of(conn, keys)? {
            let (sum, _) = sums.entry(row.deal_id).or_insert_with(|| (Some(0), row.currency.clone()));
            *sum = sum.zip(margin(&row)).and_then(|(sum, margin)| plus(sum, margin));
        }
        let known = sums.into_iter().filter_map(|(deal, (sum, currency))| {
            Some((deal, Money { amount: sum?, currency: Currency::from_code(&currency)? }))
        });
        Ok(known.collect())
    }
}

fn margin(row: &LineRow) -> Option<i64> {
    let cost = row.unit_cost?.checked_mul(i64::from(row.quantity))?.checked_mul(i64::from(row.payments))?;
    plus(row.total, cost.checked_neg()?)
}
