//! Finding what the rows of a file name: companies, people, users.

use std::collections::{HashMap, HashSet};

use diesel::MysqlConnection;
use rapport_contacts::{
    companies::{self, CompanyId},
    import::{Named, Report, Row},
    people::{self, ContactId},
    users::{self, UserId},
};
use rapport_db::{Db, DbError};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Call};

use super::{line, rows::Found};
use crate::{
    deals::lines::{LineRow, worth},
    products::{self, ProductId, ProductRow},
};

/// How many words one statement looks up.
const MOST_LOOKED_UP: usize = 500;

/// A deal with all that it names.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) found: Found,
    pub(super) contacts: Vec<ContactId>,
    /// What is sold.
    pub(super) line: Option<LineRow>,
    /// Whether the row says who looks after the deal.
    pub(super) has_owner: bool,
}

/// What the words of a file mean.
#[derive(Default)]
struct Known {
    companies: Named<CompanyId>,
    people: Named<ContactId>,
    users: Named<UserId>,
    products: Named<ProductId>,
    catalogue: HashMap<ProductId, ProductRow>,
}

/// The rows in which all that is named was found, as far as the actor sees it; the others are told.
///
/// # Errors
/// FORBIDDEN; or when the database fails.
pub(super) async fn resolve(
    call: &Call,
    db: &Db,
    rows: Vec<Row<Found>>,
    report: &mut Report,
) -> ApiResult<Vec<Row<Resolved>>> {
    let words = |of: fn(&Found) -> Vec<String>| -> Vec<String> {
        let words: HashSet<String> = rows.iter().flat_map(|row| of(&row.value)).collect();
        words.into_iter().collect()
    };
    let companies = words(|found| found.company.clone().into_iter().collect());
    let people = words(|found| found.contacts.clone());
    let users = words(|found| found.owner.clone().into_iter().collect());
    let sold = words(|found| found.product.clone().into_iter().collect());
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
    let known = read.await?;
    let mut resolved = Vec::with_capacity(rows.len());
    for row in rows {
        match one(row.value, &known) {
            Ok(value) => resolved.push(Row { number: row.number, value, origins: row.origins }),
            Err(refused) => report.refuse(row.origins.told(row.number, &refused)),
        }
    }
    Ok(resolved)
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

fn one(mut found: Found, known: &Known) -> ApiResult<Resolved> {
    if let Some(word) = &found.company {
        let company = known.companies.get(word).map_err(|message| ApiError::bad_input(path!["companyId"], message))?;
        found.row.company_id = Some(company);
    }
    if let Some(word) = &found.owner {
        let owner = known.users.get(word).map_err(|message| ApiError::bad_input(path!["ownerId"], message))?;
        found.row.owner_id = Some(owner);
    }
    let mut contacts = Vec::with_capacity(found.contacts.len());
    for (place, word) in found.contacts.iter().enumerate() {
        let message_at = |message| ApiError::bad_input(path!["contacts", place], message);
        let contact = known.people.get(word).map_err(message_at)?;
        if !contacts.contains(&contact) {
            contacts.push(contact);
        }
    }
    let line = match &found.product {
        None => None,
        Some(word) => {
            let refuse = |message| ApiError::bad_input(path!["product"], message);
            let product = known.catalogue.get(&known.products.get(word).map_err(refuse)?);
            Some(line::of(&found.row, product.ok_or_else(|| ApiError::not_found("Product"))?).map_err(refuse)?)
        }
    };
    let (said, mut violations) = (found.row.money(), Violations::new());
    worth::settle(&mut found.row, Some(said), line.as_slice(), &mut violations);
    violations.check()?;
    Ok(Resolved { has_owner: found.owner.is_some(), contacts, line, found })
}
