//! The rows of a file of orders, read and checked by the rules of `createOrder`.

use std::{collections::HashSet, io::Read};

use chrono::{NaiveDateTime, TimeDelta};
use rapport_contacts::{
    import::{self, Cell, Column, ImportDateFormat, Report, Row, value},
    text::{self, Lines},
};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Currency};

use super::{
    found::Found,
    types::{ImportOrderField as Field, ImportOrdersInput},
};
use crate::{deals::lines::arithmetic::WHOLE, orders::inputs::LONGEST_NOTE};

/// How long a name is at most.
const LONGEST_NAME: usize = 200;
/// How many there are of what was bought at most.
const MOST_PIECES: u32 = 1_000_000;

/// The rows of a file, and the external ids of orders of which a row was refused.
pub(super) type Rows = (Vec<Row<Found>>, HashSet<String>);

/// Reads a file. Blocks.
///
/// # Errors
/// BAD_USER_INPUT when it is no table, has not the columns, or more rows than are taken.
pub(super) fn read(
    file: impl Read,
    input: &ImportOrdersInput,
    most_rows: usize,
    now: NaiveDateTime,
) -> ApiResult<(Rows, Report)> {
    let column =
        |one: &super::types::ImportOrderColumnInput| Column::new(one.column.clone(), one.field, one.values.clone());
    let mapping: Vec<_> = input.mapping.iter().map(column).collect();
    let currency = match input.currency.as_deref() {
        None => None,
        Some(code) => Some(
            Currency::from_code(code).ok_or_else(|| ApiError::bad_input(path!["input", "currency"], NO_CURRENCY))?,
        ),
    };
    let mut refused = HashSet::new();
    let (rows, report) = import::read(
        file,
        &mapping,
        most_rows,
        |_| false,
        |_, cells, origins| {
            cells.iter().for_each(|cell| origins.add(cell.column.field.name(), cell));
            let row = row(cells, currency, input.date_format, now);
            if row.is_err() {
                let id = cells.iter().find(|cell| cell.column.field == Field::ExternalId);
                refused.extend(id.map(|cell| cell.text.to_owned()));
            }
            row
        },
    )?;
    Ok(((rows, refused), report))
}

const NO_CURRENCY: &str = "This is not a currency's three-letter code (ISO 4217).";

/// The amounts of a row as they stand there, until its currency is known.
#[derive(Default)]
struct Amounts<'a> {
    price: Option<&'a str>,
    paid: Option<&'a str>,
}

fn row(
    cells: &[Cell<'_, Field>],
    currency: Option<Currency>,
    dates: ImportDateFormat,
    now: NaiveDateTime,
) -> ApiResult<Found> {
    let mut found = Found { currency, quantity: 1, ..Found::default() };
    let (mut violations, mut amounts) = (Violations::new(), Amounts::default());
    for cell in cells {
        if let Err(message) = fill(&mut found, &mut amounts, &mut violations, cell, dates) {
            violations.add(path![cell.column.field.name()], message);
        }
    }
    for (field, text, into) in
        [(Field::UnitPrice, amounts.price, &mut found.unit_price), (Field::Paid, amounts.paid, &mut found.paid)]
    {
        match text.map(|text| amount(text, found.currency)) {
            Some(Ok(amount)) => *into = Some(amount),
            Some(Err(message)) => violations.add(path![field.name()], message),
            None => {}
        }
    }
    if found.contact.is_none() && found.company.is_none() {
        violations.add(path!["contactId"], "The row must name who bought: the person or the company.");
    }
    if found.product.is_none() && found.name.is_none() {
        violations.add(path!["productId"], "The row must name what was bought: the product or its name.");
    }
    if found.placed_at.is_some_and(|at| at > now + TimeDelta::days(1)) {
        violations.add(path!["placedAt"], "This is yet to come.");
    }
    if found.due_at.is_some_and(|due| due < found.placed_at.unwrap_or(now)) {
        violations.add(path!["dueAt"], "An order is not to be paid before it is placed.");
    }
    if found.is_free_sample && found.unit_price.is_some_and(|price| price != 0) {
        violations.add(path!["unitPrice"], "A free sample costs nothing.");
    }
    violations.check()?;
    Ok(found)
}

fn fill<'a>(
    found: &mut Found,
    amounts: &mut Amounts<'a>,
    violations: &mut Violations,
    cell: &Cell<'a, Field>,
    dates: ImportDateFormat,
) -> Result<(), &'static str> {
    let (field, text) = (cell.column.field, cell.text);
    let mut line = |longest, lines| text::optional(violations, path![field.name()], Some(text), longest, lines);
    match field {
        Field::ExternalId => found.external_id = text::external_id(violations, path!["externalId"], Some(text)),
        Field::Contact => found.contact = Some(text.to_owned()),
        Field::Company => found.company = Some(text.to_owned()),
        Field::Owner => found.owner = Some(text.to_owned()),
        Field::PlacedAt => found.placed_at = Some(value::moment(text, dates)?),
        Field::DueAt => found.due_at = Some(value::moment(text, dates)?),
        Field::Paid => amounts.paid = Some(text),
        Field::Note => found.note = line(LONGEST_NOTE, Lines::Many),
        Field::Currency => found.currency = Some(Currency::from_code(text).ok_or(NO_CURRENCY)?),
        Field::Product => found.product = Some(text.to_owned()),
        Field::Name => found.name = line(LONGEST_NAME, Lines::One),
        Field::Quantity => {
            let quantity = text.parse().ok().filter(|quantity| (1..=MOST_PIECES).contains(quantity));
            found.quantity = quantity.ok_or("This is 1 to 1000000.")?;
        }
        Field::UnitPrice => amounts.price = Some(text),
        Field::Discount => found.discount = basis_points(text)?,
        Field::Tax => found.tax_rate = basis_points(text)?,
        Field::FreeSample => {
            found.is_free_sample = match text.to_lowercase().as_str() {
                "true" | "yes" | "1" => true,
                "false" | "no" | "0" => false,
                _ => return Err("This is neither true nor false."),
            }
        }
    }
    Ok(())
}

fn amount(text: &str, currency: Option<Currency>) -> Result<i64, &'static str> {
    let money = value::money(text, 1, currency.ok_or("Say in which currency the amounts are.")?)?;
    if money.amount < 0 { Err("This is not below zero.") } else { Ok(money.amount) }
}

/// Percent with at most two decimal places, in hundredths of a percent.
fn basis_points(text: &str) -> Result<u32, &'static str> {
    const NO_PERCENTAGE: &str = "This is no percentage such as 12.5, of 0 to 100.";
    let (whole, part) =
        text.trim_end_matches(['%', ' ']).split_once('.').unwrap_or((text.trim_end_matches(['%', ' ']), ""));
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !is_number(whole) || !is_number(part) {
        return Err(NO_PERCENTAGE);
    }
    let points = format!("{whole}{part:0<2}").parse().map_err(|_| NO_PERCENTAGE)?;
    if points > WHOLE { Err(NO_PERCENTAGE) } else { Ok(points) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_exact() {
        let read = ["19", "12.5 %", "0.07", "100", "0"].map(basis_points);
        assert_eq!(read, [Ok(1_900), Ok(1_250), Ok(7), Ok(10_000), Ok(0)]);
        for bad in ["", "x", "-1", "100.01", "1.005", "1,5"] {
            assert!(basis_points(bad).is_err(), "{bad}");
        }
    }
}
