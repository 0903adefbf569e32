//! How orders can be filtered and ordered.

use rapport_contacts::{companies::CompanyKind, kept, people::ContactKind, users::UserKind};
use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    Filter, FilterFields, Filtering, OrderBy, OrderField, OrderRoot,
    async_graphql::InputObject,
    filter::{DateTimeFilter, IdFilter, StringFilter},
    list::Served,
    money::MoneyFilter,
};
use rapport_kernel::ApiResult;

use super::{OrderKind, OrderStatus, scope};
use crate::deals::DealKind;

/// The module's own keys of `OrderFilter`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct OrderFilterFields {
    /// The order itself.
    id: Option<IdFilter>,
    /// The key in another system.
    external_id: Option<StringFilter>,
    /// The person who bought.
    contact: Option<IdFilter>,
    /// The company that bought.
    company: Option<IdFilter>,
    /// The deal that it came from.
    deal: Option<IdFilter>,
    /// The owner.
    owner: Option<IdFilter>,
    /// One of these.
    status: Option<Vec<OrderStatus>>,
    /// Whether what is not paid yet was due before now.
    overdue: Option<bool>,
    /// Whether all of it is free samples.
    is_free_sample: Option<bool>,
    /// What it costs with taxes.
    total: Option<MoneyFilter>,
    /// When it was placed.
    placed_at: Option<DateTimeFilter>,
    /// When it is due.
    due_at: Option<DateTimeFilter>,
    /// When the order was first recorded.
    created_at: Option<DateTimeFilter>,
    /// True for deleted orders instead of living ones.
    deleted: Option<bool>,
}

/// Which orders to list.
pub type OrderFilter = Filter<OrderFilterFields>;

impl FilterFields for OrderFilterFields {
    const NAME: &'static str = "OrderFilter";

    fn conditions(&self, filtering: &Filtering<'_>) -> ApiResult<Vec<Sql>> {
        let mut all = Vec::new();
        all.extend(self.id.as_ref().map(|filter| filter.on::<OrderKind>("orders.id")).transpose()?);
        all.extend(self.external_id.as_ref().map(|filter| filter.on("orders.external_id")).transpose()?);
        all.extend(self.contact.as_ref().map(|filter| filter.on::<ContactKind>("orders.contact_id")).transpose()?);
        all.extend(self.company.as_ref().map(|filter| filter.on::<CompanyKind>("orders.company_id")).transpose()?);
        all.extend(self.deal.as_ref().map(|filter| filter.on::<DealKind>("orders.deal_id")).transpose()?);
        all.extend(self.owner.as_ref().map(|filter| filter.on::<UserKind>("orders.owner_id")).transpose()?);
        if let Some(statuses) = &self.status {
            let all_there_are = [OrderStatus::Placed, OrderStatus::Cancelled].into_iter();
            let named = all_there_are.filter(|status| statuses.contains(status)).map(kept::name);
            all.push(Sql::is_in("orders.status", named.map(|name| Value::Text(name.to_owned())).collect()));
        }
        if let Some(overdue) = self.overdue {
            let late = Sql::text("orders.unpaid_due_at < ").bind_now(filtering.call.clock.now());
            all.push(if overdue { late } else { late.complement() });
        }
        if let Some(is_free_sample) = self.is_free_sample {
            all.push(Sql::text(if is_free_sample { "orders.is_free_sample = 1" } else { "orders.is_free_sample = 0" }));
        }
        all.extend(self.total.as_ref().map(|filter| filter.on("orders.total", "orders.currency")).transpose()?);
        all.extend(self.placed_at.as_ref().map(|filter| filter.on("orders.placed_at")));
        all.extend(self.due_at.as_ref().map(|filter| filter.on("orders.due_at")));
        all.extend(self.created_at.as_ref().map(|filter| filter.on("orders.created_at")));
        if let Some(deleted) = self.deleted {
            all.push(if deleted { scope::deleted() } else { scope::living() });
        }
        Ok(all)
    }
}

impl OrderFilterFields {
    /// Whether the filter asks for deleted orders.
    pub(crate) fn asks_for_deleted(&self) -> bool {
        self.deleted == Some(true)
    }
}

/// How orders can be ordered.
#[derive(Debug)]
pub struct OrderOrders;

/// One term of an order of orders.
pub type OrderOrder = OrderBy<OrderOrders>;

impl OrderRoot for OrderOrders {
    const NAME: &'static str = "OrderOrder";
    const ID: &'static str = "orders.id";
    const SCOPED: bool = true;

    const SERVED: &'static [Served] = &[
        Served::whole(&[], "orders_by_id"),
        Served::whole(&["PLACED_AT"], "orders_by_placed_at"),
        Served::whole(&["DUE_AT"], "orders_by_due_at"),
        Served::whole(&["UNPAID_DUE_AT"], "orders_by_unpaid_due_at"),
        Served::whole(&["CREATED_AT"], "orders_by_created_at"),
        Served::whole(&["UPDATED_AT"], "orders_by_updated_at"),
        Served::one("overdue", &["UNPAID_DUE_AT"], "orders_by_unpaid_due_at"),
        Served::one("externalId", &[], "orders_by_external_id"),
        Served::one("status", &[], "orders_by_status"),
        Served::one("contact", &[], "orders_by_contact"),
        Served::one("contact", &["PLACED_AT"], "orders_by_contact_and_placed_at"),
        Served::one("company", &[], "orders_by_company"),
        Served::one("company", &["PLACED_AT"], "orders_by_company_and_placed_at"),
        Served::one("deal", &[], "orders_by_deal"),
        Served::one("owner", &[], "orders_by_owner"),
        Served::one("owner", &["PLACED_AT"], "orders_by_owner_and_placed_at"),
        Served::one("owner", &["UNPAID_DUE_AT"], "orders_by_owner_and_unpaid_due_at"),
    ];
    const FIELDS: &'static [OrderField] = &[
        OrderField {
            name: "ID",
            description: "The id, which grows in the order in which records were made.",
            expression: "orders.id",
            nullable: false,
        },
        OrderField {
            name: "PLACED_AT",
            description: "When it was placed.",
            expression: "orders.placed_at",
            nullable: false,
        },
        OrderField { name: "DUE_AT", description: "When it is due.", expression: "orders.due_at", nullable: true },
        OrderField {
            name: "UNPAID_DUE_AT",
            description: "When what is not paid yet is due; null for what is paid, cancelled or due at no time.",
            expression: "orders.unpaid_due_at",
            nullable: true,
        },
        OrderField {
            name: "CREATED_AT",
            description: "When the order was first recorded.",
            expression: "orders.created_at",
            nullable: false,
        },
        OrderField {
            name: "UPDATED_AT",
            description: "When the order was last changed.",
            expression: "orders.updated_at",
            nullable: false,
        },
    ];
}
