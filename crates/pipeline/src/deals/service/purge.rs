//! Removing a deal for good.

use rapport_contacts::version::check_version;
use rapport_db::{Db, Sql, erasure};
use rapport_kernel::{ApiResult, Call};

use super::{event, not_found, tell_last};
use crate::{
    deals::{DealId, repo},
    forecast, permissions,
    sharing::{self, repo::ShareRow},
};

/// Removes a deal, living or deleted, with its people and stays: no snapshot counts it any more. The log keeps that there
/// was a deal and through which stages it went, and forgets its texts.
pub(crate) async fn deal_purge(call: &Call, db: &Db, id: DealId, expected: Option<i32>) -> ApiResult<DealId> {
    call.require(&permissions::PURGE)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let mut row = repo::lock(tx, &call.actor, id, Sql::text("TRUE"))?.ok_or_else(not_found)?;
        check_version(expected, row.version)?;
        row.version = row.version.saturating_add(1);
        let shares = sharing::repo::of(tx, &[id])?;
        repo::delete(tx, id)?;
        forecast::kept::repo::forget_deal(tx, id)?;
        erasure::forget(tx, id.uuid())?;
        let purged = event("deal.purged", &row).change("purgedAt", None::<()>, Some(tx.now()));
        let told = |share: &ShareRow| sharing::service::told(share.partner_id, &share.fields);
        let purged = shares.iter().fold(purged, |event, share| event.change("share", Some(told(share)), None::<()>));
        tx.emit(tell_last(purged, &row));
        Ok(id)
    })
    .await
}
