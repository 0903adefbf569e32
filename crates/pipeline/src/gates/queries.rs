//! Asking whether a deal may go to a stage.

use rapport_graphql::{
    ContextExt,
    async_graphql::{Context, Enum, ID, Object, SimpleObject},
    core::ActorRole,
    input, path,
};
use rapport_kernel::ApiResult;

use super::{
    check::Missing,
    service,
    types::{ChecklistItem, GateField},
};

/// What kind of thing is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum MissingKind {
    /// A field that is empty.
    Field,
    /// An item that has not been checked.
    ChecklistItem,
    /// A role.
    Role,
    /// The deal or the stage is not in a state for it: closed, retired.
    State,
}

/// Something that a deal lacks to go to a stage.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct MissingForStage {
    /// What kind of thing it is.
    kind: MissingKind,
    /// What is missing, as a sentence.
    message: String,
    /// The field that is empty.
    field: Option<GateField>,
    /// The item that has not been checked.
    item: Option<ChecklistItem>,
    /// The roles that may take a deal there.
    roles: Option<Vec<ActorRole>>,
}

impl From<Missing> for MissingForStage {
    fn from(missing: Missing) -> Self {
        let message = missing.message();
        let mut shown = Self { kind: MissingKind::State, message, field: None, item: None, roles: None };
        match missing {
            Missing::Field(field) => (shown.kind, shown.field) = (MissingKind::Field, Some(field)),
            Missing::Item(item) => (shown.kind, shown.item) = (MissingKind::ChecklistItem, Some(item.into())),
            Missing::Role(roles) => {
                let roles = roles.into_iter().map(ActorRole::from).collect();
                (shown.kind, shown.roles) = (MissingKind::Role, Some(roles));
            }
            Missing::State(_) => {}
        }
        shown
    }
}

/// Whether a deal may go to a stage.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct CanMoveDeal {
    /// Whether you may take it there now.
    allowed: bool,
    /// What is missing for that.
    missing: Vec<MissingForStage>,
}

/// The root field that asks whether a deal may go to a stage.
#[derive(Default)]
pub(crate) struct GateQueries;

/// Asking whether a deal may go to a stage.
#[Object]
impl GateQueries {
    /// Whether you may take a deal to a stage now, by moving, winning or losing it, and what is missing for that.
    async fn can_move_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deal.")] deal_id: ID,
        #[graphql(desc = "The stage.")] stage_id: ID,
    ) -> ApiResult<Option<CanMoveDeal>> {
        let deal = input::id(&deal_id, path!["dealId"])?;
        let stage = input::id(&stage_id, path!["stageId"])?;
        let missing = service::deal_missing(ctx.call()?, ctx.db()?, deal, stage).await?;
        let missing: Vec<_> = missing.into_iter().map(MissingForStage::from).collect();
        Ok(Some(CanMoveDeal { allowed: missing.is_empty(), missing }))
    }
}
