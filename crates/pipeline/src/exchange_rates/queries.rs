//! Asking for exchange rates.

use rapport_db::{
    Sql,
    page::{Nulls, SortKey},
    sql::Value,
};
use rapport_graphql::{
    Connection, ContextExt, Day, PageArgs,
    async_graphql::{Context, Object},
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiError, ApiResult, Currency};

use super::{
    base::ExchangeBase,
    repo::{self, COLUMNS, RateRow, Types},
    types::ExchangeRateRecord,
};
use crate::permissions;

/// The root fields that ask for exchange rates.
#[derive(Default)]
pub(crate) struct ExchangeRateQueries;

/// Asking for exchange rates.
#[Object]
impl ExchangeRateQueries {
    /// The base of all exchange rates; null before the first was set.
    async fn exchange_base(&self, ctx: &Context<'_>) -> ApiResult<Option<ExchangeBase>> {
        ctx.call()?.require(&permissions::READ)?;
        let base = ctx.db()?.read(|conn| Ok(repo::base(conn)?)).await?;
        Ok(base.map(ExchangeBase::from))
    }

    /// Exchange rates, the latest days first, page by page.
    #[expect(clippy::too_many_arguments, reason = "these are the arguments of a connection")]
    async fn exchange_rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of one currency: a three-letter code of ISO 4217. Of all when nothing is said.")]
        currency: Option<String>,
        #[graphql(desc = "The first day; from the beginning when nothing is said.")] from: Option<Day>,
        #[graphql(desc = "The last day, which is in it; to the end when nothing is said.")] to: Option<Day>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<ExchangeRateRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let by_day =
            SortKey { expression: "exchange_rates.day", nullable: false, descending: true, nulls: Nulls::First };
        let listing = Listing::fixed("exchangeRates", vec![by_day], "exchange_rates.id", page);
        let mut listing = match currency {
            None => listing.by("exchange_rates_by_day"),
            Some(code) => {
                let currency = Currency::from_code(&code).ok_or_else(|| {
                    ApiError::bad_input(path!["currency"], "This is not a currency's three-letter code (ISO 4217).")
                })?;
                let code = Value::Text(currency.code().to_owned());
                listing.by("exchange_rates_by_currency").and(Sql::text("exchange_rates.currency = ").bind(code))
            }
        };
        for (day, condition) in [(from, "exchange_rates.day >= "), (to, "exchange_rates.day <= ")] {
            if let Some(day) = day {
                listing = listing.and(Sql::text(condition).bind(Value::Date(day.0)));
            }
        }
        let source = Source { from: "exchange_rates", columns: COLUMNS };
        listing.load::<ExchangeRateRecord, RateRow, Types>(ctx, source, ExchangeRateRecord::from).await.map(Some)
    }
}
