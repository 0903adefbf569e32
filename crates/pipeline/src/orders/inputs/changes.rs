//! What is to change about an order, checked.

use chrono::NaiveDateTime;
use rapport_contacts::{companies::CompanyId, fields::Change, people::ContactId, users::UserId};
use rapport_kernel::Currency;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    deals::DealId,
    orders::{OrderRow, lines::inputs::Entry},
};

/// Changes to an order, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug, Default)]
pub(crate) struct OrderChanges {
    pub(crate) external_id: Change<String>,
    pub(crate) contact: Change<ContactId>,
    pub(crate) company: Change<CompanyId>,
    pub(crate) deal: Change<DealId>,
    pub(crate) owner: Change<UserId>,
    /// Said for a new order alone.
    pub(crate) currency: Option<Currency>,
    pub(crate) placed_at: Option<NaiveDateTime>,
    pub(crate) due_at: Change<NaiveDateTime>,
    pub(crate) note: Change<String>,
    /// The whole list, when it is said.
    pub(crate) lines: Option<Vec<Entry>>,
}

impl OrderChanges {
    /// Makes the changes to the row, all but what it costs.
    pub(crate) fn apply(&self, row: &mut OrderRow) {
        if let Some(id) = &self.external_id {
            row.external_id.clone_from(id);
        }
        row.contact_id = self.contact.unwrap_or(row.contact_id);
        row.company_id = self.company.unwrap_or(row.company_id);
        row.deal_id = self.deal.unwrap_or(row.deal_id);
        row.owner_id = self.owner.unwrap_or(row.owner_id);
        row.placed_at = self.placed_at.unwrap_or(row.placed_at);
        row.due_at = self.due_at.unwrap_or(row.due_at);
        if let Some(note) = &self.note {
            row.note.clone_from(note);
        }
    }

    /// What was said of an order when it was placed, as a hash: one with the same external id is the same order when this is
    /// the same, whatever became of it since.
    pub(crate) fn hash(&self) -> Vec<u8> {
        let lines: Vec<_> = self.lines.iter().flatten().map(Entry::said).collect();
        let said = json!([
            self.external_id,
            self.contact.flatten().map(|id| id.to_global()),
            self.company.flatten().map(|id| id.to_global()),
            self.deal.flatten().map(|id| id.to_global()),
            self.owner.flatten().map(|id| id.to_global()),
            self.currency.map(Currency::code),
            self.placed_at,
            self.due_at,
            self.note,
            lines
        ]);
        Sha256::digest(said.to_string()).to_vec()
    }
}
