//! Quotes on paper: PDF, with text that can be searched and copied, in whatever script there are fonts for. Why by these
//! libraries: docs/decisions/0024-quotes-as-pdf.md.

mod fonts;
mod page;
mod sheet;
mod text;

pub(super) use sheet::{Line, Sheet, render};

/// Why no PDF could be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum PdfError {
    /// The page has no size.
    #[error("a page without a size")]
    Page,
    /// A font that is named cannot be read.
    #[error("a font that cannot be read")]
    Font,
    /// It took longer than it may.
    #[error("a PDF that takes too long")]
    TooLong,
    /// The library refused.
    #[error("krilla: {0}")]
    Document(String),
}
