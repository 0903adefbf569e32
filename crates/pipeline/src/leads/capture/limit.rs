//! How often an API key may capture. What everybody can send, somebody sends without end.

use std::sync::LazyLock;

use rapport_graphql::operation::{Budget, Rate};
use rapport_kernel::{Actor, ApiError, ApiResult, Call, Code};

/// So many at once, and then one each second.
pub(super) const RATE: Rate = Rate { burst: 60, restore: 1 };

/// What each key has left, on this server: as the budget of all that is asked for, but of each key by itself.
static CAPTURES: LazyLock<Budget> = LazyLock::new(|| Budget::new(RATE));

/// Counts a capture by an API key.
///
/// # Errors
/// RATE_LIMITED, with when to come back.
pub(super) fn count(call: &Call) -> ApiResult<()> {
    let Some(grant) = &call.actor.grant else { return Ok(()) };
    let key = Actor::new(grant.key, call.actor.role);
    CAPTURES.take(&key, 1, call.clock.now()).map(drop).map_err(|(wait, _)| {
        let message = "This key has captured many leads in a short time. Try again when some time has passed.";
        ApiError { retry_after: Some(wait), ..ApiError::new(Code::RateLimited, message) }
    })
}
