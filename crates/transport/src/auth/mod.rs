//! Who is calling: bearer tokens, verified against keys that the server was started with.
//!
//! [`bearer`] reads the header, [`Verifier::verify`] turns the token into a [`Session`], [`mint`] signs a token for trying
//! out. The algorithm of a check is always that of the key: a token's header chooses among the keys and nothing else.

mod bearer;
mod claims;
mod config;
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

pub use bearer::bearer;
pub use config::AuthConfig;
pub use key::{Algorithm, Key, KeyError};
pub use key_file::KeyFile;
pub use mint::{MintError, mint};
pub use secret::Secret;
pub use ttl::{Ttl, TtlError};
pub use verify::{LONGEST_TOKEN, Session, Verifier};
