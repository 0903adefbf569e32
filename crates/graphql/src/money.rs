//! Money in the schema.

use async_graphql::{InputObject, SimpleObject};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{ApiError, ApiResult, Currency, Money};

use crate::{Record, input::Violations, path, scalar::MinorUnits};

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject, Record)]
#[record(name = "Money")]
pub struct MoneyRecord {
    /// The amount in minor units: cents of a dollar, whole yens.
    pub amount: MinorUnits,
    /// The currency, as a three-letter code of ISO 4217.
    pub currency: String,
}

impl From<Money> for MoneyRecord {
    fn from(money: Money) -> Self {
        Self { amount: MinorUnits(money.amount), currency: money.currency.code().to_owned() }
    }
}

/// An amount of money.
#[derive(Clone, Debug, InputObject)]
pub struct MoneyInput {
    /// The amount in minor units: cents of a dollar, whole yens.
    pub amount: MinorUnits,
    /// The currency, as a three-letter code of ISO 4217.
    pub currency: String,
}

impl MoneyInput {
    /// Checks the amount, which stands at `at`.
    pub fn read(&self, violations: &mut Violations, at: &rapport_kernel::InputPath) -> Option<Money> {
        let currency = Currency::from_code(&self.currency);
        if currency.is_none() {
            violations.add(at.iter().cloned().chain(path!["currency"]).collect(), UNKNOWN);
        }
        Some(Money { amount: self.amount.0, currency: currency? })
    }
}

const UNKNOWN: &str = "This is not a currency's three-letter code (ISO 4217).";

/// Conditions on an amount of money, in one currency: amounts of others never match.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MoneyFilter {
    /// The currency, as a three-letter code of ISO 4217.
    pub currency: String,
    /// Less than this, in minor units.
    pub lt: Option<MinorUnits>,
    /// This or less, in minor units.
    pub lte: Option<MinorUnits>,
    /// More than this, in minor units.
    pub gt: Option<MinorUnits>,
    /// This or more, in minor units.
    pub gte: Option<MinorUnits>,
}

impl MoneyFilter {
    /// The conditions on an amount and its currency.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a currency that there is not.
    pub fn on(&self, amount: &'static str, currency: &'static str) -> ApiResult<Sql> {
        let code =
            Currency::from_code(&self.currency).ok_or_else(|| ApiError::bad_input(path!["currency"], UNKNOWN))?;
        let mut all = vec![Sql::text(currency).push(" = ").bind(Value::Text(code.code().to_owned()))];
        for (operator, units) in [(" < ", self.lt), (" <= ", self.lte), (" > ", self.gt), (" >= ", self.gte)] {
            all.extend(units.map(|units| Sql::text(amount).push(operator).bind(Value::Int(units.0))));
        }
        Ok(Sql::all(all))
    }
}
