//! What each rep is to win in each quarter of this year and the next.

use chrono::{Datelike, NaiveDate};
use diesel::{MysqlConnection, QueryResult};

use crate::{
    dice::{Dice, Topic, to_u64},
    rows::{Quota, User},
    sql::insert,
    timeline::{Timeline, id_at},
};

/// The first months of quarters.
const QUARTERS: [u32; 4] = [1, 4, 7, 10];

/// Records them.
pub(crate) fn quotas(conn: &mut MysqlConnection, seed: u64, timeline: &Timeline, users: &[User]) -> QueryResult<()> {
    let start = timeline.start();
    let this_year = timeline.now.datetime().year();
    let days = [this_year, this_year + 1].into_iter();
    let days =
        days.flat_map(|year| QUARTERS.into_iter().filter_map(move |month| NaiveDate::from_ymd_opt(year, month, 1)));
    let days: Vec<_> = days.collect();
    let mut rows = Vec::new();
    for user in users.iter().filter(|user| user.role == "rep") {
        let dice = &mut Dice::new(seed, Topic::Quotas, to_u64(rows.len()));
        // In cents: from two to five times a hundred thousand euros.
        let amount = dice.between(20, 50) * 1_000_000;
        for day in &days {
            rows.push(Quota {
                id: id_at(start, to_u64(rows.len()), dice),
                owner_id: user.id,
                unit: "QUARTER",
                starts_on: *day,
                currency: "EUR",
                amount,
                created_at: start,
                updated_at: start,
            });
        }
    }
    insert(conn, &rows).map(drop)
}
