//! By what deals are grouped.

/// By what deals are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Month,
    Quarter,
    Year,
    Owner,
    Team,
    Company,
    Industry,
    Product,
    Source,
    Pipeline,
    Kind,
    LossReason,
}

impl By {
    /// Those groups that do not stand in the deals themselves.
    pub(crate) const BESIDE: [Self; 5] = [Self::Team, Self::Industry, Self::Product, Self::Source, Self::LossReason];

    /// The type of the records that the groups are of.
    pub(crate) const fn record(self) -> Option<&'static str> {
        match self {
            Self::Owner => Some("User"),
            Self::Team => Some("Team"),
            Self::Company => Some("Company"),
            Self::Product => Some("Product"),
            Self::Pipeline => Some("Pipeline"),
            _ => None,
        }
    }

    /// Whether a deal may be in several groups, so that the groups are not all deals.
    pub(crate) const fn repeats(self) -> bool {
        matches!(self, Self::Team | Self::Product)
    }

    /// Whether the groups follow each other in time.
    pub(crate) const fn is_time(self) -> bool {
        matches!(self, Self::Month | Self::Quarter | Self::Year)
    }
}
