//! A user, as clients see one.

use rapport_graphql::{
    GlobalId, Open, Record, Related, Timestamp,
    async_graphql::SimpleObject,
    core::ActorRole,
    open::relation::{Relation, list},
};
use rapport_kernel::Role;

use super::{TeamRecord, TeamsByUserId, UserId, UserKind, UserRow};

/// Someone who works with this installation.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "User", relations)]
pub struct UserRecord {
    /// The global id.
    pub id: GlobalId<UserKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The full name.
    pub name: String,
    /// The e-mail address, in lower case.
    pub email: String,
    /// The part that the user plays; null for one that this version does not know. What a request may do follows from
    /// the role in its token.
    pub role: Option<ActorRole>,
    /// When the user was first recorded.
    pub created_at: Timestamp,
    #[graphql(skip)]
    user: UserId,
}

/// A user, open to other modules.
pub type User = Open<UserRecord>;

impl From<UserRow> for UserRecord {
    fn from(row: UserRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            name: row.name,
            email: row.email,
            role: row.role.parse::<Role>().ok().map(ActorRole::from),
            created_at: Timestamp(row.created_at),
            user: row.id,
        }
    }
}

impl UserRecord {
    /// The id, for modules that add to users.
    #[must_use]
    pub const fn user_id(&self) -> UserId {
        self.user
    }
}

impl Related for UserRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![list::<Self, TeamsByUserId, TeamRecord>("teams", "The teams of the user, by name.", Self::user_id)]
    }
}
