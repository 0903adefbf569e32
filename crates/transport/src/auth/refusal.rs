//! Why a request is not authenticated.

use rapport_kernel::{ApiError, Code, Role};

/// Why credentials are refused. The text goes to the client: it says what is wrong and quotes nothing of the token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("The Authorization header has no token: send \"Bearer <token>\".")]
    NoToken,
    #[error("The Authorization header has more than one token.")]
    ManyTokens,
    #[error("The Authorization header has another scheme than Bearer: send \"Bearer <token>\".")]
    Scheme,
    #[error("Send either an Authorization header or an X-API-Key header, and each once.")]
    ManyCredentials,
    #[error("The API key is not valid.")]
    ApiKey,
    #[error("The token is longer than {0} bytes.")]
    TooLong(usize),
    #[error("The token is malformed: {0}.")]
    Malformed(&'static str),
    #[error("The token's header has critical extensions that this server does not know.")]
    Critical,
    #[error("The token's key (kid) is not known to this server.")]
    UnknownKey,
    #[error("The token's algorithm is not that of its key.")]
    NotTheKeysAlgorithm,
    #[error("This server has no key for the token's algorithm.")]
    NoKeyForAlgorithm,
    #[error("The token's signature is not valid.")]
    Signature,
    #[error("The token has no {0} claim.")]
    Missing(&'static str),
    #[error("The token was issued by someone whom this server does not trust.")]
    Issuer,
    #[error("The token is meant for another audience.")]
    Audience,
    #[error("The token has expired.")]
    Expired,
    #[error("The token is not valid yet.")]
    NotYetValid,
    #[error("The token's sub claim is not the id of a user.")]
    Subject,
    #[error("The token's role is unknown; the roles are {}.", Role::ALL.map(Role::as_str).join(", "))]
    UnknownRole,
}

/// What is told who brings several credentials: which of them counts must not be guessed.
#[must_use]
pub fn many_credentials() -> ApiError {
    Refusal::ManyCredentials.into()
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::new(Code::Unauthenticated, refusal.to_string())
    }
}
