//! The rows of a file of companies, read and checked by the rules of `createCompanies`.

use std::io::Read;

use rapport_graphql::{MinorUnits, input::Violations, money::MoneyInput, path};
use rapport_kernel::{ApiError, ApiResult, Currency, InputPath};

use super::types::{ImportCompaniesInput, ImportCompanyField as Field};
use crate::{
    companies::inputs::{CompanyChanges, CreateCompanyInput},
    import::{self, Cell, Column, Origins, Report, Row, Seen, value},
};

/// A company of a file. What it names is looked up later.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) changes: CompanyChanges,
    pub(super) parent: Option<String>,
    pub(super) owner: Option<String>,
}

/// In what revenues are told.
#[derive(Clone, Copy)]
struct Revenues {
    currency: Option<Currency>,
    unit: u32,
}

/// Reads a file. Blocks.
///
/// # Errors
/// BAD_USER_INPUT when it is no table, has not the columns, or more rows than are taken; or when the currency is none.
pub(super) fn read(
    file: impl Read,
    input: &ImportCompaniesInput,
    most_rows: usize,
) -> ApiResult<(Vec<Row<Found>>, Report)> {
    let column = |said: &super::types::ImportCompanyColumnInput| {
        Column::new(said.column.clone(), said.field, said.values.clone())
    };
    let mapping: Vec<_> = input.mapping.iter().map(column).collect();
    let revenues = revenues(input)?;
    let mut seen = Seen::default();
    import::read(file, &mapping, most_rows, Field::is_list, |number, cells, origins| {
        let found = row(cells, origins, revenues)?;
        seen.check(number, unique(&found.changes))?;
        Ok(found)
    })
}

fn revenues(input: &ImportCompaniesInput) -> ApiResult<Revenues> {
    let mut violations = Violations::new();
    let currency = input.currency.as_deref().map(|code| Currency::from_code(code).ok_or(()));
    if currency == Some(Err(())) {
        let message = "This is not a currency's three-letter code (ISO 4217).";
        violations.add(path!["input", "currency"], message);
    }
    let unit = u32::try_from(input.revenue_unit).ok().filter(|unit| *unit > 0);
    if unit.is_none() {
        violations.add(path!["input", "revenueUnit"], "This is 1 or more.");
    }
    violations.check()?;
    Ok(Revenues { currency: currency.and_then(Result::ok), unit: unit.unwrap_or(1) })
}

/// The company in a row.
fn row(cells: &[Cell<'_, Field>], origins: &mut Origins, revenues: Revenues) -> ApiResult<Found> {
    let (mut input, mut parent, mut owner) = (CreateCompanyInput::default(), None, None);
    let mut violations = Violations::new();
    for cell in cells {
        let (field, text) = (cell.column.field, cell.text);
        let owned = || Some(text.to_owned());
        origins.add(field.name(), cell);
        match field {
            Field::ExternalId => input.external_id = owned(),
            Field::Name => text.clone_into(&mut input.name),
            Field::Domain => input.domains.get_or_insert_default().push(text.to_owned()),
            Field::Industry => input.industry = owned(),
            Field::Size => match text.replace([',', '\''], "").parse() {
                Ok(size) => input.size = Some(size),
                Err(_) => violations.add(path!["size"], "This is no whole number."),
            },
            Field::Revenue => match revenue(text, revenues) {
                Ok(revenue) => input.revenue = Some(revenue),
                Err(message) => violations.add(path!["revenue"], message),
            },
            Field::Country => input.country = owned(),
            Field::Parent => parent = owned(),
            Field::PresentSupplier => input.present_supplier = owned(),
            Field::Owner => owner = owned(),
        }
    }
    let changes = input.read(&mut violations, InputPath::new());
    violations.check()?;
    Ok(Found { changes, parent, owner })
}

fn revenue(text: &str, revenues: Revenues) -> Result<MoneyInput, &'static str> {
    let currency = revenues.currency.ok_or("Say in which currency the revenues are.")?;
    let money = value::money(text, revenues.unit, currency)?;
    Ok(MoneyInput { amount: MinorUnits(money.amount), currency: currency.code().to_owned() })
}

/// What no two companies have.
fn unique(changes: &CompanyChanges) -> Vec<(InputPath, &'static str, String)> {
    let id = changes.external_id.clone().flatten().map(|id| (path!["externalId"], "externalId", id));
    let domains = changes.domains.iter().flatten().enumerate();
    let domains = domains.map(|(index, domain)| (path!["domains", index], "domains", domain.clone()));
    id.into_iter().chain(domains).collect()
}

/// The error for a word that means nobody, at a field of a row.
pub(super) fn unknown(field: &'static str, message: &'static str) -> ApiError {
    ApiError::bad_input(path![field], message)
}
