//! By what the deals of a funnel are grouped.

use rapport_db::Sql;
use rapport_graphql::async_graphql::Enum;

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
    /// The group of a deal, as a text, from `deals` and `per_deal.began`.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Month => "DATE_FORMAT(per_deal.began, '%Y-%m')",
            Self::Quarter => "CONCAT(YEAR(per_deal.began), '-Q', QUARTER(per_deal.began))",
            Self::Year => "CAST(YEAR(per_deal.began) AS CHAR)",
            Self::Owner => "HEX(deals.owner_id)",
            Self::Company => "HEX(deals.company_id)",
            Self::Industry => "companies.industry",
            Self::Product => "HEX(sold.product_id)",
            Self::Kind => "deals.kind",
        }
    }

    /// Whether a deal may be in several groups.
    pub(super) const fn repeats(self) -> bool {
        matches!(self, Self::Product)
    }

    /// Whether the groups follow each other in time.
    pub(super) const fn is_time(self) -> bool {
        matches!(self, Self::Month | Self::Quarter | Self::Year)
    }

    /// The type of the records that the groups are of.
    pub(super) const fn record(self) -> Option<&'static str> {
        match self {
            Self::Owner => Some("User"),
            Self::Company => Some("Company"),
            Self::Product => Some("Product"),
            _ => None,
        }
    }

    /// What is joined for it.
    pub(super) fn join(self) -> Sql {
        Sql::text(match self {
            Self::Industry => " LEFT JOIN companies ON companies.id = deals.company_id AND companies.living = 1",
            // Each product once, however many lines have it.
            Self::Product => {
                " LEFT JOIN (SELECT DISTINCT deal_lines.deal_id, deal_lines.product_id FROM deal_lines) AS sold \
                 ON sold.deal_id = deals.id"
            }
            _ => "",
        })
    }
}

/// What deals are grouped by without a word about it: all in one group.
pub(crate) const ONE_GROUP: &str = "CAST('' AS CHAR)";
