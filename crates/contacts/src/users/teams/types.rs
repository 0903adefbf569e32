//! A team, as clients see one.

use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{TeamId, TeamKind, TeamRow};
use crate::users::{User, UsersByTeamId};

/// Users who work together. A manager sees what the members of the same teams own.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Team")]
pub struct TeamRecord {
    /// The global id.
    pub id: GlobalId<TeamKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The name.
    pub name: String,
    /// When the team was first recorded.
    pub created_at: Timestamp,
    #[graphql(skip)]
    team: TeamId,
}

/// A team, open to other modules.
pub type Team = Open<TeamRecord>;

impl From<TeamRow> for TeamRecord {
    fn from(row: TeamRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            name: row.name,
            created_at: Timestamp(row.created_at),
            team: row.id,
        }
    }
}

impl TeamRecord {
    /// The id, for modules that add to teams.
    #[must_use]
    pub const fn team_id(&self) -> TeamId {
        self.team
    }
}

/// Users who work together. A manager sees what the members of the same teams own.
#[ComplexObject]
impl TeamRecord {
    /// The users in the team, by name.
    async fn members(&self, ctx: &Context<'_>) -> ApiResult<Vec<User>> {
        let rows = ctx.load::<UsersByTeamId>(self.team).await?.unwrap_or_default();
        Ok(rows.into_iter().map(|row| Open(row.into())).collect())
    }
}
