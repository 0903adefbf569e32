//! Changing a partner.

use rapport_contacts::version::check_version;
use rapport_db::Db;
use rapport_graphql::input::Violations;
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found};
use crate::{
    partners::{PartnerRow, inputs::UpdatePartnerInput, repo, users},
    permissions,
    state::State,
};

/// Changes a partner: its name, and who acts for it.
pub(crate) async fn partner_update(call: &Call, db: &Db, input: &UpdatePartnerInput) -> ApiResult<PartnerRow> {
    call.require(&permissions::PARTNERS)?;
    let expected = input.expected_version;
    let (id, changes) = input.validate()?;
    db.write(call, move |tx| {
        let call = tx.call();
        let old = repo::lock(tx, id, State::Living)?.ok_or_else(not_found)?;
        check_version(expected, old.version)?;
        let mut row = old.clone();
        if let Some(name) = &changes.name {
            row.name.clone_from(name);
        }
        row.bump(tx.now());
        let before = users::of(tx, id)?;
        let after = changes.users.as_ref().unwrap_or(&before);
        let mut violations = Violations::new();
        if changes.users.is_some() {
            users::check(tx, call, after, &mut violations)?;
        }
        violations.check()?;
        let event = event("partner.updated", &row).change("name", Some(&old.name), Some(&row.name)).change(
            "userIds",
            users::told(&before),
            users::told(after),
        );
        if event.is_empty() {
            // Nothing changed: no version, no event.
            return Ok(old);
        }
        repo::update(tx, &row)?;
        users::replace(tx, id, after)?;
        tx.emit(event);
        Ok(row)
    })
    .await
}
