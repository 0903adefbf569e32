//! Which filters and orders an index serves: pages of those read no more rows than they show, however deep in a list
//! of whatever length they are.
//!
//! The index is named in the statement. Left to itself, MariaDB 10.11 finds `living = 1 AND id < ?` by the index's first
//! column alone and walks it from its end: a page deep in the list reads everything before it.

use rapport_kernel::RowScope;

use crate::{Filter, FilterFields, OrderBy, OrderRoot};

/// A filter and an order that one index serves.
#[derive(Clone, Copy, Debug)]
pub struct Served {
    /// The key of the filter, which asks for one value: `country: { eq: .. }`. `None` for the whole list.
    pub filter: Option<&'static str>,
    /// The fields of the order, all in one direction.
    pub order: &'static [&'static str],
    /// The index.
    pub index: &'static str,
}

impl Served {
    /// The whole list in this order.
    #[must_use]
    pub const fn whole(order: &'static [&'static str], index: &'static str) -> Self {
        Self { filter: None, order, index }
    }

    /// Records with one value of this key, in this order.
    #[must_use]
    pub const fn one(filter: &'static str, order: &'static [&'static str], index: &'static str) -> Self {
        Self { filter: Some(filter), order, index }
    }
}

/// The index that serves what is asked, if one does.
pub(super) fn index_of<F: FilterFields, R: OrderRoot>(
    filter: Option<&Filter<F>>,
    terms: &[OrderBy<R>],
    scope: RowScope,
) -> Option<&'static str> {
    let mut keys: Vec<&str> = filter.map_or_else(|| Some(Vec::new()), Filter::equalities)?;
    match scope {
        RowScope::All => {}
        // Who sees their own asks for an owner, said or not.
        RowScope::Own if R::SCOPED => {
            keys.retain(|key| *key != OWNER);
            keys.push(OWNER);
        }
        RowScope::Own | RowScope::Team | RowScope::Shared if !R::SCOPED => {}
        RowScope::Own | RowScope::Team | RowScope::Shared => return None,
    }
    let key = match keys.as_slice() {
        [] => None,
        [key] => Some(*key),
        _ => return None,
    };
    let descending = terms.first().is_some_and(OrderBy::descending);
    if terms.iter().any(|term| term.descending() != descending) {
        return None;
    }
    // Within one value of the first, an index has the others in its own order of NULLs alone.
    if terms.iter().skip(1).any(OrderBy::asks_for_nulls_elsewhere) {
        return None;
    }
    let order: Vec<&str> = terms.iter().map(OrderBy::field).filter(|field| *field != "ID").collect();
    R::SERVED.iter().find(|served| served.filter == key && served.order == order.as_slice()).map(|served| served.index)
}

/// The key of a filter that a row scope stands for.
const OWNER: &str = "owner";
