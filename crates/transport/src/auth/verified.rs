//! Tokens whose signature was right when they first came.
//!
//! A client sends one token with each of its requests, and its signature does not change: to read and verify it anew
//! was a tenth of what a small query costs, and with RS256 or EdDSA it is more than the rest of it. What can change,
//! the time, is asked for each request still, see [`super::Verifier`].

use std::sync::Arc;

use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::claims::Claims;

/// How many are kept. Those beyond are verified again.
const KEPT: usize = 2_000;

/// The claims of tokens by the hash of the token, so that no token rests in memory. Clones share them.
#[derive(Clone)]
pub(super) struct Verified(Arc<Cache<[u8; 32], Arc<Claims>>>);

impl Default for Verified {
    fn default() -> Self {
        Self(Arc::new(Cache::new(KEPT)))
    }
}

impl std::fmt::Debug for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verified").field("tokens", &self.0.len()).finish()
    }
}

impl Verified {
    /// The claims of the token, verified by `verify` if it is not known among the keys of this generation: with other keys
    /// every token is verified again. What is refused is not kept: nobody without a key can push out the tokens of others.
    pub(super) fn claims<E>(
        &self,
        token: &str,
        generation: u64,
        verify: impl FnOnce() -> Result<Claims, E>,
    ) -> Result<Arc<Claims>, E> {
        let hash: [u8; 32] = Sha256::new().chain_update(generation.to_be_bytes()).chain_update(token).finalize().into();
        if let Some(claims) = self.0.get(&hash) {
            return Ok(claims);
        }
        let claims = Arc::new(verify()?);
        self.0.insert(hash, Arc::clone(&claims));
        Ok(claims)
    }
}
