//! Sharing deals with partners. That a deal is shared stands in the log of the deal, in the order of its other changes: who
//! follows deals learns from it that one came into sight, or went out of it.

use rapport_contacts::users::UserId;
use rapport_db::Db;
use rapport_graphql::path;
use rapport_kernel::{ApiError, ApiResult, Call};
use serde_json::{Value, json};

use super::{
    SharedField,
    inputs::{self, ShareDealInput, UnshareDealInput},
    repo::{self, ShareRow},
};
use crate::{
    deals::{self, DealRow},
    partners::{self, PartnerId},
    permissions,
};

/// Shares a deal with a partner, or says anew what the partner sees of it.
pub(crate) async fn deal_share(call: &Call, db: &Db, input: ShareDealInput) -> ApiResult<DealRow> {
    call.require(&permissions::SHARE)?;
    let (deal, partner) = inputs::read(&input.deal_id, &input.partner_id)?;
    let fields = input.fields.unwrap_or_else(|| SharedField::DEFAULT.to_vec());
    db.write(call, move |tx| {
        let call = tx.call();
        let living = deals::scope::living();
        let row = deals::repo::lock(tx, &call.actor, deal, living)?.ok_or_else(deals::service::not_found)?;
        if partners::repo::by_ids(tx, &[partner])?.is_empty() {
            return Err(ApiError::bad_input(path!["input", "partnerId"], "There is no such partner.").into());
        }
        let old = repo::find(tx, partner, deal)?;
        let share = ShareRow {
            partner_id: partner,
            deal_id: deal,
            fields: SharedField::column(&fields),
            shared_by: UserId::from_uuid(call.actor.user),
            shared_at: tx.now(),
        };
        if old.as_ref().is_some_and(|old| old.fields == share.fields) {
            // It is shared so already: no event.
            return Ok(row);
        }
        repo::put(tx, &share)?;
        let before = old.map(|old| told(partner, &old.fields));
        let event = deals::service::event("deal.shared", &row);
        tx.emit(event.change("share", before, Some(told(partner, &share.fields))));
        Ok(row)
    })
    .await
}

/// Shares a deal with a partner no more.
pub(crate) async fn deal_unshare(call: &Call, db: &Db, input: &UnshareDealInput) -> ApiResult<DealRow> {
    call.require(&permissions::SHARE)?;
    let (deal, partner) = inputs::read(&input.deal_id, &input.partner_id)?;
    db.write(call, move |tx| {
        let call = tx.call();
        let living = deals::scope::living();
        let row = deals::repo::lock(tx, &call.actor, deal, living)?.ok_or_else(deals::service::not_found)?;
        if let Some(old) = repo::find(tx, partner, deal)? {
            repo::delete(tx, partner, deal)?;
            let event = deals::service::event("deal.unshared", &row);
            tx.emit(event.change("share", Some(told(partner, &old.fields)), None::<()>));
        }
        Ok(row)
    })
    .await
}

/// A share, as an event tells it.
pub(crate) fn told(partner: PartnerId, column: &str) -> Value {
    let fields: Vec<_> = SharedField::read(column).into_iter().map(SharedField::name).collect();
    json!({ "partnerId": partner.to_global(), "fields": fields })
}
