//! What the words in a file that is imported mean: companies, people, users, products.

use std::collections::{HashMap, HashSet};

use diesel::MysqlConnection;
use rapport_contacts::{
    companies::{self, CompanyId},
    import::Named,
    people::{self, ContactId},
    users::{self, UserId},
};
use rapport_db::{Db, DbError};
use rapport_kernel::{ApiError, ApiResult, Call, InputPath};

use crate::products::{self, ProductId, ProductRow};

/// How many words one statement looks up.
const MOST_LOOKED_UP: usize = 500;

/// The words that a file has, each once.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) companies: HashSet<String>,
    pub(crate) people: HashSet<String>,
    pub(crate) users: HashSet<String>,
    pub(crate) products: HashSet<String>,
}

/// What they mean.
#[derive(Default)]
pub(crate) struct Known {
    companies: Named<CompanyId>,
    people: Named<ContactId>,
    users: Named<UserId>,
    products: Named<ProductId>,
    catalogue: HashMap<ProductId, ProductRow>,
}

impl Words {
    /// Looks them up, as far as the actor sees what they name.
    ///
    /// # Errors
    /// FORBIDDEN; or when the database fails.
    pub(crate) async fn look_up(self, call: &Call, db: &Db) -> ApiResult<Known> {
        let asking = call.clone();
        let [companies, people, users, sold] =
            [self.companies, self.people, self.users, self.products].map(Vec::from_iter);
        db.read(move |conn| {
            let (products, catalogue) = catalogue(conn, &sold)?;
            Ok(Known {
                products,
                catalogue,
                companies: all(conn, &asking, &companies, companies::known_as)?,
                people: all(conn, &asking, &people, people::known_as)?,
                users: all(conn, &asking, &users, users::known_as)?,
            })
        })
        .await
    }
}

impl Known {
    /// The company of this word, if there is a word.
    pub(crate) fn company(&self, word: Option<&str>, at: InputPath) -> ApiResult<Option<CompanyId>> {
        one(&self.companies, word, at)
    }

    /// The person of this word, if there is a word.
    pub(crate) fn person(&self, word: Option<&str>, at: InputPath) -> ApiResult<Option<ContactId>> {
        one(&self.people, word, at)
    }

    /// The user of this word, if there is a word.
    pub(crate) fn user(&self, word: Option<&str>, at: InputPath) -> ApiResult<Option<UserId>> {
        one(&self.users, word, at)
    }

    /// The product of this word, if there is a word.
    pub(crate) fn product(&self, word: Option<&str>, at: InputPath) -> ApiResult<Option<&ProductRow>> {
        Ok(one(&self.products, word, at)?.and_then(|product| self.catalogue.get(&product)))
    }
}

fn one<T: Copy + PartialEq>(known: &Named<T>, word: Option<&str>, at: InputPath) -> ApiResult<Option<T>> {
    word.map(|word| known.get(word).map_err(|message| ApiError::bad_input(at, message))).transpose()
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
