//! What deals add to people and companies.

use std::sync::LazyLock;

use rapport_contacts::{companies::CompanyRecord, people::ContactRecord};
use rapport_db::Sql;
use rapport_graphql::{
    PageArgs,
    list::{Listing, Source},
    module::Relating,
    open::relation::{Relation, page},
};
use rapport_kernel::{ApiResult, Call};

use super::{DealRecord, DealRow, row, scope};
use crate::{by_id, permissions};

/// The people of deals with the deals, along the index that holds those of a person in the order of the deals.
const BY_CONTACT: Source = Source {
    from: "deal_contacts FORCE INDEX (deal_contacts_by_contact) STRAIGHT_JOIN deals ON deals.id = deal_contacts.deal_id",
    columns: row::COLUMNS,
};

/// What deals add to a person.
pub(crate) struct ContactDeals;

impl Relating for ContactDeals {
    type Parent = ContactRecord;

    fn relations() -> &'static [Relation<ContactRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<ContactRecord>>> = LazyLock::new(|| {
            vec![page::<ContactRecord, DealRecord, DealRow, row::Types>(
                "deals",
                "The deals that are negotiated with the person, as far as you may see them, in the order in which they \
                 were recorded.",
                BY_CONTACT,
                of_contact,
            )]
        });
        &RELATIONS
    }
}

fn of_contact(call: &Call, contact: &ContactRecord, page: PageArgs) -> ApiResult<Listing> {
    call.require(&permissions::READ)?;
    let contact = by_id::value(contact.contact_id());
    Ok(Listing::fixed("Contact.deals", vec![], "deal_contacts.deal_id", page)
        .and(Sql::text("deal_contacts.contact_id = ").bind(contact))
        .and(scope::living())
        .and(scope::visible(&call.actor)))
}

/// What deals add to a company.
pub(crate) struct CompanyDeals;

impl Relating for CompanyDeals {
    type Parent = CompanyRecord;

    fn relations() -> &'static [Relation<CompanyRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<CompanyRecord>>> = LazyLock::new(|| {
            vec![page::<CompanyRecord, DealRecord, DealRow, row::Types>(
                "deals",
                "The deals with the company, as far as you may see them, in the order in which they were recorded.",
                Source { from: "deals", columns: row::COLUMNS },
                of_company,
            )]
        });
        &RELATIONS
    }
}

fn of_company(call: &Call, company: &CompanyRecord, page: PageArgs) -> ApiResult<Listing> {
    call.require(&permissions::READ)?;
    let company = by_id::value(company.company_id());
    Ok(Listing::fixed("Company.deals", vec![], "deals.id", page)
        .by("deals_by_company")
        .and(Sql::text("deals.company_id = ").bind(company))
        .and(scope::living())
        .and(scope::visible(&call.actor)))
}
