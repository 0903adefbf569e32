//! Finding what the rows of a file name: companies, people, users.

use rapport_contacts::{
    import::{Report, Row},
    people::ContactId,
};
use rapport_db::Db;
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Call};

use super::{line, rows::Found};
use crate::{
    deals::lines::{LineRow, worth},
    import_words::{Known, Words},
};

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
    let mut words = Words::default();
    for found in rows.iter().map(|row| &row.value) {
        words.companies.extend(found.company.clone());
        words.people.extend(found.contacts.iter().cloned());
        words.users.extend(found.owner.clone());
        words.products.extend(found.product.clone());
    }
    let known = words.look_up(call, db).await?;
    let mut resolved = Vec::with_capacity(rows.len());
    for row in rows {
        match one(row.value, &known) {
            Ok(value) => resolved.push(Row { number: row.number, value, origins: row.origins }),
            Err(refused) => report.refuse(row.origins.told(row.number, &refused)),
        }
    }
    Ok(resolved)
}

fn one(mut found: Found, known: &Known) -> ApiResult<Resolved> {
    if let Some(company) = known.company(found.company.as_deref(), path!["companyId"])? {
        found.row.company_id = Some(company);
    }
    if let Some(owner) = known.user(found.owner.as_deref(), path!["ownerId"])? {
        found.row.owner_id = Some(owner);
    }
    let mut contacts = Vec::with_capacity(found.contacts.len());
    for (place, word) in found.contacts.iter().enumerate() {
        let contact = known.person(Some(word), path!["contacts", place])?;
        contacts.extend(contact.filter(|contact| !contacts.contains(contact)));
    }
    let product = known.product(found.product.as_deref(), path!["product"])?;
    let refuse = |message| ApiError::bad_input(path!["product"], message);
    let line = product.map(|product| line::of(&found.row, product).map_err(refuse)).transpose()?;
    let (said, mut violations) = (found.row.money(), Violations::new());
    worth::settle(&mut found.row, Some(said), line.as_slice(), &mut violations);
    violations.check()?;
    Ok(Resolved { has_owner: found.owner.is_some(), contacts, line, found })
}
