//! Values as files write them: days, moments, amounts of money, names of enums.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use rapport_graphql::async_graphql::resolver_utils::EnumType;
use rapport_kernel::{Currency, Money};

use super::ImportDateFormat;
use crate::kept;

/// The years that are taken: what is beyond is a slip.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// A day.
///
/// # Errors
/// What is wrong, for people.
pub fn day(text: &str, format: ImportDateFormat) -> Result<NaiveDate, &'static str> {
    let layouts: &[&str] = match format {
        ImportDateFormat::YearFirst => &["%Y-%m-%d"],
        ImportDateFormat::MonthFirst => &["%m/%d/%Y", "%m-%d-%Y"],
        ImportDateFormat::DayFirst => &["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"],
    };
    let found = layouts.iter().find_map(|layout| NaiveDate::parse_from_str(text, layout).ok());
    found.filter(|day| YEARS.contains(&chrono::Datelike::year(day))).ok_or(match format {
        ImportDateFormat::YearFirst => "This is no day such as 2017-03-31.",
        ImportDateFormat::MonthFirst => "This is no day such as 3/31/2017.",
        ImportDateFormat::DayFirst => "This is no day such as 31/3/2017.",
    })
}

/// A moment: one of RFC 3339, or the beginning of a day in UTC.
///
/// # Errors
/// What is wrong, for people.
pub fn moment(text: &str, format: ImportDateFormat) -> Result<NaiveDateTime, &'static str> {
    match DateTime::parse_from_rfc3339(text) {
        Ok(moment) if YEARS.contains(&chrono::Datelike::year(&moment)) => Ok(cut(moment.naive_utc())),
        Ok(_) => Err("This moment is too far away."),
        Err(_) => day(text, format).map(|day| day.and_time(NaiveTime::MIN)),
    }
}

/// As the tables keep it.
fn cut(moment: NaiveDateTime) -> NaiveDateTime {
    use chrono::Timelike;
    moment.with_nanosecond(moment.nanosecond() / 1_000 * 1_000).unwrap_or(moment)
}

/// An amount such as `1,054.20`, in minor units of the currency. What is written counts so many: a million for amounts in
/// millions.
///
/// # Errors
/// What is wrong, for people.
pub fn money(text: &str, unit: u32, currency: Currency) -> Result<Money, &'static str> {
    const NO_AMOUNT: &str = "This is no amount such as 1054.20.";
    let text = text.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '-' && c != '.');
    let negative = text.starts_with('-');
    let (whole, fraction) = text.trim_start_matches('-').split_once('.').unwrap_or((text.trim_start_matches('-'), ""));
    let whole: String = whole.chars().filter(|c| !matches!(c, ',' | '\'' | ' ' | '\u{a0}' | '\u{202f}')).collect();
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.len().saturating_add(fraction.len()) == 0 || !is_number(&whole) || !is_number(fraction) {
        return Err(NO_AMOUNT);
    }
    let decimals = u32::try_from(fraction.len()).map_err(|_| NO_AMOUNT)?;
    let digits: i128 = format!("{whole}{fraction}").parse().map_err(|_| NO_AMOUNT)?;
    let exponent = u32::from(currency.exponent().unwrap_or(0));
    let scale = |power: u32| 10_i128.checked_pow(power).ok_or(NO_AMOUNT);
    let scaled = digits
        .checked_mul(i128::from(unit))
        .and_then(|value| value.checked_mul(scale(exponent).ok()?))
        .ok_or(NO_AMOUNT)?;
    let divisor = scale(decimals)?;
    if scaled % divisor != 0 {
        return Err("This amount has more decimal places than the currency.");
    }
    let amount = i64::try_from(scaled / divisor).map_err(|_| NO_AMOUNT)?;
    Ok(Money { amount: if negative { -amount } else { amount }, currency })
}

/// A value of an enum by its name in the schema, in any case, with spaces or hyphens between its words.
///
/// # Errors
/// What is wrong, for people.
pub fn named<T: EnumType + Copy + 'static>(text: &str) -> Result<T, &'static str> {
    let name = text.to_uppercase().replace([' ', '-'], "_");
    kept::value(&name).ok_or("This is no name of a value in the schema.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_the_file_has_them() {
        let end_of_march = NaiveDate::from_ymd_opt(2017, 3, 31).unwrap();
        for (text, format) in [
            ("2017-03-31", ImportDateFormat::YearFirst),
            ("3/31/2017", ImportDateFormat::MonthFirst),
            ("31.3.2017", ImportDateFormat::DayFirst),
        ] {
            assert_eq!(day(text, format), Ok(end_of_march));
        }
        assert!(day("31/3/2017", ImportDateFormat::MonthFirst).is_err());
        assert!(day("3/31/17", ImportDateFormat::MonthFirst).is_err(), "a year of two digits may be of any century");
        let moment = moment("2017-03-31T01:02:03.1234567+02:00", ImportDateFormat::DayFirst).unwrap();
        assert_eq!(moment.to_string(), "2017-03-30 23:02:03.123456");
    }

    #[test]
    fn amounts_are_exact() {
        let money = |text, unit, code| money(text, unit, Currency::from_code(code).unwrap()).map(|money| money.amount);
        assert_eq!(money("1054", 1, "USD"), Ok(105_400));
        assert_eq!(money("$1,054.2", 1, "USD"), Ok(105_420));
        assert_eq!(money("1100.04", 1_000_000, "USD"), Ok(110_004_000_000));
        assert_eq!(money("-3", 1, "JPY"), Ok(-3));
        assert_eq!(money("1.500", 1, "EUR"), Ok(150));
        for bad in ["", "x", "1.005", "1.2.3", "99999999999999999999"] {
            assert!(money(bad, 1, "USD").is_err(), "{bad}");
        }
    }
}
