//! The timeline of a person.

use rapport_graphql::{
    PageArgs,
    list::{Listing, Source},
};
use rapport_kernel::{ApiResult, Call};

use super::{repo, row::COLUMNS};
use crate::{people::ContactId, permissions};

/// Where interactions come from.
pub(crate) const SOURCE: Source = Source { from: "interactions", columns: COLUMNS };

/// The interactions with a person, the latest first.
pub(crate) fn of_contact(call: &Call, contact: ContactId, page: PageArgs) -> ApiResult<Listing> {
    call.require(&permissions::READ)?;
    Ok(Listing::fixed("interactions", repo::latest_first(), repo::ID, page)
        .by("interactions_contact")
        .and(repo::of_contact(&call.actor, contact)))
}
