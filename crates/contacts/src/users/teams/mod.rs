//! Teams: managers see what the members of their teams own.

pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use row::TeamRow;
pub use types::{Team, TeamRecord};

/// Teams, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct TeamKind;

impl Kind for TeamKind {
    const NAME: &'static str = "Team";
}

/// The id of a team.
pub type TeamId = Id<TeamKind>;
