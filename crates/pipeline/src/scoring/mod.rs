//! Scores that explain themselves: by rules, and by a model that is learned from the outcomes of deals.

pub(crate) mod fit;
pub(crate) mod model;
pub mod permissions;
pub(crate) mod rules;

pub use fit::{
    FitAttribute, IdealCustomerProfile, IdealCustomerProfileById, IdealCustomerProfileKind, IdealCustomerProfileRecord,
    ProfileId,
};
pub use model::{Retrainer, ScoringModel, ScoringModelById, ScoringModelId, ScoringModelKind, ScoringModelRecord};
pub use rules::{
    ScoringAttribute, ScoringRule, ScoringRuleById, ScoringRuleId, ScoringRuleKind, ScoringRuleRecord, ScoringTrigger,
};
