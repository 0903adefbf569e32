//! Who is calling: tokens, verified against keys that the server was started with or that their issuer publishes, and API
//! keys.
//!
//! [`bearer`] reads the header, [`Verifier::authenticate`] turns what it holds into a [`Session`] for every door, [`mint`]
//! signs a token for trying out. The algorithm of a check is always that of the key: a token's header chooses among the
//! keys and nothing else.

mod api_keys;
mod bearer;
mod claims;
mod config;
mod jwk;
mod jwks;
mod key;
mod key_file;
mod mint;
mod refusal;
mod secret;
#[cfg(test)]
mod tests;
mod ttl;
mod verified;
mod verify;

pub use api_keys::BELIEVED_FOR;
pub use bearer::bearer;
pub use config::AuthConfig;
pub use jwks::{Jwks, JwksError, JwksSource};
pub use key::{Algorithm, Key, KeyError};
pub use key_file::KeyFile;
pub use mint::{MintError, mint};
pub use refusal::many_credentials;
pub use secret::Secret;
pub use ttl::{Ttl, TtlError};
pub use verify::{LONGEST_TOKEN, Session, Verifier};
