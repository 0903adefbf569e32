//! What was paid for orders, and what was paid back.

pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::{PaymentById, RefundById};
pub use row::{PaymentRow, RefundRow};
pub use types::{Payment, PaymentRecord, Refund, RefundRecord};

/// Payments, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct PaymentKind;

impl Kind for PaymentKind {
    const NAME: &'static str = "Payment";
}

/// The id of a payment.
pub type PaymentId = Id<PaymentKind>;

/// Refunds, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct RefundKind;

impl Kind for RefundKind {
    const NAME: &'static str = "Refund";
}

/// The id of a refund.
pub type RefundId = Id<RefundKind>;
