//! What a token must say to be meant for this server.

use std::time::Duration;

/// What the server demands of a token besides a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthConfig {
    /// The `iss` that a token must have.
    pub issuer: String,
    /// The `aud` that a token must have, alone or among others.
    pub audience: String,
    /// How far the clocks of issuer and server may be apart.
    pub leeway: Duration,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self { issuer: "rapport".to_owned(), audience: "rapport".to_owned(), leeway: Duration::from_secs(30) }
    }
}
