//! A user, as clients see one.

use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::ActorRole,
};
use rapport_kernel::{ApiResult, Role};

use super::{Team, TeamsByUserId, UserId, UserKind, UserRow};

/// Someone who works with this installation.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "User")]
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

/// Someone who works with this installation.
#[ComplexObject]
impl UserRecord {
    /// The teams of the user, by name.
    async fn teams(&self, ctx: &Context<'_>) -> ApiResult<Vec<Team>> {
        let rows = ctx.load::<TeamsByUserId>(self.user).await?.unwrap_or_default();
        Ok(rows.into_iter().map(|row| Open(row.into())).collect())
    }
}
