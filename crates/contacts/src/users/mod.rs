//! Users of this installation, and the teams that they form. Colleagues see one another; an administrator changes them.

pub(crate) mod import;
pub(crate) mod inputs;
pub(crate) mod loaders;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod repo;
pub(crate) mod row;
pub(crate) mod service;
pub(crate) mod teams;
pub(crate) mod types;

use rapport_kernel::{Id, Kind};

pub use loaders::{TeamById, TeamsByUserId, UserById, UsersByTeamId};
pub use repo::{exists, known_as};
pub use row::UserRow;
pub use teams::{Team, TeamId, TeamKind, TeamRecord, TeamRow};
pub use types::{User, UserRecord};

/// Users, as a kind of record.
#[derive(Clone, Copy, Debug)]
pub struct UserKind;

impl Kind for UserKind {
    const NAME: &'static str = "User";
}

/// The id of a user.
pub type UserId = Id<UserKind>;
