//! Quotes by what others know of them.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{QuoteId, QuoteRow, QuoteStatus, repo};
use crate::{orders::OrderId, permissions};

/// Quotes by their id, as far as the actor sees their deals.
pub struct QuoteById;

impl Batch for QuoteById {
    type Key = QuoteId;
    type Value = QuoteRow;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[QuoteId]) -> Result<HashMap<QuoteId, QuoteRow>, DbError> {
        call.require(&permissions::READ_ORDERS)?;
        Ok(repo::visible(conn, &call.actor, keys)?.into_iter().map(|row| (row.id, row)).collect())
    }
}

/// Quotes by the order that was made of them.
pub(crate) struct QuoteByOrderId;

impl Batch for QuoteByOrderId {
    type Key = OrderId;
    type Value = QuoteRow;

    fn load(conn: &mut MysqlConnection, call: &Call, keys: &[OrderId]) -> Result<HashMap<OrderId, QuoteRow>, DbError> {
        call.require(&permissions::READ_ORDERS)?;
        let rows = repo::of_orders(conn, &call.actor, keys)?;
        Ok(rows.into_iter().filter_map(|row| Some((row.order_id?, row))).collect())
    }
}

/// How quotes stand now, by how they were left and until when they are valid. The call's clock is asked, not the database.
pub(crate) struct StatusNow;

impl Batch for StatusNow {
    type Key = (QuoteStatus, NaiveDateTime);
    type Value = QuoteStatus;

    fn load(
        _: &mut MysqlConnection,
        call: &Call,
        keys: &[(QuoteStatus, NaiveDateTime)],
    ) -> Result<HashMap<(QuoteStatus, NaiveDateTime), QuoteStatus>, DbError> {
        let now = call.clock.now();
        Ok(keys.iter().map(|key| (*key, QuoteStatus::at(key.0, key.1, now))).collect())
    }
}
