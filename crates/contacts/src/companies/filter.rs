//! How companies can be filtered and ordered.

use rapport_db::Sql;
use rapport_graphql::{
    Filter, FilterFields, Filtering, OrderBy, OrderField, OrderRoot,
    async_graphql::InputObject,
    filter::{DateTimeFilter, IdFilter, IntFilter, StringFilter},
    list::Served,
    money::MoneyFilter,
};
use rapport_kernel::ApiResult;

use super::{CompanyKind, domains, scope};
use crate::{
    people::{self, ContactFilter},
    users::UserKind,
};

/// The module's own keys of `CompanyFilter`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CompanyFilterFields {
    /// The name.
    name: Option<StringFilter>,
    /// A domain.
    domain: Option<StringFilter>,
    /// The industry.
    industry: Option<StringFilter>,
    /// The country, as a two-letter code.
    country: Option<StringFilter>,
    /// How many people work there.
    size: Option<IntFilter>,
    /// What the company turns over in a year.
    revenue: Option<MoneyFilter>,
    /// The key in another system.
    external_id: Option<StringFilter>,
    /// The company that it belongs to.
    parent: Option<IdFilter>,
    /// The owner.
    owner: Option<IdFilter>,
    /// The people who have or had a role there, as long as they are not deleted.
    contacts: Option<ContactsFilter>,
    /// When the company was first recorded.
    created_at: Option<DateTimeFilter>,
    /// True for deleted companies instead of living ones.
    deleted: Option<bool>,
}

/// Conditions on the people of a company, as far as you may see them.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct ContactsFilter {
    /// At least one is like this.
    some: Option<Box<ContactFilter>>,
    /// Not one is like this.
    none: Option<Box<ContactFilter>>,
}

/// Which companies to list.
pub type CompanyFilter = Filter<CompanyFilterFields>;

impl FilterFields for CompanyFilterFields {
    const NAME: &'static str = "CompanyFilter";

    fn conditions(&self, filtering: &Filtering<'_>) -> ApiResult<Vec<Sql>> {
        let mut all = Vec::new();
        let texts = [
            (&self.name, "companies.name"),
            (&self.industry, "companies.industry"),
            (&self.country, "companies.country"),
        ];
        for (filter, column) in texts {
            all.extend(filter.as_ref().map(|filter| filter.on(column)).transpose()?);
        }
        let domain = self.domain.as_ref().map(|filter| filter.among("company_domains.domain", domains::some));
        all.extend(domain.transpose()?);
        all.extend(self.external_id.as_ref().map(|filter| filter.on("companies.external_id")).transpose()?);
        all.extend(self.size.as_ref().map(|filter| filter.on("companies.size")).transpose()?);
        let revenue =
            self.revenue.as_ref().map(|filter| filter.on("companies.revenue_amount", "companies.revenue_currency"));
        all.extend(revenue.transpose()?);
        all.extend(self.parent.as_ref().map(|filter| filter.on::<CompanyKind>("companies.parent_id")).transpose()?);
        all.extend(self.owner.as_ref().map(|filter| filter.on::<UserKind>("companies.owner_id")).transpose()?);
        if let Some(ContactsFilter { some, none }) = &self.contacts {
            let people =
                |filter| filtering.related("contacts", filter).map(|condition| with_people(condition, filtering));
            all.extend(some.as_deref().map(people).transpose()?);
            all.extend(none.as_deref().map(people).transpose()?.map(Sql::complement));
        }
        all.extend(self.created_at.as_ref().map(|filter| filter.on("companies.created_at")));
        if let Some(deleted) = self.deleted {
            all.push(if deleted { scope::deleted() } else { scope::living() });
        }
        Ok(all)
    }
}

impl CompanyFilterFields {
    /// Whether the filter asks for deleted companies.
    pub(crate) fn asks_for_deleted(&self) -> bool {
        self.deleted == Some(true)
    }
}

/// A condition on `companies` for those with a living person whom the caller sees and who meets the condition.
fn with_people(condition: Sql, filtering: &Filtering<'_>) -> Sql {
    Sql::text(
        "EXISTS (SELECT 1 FROM affiliations JOIN contacts ON contacts.id = affiliations.contact_id \
         WHERE affiliations.company_id = companies.id AND ",
    )
    .then(Sql::all(vec![people::scope::living(), people::scope::visible(&filtering.call.actor), condition]))
    .push(")")
}

/// How companies can be ordered.
#[derive(Debug)]
pub struct CompanyOrders;

/// One term of an order of companies.
pub type CompanyOrder = OrderBy<CompanyOrders>;

impl OrderRoot for CompanyOrders {
    const NAME: &'static str = "CompanyOrder";
    const ID: &'static str = "companies.id";
    const SERVED: &'static [Served] = &[
        Served::whole(&[], "companies_by_id"),
        Served::whole(&["NAME"], "companies_by_name"),
        Served::whole(&["INDUSTRY"], "companies_by_industry"),
        Served::whole(&["SIZE"], "companies_by_size"),
        Served::whole(&["COUNTRY"], "companies_by_country"),
        Served::whole(&["CREATED_AT"], "companies_by_created_at"),
        Served::one("name", &[], "companies_by_name"),
        Served::one("industry", &[], "companies_by_industry"),
        Served::one("size", &[], "companies_by_size"),
        Served::one("country", &[], "companies_by_country"),
        Served::one("owner", &[], "companies_by_owner"),
        Served::one("parent", &[], "companies_by_parent"),
    ];
    const FIELDS: &'static [OrderField] = &[
        OrderField {
            name: "ID",
            description: "The id, which grows in the order in which records were made.",
            expression: "companies.id",
            nullable: false,
        },
        OrderField { name: "NAME", description: "The name.", expression: "companies.name", nullable: false },
        OrderField { name: "INDUSTRY", description: "The industry.", expression: "companies.industry", nullable: true },
        OrderField {
            name: "SIZE",
            description: "How many people work there.",
            expression: "companies.size",
            nullable: true,
        },
        OrderField {
            name: "COUNTRY",
            description: "The country's code.",
            expression: "companies.country",
            nullable: true,
        },
        OrderField {
            name: "CREATED_AT",
            description: "When the company was first recorded.",
            expression: "companies.created_at",
            nullable: false,
        },
    ];
}
