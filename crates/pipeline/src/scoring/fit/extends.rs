//! What fit adds to companies and people.

use rapport_contacts::{
    companies::{CompanyById, CompanyId, CompanyRecord, CompanyRow, PrimaryCompanyByContactId},
    people::{ContactId, ContactRecord},
};
use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, ID, Object},
    input,
    open::object::Extension,
    path,
};
use rapport_kernel::ApiResult;

use super::{IdealCustomerProfileById, ProfileId, types::Fit};
use crate::permissions;

/// What fit adds to a company.
pub(crate) struct FittingCompany(CompanyId);

impl Extension for FittingCompany {
    type Parent = CompanyRecord;

    fn of(parent: &CompanyRecord) -> Self {
        Self(parent.company_id())
    }
}

/// What fit adds to a company.
#[Object]
impl FittingCompany {
    /// How well the company fits to a profile of ideal customers, and why; null when there is no such profile.
    async fn fit(&self, ctx: &Context<'_>, #[graphql(desc = "The profile.")] profile_id: ID) -> ApiResult<Option<Fit>> {
        ctx.call()?.require(&permissions::READ)?;
        let company = ctx.load::<CompanyById>(self.0).await?;
        fit(ctx, &profile_id, company).await
    }
}

/// What fit adds to a person.
pub(crate) struct FittingContact(ContactId);

impl Extension for FittingContact {
    type Parent = ContactRecord;

    fn of(parent: &ContactRecord) -> Self {
        Self(parent.contact_id())
    }
}

/// What fit adds to a person.
#[Object]
impl FittingContact {
    /// How well the company of the primary affiliation fits to a profile of ideal customers, and why; null without one, and when
    /// there is no such profile.
    async fn fit(&self, ctx: &Context<'_>, #[graphql(desc = "The profile.")] profile_id: ID) -> ApiResult<Option<Fit>> {
        ctx.call()?.require(&permissions::READ)?;
        let company = ctx.load::<PrimaryCompanyByContactId>(self.0).await?;
        fit(ctx, &profile_id, company).await
    }
}

async fn fit(ctx: &Context<'_>, profile: &ID, company: Option<CompanyRow>) -> ApiResult<Option<Fit>> {
    let id: ProfileId = input::id(profile, path!["profileId"])?;
    let profile = ctx.load::<IdealCustomerProfileById>(id).await?;
    Ok(profile.zip(company).map(|(profile, company)| {
        let parts = profile.parts();
        let met: Vec<_> = parts.iter().filter(|part| part.is_of(&company)).collect();
        Fit::new(&profile, &met)
    }))
}
