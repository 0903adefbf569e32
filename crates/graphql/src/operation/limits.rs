//! What one operation may ask for.

use std::time::Duration;

use super::{budget::Rate, introspection::Introspection};

/// The bounds of one operation.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the document.
    pub bytes: usize,
    /// Tokens of the document.
    pub tokens: usize,
    /// How deep brackets of any kind may nest: deeper, and a parser that calls itself would run out of stack.
    pub brackets: usize,
    /// Selections once all fragments are expanded. A few hundred bytes of fragments can expand to billions.
    pub selections: u64,
    /// How deep selections may nest once all fragments are expanded.
    pub depth: u32,
    /// Aliases in the document.
    pub aliases: usize,
    /// Directives in the document.
    pub directives: usize,
    /// Fields of the root.
    pub root_fields: usize,
    /// Cost, see `cost`.
    pub cost: u64,
    /// How long an operation may run.
    pub time: Duration,
    /// How fast an actor may go on asking; without it nobody counts.
    pub rate: Option<Rate>,
    /// Bytes that persisted queries may take in memory; with 0 they are not taken.
    pub persisted_bytes: u64,
    /// Rows that an operation reads of an uploaded file.
    pub upload_rows: usize,
    /// Who may ask for the schema.
    pub introspection: Introspection,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 100_000,
            tokens: 10_000,
            brackets: 64,
            selections: 10_000,
            depth: 25,
            aliases: 100,
            directives: 100,
            root_fields: 20,
            cost: 50_000,
            time: Duration::from_secs(10),
            // A bucket for half a minute at the full speed of a small machine, and half of that speed for ever.
            rate: Some(Rate { burst: 20_000_000, restore: 500_000 }),
            persisted_bytes: 16 * 1024 * 1024,
            upload_rows: 10_000,
            introspection: Introspection::On,
        }
    }
}
