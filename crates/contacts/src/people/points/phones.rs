//! Phone numbers, kept in the international form.

use std::collections::HashMap;

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Bool, Nullable, Text},
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

use super::{MOST, at, choose_primary, of_contacts, place};
use crate::{
    people::ContactId,
    permissions,
    schema::contact_phones,
    text::{self, Lines},
};

/// A phone number of a person.
#[derive(Clone, Debug, PartialEq, SimpleObject, Serialize, Deserialize)]
#[graphql(name = "ContactPhone")]
pub(crate) struct Phone {
    /// The number in the international form of ITU-T E.164: `+41446681800`.
    pub number: String,
    /// What it is for: work, home, mobile.
    pub label: Option<String>,
    /// Whether it is the first to use.
    pub is_primary: bool,
}

/// A phone number of a person.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ContactPhoneInput {
    /// The number, with `+` and the country's code. Spaces, dots, dashes, slashes and parentheses are left out.
    pub number: String,
    /// What it is for: work, home, mobile.
    pub label: Option<String>,
    /// Whether it is the first to use. Without one, the first in the list is.
    pub is_primary: Option<bool>,
}

/// Checks the numbers and makes them fit to be kept.
pub(crate) fn validate(violations: &mut Violations, path: &InputPath, inputs: &[ContactPhoneInput]) -> Vec<Phone> {
    let primary = choose_primary(violations, path, &inputs.iter().map(|input| input.is_primary).collect::<Vec<_>>());
    let mut phones = Vec::new();
    for (index, (input, is_primary)) in inputs.iter().zip(primary).enumerate().take(MOST) {
        let label = text::optional(violations, at(path, index, "label"), input.label.as_deref(), 50, Lines::One);
        match international(&input.number) {
            Some(number) => phones.push(Phone { number, label, is_primary }),
            None => violations.add(
                at(path, index, "number"),
                "This is not a phone number in the international form, such as +41 44 668 18 00.",
            ),
        }
    }
    phones
}

/// A number of E.164: `+`, then 7 to 15 digits of which the first is not 0.
fn international(text: &str) -> Option<String> {
    let digits = text.trim().strip_prefix('+')?;
    let digits: String =
        digits.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '/' | '(' | ')' | '\u{a0}')).collect();
    let fits =
        (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| format!("+{digits}"))
}

#[derive(Insertable)]
#[diesel(table_name = contact_phones)]
struct NewRow<'a> {
    id: Vec<u8>,
    contact_id: ContactId,
    place: u16,
    number: &'a str,
    label: Option<&'a str>,
    is_primary: bool,
}

/// Replaces the numbers of a person.
pub(crate) fn replace(conn: &mut MysqlConnection, contact: ContactId, phones: &[Phone]) -> QueryResult<()> {
    diesel::delete(contact_phones::table.filter(contact_phones::contact_id.eq(contact))).execute(conn)?;
    let rows: Vec<_> = phones
        .iter()
        .enumerate()
        .map(|(index, phone)| NewRow {
            id: Uuid::now_v7().as_bytes().to_vec(),
            contact_id: contact,
            place: place(index),
            number: &phone.number,
            label: phone.label.as_deref(),
            is_primary: phone.is_primary,
        })
        .collect();
    if !rows.is_empty() {
        diesel::insert_into(contact_phones::table).values(&rows).execute(conn)?;
    }
    Ok(())
}

/// The numbers of one person.
pub(crate) fn of(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<Vec<Phone>> {
    Ok(of_many(conn, &[contact])?.remove(&contact).unwrap_or_default())
}

fn of_many(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<HashMap<ContactId, Vec<Phone>>> {
    let rows: Vec<(ContactId, String, Option<String>, bool)> =
        Sql::text("SELECT contact_id, number, label, is_primary FROM contact_phones WHERE ")
            .then(of_contacts("contact_id", contacts))
            .push(" ORDER BY contact_id, place")
            .query::<(Binary, Text, Nullable<Text>, Bool)>()
            .load(conn)?;
    let mut phones: HashMap<_, Vec<_>> = HashMap::new();
    for (contact, number, label, is_primary) in rows {
        phones.entry(contact).or_default().push(Phone { number, label, is_primary });
    }
    Ok(phones)
}

/// Phone numbers by the id of the person.
pub(crate) struct PhonesByContactId;

impl Batch for PhonesByContactId {
    type Key = ContactId;
    type Value = Vec<Phone>;

    fn load(
        conn: &mut MysqlConnection,
        call: &Call,
        keys: &[ContactId],
    ) -> Result<HashMap<ContactId, Vec<Phone>>, DbError> {
        call.require(&permissions::READ_CONTACT_POINTS)?;
        Ok(of_many(conn, keys)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_to_one_form() {
        assert_eq!(international(" +41 (44) 668-18.00 "), Some("+41446681800".to_owned()));
        for text in ["0446681800", "+0446681800", "+41x", "+1", "+1234567890123456", "", "+٤١٤٤٦٦٨١٨٠٠"] {
            assert_eq!(international(text), None, "{text}");
        }
    }
}
