//! The classification: from the latest purchases to how new a customer is.
//!
//! A purchase is an order that is neither deleted nor cancelled, was not paid back in whole, and is more than free samples; of
//! a product, when a line of it is no free sample. Who bought nothing is new to the business. Whose latest purchase is longer
//! ago than the lapse, or came longer than it after the one before, is redirected: they left, and come back or have come back.
//! Any other customer is new to a product that they never bought, and existing where they did.

use chrono::{NaiveDateTime, TimeDelta};

use super::Newness;
use crate::orders::OrderId;

/// A purchase: which, and when.
pub(super) type Purchase = (OrderId, NaiveDateTime);

/// The latest purchases of a customer.
#[derive(Clone, Debug, Default)]
pub(super) struct Latest {
    /// Of anything, the latest first, two at most.
    pub(super) of_all: Vec<Purchase>,
    /// Of the product.
    pub(super) of_product: Option<Purchase>,
}

/// What the customer is, with the purchase that shows it and why it does.
pub(super) struct Verdict {
    pub(super) newness: Newness,
    pub(super) evidence: Option<OrderId>,
    pub(super) explanation: String,
}

/// How new a customer is at a moment, where so many days without a purchase are a lapse.
pub(super) fn classify(latest: &Latest, now: NaiveDateTime, lapse_days: i32) -> Verdict {
    let lapse = TimeDelta::days(i64::from(lapse_days));
    let mut purchases = latest.of_all.iter().copied();
    let Some((last, at)) = purchases.next() else {
        let explanation = "The customer has bought nothing.".to_owned();
        return Verdict { newness: Newness::NewToBusiness, evidence: None, explanation };
    };
    let day = at.date();
    let before = purchases.next().map(|(_, at)| at);
    let (newness, evidence, explanation) = if at + lapse < now {
        let explanation = format!("The customer last bought on {day}, more than {lapse_days} days ago.");
        (Newness::Redirected, last, explanation)
    } else if let Some(before) = before.filter(|before| *before + lapse < at) {
        let days = (at - before).num_days();
        (Newness::Redirected, last, format!("The customer came back on {day}, {days} days after the purchase before."))
    } else if let Some((order, at)) = latest.of_product {
        (Newness::Existing, order, format!("The customer last bought the product on {}.", at.date()))
    } else {
        (Newness::NewToProduct, last, format!("The customer last bought on {day}, and never the product."))
    };
    Verdict { newness, evidence: Some(evidence), explanation }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: i64) -> NaiveDateTime {
        NaiveDateTime::default() + TimeDelta::days(days)
    }

    #[test]
    fn a_customer_is_one_of_four() {
        let is = |of_all: &[i64], of_product: Option<i64>, now: i64| {
            let purchase = |days: &i64| (OrderId::new(), at(*days));
            let latest =
                Latest { of_all: of_all.iter().map(purchase).collect(), of_product: of_product.as_ref().map(purchase) };
            classify(&latest, at(now), 365).newness
        };
        assert_eq!(is(&[], None, 0), Newness::NewToBusiness);
        assert_eq!(is(&[10], None, 10), Newness::NewToProduct);
        assert_eq!(is(&[10], Some(10), 375), Newness::Existing, "to the day");
        assert_eq!(is(&[10], Some(10), 376), Newness::Redirected, "they would come back");
        assert_eq!(is(&[400, 10], Some(400), 401), Newness::Redirected, "they came back");
        assert_eq!(is(&[375, 10], Some(10), 401), Newness::Existing);
    }
}
