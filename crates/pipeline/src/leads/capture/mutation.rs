//! The root field that captures leads.

use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, Object, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{input::CaptureLeadInput, service};

/// That a lead was captured. Nothing of it tells whether it was known.
#[derive(SimpleObject)]
pub(crate) struct CaptureLeadPayload {
    /// True: it was received.
    received: bool,
}

/// The root field that captures leads.
#[derive(Default)]
pub(crate) struct LeadCaptures;

/// Capturing leads.
#[Object]
impl LeadCaptures {
    /// Captures somebody who left word of themselves, on a form or at a fair. Whoever is known by the e-mail address or phone
    /// number, however these are written, is not recorded twice; the answer is the same whether somebody is known or not. An
    /// API key captures 60 at once, then one each second; one more is RATE_LIMITED. For this an API key needs the permission
    /// `leads.capture` alone, and reads nothing by it.
    async fn capture_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who left word.")] input: CaptureLeadInput,
    ) -> ApiResult<Option<CaptureLeadPayload>> {
        service::lead_capture(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(CaptureLeadPayload { received: true }))
    }
}
