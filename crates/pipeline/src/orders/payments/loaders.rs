//! Payments and refunds by what others know of them.

use std::collections::{HashMap, HashSet};

use diesel::MysqlConnection;
use rapport_db::DbError;
use rapport_graphql::loader::Batch;
use rapport_kernel::Call;

use super::{PaymentId, PaymentRow, RefundId, RefundRow, repo};
use crate::{
    by_id::grouped,
    orders::{self, OrderId},
    permissions,
};

/// Payments by their id, of living orders that the actor sees.
pub struct PaymentById;

impl Batch for PaymentById {
    type Key = PaymentId;
    type Value = PaymentRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[PaymentId],
    ) -> Result<HashMap<PaymentId, PaymentRow>, DbError> {
        call.require(&permissions::READ_ORDERS)?;
        let rows = repo::payments(conn, keys)?;
        let seen = seen(conn, call, rows.iter().map(|row| row.order_id))?;
        Ok(rows.into_iter().filter(|row| seen.contains(&row.order_id)).map(|row| (row.id, row)).collect())
    }
}

/// Refunds by their id, of living orders that the actor sees.
pub struct RefundById;

impl Batch for RefundById {
    type Key = RefundId;
    type Value = RefundRow;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[RefundId],
    ) -> Result<HashMap<RefundId, RefundRow>, DbError> {
        call.require(&permissions::READ_ORDERS)?;
        let rows = repo::refunds(conn, keys)?;
        let seen = seen(conn, call, rows.iter().map(|row| row.order_id))?;
        Ok(rows.into_iter().filter(|row| seen.contains(&row.order_id)).map(|row| (row.id, row)).collect())
    }
}

fn seen(
    conn: &mut MysqlConnection,
    call: &Call,
    ids: impl Iterator<Item = OrderId>,
) -> Result<HashSet<OrderId>, DbError> {
    let ids: Vec<_> = ids.collect::<HashSet<_>>().into_iter().collect();
    Ok(orders::repo::visible(conn, &call.actor, &ids)?.into_iter().map(|row| row.id).collect())
}

/// The payments of orders, by the id of the order.
pub(crate) struct PaymentsByOrderId;

impl Batch for PaymentsByOrderId {
    type Key = OrderId;
    type Value = Vec<PaymentRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[OrderId],
    ) -> Result<HashMap<OrderId, Vec<PaymentRow>>, DbError> {
        call.require(&permissions::READ_ORDERS)?;
        Ok(grouped(repo::payments_of(conn, keys)?, |row| row.order_id))
    }
}

/// The refunds of orders, by the id of the order.
pub(crate) struct RefundsByOrderId;

impl Batch for RefundsByOrderId {
    type Key = OrderId;
    type Value = Vec<RefundRow>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[OrderId],
    ) -> Result<HashMap<OrderId, Vec<RefundRow>>, DbError> {
        call.require(&permissions::READ_ORDERS)?;
        Ok(grouped(repo::refunds_of(conn, keys)?, |row| row.order_id))
    }
}
