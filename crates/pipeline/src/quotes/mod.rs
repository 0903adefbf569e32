//! Quotes: what was offered for a deal, version by version.

pub(crate) mod extends;
pub(crate) mod inputs;
pub(crate) mod lines;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod paper;
mod pdf;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use lines::{QuoteLine, QuoteLineRecord, QuoteLineRow};
pub use loaders::QuoteById;
pub use row::QuoteRow;
pub use types::{Quote, QuoteRecord, QuoteStatus};

/// Quotes, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct QuoteKind;

impl Kind for QuoteKind {
    const NAME: &'static str = "Quote";
}

/// The id of a quote.
pub type QuoteId = Id<QuoteKind>;
