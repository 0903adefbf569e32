//! What is done with users and teams: each operation authorises, validates, decides and writes in one transaction.

mod teams;
mod users;

pub(crate) use teams::{team_create, team_join, team_update};
pub(crate) use users::{event as user_event, user_create, user_update};

use rapport_kernel::{ApiError, Code, Id, InputPath, Kind};

/// The CONFLICT of a value that another record has. Whoever changes users may read them all.
fn taken<K: Kind>(path: InputPath, message: &'static str, holder: Option<Id<K>>) -> ApiError {
    let mut error = ApiError::bad_input(path, message);
    error.code = Code::Conflict;
    error.with_conflicting_ids(holder.into_iter().map(Id::to_global).collect())
}
