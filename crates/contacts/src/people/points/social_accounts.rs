//! Accounts in social networks.

use std::collections::HashMap;

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Text},
};
use rapport_db::{DbError, Sql};
use rapport_graphql::{
    async_graphql::{InputObject, SimpleObject},
    input::Violations,
    loader::Batch,
};
use rapport_kernel::{Call, InputPath};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{MOST, at, of_contacts, place};
use crate::{people::ContactId, permissions, schema::contact_social_accounts, text};

/// An account of a person in a social network.
#[derive(Clone, Debug, PartialEq, SimpleObject, Serialize, Deserialize)]
pub(crate) struct SocialAccount {
    /// The network, in lower case: `linkedin`, `mastodon`.
    pub network: String,
    /// The name of the account there.
    pub handle: String,
}

/// An account of a person in a social network.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct SocialAccountInput {
    /// The network: `linkedin`, `mastodon`. Letters, digits, dots and dashes.
    pub network: String,
    /// The name of the account there.
    pub handle: String,
}

/// Checks the accounts and makes them fit to be kept.
pub(crate) fn validate(
    violations: &mut Violations,
    path: &InputPath,
    inputs: &[SocialAccountInput],
) -> Vec<SocialAccount> {
    if inputs.len() > MOST {
        violations.add(path.clone(), format!("At most {MOST} entries are allowed here."));
    }
    let mut accounts = Vec::new();
    for (index, input) in inputs.iter().enumerate().take(MOST) {
        let network = input.network.trim().to_ascii_lowercase();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if network.is_empty() || network.len() > 50 || !network.chars().all(fits) {
            violations.add(at(path, index, "network"), "A network is named by letters, digits, dots and dashes.");
        }
        let handle = text::required(violations, at(path, index, "handle"), &input.handle, 200);
        accounts.extend(handle.map(|handle| SocialAccount { network, handle }));
    }
    accounts
}

#[derive(Insertable)]
#[diesel(table_name = contact_social_accounts)]
struct NewRow<'a> {
    id: Vec<u8>,
    contact_id: ContactId,
    place: u16,
    network: &'a str,
    handle: &'a str,
}

/// Replaces the accounts of a person.
pub(crate) fn replace(conn: &mut MysqlConnection, contact: ContactId, accounts: &[SocialAccount]) -> QueryResult<()> {
    diesel::delete(contact_social_accounts::table.filter(contact_social_accounts::contact_id.eq(contact)))
        .execute(conn)?;
    let rows: Vec<_> = accounts
        .iter()
        .enumerate()
        .map(|(index, account)| NewRow {
            id: Uuid::now_v7().as_bytes().to_vec(),
            contact_id: contact,
            place: place(index),
            network: &account.network,
            handle: &account.handle,
        })
        .collect();
    if !rows.is_empty() {
        diesel::insert_into(contact_social_accounts::table).values(&rows).execute(conn)?;
    }
    Ok(())
}

/// The accounts of one person.
pub(crate) fn of(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<Vec<SocialAccount>> {
    Ok(of_many(conn, &[contact])?.remove(&contact).unwrap_or_default())
}

fn of_many(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<HashMap<ContactId, Vec<SocialAccount>>> {
    let rows: Vec<(ContactId, String, String)> =
        Sql::text("SELECT contact_id, network, handle FROM contact_social_accounts WHERE ")
            .then(of_contacts("contact_id", contacts))
            .push(" ORDER BY contact_id, place")
            .query::<(Binary, Text, Text)>()
            .load(conn)?;
    let mut accounts: HashMap<_, Vec<_>> = HashMap::new();
    for (contact, network, handle) in rows {
        accounts.entry(contact).or_default().push(SocialAccount { network, handle });
    }
    Ok(accounts)
}

/// Social accounts by the id of the person.
pub(crate) struct SocialAccountsByContactId;

impl Batch for SocialAccountsByContactId {
    type Key = ContactId;
    type Value = Vec<SocialAccount>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, Vec<SocialAccount>>, DbError> {
        call.require(&permissions::READ_CONTACT_POINTS)?;
        Ok(of_many(conn, keys)?)
    }
}
