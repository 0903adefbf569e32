//! The rows of a file of products, read and checked by the rules of `createProduct`.

use std::io::Read;

use rapport_contacts::import::{self, Cell, Column, Origins, Report, Row, Seen, value};
use rapport_graphql::{MinorUnits, input::Violations, money::MoneyInput, path};
use rapport_kernel::{ApiError, ApiResult, Currency, error::PathSegment};

use super::types::{ImportProductColumnInput, ImportProductField as Field, ImportProductsInput};
use crate::products::inputs::{CreateProductInput, ProductChanges};

/// Reads a file. Blocks.
///
/// # Errors
/// BAD_USER_INPUT when it is no table, has not the columns, or more rows than are taken; or when the currency is none.
pub(super) fn read(
    file: impl Read,
    input: &ImportProductsInput,
    most_rows: usize,
) -> ApiResult<(Vec<Row<ProductChanges>>, Report)> {
    let column = |said: &ImportProductColumnInput| Column::new(said.column.clone(), said.field, said.values.clone());
    let mapping: Vec<_> = input.mapping.iter().map(column).collect();
    let unknown =
        || ApiError::bad_input(path!["input", "currency"], "This is not a currency's three-letter code (ISO 4217).");
    let currency = input.currency.as_deref().map(|code| Currency::from_code(code).ok_or_else(unknown)).transpose()?;
    let mut seen = Seen::default();
    import::read(
        file,
        &mapping,
        most_rows,
        |_| false,
        |number, cells, origins| {
            let changes = row(cells, origins, currency)?;
            let id = changes.external_id.clone().flatten().map(|id| (path!["externalId"], "externalId", id));
            // Codes ignore case, as the table does.
            let code = changes.code.clone().flatten().map(|code| (path!["code"], "code", code.to_lowercase()));
            seen.check(number, id.into_iter().chain(code))?;
            Ok(changes)
        },
    )
}

/// The product in a row.
fn row(cells: &[Cell<'_, Field>], origins: &mut Origins, currency: Option<Currency>) -> ApiResult<ProductChanges> {
    let (mut input, mut violations) = (CreateProductInput::default(), Violations::new());
    for cell in cells {
        origins.add(cell.column.field.name(), cell);
        if let Err(message) = fill(&mut input, cell.column.field, cell.text, currency) {
            violations.add(path![cell.column.field.name()], message);
        }
    }
    violations.check()?;
    input.validate().map_err(below_input)
}

fn fill(
    input: &mut CreateProductInput,
    field: Field,
    text: &str,
    currency: Option<Currency>,
) -> Result<(), &'static str> {
    let owned = || Some(text.to_owned());
    let money = || -> Result<_, &'static str> {
        let money = value::money(text, 1, currency.ok_or("Say in which currency prices and costs are.")?)?;
        Ok(Some(MoneyInput { amount: MinorUnits(money.amount), currency: money.currency.code().to_owned() }))
    };
    match field {
        Field::ExternalId => input.external_id = owned(),
        Field::Code => input.code = owned(),
        Field::Name => text.clone_into(&mut input.name),
        Field::Series => input.series = owned(),
        Field::Description => input.description = owned(),
        Field::Billing => input.billing = Some(value::named(text)?),
        Field::ListPrice => input.list_price = money()?,
        Field::UnitCost => input.unit_cost = money()?,
    }
    Ok(())
}

/// What is wrong with an input is told of a row, which has no name for it.
fn below_input(mut error: ApiError) -> ApiError {
    for violation in &mut error.violations {
        if violation.path.first() == Some(&PathSegment::from("input")) {
            violation.path.remove(0);
        }
    }
    error
}
