//! Changing users and teams.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, Object, SimpleObject},
};
use rapport_kernel::ApiResult;

use super::{
    Team, User,
    inputs::{CreateTeamInput, CreateUserInput, UpdateTeamInput, UpdateUserInput},
    service,
};

/// The user after the change.
#[derive(SimpleObject)]
pub(crate) struct UserPayload {
    /// The user.
    user: User,
}

/// The team after the change.
#[derive(SimpleObject)]
pub(crate) struct TeamPayload {
    /// The team.
    team: Team,
}

/// The root fields that change users and teams.
#[derive(Default)]
pub(crate) struct UserMutations;

/// Changing users and teams.
#[Object]
impl UserMutations {
    /// Records a user. A CONFLICT names whoever has the e-mail address.
    async fn create_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user.")] input: CreateUserInput,
    ) -> ApiResult<Option<UserPayload>> {
        let row = service::user_create(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(UserPayload { user: Open(row.into()) }))
    }

    /// Changes a user. A CONFLICT names whoever has the e-mail address.
    async fn update_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateUserInput,
    ) -> ApiResult<Option<UserPayload>> {
        let row = service::user_update(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(UserPayload { user: Open(row.into()) }))
    }

    /// Records a team. A CONFLICT names the team that has the name.
    async fn create_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team.")] input: CreateTeamInput,
    ) -> ApiResult<Option<TeamPayload>> {
        let row = service::team_create(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(TeamPayload { team: Open(row.into()) }))
    }

    /// Changes a team. A CONFLICT names the team that has the name.
    async fn update_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateTeamInput,
    ) -> ApiResult<Option<TeamPayload>> {
        let row = service::team_update(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(TeamPayload { team: Open(row.into()) }))
    }
}
