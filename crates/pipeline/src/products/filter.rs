//! How products can be filtered and ordered.

use rapport_contacts::kept;
use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    Filter, FilterFields, Filtering, OrderBy, OrderField, OrderRoot,
    async_graphql::InputObject,
    filter::{DateTimeFilter, IdFilter, StringFilter},
    list::Served,
    money::MoneyFilter,
};
use rapport_kernel::ApiResult;

use super::{Billing, ProductKind, repo};

/// The module's own keys of `ProductFilter`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ProductFilterFields {
    /// The product itself.
    id: Option<IdFilter>,
    /// The key in another system.
    external_id: Option<StringFilter>,
    /// The code by which it is ordered.
    code: Option<StringFilter>,
    /// The name.
    name: Option<StringFilter>,
    /// The series.
    series: Option<StringFilter>,
    /// One of these.
    billing: Option<Vec<Billing>>,
    /// What one of it costs where no price book says otherwise.
    list_price: Option<MoneyFilter>,
    /// When the product was first recorded.
    created_at: Option<DateTimeFilter>,
    /// When the product was last changed.
    updated_at: Option<DateTimeFilter>,
    /// True for deleted products instead of living ones.
    deleted: Option<bool>,
}

/// Which products to list.
pub type ProductFilter = Filter<ProductFilterFields>;

impl FilterFields for ProductFilterFields {
    const NAME: &'static str = "ProductFilter";

    fn conditions(&self, _: &Filtering<'_>) -> ApiResult<Vec<Sql>> {
        let mut all = Vec::new();
        all.extend(self.id.as_ref().map(|filter| filter.on::<ProductKind>("products.id")).transpose()?);
        all.extend(self.external_id.as_ref().map(|filter| filter.on("products.external_id")).transpose()?);
        all.extend(self.code.as_ref().map(|filter| filter.on("products.code")).transpose()?);
        all.extend(self.name.as_ref().map(|filter| filter.on("products.name")).transpose()?);
        all.extend(self.series.as_ref().map(|filter| filter.on("products.series")).transpose()?);
        if let Some(billings) = &self.billing {
            // Four are all there are, however often each is named.
            let all_there_are = [Billing::OneOff, Billing::Monthly, Billing::Quarterly, Billing::Yearly].into_iter();
            let named = all_there_are.filter(|billing| billings.contains(billing)).map(kept::name);
            all.push(Sql::is_in("products.billing", named.map(|name| Value::Text(name.to_owned())).collect()));
        }
        let price = self.list_price.as_ref().map(|filter| filter.on("products.price", "products.price_currency"));
        all.extend(price.transpose()?);
        all.extend(self.created_at.as_ref().map(|filter| filter.on("products.created_at")));
        all.extend(self.updated_at.as_ref().map(|filter| filter.on("products.updated_at")));
        if let Some(deleted) = self.deleted {
            all.push(if deleted { repo::deleted() } else { repo::living() });
        }
        Ok(all)
    }
}

impl ProductFilterFields {
    /// Whether the filter asks for deleted products.
    pub(crate) fn asks_for_deleted(&self) -> bool {
        self.deleted == Some(true)
    }
}

/// How products can be ordered.
#[derive(Debug)]
pub struct ProductOrders;

/// One term of an order of products.
pub type ProductOrder = OrderBy<ProductOrders>;

impl OrderRoot for ProductOrders {
    const NAME: &'static str = "ProductOrder";
    const ID: &'static str = "products.id";
    const SCOPED: bool = false;
    const SERVED: &'static [Served] = &[
        Served::whole(&[], "products_by_id"),
        Served::whole(&["NAME"], "products_by_name"),
        Served::whole(&["CODE"], "products_by_code"),
        Served::whole(&["SERIES"], "products_by_series"),
        Served::whole(&["CREATED_AT"], "products_by_created_at"),
        Served::whole(&["UPDATED_AT"], "products_by_updated_at"),
        Served::one("name", &[], "products_by_name"),
        Served::one("code", &[], "products_by_code"),
        Served::one("series", &[], "products_by_series"),
    ];
    const FIELDS: &'static [OrderField] = &[
        OrderField {
            name: "ID",
            description: "The id, which grows in the order in which records were made.",
            expression: "products.id",
            nullable: false,
        },
        OrderField { name: "NAME", description: "The name.", expression: "products.name", nullable: false },
        OrderField { name: "CODE", description: "The code.", expression: "products.code", nullable: true },
        OrderField { name: "SERIES", description: "The series.", expression: "products.series", nullable: true },
        OrderField {
            name: "CREATED_AT",
            description: "When the product was first recorded.",
            expression: "products.created_at",
            nullable: false,
        },
        OrderField {
            name: "UPDATED_AT",
            description: "When the product was last changed.",
            expression: "products.updated_at",
            nullable: false,
        },
    ];
}
