//! Changing companies.

use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, InputObject, Object, SimpleObject},
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    Company,
    inputs::{CreateCompaniesInput, CreateCompanyInput, UpdateCompanyInput},
    service,
};

/// Which company, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CompanyIdInput {
    /// The company.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// The company after the change.
#[derive(SimpleObject)]
pub(crate) struct CompanyPayload {
    /// The company.
    company: Company,
}

/// The companies after the change.
#[derive(SimpleObject)]
pub(crate) struct CompaniesPayload {
    /// The companies, in the order of the input.
    companies: Vec<Company>,
}

/// What was removed.
#[derive(SimpleObject)]
pub(crate) struct PurgeCompanyPayload {
    /// The global id that the company had.
    id: ID,
}

/// The root fields that change companies.
#[derive(Default)]
pub(crate) struct CompanyMutations;

/// Changing companies.
#[Object]
impl CompanyMutations {
    /// Records a company. A CONFLICT names the one that has the domain already.
    async fn create_company(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The company.")] input: CreateCompanyInput,
    ) -> ApiResult<Option<CompanyPayload>> {
        let row = service::company_create(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(CompanyPayload { company: Open(row.into()) }))
    }

    /// Records up to 500 companies in one transaction: all of them, or none.
    async fn create_companies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The companies.")] input: CreateCompaniesInput,
    ) -> ApiResult<Option<CompaniesPayload>> {
        let rows = service::companies_create(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(CompaniesPayload { companies: rows.into_iter().map(|row| Open(row.into())).collect() }))
    }

    /// Changes a company. Whoever sees only some people changes only companies that they, their team or nobody looks
    /// after.
    async fn update_company(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateCompanyInput,
    ) -> ApiResult<Option<CompanyPayload>> {
        let row = service::company_update(ctx.call()?, ctx.db()?, input).await?;
        Ok(Some(CompanyPayload { company: Open(row.into()) }))
    }

    /// Deletes a company, which can be restored. Its domain is free for others from then on.
    async fn delete_company(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The company.")] input: CompanyIdInput,
    ) -> ApiResult<Option<CompanyPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let row = service::company_delete(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(CompanyPayload { company: Open(row.into()) }))
    }

    /// Restores a deleted company. A CONFLICT names the one that has its domain by now.
    async fn restore_company(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The company.")] input: CompanyIdInput,
    ) -> ApiResult<Option<CompanyPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let row = service::company_restore(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(CompanyPayload { company: Open(row.into()) }))
    }

    /// Removes a company for good, with the roles that people had there. The people stay.
    async fn purge_company(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The company.")] input: CompanyIdInput,
    ) -> ApiResult<Option<PurgeCompanyPayload>> {
        let id = input::id(&input.id, path!["input", "id"])?;
        let id = service::company_purge(ctx.call()?, ctx.db()?, id, input.expected_version).await?;
        Ok(Some(PurgeCompanyPayload { id: ID(id.to_global()) }))
    }
}
