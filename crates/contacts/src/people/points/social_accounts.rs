//! Accounts in social networks.

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Bool, Text},
};
use rapport_graphql::{
    Record,
    async_graphql::{InputObject, SimpleObject},
    input::Violations,
};
use rapport_kernel::InputPath;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    MOST, at, choose_primary,
    list::{AT_ONCE, ByContact, Entry, gather, placed, select},
};
use crate::{people::ContactId, schema::contact_social_accounts, text};

/// An account of a person in a social network.
#[derive(Clone, Debug, PartialEq, SimpleObject, Record, Serialize, Deserialize)]
#[graphql(name = "SocialAccountRecord")]
#[record(name = "SocialAccount")]
pub(crate) struct SocialAccount {
    /// The network, in lower case: `linkedin`, `mastodon`.
    pub network: String,
    /// The name of the account there.
    pub handle: String,
    /// Whether it is the first to use.
    pub is_primary: bool,
    /// Whether it is known that the account is the person's.
    pub is_verified: bool,
}

/// An account of a person in a social network.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct SocialAccountInput {
    /// The network: `linkedin`, `mastodon`. Letters, digits, dots and dashes.
    pub network: String,
    /// The name of the account there.
    pub handle: String,
    /// Whether it is the first to use. Without one, the first in the list is.
    pub is_primary: Option<bool>,
    /// Whether it is known that the account is the person's.
    #[graphql(default)]
    pub is_verified: bool,
}

/// Checks the accounts and makes them fit to be kept.
pub(crate) fn validate(
    violations: &mut Violations,
    path: &InputPath,
    inputs: &[SocialAccountInput],
) -> Vec<SocialAccount> {
    let primary = choose_primary(violations, path, &inputs.iter().map(|input| input.is_primary).collect::<Vec<_>>());
    let mut accounts = Vec::new();
    for (index, (input, is_primary)) in inputs.iter().zip(primary).enumerate().take(MOST) {
        let network = input.network.trim().to_ascii_lowercase();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if network.is_empty() || network.len() > 50 || !network.chars().all(fits) {
            violations.add(at(path, index, "network"), "A network is named by letters, digits, dots and dashes.");
        }
        let handle = text::required(violations, at(path, index, "handle"), &input.handle, 200);
        let is_verified = input.is_verified;
        accounts.extend(handle.map(|handle| SocialAccount { network, handle, is_primary, is_verified }));
    }
    accounts
}

#[derive(Insertable)]
#[diesel(table_name = contact_social_accounts, treat_none_as_default_value = false)]
struct NewRow<'a> {
    id: Vec<u8>,
    contact_id: ContactId,
    place: u16,
    network: &'a str,
    handle: &'a str,
    is_primary: bool,
    is_verified: bool,
}

impl Entry for SocialAccount {
    fn of_many(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<ByContact<Self>> {
        let sql = select("network, handle, is_primary, is_verified", "contact_social_accounts", contacts);
        let rows: Vec<(ContactId, String, String, bool, bool)> =
            sql.query::<(Binary, Text, Text, Bool, Bool)>().load(conn)?;
        Ok(gather(rows, |(contact, network, handle, is_primary, is_verified)| {
            (contact, Self { network, handle, is_primary, is_verified })
        }))
    }

    fn remove(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<()> {
        diesel::delete(contact_social_accounts::table.filter(contact_social_accounts::contact_id.eq(contact)))
            .execute(conn)
            .map(drop)
    }

    fn add(conn: &mut MysqlConnection, lists: &[(ContactId, &[Self])]) -> QueryResult<()> {
        let rows: Vec<_> = placed(lists)
            .map(|(contact_id, place, account)| NewRow {
                id: Uuid::now_v7().as_bytes().to_vec(),
                contact_id,
                place,
                network: &account.network,
                handle: &account.handle,
                is_primary: account.is_primary,
                is_verified: account.is_verified,
            })
            .collect();
        for rows in rows.chunks(AT_ONCE) {
            diesel::insert_into(contact_social_accounts::table).values(rows).execute(conn)?;
        }
        Ok(())
    }
}
