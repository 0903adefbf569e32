//! By what the deals of a report are grouped.

use rapport_db::Sql;
use rapport_graphql::async_graphql::Enum;

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
    /// The group of a deal, as a text.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Month => "DATE_FORMAT(deals.closed_at, '%Y-%m')",
            Self::Quarter => "CONCAT(YEAR(deals.closed_at), '-Q', QUARTER(deals.closed_at))",
            Self::Year => "CAST(YEAR(deals.closed_at) AS CHAR)",
            Self::Owner => "HEX(deals.owner_id)",
            Self::Team => "HEX(team_members.team_id)",
            Self::Product => "HEX(sold.product_id)",
            Self::Source => "contacts.source",
            Self::Industry => "companies.industry",
            Self::Pipeline => "HEX(deals.pipeline_id)",
            Self::Kind => "deals.kind",
            Self::LossReason => "deals.loss_reason",
        }
    }

    /// The type of the records that the groups are of.
    pub(super) const fn record(self) -> Option<&'static str> {
        match self {
            Self::Owner => Some("User"),
            Self::Team => Some("Team"),
            Self::Product => Some("Product"),
            Self::Pipeline => Some("Pipeline"),
            _ => None,
        }
    }

    /// What is joined for it.
    pub(super) fn join(self) -> Sql {
        Sql::text(match self {
            Self::Team => " LEFT JOIN team_members ON team_members.user_id = deals.owner_id",
            // Each product once, however many lines have it.
            Self::Product => {
                " LEFT JOIN (SELECT DISTINCT deal_lines.deal_id, deal_lines.product_id FROM deal_lines) AS sold \
                 ON sold.deal_id = deals.id"
            }
            Self::Source => {
                " LEFT JOIN deal_contacts ON deal_contacts.deal_id = deals.id AND deal_contacts.place = 0 \
                 LEFT JOIN contacts ON contacts.id = deal_contacts.contact_id AND contacts.living = 1"
            }
            Self::Industry => " LEFT JOIN companies ON companies.id = deals.company_id AND companies.living = 1",
            _ => "",
        })
    }

    /// Whether a deal may be in several groups.
    pub(super) const fn repeats(self) -> bool {
        matches!(self, Self::Team | Self::Product)
    }

    /// Whether the groups follow each other in time.
    pub(super) const fn is_time(self) -> bool {
        matches!(self, Self::Month | Self::Quarter | Self::Year)
    }
}
