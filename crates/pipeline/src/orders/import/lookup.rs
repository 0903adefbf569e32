//! Finding what the rows of a file name: people, companies, users, products.

use rapport_contacts::{companies::CompanyId, import::Row, people::ContactId, users::UserId};
use rapport_db::Db;
use rapport_graphql::path;
use rapport_kernel::{ApiResult, Call};

use super::found::Found;
use crate::{
    import_words::{Known, Words},
    products::ProductRow,
};

/// What the words of these rows mean, as far as the actor sees it.
///
/// # Errors
/// FORBIDDEN; or when the database fails.
pub(super) async fn known(call: &Call, db: &Db, rows: &[Row<Found>]) -> ApiResult<Known> {
    let mut words = Words::default();
    for found in rows.iter().map(|row| &row.value) {
        words.companies.extend(found.company.clone());
        words.people.extend(found.contact.clone());
        words.users.extend(found.owner.clone());
        words.products.extend(found.product.clone());
    }
    words.look_up(call, db).await
}

/// Who bought, and who looks after the order.
pub(super) fn whose(known: &Known, found: &Found) -> ApiResult<(Option<ContactId>, Option<CompanyId>, Option<UserId>)> {
    Ok((
        known.person(found.contact.as_deref(), path!["contactId"])?,
        known.company(found.company.as_deref(), path!["companyId"])?,
        known.user(found.owner.as_deref(), path!["ownerId"])?,
    ))
}

/// What was bought, if it is of the catalogue.
pub(super) fn product<'a>(known: &'a Known, found: &Found) -> ApiResult<Option<&'a ProductRow>> {
    known.product(found.product.as_deref(), path!["productId"])
}
