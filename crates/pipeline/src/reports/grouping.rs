//! By what the deals of a report are grouped.

use rapport_graphql::async_graphql::Enum;

use crate::groups::By;

/// By what the deals of a report are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub(crate) enum SalesReportGroupBy {
    /// The month in which they were closed: 2017-03.
    Month,
    /// The quarter in which they were closed: 2017-Q1.
    Quarter,
    /// The year in which they were closed: 2017.
    Year,
    /// Who looks after them.
    Owner,
    /// The teams of whom looks after them. A deal of somebody in several teams is in several groups.
    Team,
    /// Each product among their lines. A deal with several is in several groups.
    Product,
    /// Where the first of their people came from.
    Source,
    /// The industry of the company.
    Industry,
    /// The pipeline.
    Pipeline,
    /// What they are with regard to what the customer had before.
    Kind,
    /// Why they were lost. The won have no reason.
    LossReason,
}

impl SalesReportGroupBy {
    /// The groups that are meant.
    pub(super) const fn by(self) -> By {
        match self {
            Self::Month => By::Month,
            Self::Quarter => By::Quarter,
            Self::Year => By::Year,
            Self::Owner => By::Owner,
            Self::Team => By::Team,
            Self::Product => By::Product,
            Self::Source => By::Source,
            Self::Industry => By::Industry,
            Self::Pipeline => By::Pipeline,
            Self::Kind => By::Kind,
            Self::LossReason => By::LossReason,
        }
    }
}
