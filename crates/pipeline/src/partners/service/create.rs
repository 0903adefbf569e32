//! Recording a partner.

use rapport_db::Db;
use rapport_graphql::input::Violations;
use rapport_kernel::{ApiResult, Call};

use super::event;
use crate::{
    partners::{PartnerId, PartnerRow, inputs::CreatePartnerInput, repo, users},
    permissions,
};

/// Records a partner.
pub(crate) async fn partner_create(call: &Call, db: &Db, input: CreatePartnerInput) -> ApiResult<PartnerRow> {
    call.require(&permissions::PARTNERS)?;
    let changes = input.validate()?;
    let now = call.clock.now();
    let row = PartnerRow {
        id: PartnerId::new(),
        version: 1,
        name: changes.name.unwrap_or_default(),
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    let ids = changes.users.unwrap_or_default();
    db.write(call, move |tx| {
        let call = tx.call();
        let mut violations = Violations::new();
        users::check(tx, call, &ids, &mut violations)?;
        violations.check()?;
        repo::insert(tx, &row)?;
        users::replace(tx, row.id, &ids)?;
        let event = event("partner.created", &row).change("name", None::<()>, Some(&row.name));
        tx.emit(event.change("userIds", Vec::<()>::new(), users::told(&ids)));
        Ok(row.clone())
    })
    .await
}
