//! What newness adds to people and companies.

use rapport_contacts::{
    companies::{CompanyId, CompanyRecord},
    people::{ContactId, ContactRecord},
};
use rapport_graphql::{
    ContextExt, Open,
    async_graphql::{Context, ID, Object},
    input,
    open::object::Extension,
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{
    CustomerNewness,
    loaders::{NewnessByCompany, NewnessByContact},
};
use crate::{permissions, products::ProductId};

/// After how many days without a purchase a customer has left, when nothing is said.
const LAPSE_DAYS: i32 = 365;
/// The longest lapse: ten years.
const LONGEST_LAPSE: i32 = 3_650;

/// What newness needs of a person.
pub(crate) struct ContactNewness(ContactId);

impl Extension for ContactNewness {
    type Parent = ContactRecord;

    fn of(parent: &ContactRecord) -> Self {
        Self(parent.contact_id())
    }
}

/// What newness adds to a person.
#[Object]
impl ContactNewness {
    /// How new the person is to the business and to a product by now, with the order that shows it, as far as you may see the
    /// orders.
    async fn newness(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product.")] product: ID,
        #[graphql(
            desc = "After how many days without a purchase who bought has left, 1 to 3650; 365 when nothing is said."
        )]
        lapse_days: Option<i32>,
    ) -> ApiResult<Option<CustomerNewness>> {
        let (product, lapse) = asked(ctx, &product, lapse_days)?;
        Ok(ctx.load::<NewnessByContact>((self.0, product, lapse)).await?.map(Open))
    }
}

/// What newness needs of a company.
pub(crate) struct CompanyNewness(CompanyId);

impl Extension for CompanyNewness {
    type Parent = CompanyRecord;

    fn of(parent: &CompanyRecord) -> Self {
        Self(parent.company_id())
    }
}

/// What newness adds to a company.
#[Object]
impl CompanyNewness {
    /// How new the company is to the business and to a product by now, with the order that shows it, as far as you may see the
    /// orders.
    async fn newness(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product.")] product: ID,
        #[graphql(
            desc = "After how many days without a purchase who bought has left, 1 to 3650; 365 when nothing is said."
        )]
        lapse_days: Option<i32>,
    ) -> ApiResult<Option<CustomerNewness>> {
        let (product, lapse) = asked(ctx, &product, lapse_days)?;
        Ok(ctx.load::<NewnessByCompany>((self.0, product, lapse)).await?.map(Open))
    }
}

fn asked(ctx: &Context<'_>, product: &ID, lapse_days: Option<i32>) -> ApiResult<(ProductId, i32)> {
    ctx.call()?.require(&permissions::READ_ORDERS)?;
    let product = input::id(product, path!["product"])?;
    let lapse = lapse_days.unwrap_or(LAPSE_DAYS);
    if !(1..=LONGEST_LAPSE).contains(&lapse) {
        return Err(ApiError::bad_input(path!["lapseDays"], format!("This is 1 to {LONGEST_LAPSE}.")));
    }
    Ok((product, lapse))
}
