//! A team, as clients see one.

use rapport_graphql::{
    GlobalId, Open, Record, Related, Timestamp,
    async_graphql::SimpleObject,
    open::relation::{Relation, list},
};

use super::{TeamId, TeamKind, TeamRow};
use crate::users::{UserRecord, UsersByTeamId};

/// Users who work together. A manager sees what the members of the same teams own.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "Team", relations)]
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

impl Related for TeamRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![list::<Self, UsersByTeamId, UserRecord>("members", "The users in the team, by name.", Self::team_id)]
    }
}
