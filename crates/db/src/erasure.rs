//! Forgetting a person: what the shared tables keep about someone, wherever it stands.

use diesel::{MysqlConnection, prelude::*};
use uuid::Uuid;

use crate::{idempotency, schema::event_personal_data};

/// Forgets the personal values about `subject`: those beside the log, which stays whole, and those in kept answers.
///
/// # Errors
/// When the database fails.
pub fn forget(conn: &mut MysqlConnection, subject: Uuid) -> QueryResult<()> {
    let about = event_personal_data::subject_id.eq(subject.as_bytes().as_slice());
    diesel::delete(event_personal_data::table.filter(about)).execute(conn)?;
    idempotency::forget(conn, subject)?;
    Ok(())
}
