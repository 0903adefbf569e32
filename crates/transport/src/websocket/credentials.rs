//! Who opens a socket: by the payload of `connection_init`, as browsers can send no header, or by a header of the
//! request that asked for the socket.

use actix_web::{HttpRequest, http::header};
use rapport_kernel::{ApiError, ApiResult, Code};
use serde_json::{Map, Value};

use crate::auth::{self, Session, Verifier};

/// A word that stands for somebody.
#[derive(Clone, Debug)]
enum Credential {
    /// `Bearer` and a token, or an API key.
    Authorization(String),
    /// An API key.
    Key(String),
}

/// What the request said that asked for the socket.
pub(super) struct Credentials(Vec<Credential>);

const WHO: &str = "say who you are: {\"authorization\": \"Bearer <token>\"}";

impl Credentials {
    /// Those of a request.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let text = |value: &header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let authorizations = request.headers().get_all(header::AUTHORIZATION).map(text).map(Credential::Authorization);
        let keys = request.headers().get_all("x-api-key").map(text).map(Credential::Key);
        Self(authorizations.chain(keys).collect())
    }

    /// Who it is. What the payload says goes before the headers; the names of its keys may have any case.
    pub(super) async fn session(&self, payload: &Map<String, Value>, verifier: &Verifier) -> ApiResult<Session> {
        let said: Vec<_> = payload.iter().filter_map(|(key, value)| said(key, value)).collect::<ApiResult<_>>()?;
        let credentials = if said.is_empty() { &self.0 } else { &said };
        match credentials.as_slice() {
            [Credential::Authorization(text)] => verifier.authenticate(auth::bearer(text)?).await,
            [Credential::Key(key)] => verifier.authenticate_key(key.trim()).await,
            [] => Err(ApiError::new(Code::Unauthenticated, WHO)),
            _ => Err(auth::many_credentials()),
        }
    }
}

/// What a key of the payload says of who it is.
fn said(key: &str, value: &Value) -> Option<ApiResult<Credential>> {
    let credential: fn(String) -> Credential = if key.eq_ignore_ascii_case("authorization") {
        Credential::Authorization
    } else if ["apiKey", "x-api-key"].iter().any(|name| key.eq_ignore_ascii_case(name)) {
        Credential::Key
    } else {
        return None;
    };
    let text = value.as_str().map(str::to_owned);
    Some(text.map(credential).ok_or_else(|| ApiError::new(Code::Unauthenticated, format!("{key} is one text"))))
}
