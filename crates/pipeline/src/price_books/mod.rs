//! Price books: what products cost whom and when, by product and currency.

pub(crate) mod asking;
pub(crate) mod finding;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod prices;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::PriceBookById;
pub use prices::{Price, PriceId, PriceKind, PriceRecord, PriceRow};
pub use row::PriceBookRow;
pub use types::{PriceBook, PriceBookRecord};

/// Price books, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct PriceBookKind;

impl Kind for PriceBookKind {
    const NAME: &'static str = "PriceBook";
}

/// The id of a price book.
pub type PriceBookId = Id<PriceBookKind>;
