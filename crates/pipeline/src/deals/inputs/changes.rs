//! What is to change about a deal, checked.

use chrono::NaiveDate;
use rapport_contacts::{companies::CompanyId, fields::Change, kept, users::UserId};
use rapport_kernel::Money;

use crate::deals::{DealRow, DealType, contacts::Entry, lines};

/// Changes to a deal, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug, Default)]
pub(crate) struct DealChanges {
    pub(crate) external_id: Change<String>,
    pub(crate) title: Option<String>,
    pub(crate) company: Change<CompanyId>,
    /// The whole list, when it is said.
    pub(crate) contacts: Option<Vec<Entry>>,
    pub(crate) owner: Change<UserId>,
    pub(crate) amount: Change<Money>,
    /// The whole list, when it is said.
    pub(crate) lines: Option<Vec<lines::inputs::Entry>>,
    pub(crate) expected_close_on: Change<NaiveDate>,
    pub(crate) kind: Option<DealType>,
}

impl DealChanges {
    /// Makes the changes to the row, all but what it is worth.
    pub(crate) fn apply(&self, row: &mut DealRow) {
        if let Some(id) = &self.external_id {
            row.external_id = id.as_deref().map(Into::into);
        }
        if let Some(title) = &self.title {
            row.title = title.as_str().into();
        }
        row.company_id = self.company.unwrap_or(row.company_id);
        row.owner_id = self.owner.unwrap_or(row.owner_id);
        row.expected_close_on = self.expected_close_on.unwrap_or(row.expected_close_on);
        if let Some(kind) = self.kind {
            row.kind = kept::name(kind).into();
        }
    }
}
