//! Asking for affiliations: by the person or the company, or as a node. There is no list of all of them.

use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    Connection, ContextExt, PageArgs,
    async_graphql::Context,
    list::{Listing, Source},
};
use rapport_kernel::ApiResult;

use super::{
    AffiliationRecord, AffiliationRow,
    row::{COLUMNS, Types},
};
use crate::{companies::CompanyId, people, permissions};

/// Nobody sees an affiliation without seeing its person.
const WITH_PEOPLE: &str = "affiliations FORCE INDEX (affiliations_company) STRAIGHT_JOIN contacts \
     ON contacts.id = affiliations.contact_id";

/// The affiliations with a company, of people whom the actor sees.
pub(crate) async fn of_company(
    ctx: &Context<'_>,
    company: CompanyId,
    page: PageArgs,
) -> ApiResult<Connection<AffiliationRecord>> {
    let call = ctx.call()?;
    call.require(&permissions::READ)?;
    let with_company = Sql::text("affiliations.company_id = ").bind(Value::Bytes(company.as_bytes().to_vec()));
    let listing = Listing::fixed("Company.affiliations", Vec::new(), "affiliations.id", page)
        .and(with_company)
        .and(people::scope::living())
        .and(people::scope::visible(&call.actor));
    let source = Source { from: WITH_PEOPLE, columns: COLUMNS };
    listing.load::<AffiliationRecord, AffiliationRow, Types>(ctx, source, AffiliationRecord::from).await
}
