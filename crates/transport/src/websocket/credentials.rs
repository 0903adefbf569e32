//! Who opens a socket: by the payload of `connection_init`, as browsers can send no header, or by a header of the
//! request that asked for the socket. Whatever other credentials there will be are read here.

use actix_web::{HttpRequest, http::header};
use rapport_kernel::{ApiError, ApiResult, Code};
use serde_json::{Map, Value};

use crate::auth::{self, Session, Verifier};

/// What the request said that asked for the socket.
pub(super) struct Credentials(Option<String>);

const WHO: &str = "say who you are: {\"authorization\": \"Bearer <token>\"}";

impl Credentials {
    /// Those of a request.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let header = request.headers().get(header::AUTHORIZATION);
        Self(header.map(|value| value.to_str().unwrap_or_default().to_owned()))
    }

    /// Who it is. What the payload says goes before the header; the name of its key may have any case.
    pub(super) fn session(&self, payload: &Map<String, Value>, verifier: &Verifier) -> ApiResult<Session> {
        let refuse = |why: &'static str| ApiError::new(Code::Unauthenticated, why);
        let mut said = payload.iter().filter(|(key, _)| key.eq_ignore_ascii_case("authorization"));
        let authorization = match (said.next(), said.next()) {
            (Some((_, Value::String(text))), None) => text.as_str(),
            (Some(_), _) => return Err(refuse("authorization is one text")),
            (None, _) => self.0.as_deref().ok_or_else(|| refuse(WHO))?,
        };
        verifier.verify(auth::bearer(authorization)?)
    }
}
