//! The catalogue: what can be sold.

pub(crate) mod filter;
pub(crate) mod import;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use filter::{ProductFilter, ProductFilterFields, ProductOrder, ProductOrders};
pub use loaders::ProductById;
pub use row::ProductRow;
pub use types::{Billing, Product, ProductRecord};

/// Products, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct ProductKind;

impl Kind for ProductKind {
    const NAME: &'static str = "Product";
}

/// The id of a product.
pub type ProductId = Id<ProductKind>;
