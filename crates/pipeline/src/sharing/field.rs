//! What can be shared of a deal.

use rapport_contacts::kept;
use rapport_graphql::async_graphql::{Enum, resolver_utils::EnumType};

/// Something of a deal that a partner sees when it is shared with them. Title, status, stage and the times of the record
/// are seen of every deal that is shared; owner, history and whatever else there is are never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SharedField {
    /// What it is worth, and whence that is known.
    Amount,
    /// What is sold by it, with prices.
    Lines,
    /// What it brings again and again.
    RecurringRevenue,
    /// What is left when what is sold has been paid for.
    Margin,
    /// The day on which the customer is expected to have decided.
    ExpectedCloseOn,
    /// What it is with regard to what the customer had before.
    Kind,
    /// Why it was lost.
    Loss,
    /// Its key in another system.
    ExternalId,
    /// Its stays in stages.
    Stays,
    /// The name of the company that is to buy.
    CompanyName,
    /// The names of the people with whom it is negotiated, with their roles.
    People,
    /// Their e-mail addresses and telephone numbers.
    ContactPoints,
}
rapport_graphql::plain_enum!(SharedField);

impl SharedField {
    /// What is shared when nothing is said: nothing of money, no contact points, nothing of who competes.
    pub(crate) const DEFAULT: [Self; 5] =
        [Self::ExpectedCloseOn, Self::Kind, Self::Stays, Self::CompanyName, Self::People];

    /// The name, as it stands in the column.
    pub(crate) fn name(self) -> &'static str {
        kept::name(self)
    }

    /// The column for these fields, in their own order and each once.
    pub(crate) fn column(fields: &[Self]) -> String {
        let all = Self::items().iter().map(|item| item.value);
        all.filter(|field| fields.contains(field)).map(Self::name).collect::<Vec<_>>().join(",")
    }

    /// The fields of a column.
    pub(crate) fn read(column: &str) -> Vec<Self> {
        column.split(',').filter_map(kept::value).collect()
    }

    /// What must be shared for a partner to see a change of this field in the log; none for what they see of every deal.
    ///
    /// # Errors
    /// For what they never see.
    pub fn of_change(field: &str) -> Result<Option<Self>, NeverShared> {
        Ok(Some(match field {
            "title" | "status" | "stageId" | "closedAt" | "deletedAt" => return Ok(None),
            "amount" | "amountSource" => Self::Amount,
            "lines" => Self::Lines,
            "recurring" => Self::RecurringRevenue,
            "expectedCloseOn" => Self::ExpectedCloseOn,
            "kind" => Self::Kind,
            "lossReason" => Self::Loss,
            "externalId" => Self::ExternalId,
            _ => return Err(NeverShared),
        }))
    }
}

/// What no partner sees, whatever is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverShared;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_comes_back_in_one_order_and_each_once() {
        let fields = [SharedField::Stays, SharedField::Amount, SharedField::Stays];
        assert_eq!(SharedField::column(&fields), "AMOUNT,STAYS");
        assert_eq!(SharedField::read("AMOUNT,STAYS"), [SharedField::Amount, SharedField::Stays]);
        assert!(SharedField::read("").is_empty());
    }

    #[test]
    fn nothing_of_money_and_no_contact_points_unless_it_is_said() {
        use SharedField::{Amount, ContactPoints, Lines, Loss, Margin, RecurringRevenue};
        for field in [Amount, Lines, RecurringRevenue, Margin, ContactPoints, Loss] {
            assert!(!SharedField::DEFAULT.contains(&field));
        }
        assert_eq!(SharedField::of_change("ownerId"), Err(NeverShared));
        assert_eq!(SharedField::of_change("whatever comes"), Err(NeverShared));
        assert_eq!(SharedField::of_change("amount"), Ok(Some(Amount)));
    }
}
