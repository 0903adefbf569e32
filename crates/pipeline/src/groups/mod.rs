//! Deals in groups: by what, in which groups each is, and which of them are shown.

mod by;
mod key;
mod largest;
mod placed;

pub(crate) use by::By;
pub(crate) use key::Key;
pub(crate) use largest::{MOST_GROUPS, Tally, largest, named};
pub(crate) use placed::Groups;
