//! A cadence, and the holidays that it keeps.

use chrono::{Datelike, NaiveDate};
use diesel::{MysqlConnection, QueryResult};

use crate::{
    dice::{Dice, Topic},
    rows::{Cadence, Holiday, HolidayCalendar},
    sql::insert,
    timeline::{Timeline, id_at},
};

/// The holidays of this and the next year that fall on the same day each year.
const HOLIDAYS: [(u32, u32, &str); 5] = [
    (1, 1, "New Year"),
    (5, 1, "Labour Day"),
    (12, 24, "Christmas Eve"),
    (12, 25, "Christmas Day"),
    (12, 26, "Boxing Day"),
];

const STEPS: &str = r#"[{"kind":"CALL","title":"Ask whether the offer has arrived","description":null,"priority":2,"wait_days":1,"at":"10:00"},{"kind":"EMAIL","title":"Send the references","description":null,"priority":2,"wait_days":2,"at":"09:00"},{"kind":"CALL","title":"Ask for a decision","description":null,"priority":3,"wait_days":5,"at":"14:00"}]"#;

/// Records them.
pub(crate) fn cadence(conn: &mut MysqlConnection, seed: u64, timeline: &Timeline) -> QueryResult<()> {
    let (start, dice) = (timeline.start(), &mut Dice::new(seed, Topic::Pipelines, 2));
    let name = "Public holidays";
    let calendar = HolidayCalendar { id: id_at(start, 0, dice), name, created_at: start, updated_at: start };
    let this_year = timeline.now.datetime().year();
    let days = [this_year, this_year + 1].into_iter().flat_map(|year| {
        HOLIDAYS
            .into_iter()
            .filter_map(move |(month, day, name)| Some((NaiveDate::from_ymd_opt(year, month, day)?, name)))
    });
    let days: Vec<_> = days.map(|(day, name)| Holiday { calendar_id: calendar.id, day, name }).collect();
    let cadence = Cadence {
        id: id_at(start, 1, dice),
        name: "After the offer",
        time_zone: "Europe/Berlin",
        calendar_id: calendar.id,
        steps: STEPS,
        created_at: start,
        updated_at: start,
    };
    insert(conn, &[calendar])?;
    insert(conn, &days)?;
    insert(conn, &[cadence])?;
    Ok(())
}
