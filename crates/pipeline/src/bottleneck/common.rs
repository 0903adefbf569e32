//! What old deals have in common that others have not.

use rapport_graphql::async_graphql::Enum;

use crate::ratio::share;

/// What deals may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "BottleneckAttribute")]
pub(crate) enum Attribute {
    /// Who looks after them.
    Owner,
    /// The company that is to buy.
    Company,
    /// The industry of that company.
    Industry,
    /// A product among their lines.
    Product,
    /// What they are with regard to what the customer had before.
    Kind,
    /// The currency of what they are worth.
    Currency,
}

impl Attribute {
    /// All there are.
    pub(super) const ALL: [Self; 6] =
        [Self::Owner, Self::Company, Self::Industry, Self::Product, Self::Kind, Self::Currency];

    /// The value of a deal, as a text.
    pub(super) const fn expression(self) -> &'static str {
        match self {
            Self::Owner => "HEX(deals.owner_id)",
            Self::Company => "HEX(deals.company_id)",
            Self::Industry => "companies.industry",
            Self::Product => "HEX(deal_lines.product_id)",
            Self::Kind => "deals.kind",
            Self::Currency => "deals.currency",
        }
    }

    /// What is joined for it.
    pub(super) const fn join(self) -> &'static str {
        match self {
            Self::Industry => " LEFT JOIN companies ON companies.id = deals.company_id AND companies.living = 1",
            Self::Product => " LEFT JOIN deal_lines ON deal_lines.deal_id = deals.id",
            Self::Owner | Self::Company | Self::Kind | Self::Currency => "",
        }
    }
}

/// How many traits are told at most.
const MOST: usize = 5;
/// How many of the old deals must have it.
const FEWEST: i64 = 2;
/// Which share of the old deals must have it.
const SMALLEST_SHARE: f64 = 0.2;
/// How much more often the old deals must have it than the others.
const LEAST_OFTENER: f64 = 1.5;

/// How many deals of each sort have a value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spread {
    /// The value; none for deals without one.
    pub(crate) value: Option<String>,
    pub(crate) old: i64,
    pub(crate) others: i64,
}

/// A value that the old deals have more often than the others.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trait {
    pub(crate) attribute: Attribute,
    pub(crate) value: String,
    pub(crate) old: i64,
    pub(crate) share: f64,
    pub(crate) share_of_others: Option<f64>,
}

/// The values of one attribute that the old deals have half as often again as the others, or more. What nearly all have says
/// nothing, and neither does what one deal has.
pub(super) fn traits(attribute: Attribute, spread: &[Spread]) -> Vec<Trait> {
    let old: i64 = spread.iter().map(|one| one.old).sum();
    let others: i64 = spread.iter().map(|one| one.others).sum();
    let telling = |one: &Spread| {
        let (part, of_others) = (share(one.old, old)?, share(one.others, others));
        let is_telling = one.old >= FEWEST
            && part >= SMALLEST_SHARE
            && of_others.is_some_and(|of_others| part >= of_others * LEAST_OFTENER);
        let value = one.value.clone().filter(|_| is_telling)?;
        Some(Trait { attribute, value, old: one.old, share: part, share_of_others: of_others })
    };
    spread.iter().filter_map(telling).collect()
}

/// Those that most of the old deals have, and of equals those that fewest of the others have.
pub(super) fn most_telling(mut all: Vec<Trait>) -> Vec<Trait> {
    all.sort_by(|one, other| {
        let of_others = |one: &Trait| one.share_of_others.unwrap_or_default();
        other.share.total_cmp(&one.share).then_with(|| of_others(one).total_cmp(&of_others(other)))
    });
    all.truncate(MOST);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_old_deals_have_more_often_is_told() {
        let spread = |value: Option<&str>, old, others| Spread { value: value.map(str::to_owned), old, others };
        // Six of ten against five of fifty; the rest is as everywhere, too seldom, or nothing.
        let all = [
            spread(Some("Ada"), 6, 5),
            spread(Some("Bob"), 2, 10),
            spread(Some("Cy"), 1, 0),
            spread(Some("Di"), 0, 35),
            spread(None, 1, 0),
        ];
        let found = traits(Attribute::Industry, &all);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].value.as_str(), found[0].old, found[0].share), ("Ada", 6, 0.6));
        assert_eq!(found[0].share_of_others, Some(0.1));
        assert!(
            traits(Attribute::Industry, &[spread(Some("Ada"), 6, 0)]).is_empty(),
            "without others there is nothing to compare with"
        );
    }
}
