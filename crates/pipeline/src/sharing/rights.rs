//! What a partner sees: deals that are shared with a partner for which the actor acts, and of them the fields that are.

use std::collections::HashMap;

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Binary, Text},
};
use rapport_db::{Sql, sql::Value};
use rapport_graphql::{ContextExt, open::relation::Guard};
use rapport_kernel::{Actor, ApiError, ApiResult, Call, Code, Permission, RowScope};

use super::{SharedField, loaders::SharedFieldsByDealId};
use crate::{
    by_id,
    deals::{DealId, DealRecord},
    partners::PartnerId,
};

/// The shares of partners that are not deleted, with who acts for them.
const SHARES: &str = "deal_shares JOIN partner_users ON partner_users.partner_id = deal_shares.partner_id \
     JOIN partners ON partners.id = deal_shares.partner_id AND partners.living = 1";

/// Whether the actor sees only what is shared.
pub(crate) fn is_partner(actor: &Actor) -> bool {
    actor.row_scope() == RowScope::Shared
}

fn user(actor: &Actor) -> Value {
    Value::Bytes(actor.user.as_bytes().to_vec())
}

/// A condition on `deals` for those that are shared with the actor. What is deleted is shared with nobody.
pub(crate) fn deals_shared_with(actor: &Actor) -> Sql {
    Sql::text("(deals.living = 1 AND deals.id IN (SELECT deal_shares.deal_id FROM ")
        .push(SHARES)
        .push(" WHERE partner_users.user_id = ")
        .bind(user(actor))
        .push("))")
}

/// What the actor sees of these deals beyond what is seen of every deal, by the id of the deal. Who acts for several
/// partners sees what any of them sees.
pub(crate) fn fields_of(
    conn: &mut MysqlConnection,
    actor: &Actor,
    deals: &[DealId],
) -> QueryResult<HashMap<DealId, Vec<SharedField>>> {
    let rows = Sql::text("SELECT deal_shares.deal_id, deal_shares.fields FROM ")
        .push(SHARES)
        .push(" WHERE partner_users.user_id = ")
        .bind(user(actor))
        .push(" AND ")
        .then(by_id::is_one_of("deal_shares.deal_id", deals))
        .query::<(Binary, Text)>()
        .load::<(DealId, String)>(conn)?;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for (deal, column) in rows {
        found.entry(deal).or_default().extend(SharedField::read(&column));
    }
    Ok(found)
}

/// What the actor sees of a row of `deals` beyond what is seen of every deal, by commas; an expression, NULL for nothing.
pub(crate) fn fields_shared_with(actor: &Actor) -> Sql {
    Sql::text("(SELECT GROUP_CONCAT(deal_shares.fields) FROM ")
        .push(SHARES)
        .push(" WHERE deal_shares.deal_id = deals.id AND partner_users.user_id = ")
        .bind(user(actor))
        .push(")")
}

/// Whether the actor acts for this partner.
pub(crate) fn acts_for(conn: &mut MysqlConnection, actor: &Actor, partner: PartnerId) -> QueryResult<bool> {
    let count: i64 = Sql::text("SELECT COUNT(*) FROM partner_users WHERE partner_users.user_id = ")
        .bind(user(actor))
        .push(" AND partner_users.partner_id = ")
        .bind(Value::Bytes(partner.as_bytes().to_vec()))
        .query::<BigInt>()
        .get_result(conn)?;
    Ok(count > 0)
}

/// A filter by a field, for this actor: a deal of which they do not see the field has no value of it, whatever it has. A
/// filter therefore tells nothing of it, and neither does its complement.
pub(crate) fn filtered_by(actor: &Actor, field: SharedField, condition: Sql) -> Sql {
    if !is_partner(actor) {
        return condition;
    }
    let is_shared = Sql::text("EXISTS (SELECT 1 FROM ")
        .push(SHARES)
        .push(" WHERE deal_shares.deal_id = deals.id AND partner_users.user_id = ")
        .bind(user(actor))
        .push(" AND FIND_IN_SET(")
        .bind(Value::Text(field.name().to_owned()))
        .push(", deal_shares.fields) > 0)");
    Sql::all(vec![is_shared, condition])
}

/// Refuses a partner what is never shared: filters and orders by it would tell of it.
///
/// # Errors
/// FORBIDDEN.
pub(crate) fn not_for_partners(call: &Call, what: &str) -> ApiResult<()> {
    if is_partner(&call.actor) {
        return Err(ApiError::new(Code::Forbidden, format!("{what} is not shared with partners.")));
    }
    Ok(())
}

/// Lets partners see a field of those deals of which it is shared with them, and everybody else all.
pub(crate) fn shared(field: SharedField) -> Guard<DealRecord> {
    guard(field, None)
}

/// The same; who is no partner needs the permission.
pub(crate) fn shared_or(field: SharedField, permission: &'static Permission) -> Guard<DealRecord> {
    guard(field, Some(permission))
}

fn guard(field: SharedField, permission: Option<&'static Permission>) -> Guard<DealRecord> {
    Box::new(move |ctx, deals| {
        Box::pin(async move {
            let call = ctx.call()?;
            if !is_partner(&call.actor) {
                return permission.map_or(Ok(()), |permission| call.require(permission)).map(|()| None);
            }
            let ids: Vec<DealId> = deals.iter().map(|deal| deal.deal_id()).collect();
            let found = ctx.load_many::<SharedFieldsByDealId>(ids.iter().copied()).await?;
            let sees = |deal: &DealId| found.get(deal).is_some_and(|fields| fields.contains(&field));
            Ok(Some(ids.iter().map(sees).collect()))
        })
    })
}
