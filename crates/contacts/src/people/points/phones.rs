//! Phone numbers, kept in the international form.

use diesel::{
    MysqlConnection,
    prelude::*,
    sql_types::{Binary, Bool, Nullable, Text},
};
use phonenumber::{Mode, country};
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
    schema::contact_phones,
    text::{self, Lines},
};

/// A phone number of a person.
#[derive(Clone, Debug, PartialEq, SimpleObject, Record, Serialize, Deserialize)]
#[graphql(name = "ContactPhoneRecord")]
#[record(name = "ContactPhone")]
pub(crate) struct Phone {
    /// The number in the international form of ITU-T E.164: `+41446681800`.
    pub number: String,
    /// What is dialled once connected, in digits.
    pub extension: Option<String>,
    /// What it is for: work, home, mobile, fax.
    pub label: Option<String>,
    /// Whether it is the first to use.
    pub is_primary: bool,
    /// Whether it is known that the number reaches the person.
    pub is_verified: bool,
}

/// A phone number of a person.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ContactPhoneInput {
    /// The number as it is dialled, in any layout: with `+` and the country's code; or as in its country, if `country`
    /// or the person's country is said in the same input. An extension may follow: `ext. 12`.
    pub number: String,
    /// The country in which the number is written as it is, as a two-letter code. Without it, the person's.
    pub country: Option<String>,
    /// What it is for: work, home, mobile, fax.
    pub label: Option<String>,
    /// Whether it is the first to use. Without one, the first in the list is.
    pub is_primary: Option<bool>,
    /// Whether it is known that the number reaches the person.
    #[graphql(default)]
    pub is_verified: bool,
}

impl ContactPhoneInput {
    /// A number of which nothing else is said.
    pub(crate) fn of(number: &str) -> Self {
        Self { number: number.to_owned(), country: None, label: None, is_primary: None, is_verified: false }
    }
}

/// Checks the numbers and makes them fit to be kept. `home` is the country of the person.
pub(crate) fn validate(
    violations: &mut Violations,
    path: &InputPath,
    inputs: &[ContactPhoneInput],
    home: Option<&str>,
) -> Vec<Phone> {
    let primary = choose_primary(violations, path, &inputs.iter().map(|input| input.is_primary).collect::<Vec<_>>());
    let mut phones = Vec::new();
    for (index, (input, is_primary)) in inputs.iter().zip(primary).enumerate().take(MOST) {
        let label = text::optional(violations, at(path, index, "label"), input.label.as_deref(), 50, Lines::One);
        let country = text::country(violations, at(path, index, "country"), input.country.as_deref());
        match international(&input.number, country.as_deref().or(home)) {
            Some((number, extension)) => {
                phones.push(Phone { number, extension, label, is_primary, is_verified: input.is_verified });
            }
            None => violations.add(
                at(path, index, "number"),
                "This is not a phone number. Without a country it needs + and the country's code, as in +41 44 668 18 00.",
            ),
        }
    }
    phones
}

/// A number in the form of E.164, `+` and 7 to 15 digits, and its extension. The country is where the number is dialled
/// as it is written.
///
/// Whether a number of this form is given out is not asked: plans of numbers change faster than programs.
pub(crate) fn international(text: &str, country: Option<&str>) -> Option<(String, Option<String>)> {
    let country = country.and_then(|code| code.parse::<country::Id>().ok());
    let number = phonenumber::parse(country, text.trim()).ok()?;
    let plain = number.format().mode(Mode::E164).to_string();
    // The library writes an extension behind the number here too.
    let digits: String = plain.chars().take_while(|c| c.is_ascii_digit() || *c == '+').collect();
    let extension = number.extension().map(|extension| extension.as_ref().to_owned());
    let fits = (8..=16).contains(&digits.len()) && extension.as_ref().is_none_or(|digits| digits.len() <= 11);
    fits.then_some((digits, extension))
}

#[derive(Insertable)]
#[diesel(table_name = contact_phones, treat_none_as_default_value = false)]
struct NewRow<'a> {
    id: Vec<u8>,
    contact_id: ContactId,
    place: u16,
    number: &'a str,
    extension: Option<&'a str>,
    label: Option<&'a str>,
    is_primary: bool,
    is_verified: bool,
}

impl Entry for Phone {
    fn of_many(conn: &mut MysqlConnection, contacts: &[ContactId]) -> QueryResult<ByContact<Self>> {
        type Row = (ContactId, String, Option<String>, Option<String>, bool, bool);
        type Types = (Binary, Text, Nullable<Text>, Nullable<Text>, Bool, Bool);
        let columns = "number, extension, label, is_primary, is_verified";
        let rows: Vec<Row> = select(columns, "contact_phones", contacts).query::<Types>().load(conn)?;
        Ok(gather(rows, |(contact, number, extension, label, is_primary, is_verified)| {
            (contact, Self { number, extension, label, is_primary, is_verified })
        }))
    }

    fn remove(conn: &mut MysqlConnection, contact: ContactId) -> QueryResult<()> {
        diesel::delete(contact_phones::table.filter(contact_phones::contact_id.eq(contact))).execute(conn).map(drop)
    }

    fn add(conn: &mut MysqlConnection, lists: &[(ContactId, &[Self])]) -> QueryResult<()> {
        let rows: Vec<_> = placed(lists)
            .map(|(contact_id, place, phone)| NewRow {
                id: Uuid::now_v7().as_bytes().to_vec(),
                contact_id,
                place,
                number: &phone.number,
                extension: phone.extension.as_deref(),
                label: phone.label.as_deref(),
                is_primary: phone.is_primary,
                is_verified: phone.is_verified,
            })
            .collect();
        for rows in rows.chunks(AT_ONCE) {
            diesel::insert_into(contact_phones::table).values(rows).execute(conn)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, country: Option<&str>) -> Option<String> {
        international(text, country).map(|(number, _)| number)
    }

    #[test]
    fn numbers_come_to_one_form() {
        for (text, country) in [
            (" +41 (44) 668-18.00 ", None),
            ("+41 44 668 18 00", Some("US")),
            ("044 668 18 00", Some("CH")),
            ("0041 44 668 18 00", Some("CH")),
        ] {
            assert_eq!(number(text, country), Some("+41446681800".to_owned()), "{text}");
        }
        assert_eq!(number("202-555-0143", Some("US")), Some("+12025550143".to_owned()));
        assert_eq!(
            international("202-224-3441 ext. 12", Some("US")),
            Some(("+12022243441".to_owned(), Some("12".to_owned())))
        );
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["0446681800", "+41x", "+1", "+1234567890123456", "", "call me", "🦄"] {
            assert_eq!(number(text, None), None, "{text}");
        }
    }
}
