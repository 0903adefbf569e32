//! Which pages of other origins may ask.

use actix_cors::Cors;
use actix_web::{http::header, middleware::Condition};

use super::headers::REQUEST_ID;
use crate::origin::Origin;

/// Lets pages of these origins ask, and nobody else's when there are none. Credentials of the browser are never
/// taken: who asks says so in the Authorization header.
pub(super) fn allowing(origins: &[Origin]) -> Condition<Cors> {
    let cors = Cors::default()
        .allowed_methods(["GET", "POST"])
        .allowed_headers([
            header::ACCEPT.as_str(),
            header::AUTHORIZATION.as_str(),
            header::CONTENT_TYPE.as_str(),
            REQUEST_ID,
            "apollo-require-preflight",
            "idempotency-key",
            "last-event-id",
            "x-api-key",
            "x-apollo-operation-name",
        ])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER.as_str()])
        // A page that may not read the answer is kept from it by the browser; programs send an Origin too.
        .block_on_origin_mismatch(false)
        .max_age(600);
    let cors = origins.iter().fold(cors, |cors, origin| match origin {
        Origin::Any => cors.allow_any_origin(),
        Origin::One(origin) => cors.allowed_origin(origin),
    });
    Condition::new(!origins.is_empty(), cors)
}
