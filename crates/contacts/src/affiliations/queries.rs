//! Asking for affiliations: by the person or the company, or as a node. There is no list of all of them.

use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    PageArgs,
    list::{Listing, Source},
};
use rapport_kernel::{ApiResult, Call};

use super::row::COLUMNS;
use crate::{companies::CompanyId, people, permissions};

/// Nobody sees an affiliation without seeing its person.
const WITH_PEOPLE: &str = "affiliations FORCE INDEX (affiliations_company) STRAIGHT_JOIN contacts \
     ON contacts.id = affiliations.contact_id";

/// Where affiliations come from.
pub(crate) const SOURCE: Source = Source { from: WITH_PEOPLE, columns: COLUMNS };

/// The affiliations with a company, of people whom the actor sees.
pub(crate) fn of_company(call: &Call, company: CompanyId, page: PageArgs) -> ApiResult<Listing> {
    call.require(&permissions::READ)?;
    let with_company = Sql::text("affiliations.company_id = ").bind(Value::Bytes(company.as_bytes().to_vec()));
    Ok(Listing::fixed("Company.affiliations", Vec::new(), "affiliations.id", page)
        .and(with_company)
        .and(people::scope::living())
        .and(people::scope::visible(&call.actor)))
}
