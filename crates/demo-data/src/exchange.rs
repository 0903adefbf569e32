//! Exchange rates of every month, for one euro.

use diesel::{MysqlConnection, QueryResult};

use crate::{
    dice::{Dice, Topic},
    rows::{ExchangeBase, ExchangeRate},
    sql::insert,
    timeline::{DAY, Moment, Timeline, id_at},
};

/// The currencies of deals and orders, and what one euro is worth in about ten-thousandths of them.
const RATES: [(&str, u64); 4] = [("USD", 10_900), ("GBP", 8_600), ("CHF", 9_700), ("JPY", 1_580_000)];
/// By how many hundredths of itself a rate may be more or less.
const SWING: u64 = 5;
/// How many days a rate holds.
const MONTH: u64 = 30;
/// How many there are: to the end of what the data tells of.
const MONTHS: u64 = 62;

/// Records a base and its rates, the first of which is older than any deal.
pub(crate) fn rates(conn: &mut MysqlConnection, seed: u64, timeline: &Timeline) -> QueryResult<()> {
    let (start, dice) = (timeline.start(), &mut Dice::new(seed, Topic::Exchange, 0));
    let base = ExchangeBase {
        slot: 1,
        id: id_at(start, 0, dice),
        version: 1,
        currency: "EUR",
        created_at: start,
        updated_at: start,
    };
    let mut rates = Vec::new();
    for month in 0..MONTHS {
        let day = Moment(start.0 + month * MONTH * DAY).days_before(MONTH);
        for ((currency, about), n) in RATES.into_iter().zip(1..) {
            let rate = dice.between(about * (100 - SWING) / 100, about * (100 + SWING) / 100);
            rates.push(ExchangeRate {
                id: id_at(start, month * 10 + n, dice),
                currency,
                day,
                rate: format!("{}.{:04}", rate / 10_000, rate % 10_000),
                set_at: start,
            });
        }
    }
    insert(conn, &[base])?;
    insert(conn, &rates)?;
    Ok(())
}
