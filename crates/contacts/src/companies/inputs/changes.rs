//! What is to change about a company, checked.

use rapport_kernel::Money;

use crate::{
    companies::{CompanyId, CompanyRow},
    fields::Change,
    users::UserId,
};

/// Changes to a company, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug, Default)]
pub(crate) struct CompanyChanges {
    pub(crate) external_id: Change<String>,
    pub(crate) name: Option<String>,
    /// The whole list, when it is said.
    pub(crate) domains: Option<Vec<String>>,
    pub(crate) industry: Change<String>,
    pub(crate) size: Change<u32>,
    pub(crate) revenue: Change<Money>,
    pub(crate) country: Change<String>,
    pub(crate) parent: Change<CompanyId>,
    pub(crate) present_supplier: Change<String>,
    pub(crate) owner: Change<UserId>,
}

impl CompanyChanges {
    /// The row with the changes made.
    pub(crate) fn apply(&self, row: &mut CompanyRow) {
        if let Some(name) = &self.name {
            row.name = name.as_str().into();
        }
        let texts = [
            (&self.external_id, &mut row.external_id),
            (&self.industry, &mut row.industry),
            (&self.country, &mut row.country),
            (&self.present_supplier, &mut row.present_supplier),
        ];
        for (change, field) in texts {
            if let Some(value) = change {
                *field = value.as_deref().map(Into::into);
            }
        }
        if let Some(revenue) = self.revenue {
            row.revenue_amount = revenue.map(|money| money.amount);
            row.revenue_currency = revenue.map(|money| money.currency.code().into());
        }
        row.size = self.size.unwrap_or(row.size);
        row.parent_id = self.parent.unwrap_or(row.parent_id);
        row.owner_id = self.owner.unwrap_or(row.owner_id);
    }
}
