//! Postal addresses.

use std::collections::HashMap;

use diesel::{MysqlConnection, prelude::*};
use rapport_db::{DbError, Sql};
use rapport_graphql::{
    async_graphql::{InputObject, SimpleObject},
    input::Violations,
    loader::Batch,
};
use rapport_kernel::{Call, InputPath};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{MOST, at, choose_primary, of_contacts, place};
use crate::{
    people::ContactId,
    permissions,
    schema::contact_addresses,
    text::{self, Lines},
};

/// A postal address of a person.
#[derive(Clone, Debug, Default, PartialEq, SimpleObject, Serialize, Deserialize)]
#[graphql(name = "PostalAddress")]
pub(crate) struct Address {
    /// Street, number, floor: all lines before the place.
    pub street: Option<String>,
    /// The town.
    pub locality: Option<String>,
    /// The state, province or canton.
    pub region: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// The country, as a two-letter code.
    pub country: Option<String>,
    /// What it is for: work, home, billing.
    pub label: Option<String>,
    /// Whether it is the first to use.
    pub is_primary: bool,
}

/// A postal address of a person. At least one part must be said.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct PostalAddressInput {
    /// Street, number, floor: all lines before the place.
    pub street: Option<String>,
    /// The town.
    pub locality: Option<String>,
    /// The state, province or canton.
    pub region: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// The country, as a two-letter code (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// What it is for: work, home, billing.
    pub label: Option<String>,
    /// Whether it is the first to use. Without one, the first in the list is.
    pub is_primary: Option<bool>,
}

/// Checks the addresses and makes them fit to be kept.
pub(crate) fn validate(violations: &mut Violations, path: &InputPath, inputs: &[PostalAddressInput]) -> Vec<Address> {
    let primary = choose_primary(violations, path, &inputs.iter().map(|input| input.is_primary).collect::<Vec<_>>());
    let mut addresses = Vec::new();
    for (index, (input, is_primary)) in inputs.iter().zip(primary).enumerate().take(MOST) {
        let mut line = |field: &'static str, text: &Option<String>, longest, lines| {
            text::optional(violations, at(path, index, field), text.as_deref(), longest, lines)
        };
        let address = Address {
            street: line("street", &input.street, 300, Lines::Many),
            locality: line("locality", &input.locality, 100, Lines::One),
            region: line("region", &input.region, 100, Lines::One),
            postal_code: line("postalCode", &input.postal_code, 20, Lines::One),
            label: line("label", &input.label, 50, Lines::One),
            country: text::country(violations, at(path, index, "country"), input.country.as_deref()),
            is_primary,
        };
        let parts = [&address.street, &address.locality, &address.region, &address.postal_code, &address.country];
        if parts.iter().all(|part| part.is_none()) {
            violations.add(at(path, index, "street"), "An address needs at least one part.");
        }
        addresses.push(address);
    }
    addresses
}

#[derive(Insertable)]
#[diesel(table_name = contact_addresses)]
struct NewRow<'a> {
    id: Vec<u8>,
    contact_id: ContactId,
    place: u16,
    street: Option<&'a str>,
    locality: Option<&'a str>,
    region: Option<&'a str>,
    postal_code: Option<&'a str>,
    country: Option<&'a str>,
    label: Option<&'a str>,
    is_primary: bool,
}

/// Replaces the addresses of a person.
pub(crate) fn replace(conn: &mut MysqlConnection, contact: ContactId, addresses: &[Address]) -> QueryResult<()> {
    diesel::delete(contact_addresses::table.filter(contact_addresses::contact_id.eq(contact))).execute(conn)?;
    let rows: Vec<_> = addresses
        .iter()
        .enumerate()
        .map(|(index, address)| NewRow {
            id: Uuid::now_v7().as_bytes().to_vec(),
            contact_id: contact,
            place: place(index),
            street: address.street.as_deref(),
            locality: address.locality.as_deref(),
            region: address.region.as_deref(),
            postal_code: address.postal_code.as_deref(),
            country: address.country.as_deref(),
            label: address.label.as_deref(),
            is_primary: address.is_primary,
        })
        .collect();
    if !rows.is_empty() {
        diesel::insert_into(contact_addresses::table).values(&rows).execute(conn)?;
    }
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = contact_addresses)]
struct Row {
    contact_id: ContactId,
    street: Option<String>,
    locality: Option<String>,
    region: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    label: Option<String>,
    is_primary: bool,
}

/// The addresses of one person.
pub(crate) fn of(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<Vec<Address>> {
    Ok(of_many(conn, &[contact])?.remove(&contact).unwrap_or_default())
}

fn of_many(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<HashMap<ContactId, Vec<Address>>> {
    let rows: Vec<Row> = Sql::text("SELECT contact_id, street, locality, region, postal_code, country, label, is_primary FROM contact_addresses WHERE ")
            .then(of_contacts("contact_id", contacts))
            .push(" ORDER BY contact_id, place")
            .query::<diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<Row, diesel::mysql::Mysql>>>()
            .load(conn)?;
    let mut addresses: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        addresses.entry(row.contact_id).or_default().push(Address {
            street: row.street,
            locality: row.locality,
            region: row.region,
            postal_code: row.postal_code,
            country: row.country,
            label: row.label,
            is_primary: row.is_primary,
        });
    }
    Ok(addresses)
}

/// Postal addresses by the id of the person.
pub(crate) struct AddressesByContactId;

impl Batch for AddressesByContactId {
    type Key = ContactId;
    type Value = Vec<Address>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, Vec<Address>>, DbError> {
        call.require(&permissions::READ_CONTACT_POINTS)?;
        Ok(of_many(conn, keys)?)
    }
}
