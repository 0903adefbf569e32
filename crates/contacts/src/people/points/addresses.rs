//! Postal addresses.

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Bool, Nullable, Text},
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
use crate::{
    people::ContactId,
    schema::contact_addresses,
    text::{self, Lines},
};

/// A postal address of a person.
#[derive(Clone, Debug, Default, PartialEq, SimpleObject, Record, Serialize, Deserialize)]
#[graphql(name = "PostalAddressRecord")]
#[record(name = "PostalAddress")]
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
    /// Whether it is known that post reaches the person there.
    pub is_verified: bool,
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
    /// Whether it is known that post reaches the person there.
    #[graphql(default)]
    pub is_verified: bool,
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
            is_verified: input.is_verified,
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
#[diesel(table_name = contact_addresses, treat_none_as_default_value = false)]
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
    is_verified: bool,
}

impl Entry for Address {
    fn of_many(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<ByContact<Self>> {
        type Part = Option<String>;
        type Row = (ContactId, (Part, Part, Part, Part, Part, Part), bool, bool);
        type Parts = Nullable<Text>;
        type Types = (Binary, (Parts, Parts, Parts, Parts, Parts, Parts), Bool, Bool);
        let columns = "street, locality, region, postal_code, country, label, is_primary, is_verified";
        let rows: Vec<Row> = select(columns, "contact_addresses", contacts).query::<Types>().load(conn)?;
        Ok(gather(rows, |(contact, parts, is_primary, is_verified)| {
            let (street, locality, region, postal_code, country, label) = parts;
            (contact, Self { street, locality, region, postal_code, country, label, is_primary, is_verified })
        }))
    }

    fn remove(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<()> {
        diesel::delete(contact_addresses::table.filter(contact_addresses::contact_id.eq(contact)))
            .execute(conn)
            .map(drop)
    }

    fn add(conn: &mut MysqlConnection, lists: &[(ContactId, &[Self])]) -> QueryResult<()> {
        let rows: Vec<_> = placed(lists)
            .map(|(contact_id, place, address)| NewRow {
                id: Uuid::now_v7().as_bytes().to_vec(),
                contact_id,
                place,
                street: address.street.as_deref(),
                locality: address.locality.as_deref(),
                region: address.region.as_deref(),
                postal_code: address.postal_code.as_deref(),
                country: address.country.as_deref(),
                label: address.label.as_deref(),
                is_primary: address.is_primary,
                is_verified: address.is_verified,
            })
            .collect();
        for rows in rows.chunks(AT_ONCE) {
            diesel::insert_into(contact_addresses::table).values(rows).execute(conn)?;
        }
        Ok(())
    }
}
