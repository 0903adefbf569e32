//! Payments and refunds as rows.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::users::UserId;
use serde::{Deserialize, Serialize};

use super::{PaymentId, RefundId};
use crate::{
    orders::OrderId,
    schema::{payments, refunds},
};

/// A row of `payments`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = payments, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct PaymentRow {
    pub id: PaymentId,
    pub order_id: OrderId,
    pub external_id: Option<String>,
    pub amount: i64,
    pub currency: String,
    pub received_at: NaiveDateTime,
    pub method: Option<String>,
    pub recorded_by: UserId,
    pub created_at: NaiveDateTime,
}

/// A row of `refunds`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = refunds, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct RefundRow {
    pub id: RefundId,
    pub order_id: OrderId,
    pub external_id: Option<String>,
    pub amount: i64,
    pub currency: String,
    pub refunded_at: NaiveDateTime,
    pub reason: Option<String>,
    pub recorded_by: UserId,
    pub created_at: NaiveDateTime,
}
