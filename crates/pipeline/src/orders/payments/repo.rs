//! The SQL of payments and refunds.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::one_of;

use super::{PaymentId, PaymentRow, RefundId, RefundRow};
use crate::{
    orders::OrderId,
    schema::{payments, refunds},
};

/// The payments of these orders, the earliest recorded first.
pub(crate) fn payments_of(conn: &mut MysqlConnection, orders: &[OrderId]) -> QueryResult<Vec<PaymentRow>> {
    payments::table
        .filter(one_of(payments::order_id, orders))
        .order((payments::order_id, payments::id))
        .select(PaymentRow::as_select())
        .load(conn)
}

/// The refunds of these orders, the earliest recorded first.
pub(crate) fn refunds_of(conn: &mut MysqlConnection, orders: &[OrderId]) -> QueryResult<Vec<RefundRow>> {
    refunds::table
        .filter(one_of(refunds::order_id, orders))
        .order((refunds::order_id, refunds::id))
        .select(RefundRow::as_select())
        .load(conn)
}

/// These payments.
pub(crate) fn payments(conn: &mut MysqlConnection, ids: &[PaymentId]) -> QueryResult<Vec<PaymentRow>> {
    payments::table.filter(one_of(payments::id, ids)).select(PaymentRow::as_select()).load(conn)
}

/// These refunds.
pub(crate) fn refunds(conn: &mut MysqlConnection, ids: &[RefundId]) -> QueryResult<Vec<RefundRow>> {
    refunds::table.filter(one_of(refunds::id, ids)).select(RefundRow::as_select()).load(conn)
}

/// The payment with this key of another system.
pub(crate) fn payment_known_as(conn: &mut MysqlConnection, key: &str) -> QueryResult<Option<PaymentRow>> {
    payments::table.filter(payments::external_id.eq(key)).select(PaymentRow::as_select()).first(conn).optional()
}

/// The refund with this key of another system.
pub(crate) fn refund_known_as(conn: &mut MysqlConnection, key: &str) -> QueryResult<Option<RefundRow>> {
    refunds::table.filter(refunds::external_id.eq(key)).select(RefundRow::as_select()).first(conn).optional()
}

/// Inserts a payment.
pub(crate) fn insert_payment(conn: &mut MysqlConnection, row: &PaymentRow) -> QueryResult<()> {
    diesel::insert_into(payments::table).values(row).execute(conn).map(drop)
}

/// Inserts a refund.
pub(crate) fn insert_refund(conn: &mut MysqlConnection, row: &RefundRow) -> QueryResult<()> {
    diesel::insert_into(refunds::table).values(row).execute(conn).map(drop)
}
