//! What other modules do with people within transactions of their own.

use diesel::{MysqlConnection, prelude::*};
use rapport_db::{DbError, Tx};
use rapport_graphql::path;

use super::{
    ContactId, ContactRow,
    inputs::CreateContactInput,
    points::{
        emails::{self, ContactEmailInput},
        phones::ContactPhoneInput,
    },
    repo, scope, service,
};
use crate::{permissions, schema::contact_emails, users::UserId};

/// A person to be recorded.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "they are those of the input, where they are documented")]
pub struct NewContact {
    pub honorific_prefix: Option<String>,
    pub given_name: Option<String>,
    pub middle_name: Option<String>,
    pub family_name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub country: Option<String>,
    pub source: Option<String>,
    pub owner: Option<UserId>,
}

/// Records a person, with event and search, as `createContact` does.
///
/// # Errors
/// FORBIDDEN; BAD_USER_INPUT; CONFLICT for an e-mail address that another person has; or when the database fails.
pub fn record(tx: &mut Tx<'_>, new: NewContact) -> Result<ContactRow, DbError> {
    tx.call().require(&permissions::WRITE)?;
    let input = CreateContactInput {
        honorific_prefix: new.honorific_prefix,
        given_name: new.given_name,
        middle_name: new.middle_name,
        family_name: new.family_name,
        emails: new.email.map(|address| vec![ContactEmailInput::of(&address)]),
        phones: new.phone.map(|number| vec![ContactPhoneInput::of(&number)]),
        country: new.country,
        source: new.source,
        owner_id: new.owner.map(|owner| owner.to_global().into()),
        ..CreateContactInput::default()
    };
    let changes = input.validate(tx.now().date())?;
    let rows = service::write(tx, &[changes], |_| path!["input"])?;
    rows.into_iter().next().ok_or_else(|| service::not_found().into())
}

/// The living person whom the actor sees, locked until the transaction ends.
///
/// # Errors
/// FORBIDDEN; or when the database fails.
pub fn lock(tx: &mut Tx<'_>, id: ContactId) -> Result<Option<ContactRow>, DbError> {
    let call = tx.call();
    call.require(&permissions::READ)?;
    Ok(repo::lock(tx, &call.actor, id, scope::living())?)
}

/// The living person who has this e-mail address, however it is written, whether the actor sees them or not: an address
/// belongs to one person of the house.
///
/// # Errors
/// When the database fails.
pub fn with_email(conn: &mut MysqlConnection, address: &str) -> QueryResult<Option<ContactId>> {
    contact_emails::table
        .filter(contact_emails::living_key.eq(emails::key(address)))
        .select(contact_emails::contact_id)
        .first(conn)
        .optional()
}
