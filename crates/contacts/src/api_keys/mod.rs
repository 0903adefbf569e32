//! API keys: how machines of other systems, and partners, act here. An administrator makes and revokes them.

pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
mod secret;
pub(crate) mod service;
mod stored;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::ApiKeyById;
pub use row::ApiKeyRow;
pub use stored::{StoredApiKeys, actor};
pub use types::{ApiKey, ApiKeyRecord, RowScope};

/// API keys, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct ApiKeyKind;

impl Kind for ApiKeyKind {
    const NAME: &'static str = "ApiKey";
}

/// The id of an API key. It is no secret.
pub type ApiKeyId = Id<ApiKeyKind>;
