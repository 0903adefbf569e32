//! What kind of deal the customer's past makes it, and why.

use chrono::{NaiveDateTime, TimeDelta};
use rapport_contacts::kept;
use rapport_graphql::{
    Open, Record, Timestamp,
    async_graphql::{Enum, SimpleObject},
};

use super::{DealRow, DealType};

/// After how many days without buying a customer is none any more.
const LAPSE_DAYS: i64 = 365;

/// Why a kind was proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum KindReason {
    /// The customer had not bought before.
    NeverBought,
    /// The customer had bought within a year.
    BoughtLately,
    /// The customer had bought, but not within a year.
    Lapsed,
}
rapport_graphql::plain_enum!(KindReason);

/// Which kind the customer's past proposed for a deal, and why.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "KindProposal")]
pub struct KindProposalRecord {
    /// The kind.
    pub kind: DealType,
    /// Why.
    pub reason: KindReason,
    /// The same as a sentence.
    pub explanation: String,
    /// When the customer had last bought: when the latest deal with the company, or else with the people, was won.
    pub last_won_at: Option<Timestamp>,
    /// Whether somebody said another kind.
    pub is_corrected: bool,
}

/// A proposal, open to other modules.
pub type KindProposal = Open<KindProposalRecord>;

/// The kind of a deal that is recorded now, with a customer who last bought then.
pub(crate) fn propose(last_won_at: Option<NaiveDateTime>, now: NaiveDateTime) -> DealType {
    match last_won_at {
        None => DealType::NewBusiness,
        Some(won_at) if won_at + TimeDelta::days(LAPSE_DAYS) < now => DealType::WinBack,
        Some(_) => DealType::Extension,
    }
}

impl KindProposalRecord {
    /// What was proposed for a deal; nothing, for one of whose past nobody asked.
    pub(crate) fn of(row: &DealRow) -> Option<Self> {
        let kind: DealType = kept::value(row.proposed_kind.as_deref()?)?;
        let day = row.last_won_at.map(|at| at.date().to_string()).unwrap_or_default();
        let (reason, explanation) = match kind {
            DealType::NewBusiness => (KindReason::NeverBought, "The customer had not bought before.".to_owned()),
            DealType::Extension => {
                (KindReason::BoughtLately, format!("The customer had last bought on {day}, within a year."))
            }
            DealType::WinBack => (
                KindReason::Lapsed,
                format!("The customer had last bought on {day}, more than {LAPSE_DAYS} days before."),
            ),
        };
        Some(Self {
            kind,
            reason,
            explanation,
            last_won_at: row.last_won_at.map(Timestamp),
            is_corrected: row.proposed_kind.as_deref() != Some(row.kind.as_str()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_none_any_more_after_a_year() {
        let won_at = NaiveDateTime::default();
        let after = |days| won_at + TimeDelta::days(days);
        assert_eq!(propose(None, after(0)), DealType::NewBusiness);
        assert_eq!(propose(Some(won_at), after(LAPSE_DAYS)), DealType::Extension);
        assert_eq!(propose(Some(won_at), after(LAPSE_DAYS + 1)), DealType::WinBack);
    }
}
