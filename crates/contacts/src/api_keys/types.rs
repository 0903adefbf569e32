//! An API key, as clients see one: all but the key.

use rapport_graphql::{
    GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{Enum, SimpleObject},
    core::ActorRole,
    open::relation::{Relation, one},
};
use rapport_kernel::Role;

use super::{ApiKeyId, ApiKeyKind, ApiKeyRow};
use crate::{
    kept,
    users::{UserById, UserId, UserRecord},
};

/// Which records somebody sees of those that they may read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RowScope {
    /// What was shared with the user.
    Shared,
    /// What the user owns.
    Own,
    /// What members of the user's teams own.
    Team,
    /// Everything.
    All,
}
rapport_graphql::plain_enum!(RowScope);

impl From<rapport_kernel::RowScope> for RowScope {
    fn from(scope: rapport_kernel::RowScope) -> Self {
        match scope {
            rapport_kernel::RowScope::Shared => Self::Shared,
            rapport_kernel::RowScope::Own => Self::Own,
            rapport_kernel::RowScope::Team => Self::Team,
            rapport_kernel::RowScope::All => Self::All,
        }
    }
}

impl From<RowScope> for rapport_kernel::RowScope {
    fn from(scope: RowScope) -> Self {
        match scope {
            RowScope::Shared => Self::Shared,
            RowScope::Own => Self::Own,
            RowScope::Team => Self::Team,
            RowScope::All => Self::All,
        }
    }
}

/// A key by which a machine of another system, or a partner's, acts here.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "ApiKey", relations)]
pub struct ApiKeyRecord {
    /// The global id.
    pub id: GlobalId<ApiKeyKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// What the key is for.
    pub name: String,
    /// How the key begins. It tells keys apart, and nobody gets in by it.
    pub prefix: String,
    /// The part that the key plays; null for one that this version does not know.
    pub role: Option<ActorRole>,
    /// The names of the permissions that the key was given out of those of its role; null for all of them.
    pub permissions: Option<Vec<String>>,
    /// The records that the key sees at most; null for a scope that this version does not know.
    pub row_scope: Option<RowScope>,
    /// From this moment the key counts no more; null when it does not expire.
    pub expires_at: Option<Timestamp>,
    /// When the key was last used, to a minute; null when it never was.
    pub last_used_at: Option<Timestamp>,
    /// When the key was revoked; null while it counts.
    pub revoked_at: Option<Timestamp>,
    /// When the key was made.
    pub created_at: Timestamp,
    #[graphql(skip)]
    key: ApiKeyId,
    #[graphql(skip)]
    acts_for: UserId,
    #[graphql(skip)]
    maker: UserId,
}

/// An API key, open to other modules.
pub type ApiKey = Open<ApiKeyRecord>;

impl From<ApiKeyRow> for ApiKeyRecord {
    fn from(row: ApiKeyRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            permissions: row.granted(),
            name: row.name,
            prefix: row.prefix,
            role: row.role.parse::<Role>().ok().map(ActorRole::from),
            row_scope: kept::value(&row.row_scope),
            expires_at: row.expires_at.map(Timestamp),
            last_used_at: row.last_used_at.map(Timestamp),
            revoked_at: row.revoked_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
            key: row.id,
            acts_for: row.user_id,
            maker: row.created_by,
        }
    }
}

impl ApiKeyRecord {
    /// The id, for modules that add to API keys.
    #[must_use]
    pub const fn key_id(&self) -> ApiKeyId {
        self.key
    }
}

impl Related for ApiKeyRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            one::<Self, UserById, UserRecord>(
                "user",
                "For whom the key acts: what it owns, and whose teams are its own. Null when they are not known here.",
                |key| Some(key.acts_for),
            ),
            one::<Self, UserById, UserRecord>(
                "createdBy",
                "Who made the key; null when they are not known here.",
                |key| Some(key.maker),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_come_back() {
        for scope in rapport_kernel::RowScope::ALL {
            let shown = RowScope::from(scope);
            assert_eq!(rapport_kernel::RowScope::from(shown), scope);
            assert_eq!(kept::value::<RowScope>(kept::name(shown)), Some(shown));
        }
    }
}
