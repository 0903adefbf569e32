//! What clients say of gates.

use rapport_contacts::text;
use rapport_graphql::{
    async_graphql::{ID, InputObject},
    core::ActorRole,
    input::{self, Violations},
    path,
};
use rapport_kernel::{InputPath, Role};

use super::{Gates, Item, ItemId, types::GateField};

/// How many items a checklist has at most.
const MOST: usize = 50;
/// How long the label of an item is at most.
const LONGEST_LABEL: usize = 200;

/// What a deal must have to come into a stage.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct StageGatesInput {
    /// The fields that may not be empty.
    pub required_fields: Option<Vec<GateField>>,
    /// What must have been checked, at most 50 items.
    pub checklist: Option<Vec<ChecklistItemInput>>,
    /// Who may take a deal into it: everybody who may change the deal, when nothing is said.
    pub roles: Option<Vec<ActorRole>>,
}

/// Something that is to be checked of a deal.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ChecklistItemInput {
    /// The item that is there already, in a change of a pipeline; without it a new one.
    pub id: Option<ID>,
    /// What is to be checked, at most 200 characters.
    pub label: String,
}

/// Reads the gates of a stage, which stand at `at`. `present` are those that it has.
pub(crate) fn read(
    violations: &mut Violations,
    at: &InputPath,
    said: Option<&StageGatesInput>,
    present: &Gates,
) -> Gates {
    let Some(said) = said else { return Gates::default() };
    let below =
        |index: usize, field: &'static str| at.iter().cloned().chain(path!["checklist", index, field]).collect();
    let mut gates = Gates::default();
    for field in said.required_fields.iter().flatten() {
        if !gates.fields.contains(field) {
            gates.fields.push(*field);
        }
    }
    for role in said.roles.iter().flatten().copied().map(role_of) {
        if !gates.roles.contains(&role) {
            gates.roles.push(role);
        }
    }
    let items = said.checklist.as_deref().unwrap_or_default();
    if items.len() > MOST {
        violations.add(at.clone(), format!("A checklist has at most {MOST} items."));
        return gates;
    }
    for (index, item) in items.iter().enumerate() {
        let known = item.id.as_ref().map(|id| {
            let id: Option<ItemId> = violations.take(input::id(id, below(index, "id")));
            if let Some(id) = id
                && present.checklist.iter().all(|item| item.id != id)
            {
                violations.add(below(index, "id"), "The stage has no such item.");
            }
            if gates.checklist.iter().any(|item| Some(item.id) == id) {
                violations.add(below(index, "id"), "This item stands twice in the list.");
            }
            id
        });
        let label = text::required(violations, below(index, "label"), &item.label, LONGEST_LABEL);
        let id = known.flatten().unwrap_or_else(ItemId::new);
        gates.checklist.push(Item { id, label: label.unwrap_or_default() });
    }
    gates
}

const fn role_of(role: ActorRole) -> Role {
    match role {
        ActorRole::Admin => Role::Admin,
        ActorRole::Manager => Role::Manager,
        ActorRole::Rep => Role::Rep,
        ActorRole::Marketer => Role::Marketer,
        ActorRole::Support => Role::Support,
        ActorRole::Analyst => Role::Analyst,
        ActorRole::Partner => Role::Partner,
    }
}
