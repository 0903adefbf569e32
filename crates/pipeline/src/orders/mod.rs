//! Orders: what customers bought, what they paid for it and what they were paid back.

pub(crate) mod extends;
pub(crate) mod filter;
pub(crate) mod import;
pub(crate) mod inputs;
pub(crate) mod lines;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub mod newness;
pub mod payments;
pub mod purchases;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod scope;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use filter::{OrderFilter, OrderFilterFields, OrderOrder, OrderOrders};
pub use lines::{OrderLine, OrderLineRecord, OrderLineRow};
pub use loaders::OrderById;
pub use row::OrderRow;
pub use types::{Order, OrderRecord, OrderStatus, PaymentStatus};

/// Orders, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct OrderKind;

impl Kind for OrderKind {
    const NAME: &'static str = "Order";
}

/// The id of an order.
pub type OrderId = Id<OrderKind>;
