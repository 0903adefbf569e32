//! Asking for profiles, and for whom to turn to.

use rapport_contacts::companies::Company;
use rapport_db::page::{Nulls, SortKey};
use rapport_graphql::{
    Connection, ContextExt, Open, PageArgs,
    async_graphql::{Context, ID, Object, SimpleObject},
    input,
    list::{Listing, Source},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{
    IdealCustomerProfile, IdealCustomerProfileById, IdealCustomerProfileRecord, ProfileId,
    prospects::prospects,
    row::{COLUMNS, ProfileRow, Types},
    types::Fit,
};
use crate::permissions;

/// A company that has not bought, and how well it fits.
#[derive(SimpleObject)]
pub(crate) struct Prospect {
    /// The company.
    company: Company,
    /// How well it fits, and why.
    fit: Fit,
}

/// The root fields that ask for profiles.
#[derive(Default)]
pub(crate) struct FitQueries;

/// Asking for profiles of ideal customers.
#[Object]
impl FitQueries {
    /// A profile of ideal customers by the global id; null when there is none.
    async fn ideal_customer_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id.")] id: ID,
    ) -> ApiResult<Option<IdealCustomerProfile>> {
        ctx.call()?.require(&permissions::READ)?;
        let id: ProfileId = input::id(&id, path!["id"])?;
        Ok(ctx.load::<IdealCustomerProfileById>(id).await?.map(|row| Open(row.into())))
    }

    /// The profiles of ideal customers, by name.
    async fn ideal_customer_profiles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which to go on.")] before: Option<String>,
    ) -> ApiResult<Option<Connection<IdealCustomerProfileRecord>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, last, before)?;
        let by_name = SortKey {
            expression: "ideal_customer_profiles.name",
            nullable: false,
            descending: false,
            nulls: Nulls::First,
        };
        let listing = Listing::fixed("idealCustomerProfiles", vec![by_name], "ideal_customer_profiles.id", page)
            .by("ideal_customer_profiles_by_name");
        let source = Source { from: "ideal_customer_profiles", columns: COLUMNS };
        listing
            .load::<IdealCustomerProfileRecord, ProfileRow, Types>(ctx, source, IdealCustomerProfileRecord::from)
            .await
            .map(Some)
    }

    /// The companies that fit best to a profile among those with which no deal was won: whom to turn to. Null when there is no such
    /// profile.
    async fn prospects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The profile.")] profile_id: ID,
        #[graphql(desc = "How many, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "True to leave out companies with an open deal too.")] without_open_deals: Option<bool>,
    ) -> ApiResult<Option<Vec<Prospect>>> {
        let call = ctx.call()?.clone();
        call.require(&permissions::READ)?;
        let id: ProfileId = input::id(&profile_id, path!["profileId"])?;
        let most = first.unwrap_or(20);
        if !(1..=100).contains(&most) {
            return Err(ApiError::bad_input(path!["first"], "From 1 to 100 are told at once."));
        }
        let Some(profile) = ctx.load::<IdealCustomerProfileById>(id).await? else { return Ok(None) };
        let asked = profile.clone();
        let read =
            ctx.db()?.read(move |conn| prospects(conn, &call, &asked, most.into(), without_open_deals == Some(true)));
        let parts = profile.parts();
        let found = read.await?.into_iter().map(|company| {
            let met: Vec<_> = parts.iter().filter(|part| part.is_of(&company)).collect();
            Prospect { fit: Fit::new(&profile, &met), company: Open(company.into()) }
        });
        Ok(Some(found.collect()))
    }
}
