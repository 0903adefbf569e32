//! Asking for account care.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, Object},
    input, path,
};
use rapport_kernel::{ApiError, ApiResult, Id};

use super::{
    AccountCareRecord, AccountKind,
    position::Position,
    repo::{Asked, accounts},
    types::AccountCarePage,
};
use crate::permissions;

/// How many accounts a page has when nothing is said, and at most.
const USUAL: i32 = 20;
const MOST: i32 = 100;

/// The root field that asks for account care.
#[derive(Default)]
pub(crate) struct CareQueries;

/// Asking for account care.
#[Object]
impl CareQueries {
    /// The living people and companies of an owner, the neglected first: with the last touch, the next step, and what is
    /// overdue. Of owners whose people you do not see there is nothing.
    async fn account_care(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The owner. You, when nothing is said.")] owner_id: Option<ID>,
        #[graphql(desc = "People or companies alone. Both, when nothing is said.")] kind: Option<AccountKind>,
        #[graphql(desc = "How many, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextAfter` of the page before.")] after: Option<String>,
    ) -> ApiResult<Option<AccountCarePage>> {
        let call = ctx.call()?.clone();
        call.require(&permissions::READ)?;
        let owner = match owner_id {
            Some(id) => input::id(&id, path!["ownerId"])?,
            None => Id::from_uuid(call.actor.user),
        };
        let first = first.unwrap_or(USUAL);
        if !(1..=MOST).contains(&first) {
            return Err(ApiError::bad_input(path!["first"], format!("A page has 1 to {MOST} accounts.")));
        }
        let after = after.map(|text| Position::read(&text, path!["after"])).transpose()?;
        // One more tells whether there are others.
        let asked = Asked { owner, kind, after, most: i64::from(first) + 1 };
        let rows = ctx.db()?.read(move |conn| Ok(accounts(conn, &call, &asked)?)).await?;
        let wanted = usize::try_from(first).unwrap_or(usize::MAX);
        let has_more = rows.len() > wanted;
        let nodes: Vec<_> = rows.into_iter().take(wanted).map(AccountCareRecord::of).collect();
        let next_after = nodes.last().filter(|_| has_more).map(|last| last.position().write());
        Ok(Some(AccountCarePage { nodes: nodes.into_iter().map(Open).collect(), next_after }))
    }
}
