//! Finding what the rows of a file name: people, companies, users, products.

use std::collections::{HashMap, HashSet};

use diesel::MysqlConnection;
use rapport_contacts::{
    companies::{self, CompanyId},
    import::{Named, Row},
    people::{self, ContactId},
    users::{self, UserId},
};
use rapport_db::{Db, DbError};
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call, InputPath};

use super::found::Found;
use crate::products::{self, ProductId, ProductRow};

/// How many words one statement looks up.
const MOST_LOOKED_UP: usize = 500;

/// What the words of a file mean.
#[derive(Default)]
pub(super) struct Known {
    companies: Named<CompanyId>,
    people: Named<ContactId>,
    users: Named<UserId>,
    products: Named<ProductId>,
    catalogue: HashMap<ProductId, ProductRow>,
}

/// What the words of these rows mean, as far as the actor sees it.
///
/// # Errors
/// FORBIDDEN; or when the database fails.
pub(super) async fn known(call: &Call, db: &Db, rows: &[Row<Found>]) -> ApiResult<Known> {
    let words = |of: fn(&Found) -> &Option<String>| -> Vec<String> {
        let words: HashSet<String> = rows.iter().filter_map(|row| of(&row.value).clone()).collect();
        words.into_iter().collect()
    };
    let (companies, people) = (words(|found| &found.company), words(|found| &found.contact));
    let (users, sold) = (words(|found| &found.owner), words(|found| &found.product));
    let asking = call.clone();
    let read = db.read(move |conn| {
        let (products, catalogue) = catalogue(conn, &sold)?;
        Ok(Known {
            products,
            catalogue,
            companies: all(conn, &asking, &companies, companies::known_as)?,
            people: all(conn, &asking, &people, people::known_as)?,
            users: all(conn, &asking, &users, users::known_as)?,
        })
    });
    read.await
}

/// Looks words up, as far as the actor of the call sees what they name.
type KnownAs<T> = fn(&mut MysqlConnection, &Call, &[String]) -> Result<Named<T>, DbError>;

fn all<T: Copy + PartialEq>(
    conn: &mut MysqlConnection,
    call: &Call,
    words: &[String],
    known_as: KnownAs<T>,
) -> Result<Named<T>, DbError> {
    let mut known = Named::default();
    for words in words.chunks(MOST_LOOKED_UP) {
        known.extend(known_as(conn, call, words)?);
    }
    Ok(known)
}

fn catalogue(
    conn: &mut MysqlConnection,
    words: &[String],
) -> Result<(Named<ProductId>, HashMap<ProductId, ProductRow>), DbError> {
    let (mut known, mut rows) = (Named::default(), HashMap::new());
    for words in words.chunks(MOST_LOOKED_UP) {
        for row in products::repo::known_as(conn, words)? {
            let keys = row.external_id.iter().chain(&row.code);
            keys.for_each(|key| known.by_key(key.clone(), row.id));
            known.by_name(&row.name, row.id);
            rows.insert(row.id, row);
        }
    }
    Ok((known, rows))
}

impl Known {
    /// Who bought, and who looks after the order.
    pub(super) fn whose(&self, found: &Found) -> ApiResult<(Option<ContactId>, Option<CompanyId>, Option<UserId>)> {
        Ok((
            one(&self.people, found.contact.as_deref(), path!["contactId"])?,
            one(&self.companies, found.company.as_deref(), path!["companyId"])?,
            one(&self.users, found.owner.as_deref(), path!["ownerId"])?,
        ))
    }

    /// What was bought, if it is of the catalogue.
    pub(super) fn product(&self, found: &Found) -> ApiResult<Option<&ProductRow>> {
        let product = one(&self.products, found.product.as_deref(), path!["productId"])?;
        Ok(product.and_then(|product| self.catalogue.get(&product)))
    }
}

fn one<T: Copy + PartialEq>(known: &Named<T>, word: Option<&str>, at: InputPath) -> ApiResult<Option<T>> {
    word.map(|word| known.get(word).map_err(|message| ApiError::bad_input(at, message))).transpose()
}
