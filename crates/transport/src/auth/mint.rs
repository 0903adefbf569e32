//! Tokens that the server signs itself.

use jsonwebtoken::{EncodingKey, Header};
use rapport_kernel::{Actor, Clock, Role};
use serde::Serialize;
use uuid::Uuid;

use super::{config::AuthConfig, secret::Secret, ttl::Ttl};

/// A token could not be signed.
#[derive(Debug, thiserror::Error)]
#[error("the token cannot be signed: {0}")]
pub struct MintError(#[from] jsonwebtoken::errors::Error);

/// The claims of a minted token (RFC 7519, 4.1), and the role.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: Uuid,
    role: Role,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: Uuid,
}

/// Signs a token (HS256, without `kid`) that says who the bearer is, from now on, for as long as `ttl`.
///
/// A server with this secret and the same configuration accepts it.
///
/// # Errors
/// When the library fails to sign.
pub fn mint(config: &AuthConfig, secret: &Secret, actor: &Actor, ttl: Ttl, clock: &Clock) -> Result<String, MintError> {
    let now = clock.now().and_utc().timestamp();
    let claims = Claims {
        iss: &config.issuer,
        aud: &config.audience,
        sub: actor.user,
        role: actor.role,
        iat: now,
        nbf: now,
        exp: now.saturating_add_unsigned(ttl.duration().as_secs()),
        jti: Uuid::now_v7(),
    };
    let key = EncodingKey::from_secret(secret.as_bytes());
    Ok(jsonwebtoken::encode(&Header::new(jsonwebtoken::Algorithm::HS256), &claims, &key)?)
}
