//! Gates of a stage, as data: what a deal must have to come into it.

pub(crate) mod check;
pub(crate) mod checks;
pub(crate) mod inputs;
pub(crate) mod mutations;
pub(crate) mod queries;
pub(crate) mod service;
pub(crate) mod types;

use rapport_kernel::{Id, Kind, Role};
use serde::{Deserialize, Serialize};

pub use types::{ChecklistItem, DealCheck, DealCheckRecord, GateField, StageGates};

/// Items of checklists, as a kind of thing.
#[derive(Clone, Copy, Debug)]
pub struct ItemKind;

impl Kind for ItemKind {
    const NAME: &'static str = "ChecklistItem";
}

/// The id of an item.
pub type ItemId = Id<ItemKind>;

/// What a deal must have to come into a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Gates {
    /// The fields that may not be empty.
    pub(crate) fields: Vec<GateField>,
    /// What must have been checked.
    pub(crate) checklist: Vec<Item>,
    /// Who may take a deal into it: everybody who may change the deal, when this is empty.
    pub(crate) roles: Vec<Role>,
}

/// An item of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) id: ItemId,
    pub(crate) label: String,
}

impl Gates {
    /// The gates of a column; none, where nobody asks for anything.
    pub(crate) fn read(column: Option<&str>) -> Self {
        // The column is written by this program alone.
        column.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    /// The column for these gates.
    pub(crate) fn column(&self) -> Option<String> {
        if *self == Self::default() { None } else { serde_json::to_string(self).ok() }
    }
}
