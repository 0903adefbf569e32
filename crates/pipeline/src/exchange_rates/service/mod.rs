//! What is done with exchange rates: each change under the lock of their base, in one transaction with its event.

mod delete;
mod set;

pub(super) use delete::exchange_rates_delete;
pub(super) use set::exchange_rates_set;

use chrono::NaiveDateTime;
use rapport_kernel::NewEvent;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Rate, base::BaseRow, repo::RateRow};

/// What became of the rates.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Changed {
    pub(super) base: Option<BaseRow>,
    pub(super) rates: usize,
}

impl BaseRow {
    /// The base again, one version later.
    fn bump(&mut self, now: NaiveDateTime) {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
    }

    /// The event of this kind about the rates.
    fn event(&self, kind: &'static str) -> NewEvent {
        NewEvent::about(kind, self.id, self.version)
    }
}

/// A rate as an event tells it.
fn told(row: &RateRow) -> Value {
    let rate = Rate::parse(&row.rate).map(|rate| rate.to_string());
    json!({ "currency": row.currency, "day": row.day, "rate": rate })
}
