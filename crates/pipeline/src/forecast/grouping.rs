//! By what a forecast is grouped.

use rapport_contacts::users::UserId;
use rapport_graphql::async_graphql::Enum;

use crate::pipelines::PipelineId;

/// By what the deals of a forecast are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub(crate) enum ForecastGroupBy {
    /// By who looks after them.
    Owner,
    /// By pipeline.
    Pipeline,
}

/// What the deals of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Group {
    /// All of them.
    All,
    /// Who looks after them, if somebody does.
    Owner(Option<UserId>),
    /// The pipeline.
    Pipeline(PipelineId),
}

impl Group {
    /// The group of a deal.
    pub(super) fn of(by: Option<ForecastGroupBy>, owner: Option<UserId>, pipeline: PipelineId) -> Self {
        match by {
            None => Self::All,
            Some(ForecastGroupBy::Owner) => Self::Owner(owner),
            Some(ForecastGroupBy::Pipeline) => Self::Pipeline(pipeline),
        }
    }

    pub(super) const fn owner(self) -> Option<UserId> {
        match self {
            Self::Owner(owner) => owner,
            _ => None,
        }
    }

    pub(super) const fn pipeline(self) -> Option<PipelineId> {
        match self {
            Self::Pipeline(pipeline) => Some(pipeline),
            _ => None,
        }
    }

    /// What tells its stream from others'.
    pub(super) fn bytes(self) -> [u8; 16] {
        match self {
            Self::Owner(Some(owner)) => *owner.as_bytes(),
            Self::Pipeline(pipeline) => *pipeline.as_bytes(),
            _ => [0; 16],
        }
    }

    /// What clients know it by.
    pub(super) fn key(self) -> Option<String> {
        match self {
            Self::All => None,
            Self::Owner(owner) => owner.map(UserId::to_global),
            Self::Pipeline(pipeline) => Some(pipeline.to_global()),
        }
    }
}
