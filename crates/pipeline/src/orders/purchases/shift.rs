//! What an order adds to what its customers bought, and what a change of it changes there.
//!
//! The totals are shifted by the difference, under the lock of their row, and never read before: whatever writes at the same
//! time, what is kept is what a recount says. The rows are locked in one order, so that writers do not wait in a ring.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::MysqlConnection;
use rapport_db::DbError;

use super::repo::{self, Table};
use crate::orders::OrderRow;

/// What an order is to a total; also a difference of two such.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) orders: i64,
    pub(crate) ordered: i64,
    pub(crate) paid: i64,
    pub(crate) refunded: i64,
    /// When what counts as a purchase was placed: whether first and last may be others now.
    before: Option<NaiveDateTime>,
    after: Option<NaiveDateTime>,
}

/// Whose total it is: the table, the customer and the currency.
pub(crate) type Whose = (Table, Vec<u8>, String);

impl Share {
    /// Whether the moments of the first and the last purchase may have changed.
    pub(crate) fn moves(&self) -> bool {
        self.before != self.after
    }

    fn is_nothing(&self) -> bool {
        let sums = [self.orders, self.ordered, self.paid, self.refunded];
        sums.iter().all(|sum| *sum == 0) && !self.moves()
    }
}

/// Shifts the totals of the customers of an order from what it was to what it is; none for one that was or is not there.
///
/// # Errors
/// When the database fails.
pub(crate) fn shift(conn: &mut MysqlConnection, old: Option<&OrderRow>, new: Option<&OrderRow>) -> Result<(), DbError> {
    write(conn, difference(old, new))
}

/// Adds new orders to the totals of their customers.
///
/// # Errors
/// When the database fails.
pub(crate) fn add(conn: &mut MysqlConnection, rows: &[OrderRow]) -> Result<(), DbError> {
    let mut all: BTreeMap<Whose, Share> = BTreeMap::new();
    for (whose, share) in rows.iter().flat_map(|row| difference(None, Some(row))) {
        let sum = all.entry(whose).or_default();
        sum.orders += share.orders;
        sum.ordered += share.ordered;
        sum.paid += share.paid;
        sum.refunded += share.refunded;
        sum.after = sum.after.max(share.after);
    }
    write(conn, all)
}

fn write(conn: &mut MysqlConnection, shares: BTreeMap<Whose, Share>) -> Result<(), DbError> {
    for (whose, share) in shares {
        repo::add(conn, &whose, &share)?;
        if share.moves() {
            repo::settle_moments(conn, &whose)?;
        }
    }
    Ok(())
}

fn difference(old: Option<&OrderRow>, new: Option<&OrderRow>) -> BTreeMap<Whose, Share> {
    let mut all: BTreeMap<Whose, Share> = BTreeMap::new();
    for (row, sign) in [(old, -1), (new, 1)] {
        // Deleted orders are in no total.
        let Some(row) = row.filter(|row| row.deleted_at.is_none()) else { continue };
        let counted = i64::from(row.is_purchase());
        for whose in customers(row) {
            let share = all.entry(whose).or_default();
            share.orders += sign * counted;
            share.ordered += sign * counted * row.total;
            share.paid += sign * row.paid;
            share.refunded += sign * row.refunded;
            let placed = Some(row.placed_at).filter(|_| row.is_purchase());
            if sign < 0 {
                share.before = placed;
            } else {
                share.after = placed;
            }
        }
    }
    all.retain(|_, share| !share.is_nothing());
    all
}

fn customers(row: &OrderRow) -> impl Iterator<Item = Whose> {
    let contact = row.contact_id.map(|id| (Table::OfContacts, id.as_bytes().to_vec(), row.currency.clone()));
    let company = row.company_id.map(|id| (Table::OfCompanies, id.as_bytes().to_vec(), row.currency.clone()));
    contact.into_iter().chain(company)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use rapport_contacts::{companies::CompanyId, people::ContactId};

    use super::*;

    fn order() -> OrderRow {
        let mut row = OrderRow::new(NaiveDateTime::default());
        row.contact_id = Some(ContactId::new());
        (row.currency, row.total, row.paid) = ("EUR".to_owned(), 100, 40);
        row
    }

    #[test]
    fn a_change_is_the_difference_of_what_was_and_what_is() {
        let old = order();
        let of_new = difference(None, Some(&old));
        let share = of_new.values().next().unwrap();
        assert_eq!((of_new.len(), share.orders, share.ordered, share.paid), (1, 1, 100, 40));
        assert!(share.moves() && difference(Some(&old), Some(&old)).is_empty());
        let mut paid = old.clone();
        paid.paid = 100;
        let of_payment = difference(Some(&old), Some(&paid));
        let share = of_payment.values().next().unwrap();
        assert_eq!((share.orders, share.ordered, share.paid, share.moves()), (0, 0, 60, false));
        let mut cancelled = old.clone();
        "CANCELLED".clone_into(&mut cancelled.status);
        let share = difference(Some(&old), Some(&cancelled)).into_values().next().unwrap();
        assert_eq!((share.orders, share.ordered, share.paid), (-1, -100, 0), "what was paid was paid");
        let mut sample = old.clone();
        sample.is_free_sample = true;
        assert_eq!(difference(None, Some(&sample)).into_values().next().unwrap().orders, 0);
        let mut later = old.clone();
        later.placed_at += TimeDelta::days(1);
        assert!(difference(Some(&old), Some(&later)).into_values().next().unwrap().moves());
    }

    #[test]
    fn another_customer_takes_all_of_it_along() {
        let old = order();
        let mut new = old.clone();
        (new.contact_id, new.company_id) = (None, Some(CompanyId::new()));
        let shares: Vec<_> = difference(Some(&old), Some(&new)).into_values().map(|share| share.ordered).collect();
        assert_eq!(shares, [-100, 100]);
    }
}
