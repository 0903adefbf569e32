//! What stands in a row of a file of orders.

use chrono::NaiveDateTime;
use rapport_kernel::Currency;

/// A line of an order, and what its row says of the order. What it names is looked up later.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) external_id: Option<String>,
    pub(super) contact: Option<String>,
    pub(super) company: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) placed_at: Option<NaiveDateTime>,
    pub(super) due_at: Option<NaiveDateTime>,
    pub(super) paid: Option<i64>,
    pub(super) note: Option<String>,
    pub(super) currency: Option<Currency>,
    pub(super) product: Option<String>,
    pub(super) name: Option<String>,
    pub(super) quantity: u32,
    pub(super) unit_price: Option<i64>,
    pub(super) discount: u32,
    pub(super) tax_rate: u32,
    pub(super) is_free_sample: bool,
}
