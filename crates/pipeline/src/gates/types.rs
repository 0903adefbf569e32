//! Gates, as clients see them.

use rapport_contacts::users::{UserById, UserId, UserRecord};
use rapport_graphql::{
    GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{Enum, ID, SimpleObject},
    core::ActorRole,
    open::relation::{Relation, one},
};
use serde::{Deserialize, Serialize};

use super::{Gates, Item, ItemKind, checks::CheckRow};

/// A field of a deal that a stage may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize, Deserialize)]
pub enum GateField {
    /// What the deal is worth.
    Amount,
    /// The company that is to buy.
    Company,
    /// At least one person.
    Contacts,
    /// Who looks after the deal.
    Owner,
    /// The day on which the customer is expected to have decided.
    ExpectedCloseOn,
    /// At least one line.
    Lines,
}

/// What a deal must have to come into a stage.
#[derive(Clone, Debug, SimpleObject)]
pub struct StageGates {
    /// The fields that may not be empty.
    required_fields: Vec<GateField>,
    /// What must have been checked.
    checklist: Vec<ChecklistItem>,
    /// Who may take a deal into it: everybody who may change the deal, when there are none.
    roles: Vec<ActorRole>,
}

/// Something that is to be checked of a deal.
#[derive(Clone, Debug, SimpleObject)]
pub struct ChecklistItem {
    /// The global id.
    id: ID,
    /// What is to be checked.
    label: String,
}

impl From<Item> for ChecklistItem {
    fn from(item: Item) -> Self {
        Self { id: ID(item.id.to_global()), label: item.label }
    }
}

impl From<Gates> for StageGates {
    fn from(gates: Gates) -> Self {
        Self {
            required_fields: gates.fields,
            checklist: gates.checklist.into_iter().map(ChecklistItem::from).collect(),
            roles: gates.roles.into_iter().map(ActorRole::from).collect(),
        }
    }
}

/// What was checked of a deal.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "DealCheck", relations)]
pub struct DealCheckRecord {
    /// The global id of the item.
    pub item_id: GlobalId<ItemKind>,
    /// What was checked, as it was called then.
    pub label: String,
    /// When it was checked.
    pub checked_at: Timestamp,
    #[graphql(skip)]
    by: UserId,
}

/// What was checked, open to other modules.
pub type DealCheck = Open<DealCheckRecord>;

impl From<CheckRow> for DealCheckRecord {
    fn from(row: CheckRow) -> Self {
        Self {
            item_id: GlobalId(row.item_id),
            label: row.label,
            checked_at: Timestamp(row.checked_at),
            by: row.checked_by,
        }
    }
}

impl Related for DealCheckRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![one::<Self, UserById, UserRecord>("checkedBy", "Who checked it.", |check| Some(check.by))]
    }
}
