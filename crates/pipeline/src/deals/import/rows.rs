//! The rows of a file of deals, read and checked by the rules of `createDeal`.

use std::io::Read;

use chrono::NaiveDateTime;
use rapport_contacts::{
    import::{self, Cell, Column, ImportDateFormat, Origins, Report, Row, Seen, value},
    kept,
    text::{self, Lines},
};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Currency, Money, error::PathSegment};

use super::{
    pipeline::Target,
    stays::{self, Times},
    types::{ImportDealColumnInput, ImportDealField as Field, ImportDealsInput},
};
use crate::{
    competitors::inputs::LONGEST_NAME as LONGEST_COMPETITOR,
    deals::{
        DealRow, DealStatus, DealType,
        inputs::{LONGEST_REASON, LONGEST_TITLE},
    },
    stages::StageId,
};

/// A deal of a file. What it names is looked up later.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) row: DealRow,
    /// Whether the row says what kind of deal it is.
    pub(super) has_kind: bool,
    /// The stays in the order of time; the last is the present one.
    pub(super) stays: Vec<(StageId, NaiveDateTime)>,
    pub(super) company: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) contacts: Vec<String>,
    pub(super) product: Option<String>,
    /// From whom it was won or to whom it was lost.
    pub(super) competitor: Option<String>,
}

/// What a column holds, with the place of the stage that it names.
type Held = (Field, Option<usize>);

/// How a file is to be read.
struct Reading<'a> {
    target: &'a Target,
    currency: Option<Currency>,
    dates: ImportDateFormat,
    now: NaiveDateTime,
}

/// Reads a file. Blocks.
///
/// # Errors
/// BAD_USER_INPUT when it is no table, has not the columns, or more rows than are taken; or when the mapping is not sound.
pub(super) fn read(
    file: impl Read,
    input: &ImportDealsInput,
    target: &Target,
    most_rows: usize,
    now: NaiveDateTime,
) -> ApiResult<(Vec<Row<Found>>, Report)> {
    let mapping = mapping(&input.mapping, target)?;
    let currency = match input.currency.as_deref() {
        None => None,
        Some(code) => Some(Currency::from_code(code).ok_or_else(|| {
            ApiError::bad_input(path!["input", "currency"], "This is not a currency's three-letter code (ISO 4217).")
        })?),
    };
    let reading = Reading { target, currency, dates: input.date_format, now };
    let mut seen = Seen::default();
    let is_list = |(field, _): Held| field.is_list();
    import::read(file, &mapping, most_rows, is_list, |number, cells, origins| {
        let found = reading.row(cells, origins)?;
        let key = found.row.external_id.as_deref().map(|id| (path!["externalId"], "externalId", id.to_owned()));
        seen.check(number, key)?;
        Ok(found)
    })
}

fn mapping(said: &[ImportDealColumnInput], target: &Target) -> ApiResult<Vec<Column<Held>>> {
    let mut violations = Violations::new();
    let mut columns = Vec::with_capacity(said.len());
    for (place, one) in said.iter().enumerate() {
        let at = path!["input", "mapping", place, "stage"];
        let stage = match (one.field, one.stage.as_deref()) {
            (Field::StageEnteredAt, Some(name)) => {
                target.stage(name).map_err(|message| violations.add(at, message)).ok()
            }
            (Field::StageEnteredAt, None) => {
                violations.add(at, "Say the stage that the column is about.");
                None
            }
            (_, Some(_)) => {
                violations.add(at, "This is said for STAGE_ENTERED_AT alone.");
                None
            }
            (_, None) => None,
        };
        columns.push(Column::new(one.column.clone(), (one.field, stage), one.values.clone()));
    }
    violations.check()?;
    Ok(columns)
}

/// What stands in a row, as far as it is sound.
#[derive(Default)]
struct Said {
    external_id: Option<String>,
    title: Vec<String>,
    company: Option<String>,
    contacts: Vec<String>,
    owner: Option<String>,
    amount: Option<String>,
    currency: Option<Currency>,
    expected_close_on: Option<chrono::NaiveDate>,
    kind: Option<DealType>,
    stage: Option<usize>,
    product: Option<String>,
    times: Times,
    loss_reason: Option<String>,
    competitor: Option<String>,
}

impl Reading<'_> {
    /// The deal in a row.
    fn row(&self, cells: &[Cell<'_, Held>], origins: &mut Origins) -> ApiResult<Found> {
        let (mut said, mut violations) = (Said { currency: self.currency, ..Said::default() }, Violations::new());
        for cell in cells {
            origins.add(cell.column.field.0.name(), cell);
            if let Err(message) = self.fill(&mut said, &mut violations, cell) {
                violations.add(path![cell.column.field.0.name()], message);
            }
        }
        if said.stage.is_none() && violations.is_empty() {
            violations.add(path!["stageId"], "The row must name the stage.");
        }
        let title = text::required(&mut violations, path!["title"], &said.title.join(", "), LONGEST_TITLE);
        let amount = said.amount.as_deref().and_then(|text| {
            let money = amount(text, said.currency);
            money.map_err(|message| violations.add(path!["amount"], message)).ok()
        });
        violations.check()?;
        let present = said.stage.unwrap_or_default();
        let stays = stays::stays(&self.target.stages, present, &said.times, self.now)
            .map_err(|(field, message)| ApiError::bad_input(vec![PathSegment::from(field)], message))?;
        self.found(said, title.unwrap_or_default(), amount, &stays)
    }

    fn fill(&self, said: &mut Said, violations: &mut Violations, cell: &Cell<'_, Held>) -> Result<(), &'static str> {
        let (field, stage) = cell.column.field;
        let text = cell.text;
        let moment = || value::moment(text, self.dates);
        let mut line = |longest, lines| text::optional(violations, path![field.name()], Some(text), longest, lines);
        match field {
            Field::ExternalId => said.external_id = text::external_id(violations, path!["externalId"], Some(text)),
            Field::Title => said.title.push(text.to_owned()),
            Field::Company => said.company = Some(text.to_owned()),
            Field::Contact => said.contacts.push(text.to_owned()),
            Field::Owner => said.owner = Some(text.to_owned()),
            Field::Amount => said.amount = Some(text.to_owned()),
            Field::Currency => {
                let currency = Currency::from_code(text);
                said.currency = Some(currency.ok_or("This is not a currency's three-letter code (ISO 4217).")?);
            }
            Field::ExpectedCloseOn => said.expected_close_on = Some(value::day(text, self.dates)?),
            Field::Kind => said.kind = Some(value::named(text)?),
            Field::Stage => said.stage = Some(self.target.stage(text)?),
            Field::Product => said.product = Some(text.to_owned()),
            Field::CreatedAt => said.times.created = Some(moment()?),
            Field::ClosedAt => said.times.closed = Some(moment()?),
            Field::StageEnteredAt => said.times.entered.extend(stage.zip(moment().map(Some)?)),
            Field::LossReason => said.loss_reason = line(LONGEST_REASON, Lines::Many),
            Field::Competitor => said.competitor = line(LONGEST_COMPETITOR, Lines::One),
        }
        Ok(())
    }

    fn found(
        &self,
        said: Said,
        title: String,
        amount: Option<Money>,
        stays: &[(usize, NaiveDateTime)],
    ) -> ApiResult<Found> {
        let stage = |place: usize| self.target.stages.get(place).ok_or_else(|| ApiError::not_found("PipelineStage"));
        let mut times = Vec::with_capacity(stays.len());
        for (place, time) in stays {
            times.push((stage(*place)?.id, *time));
        }
        let first = stays.iter().map(|(_, time)| *time).chain(said.times.created).min();
        let mut row = DealRow::new(stage(said.stage.unwrap_or_default())?, self.now);
        row.created_at = first.unwrap_or(self.now);
        row.external_id = said.external_id.as_deref().map(Into::into);
        row.title = title.into();
        row.set_money(amount);
        row.expected_close_on = said.expected_close_on;
        let kind = said.kind;
        row.kind = kept::name(kind.unwrap_or_default()).into();
        row.closed_at = said.times.closed;
        if row.status() == DealStatus::Lost {
            row.loss_reason = said.loss_reason.as_deref().map(Into::into);
        }
        let is_open = row.status() == DealStatus::Open;
        let Said { company, owner, contacts, product, competitor, .. } = said;
        let competitor = competitor.filter(|_| !is_open);
        Ok(Found { row, has_kind: kind.is_some(), stays: times, company, owner, contacts, product, competitor })
    }
}

fn amount(text: &str, currency: Option<Currency>) -> Result<Money, &'static str> {
    let money = value::money(text, 1, currency.ok_or("Say in which currency the amounts are.")?)?;
    if money.amount < 0 { Err("A deal is not worth less than nothing.") } else { Ok(money) }
}
