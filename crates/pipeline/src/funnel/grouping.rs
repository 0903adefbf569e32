//! By what the deals of a funnel are grouped.

use rapport_graphql::async_graphql::Enum;

use crate::groups::By;

/// By what the deals of a funnel are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub(crate) enum FunnelGroupBy {
    /// The month in which they entered the pipeline: 2017-03.
    Month,
    /// The quarter in which they entered the pipeline: 2017-Q1.
    Quarter,
    /// The year in which they entered the pipeline: 2017.
    Year,
    /// Who looks after them now.
    Owner,
    /// The company that is to buy.
    Company,
    /// The industry of that company.
    Industry,
    /// Each product among their lines. A deal with several is in several groups.
    Product,
    /// What they are with regard to what the customer had before.
    Kind,
}

impl FunnelGroupBy {
    /// The groups that are meant.
    pub(super) const fn by(self) -> By {
        match self {
            Self::Month => By::Month,
            Self::Quarter => By::Quarter,
            Self::Year => By::Year,
            Self::Owner => By::Owner,
            Self::Company => By::Company,
            Self::Industry => By::Industry,
            Self::Product => By::Product,
            Self::Kind => By::Kind,
        }
    }
}
