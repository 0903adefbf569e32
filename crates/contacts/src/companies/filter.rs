//! How companies can be filtered and ordered.

use rapport_db::Sql;
use rapport_graphql::{
    Filter, FilterFields, OrderBy, OrderField, OrderRoot,
    async_graphql::InputObject,
    filter::{DateTimeFilter, IdFilter, IntFilter, StringFilter},
};
use rapport_kernel::{ApiResult, Call};

use super::scope;
use crate::users::UserKind;

/// The module's own keys of `CompanyFilter`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CompanyFilterFields {
    /// The name.
    name: Option<StringFilter>,
    /// The domain.
    domain: Option<StringFilter>,
    /// The industry.
    industry: Option<StringFilter>,
    /// The country, as a two-letter code.
    country: Option<StringFilter>,
    /// How many people work there.
    employees: Option<IntFilter>,
    /// The owner.
    owner: Option<IdFilter>,
    /// When the company was first recorded.
    created_at: Option<DateTimeFilter>,
    /// True for deleted companies instead of living ones.
    deleted: Option<bool>,
}

/// Which companies to list.
pub type CompanyFilter = Filter<CompanyFilterFields>;

impl FilterFields for CompanyFilterFields {
    const NAME: &'static str = "CompanyFilter";

    fn conditions(&self, _: &Call) -> ApiResult<Vec<Sql>> {
        let mut all = Vec::new();
        let texts = [
            (&self.name, "companies.name"),
            (&self.domain, "companies.domain"),
            (&self.industry, "companies.industry"),
            (&self.country, "companies.country"),
        ];
        for (filter, column) in texts {
            all.extend(filter.as_ref().map(|filter| filter.on(column)).transpose()?);
        }
        all.extend(self.employees.as_ref().map(|filter| filter.on("companies.employees")).transpose()?);
        all.extend(self.owner.as_ref().map(|filter| filter.on::<UserKind>("companies.owner_id")).transpose()?);
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

/// How companies can be ordered.
#[derive(Debug)]
pub struct CompanyOrders;

/// One term of an order of companies.
pub type CompanyOrder = OrderBy<CompanyOrders>;

impl OrderRoot for CompanyOrders {
    const NAME: &'static str = "CompanyOrder";
    const ID: &'static str = "companies.id";
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
            name: "EMPLOYEES",
            description: "How many people work there.",
            expression: "companies.employees",
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
