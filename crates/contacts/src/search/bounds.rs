//! How much is read for a query at most. What lies beyond is not found: whoever types a word that thousands have goes on
//! typing.

/// Records that are looked at for a query of one word.
pub(crate) const RECORDS_OF_ONE_WORD: usize = 2_000;

/// Records that are looked at for a query of several words: those with its rarest. Enough for the commonest family name
/// among a million people.
pub(crate) const RECORDS_OF_SEVERAL_WORDS: usize = 10_000;

/// Entries of the index that are counted to find the rarest word, all words together.
pub(crate) const COUNTED: usize = 60_000;

/// Words that are tried for one with a typing error, the nearest first.
pub(crate) const MEANT: usize = 12;

/// Words that are measured to find the nearest. Beyond that, a spelling is nobody's.
pub(crate) const MEASURED: i64 = 2_000;
