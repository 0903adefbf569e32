//! What is done with profiles.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call, NewEvent};

use super::{ProfileId, inputs::CreateIdealCustomerProfileInput, learn::learn, repo, row::ProfileRow};
use crate::scoring::permissions;

/// Records a profile, given or learned.
pub(crate) async fn profile_create(
    call: &Call,
    db: &Db,
    input: &CreateIdealCustomerProfileInput,
) -> ApiResult<ProfileRow> {
    call.require(&permissions::MANAGE)?;
    let (name, given) = input.validate()?;
    let is_learned = given.is_none();
    let parts = match given {
        Some(parts) => parts,
        None => db.read(|conn| Ok(learn(conn)?)).await?,
    };
    if parts.is_empty() {
        return Err(ApiError::bad_input(path!["input", "criteria"], "No company has bought yet: say the criteria."));
    }
    let parts = serde_json::to_string(&parts).map_err(ApiError::internal)?;
    db.write(call, move |tx| {
        let row = ProfileRow {
            id: ProfileId::new(),
            version: 1,
            name: name.clone(),
            is_learned,
            parts: parts.clone(),
            created_at: tx.now(),
        };
        repo::insert(tx, &row)?;
        let event = NewEvent::about("ideal_customer_profile.created", row.id, row.version)
            .change("name", None::<()>, Some(&row.name))
            .change("isLearned", None::<()>, Some(row.is_learned));
        tx.emit(event);
        Ok(row)
    })
    .await
}

/// Removes a profile.
pub(crate) async fn profile_delete(call: &Call, db: &Db, id: ProfileId, expected: Option<i32>) -> ApiResult<ProfileId> {
    call.require(&permissions::MANAGE)?;
    db.write(call, move |tx| {
        let row = repo::lock(tx, id)?.ok_or_else(|| ApiError::not_found("IdealCustomerProfile"))?;
        check_version(expected, row.version)?;
        repo::delete(tx, id)?;
        let event = NewEvent::about("ideal_customer_profile.deleted", row.id, row.version.saturating_add(1));
        tx.emit(event.change("deletedAt", None::<()>, Some(tx.now())));
        Ok(id)
    })
    .await
}
