//! What orders add to people, companies and deals.

use std::sync::LazyLock;

use rapport_contacts::{companies::CompanyRecord, people::ContactRecord};
use rapport_db::{
    Sql,
    page::{Nulls, SortKey},
    sql::Value,
};
use rapport_graphql::{
    PageArgs,
    list::{Listing, Source},
    module::Relating,
    open::relation::{Relation, list, page},
};
use rapport_kernel::{ApiResult, Call};

use super::{
    OrderRecord, OrderRow,
    purchases::{
        PurchasesRecord,
        loaders::{PurchasesByCompanyId, PurchasesByContactId},
    },
    row, scope,
};
use crate::{by_id, deals::DealRecord, permissions};

const SOURCE: Source = Source { from: "orders", columns: row::COLUMNS };

const PURCHASES: &str = "What was ordered, paid and paid back, and when first and last, in each currency, as far as you may \
                         see the orders.";

/// What orders add to a person.
pub(crate) struct ContactOrdersPlaced;

impl Relating for ContactOrdersPlaced {
    type Parent = ContactRecord;

    fn relations() -> &'static [Relation<ContactRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<ContactRecord>>> = LazyLock::new(|| {
            vec![
                page::<ContactRecord, OrderRecord, OrderRow, row::Types>(
                    "orders",
                    "The orders of the person, as far as you may see them, the latest first.",
                    SOURCE,
                    |call, contact, page| {
                        let contact = by_id::value(contact.contact_id());
                        of(call, "Contact.orders", "orders.contact_id", contact, page)
                            .map(|listing| listing.by("orders_by_contact_and_placed_at"))
                    },
                )
                .needs(permissions::READ_ORDERS),
                list::<ContactRecord, PurchasesByContactId, PurchasesRecord>(
                    "purchases",
                    PURCHASES,
                    ContactRecord::contact_id,
                )
                .needs(permissions::READ_ORDERS),
            ]
        });
        &RELATIONS
    }
}

/// What orders add to a company.
pub(crate) struct CompanyOrdersPlaced;

impl Relating for CompanyOrdersPlaced {
    type Parent = CompanyRecord;

    fn relations() -> &'static [Relation<CompanyRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<CompanyRecord>>> = LazyLock::new(|| {
            vec![
                page::<CompanyRecord, OrderRecord, OrderRow, row::Types>(
                    "orders",
                    "The orders of the company, as far as you may see them, the latest first.",
                    SOURCE,
                    |call, company, page| {
                        let company = by_id::value(company.company_id());
                        of(call, "Company.orders", "orders.company_id", company, page)
                            .map(|listing| listing.by("orders_by_company_and_placed_at"))
                    },
                )
                .needs(permissions::READ_ORDERS),
                list::<CompanyRecord, PurchasesByCompanyId, PurchasesRecord>(
                    "purchases",
                    PURCHASES,
                    CompanyRecord::company_id,
                )
                .needs(permissions::READ_ORDERS),
            ]
        });
        &RELATIONS
    }
}

/// What orders add to a deal.
pub(crate) struct DealOrdersPlaced;

impl Relating for DealOrdersPlaced {
    type Parent = DealRecord;

    fn relations() -> &'static [Relation<DealRecord>] {
        static RELATIONS: LazyLock<Vec<Relation<DealRecord>>> = LazyLock::new(|| {
            vec![
                page::<DealRecord, OrderRecord, OrderRow, row::Types>(
                    "orders",
                    "The orders that came from the deal, as far as you may see them, in the order in which they were recorded.",
                    SOURCE,
                    |call, deal, page| {
                        call.require(&permissions::READ_ORDERS)?;
                        let listing = Listing::fixed("Deal.orders", vec![], "orders.id", page).by("orders_by_deal");
                        Ok(seen(call, listing, "orders.deal_id", by_id::value(deal.deal_id())))
                    },
                )
                .needs(permissions::READ_ORDERS),
            ]
        });
        &RELATIONS
    }
}

/// The orders of a customer, the latest first.
fn of(call: &Call, name: &'static str, column: &'static str, customer: Value, page: PageArgs) -> ApiResult<Listing> {
    call.require(&permissions::READ_ORDERS)?;
    let placed = SortKey { expression: "orders.placed_at", nullable: false, descending: true, nulls: Nulls::First };
    Ok(seen(call, Listing::fixed(name, vec![placed], "orders.id", page), column, customer))
}

fn seen(call: &Call, listing: Listing, column: &'static str, value: Value) -> Listing {
    listing.and(Sql::text(column).push(" = ").bind(value)).and(scope::living()).and(scope::visible(&call.actor))
}
