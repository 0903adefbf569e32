//! How much is read for a query at most. What lies beyond is not found: whoever types words that thousands have goes on
//! typing.

/// Records that are looked at for a query of one word, in even shares of the fields that it is looked up in.
pub(crate) const OF_ONE_WORD: usize = 2_000;

/// Records that are looked at for a query of several words: those with its rarest.
pub(crate) const OF_SEVERAL_WORDS: usize = 4_000;

/// Records that are looked at for what may have been meant.
pub(crate) const OF_WORDS_MEANT: usize = 2_000;

/// Entries of the index that are counted of one word in one field, to find the rarest word.
pub(crate) const COUNTED: usize = 500;

/// The same for all words of the query together.
pub(crate) const COUNTED_IN_ALL: usize = 4_000;

/// Words that are tried for one with a typing error, the nearest first.
pub(crate) const MEANT: usize = 12;

/// Words that are measured to find the nearest. Beyond that, a spelling is nobody's.
pub(crate) const MEASURED: i64 = 2_000;
