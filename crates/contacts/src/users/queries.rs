//! Asking for users and teams.

use rapport_db::page::{Nulls, SortKey};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiResult, Id};

use super::{TeamRecord, TeamRow, User, UserById, UserKind, UserRecord, UserRow, row, teams};
use crate::permissions;

/// The root fields that ask for users and teams.
#[derive(Default)]
pub(crate) struct UserQueries;

/// Asking for users and teams.
#[Object]
impl UserQueries {
    /// The user behind the token; null when it names nobody who is known here.
    async fn me(&self, ctx: &Context<'_>) -> ApiResult<Option<User>> {
        let id: Id<UserKind> = Id::from_uuid(ctx.call()?.actor.user);
        Ok(ctx.load::<UserById>(id).await?.map(|row| Open(row.into())))
    }

    /// A user by the global id; null when there is none.
    async fn user(&self, ctx: &Context<'_>, #[graphql(desc = "The global id.")] id: ID) -> ApiResult<Option<User>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: Id<UserKind> = input::id(&id, path!["id"])?;
        Ok(ctx.load::<UserById>(id).await?.map(|row| Open(row.into())))
    }

    /// All users by name, page by page.
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<UserRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let listing = Listing::fixed("users", vec![by_name("users.name")], "users.id", page);
        let source = Source { from: "users", columns: row::COLUMNS };
        listing.load::<UserRecord, UserRow, row::Types>(ctx, source, UserRecord::from).await.map(Some)
    }

    /// All teams by name, page by page.
    async fn teams(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<TeamRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let listing = Listing::fixed("teams", vec![by_name("teams.name")], "teams.id", page);
        let source = Source { from: "teams", columns: teams::row::COLUMNS };
        listing.load::<TeamRecord, TeamRow, teams::row::Types>(ctx, source, TeamRecord::from).await.map(Some)
    }
}

const fn by_name(expression: &'static str) -> SortKey {
    SortKey { expression, nullable: false, descending: false, nulls: Nulls::First }
}
