//! Changing exchange rates.

use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, Object, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{
    base::ExchangeBase,
    inputs::{DeleteExchangeRatesInput, SetExchangeRatesInput},
    service::{self, Changed},
};

/// What became of the exchange rates.
#[derive(SimpleObject)]
pub(crate) struct ExchangeRatesPayload {
    /// The base of all rates; null when there is none, for none was ever set.
    base: Option<ExchangeBase>,
    /// How many rates are other than before; 0 when the same is said again.
    changed: i32,
}

impl From<Changed> for ExchangeRatesPayload {
    fn from(changed: Changed) -> Self {
        Self { base: changed.base.map(ExchangeBase::from), changed: i32::try_from(changed.rates).unwrap_or(i32::MAX) }
    }
}

/// The root fields that change exchange rates.
#[derive(Default)]
pub(crate) struct ExchangeRateMutations;

/// Changing exchange rates.
#[Object]
impl ExchangeRateMutations {
    /// Sets exchange rates, all or none. To say the same again changes nothing.
    async fn set_exchange_rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rates.")] input: SetExchangeRatesInput,
    ) -> ApiResult<Option<ExchangeRatesPayload>> {
        Ok(Some(service::exchange_rates_set(ctx.call()?, ctx.db()?, &input).await?.into()))
    }

    /// Removes the exchange rates of a currency over some days. Where all are removed, the next may have another base.
    async fn delete_exchange_rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which rates.")] input: DeleteExchangeRatesInput,
    ) -> ApiResult<Option<ExchangeRatesPayload>> {
        Ok(Some(service::exchange_rates_delete(ctx.call()?, ctx.db()?, &input).await?.into()))
    }
}
