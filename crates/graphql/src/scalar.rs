//! Scalars: global ids, moments, days. What a scalar takes is checked before anything runs, see [`check`].

use async_graphql::{ID, InputValueError, InputValueResult, OutputType, Scalar, ScalarType, Value};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound};
use rapport_kernel::{Id, Kind};

use crate::{Plain, json};

/// A record's global id, an `ID` in the schema.
pub struct GlobalId<K>(pub Id<K>);

impl<K> Clone for GlobalId<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for GlobalId<K> {}
impl<K: Kind> std::fmt::Debug for GlobalId<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl<K: Kind> Plain for GlobalId<K> {
    fn write(&self, out: &mut String) {
        out.push('"');
        self.0.write_global(out);
        out.push('"');
    }
}

impl<K: Kind> OutputType for GlobalId<K> {
    fn type_name() -> std::borrow::Cow<'static, str> {
        <ID as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut async_graphql::registry::Registry) -> String {
        <ID as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        _: &async_graphql::ContextSelectionSet<'_>,
        _: &async_graphql::Positioned<async_graphql::parser::types::Field>,
    ) -> async_graphql::ServerResult<Value> {
        Ok(Value::String(self.0.to_global()))
    }
}

/// A moment in UTC, in RFC 3339 with microseconds: `2026-11-22T09:30:00.000000Z`. Input may have any offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub NaiveDateTime);

/// The years that both databases hold.
const YEARS: std::ops::RangeInclusive<i32> = 1000..=9999;

fn parse_moment(text: &str) -> Option<NaiveDateTime> {
    use chrono::Datelike;
    let moment = DateTime::parse_from_rfc3339(text).ok()?.naive_utc().trunc_subsecs(6);
    // A leap second is not a DATETIME.
    let leap = moment.and_utc().timestamp_subsec_nanos() >= 1_000_000_000;
    (YEARS.contains(&moment.year()) && !leap).then_some(moment)
}

fn parse_day(text: &str) -> Option<NaiveDate> {
    use chrono::Datelike;
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10 && YEARS.contains(&day.year())).then_some(day)
}

/// A moment in UTC, as RFC 3339 has it, with microseconds: 2026-11-22T09:30:00.000000Z. Input may have any offset.
#[Scalar(name = "DateTime", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for Timestamp {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => parse_moment(text).map(Self).ok_or_else(|| InputValueError::custom(EXPECTED_MOMENT)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// Digit by digit: a page of records has hundreds of moments, and the pattern that chrono writes by is interpreted for
/// each.
impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use chrono::{Datelike, Timelike};
        let (day, time) = (self.0.date(), self.0.time());
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        let [y0, y1, y2, y3, _, m0, m1, _, d0, d1, _, h0, h1, _, i0, i1, _, s0, s1, _, u0, u1, u2, u3, u4, u5, _] =
            &mut text;
        // A DATETIME has no year before 1000 or after 9999.
        digits(day.year().unsigned_abs(), [y0, y1, y2, y3]);
        digits(day.month(), [m0, m1]);
        digits(day.day(), [d0, d1]);
        digits(time.hour(), [h0, h1]);
        digits(time.minute(), [i0, i1]);
        digits(time.second(), [s0, s1]);
        digits(time.nanosecond() / 1_000, [u0, u1, u2, u3, u4, u5]);
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

/// Writes the last digits of a number.
fn digits<const N: usize>(mut number: u32, places: [&mut u8; N]) {
    for place in places.into_iter().rev() {
        *place = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}

impl Plain for Timestamp {
    fn write(&self, out: &mut String) {
        out.push('"');
        json::write_display(self, out);
        out.push('"');
    }
}

/// A day of the calendar: `2026-11-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

/// A day of the calendar: 2026-11-22.
#[Scalar(name = "Date", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for Day {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => parse_day(text).map(Self).ok_or_else(|| InputValueError::custom(EXPECTED_DAY)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl Plain for Day {
    fn write(&self, out: &mut String) {
        out.push('"');
        json::write_display(&self.0, out);
        out.push('"');
    }
}

/// The largest whole number that a JSON client holds exactly: 2^53 - 1.
const LARGEST_EXACT: i64 = 9_007_199_254_740_991;

/// An amount in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MinorUnits(pub i64);

fn parse_units(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().filter(|units| (-LARGEST_EXACT..=LARGEST_EXACT).contains(units)),
        _ => None,
    }
}

/// An amount of money in minor units of its currency: cents of a dollar, whole yens. A whole number from
/// -9007199254740991 to 9007199254740991, which every JSON client holds exactly.
#[Scalar(name = "MinorUnits")]
impl ScalarType for MinorUnits {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_units(&value).map(Self).ok_or_else(|| InputValueError::custom(EXPECTED_UNITS))
    }

    fn to_value(&self) -> Value {
        Value::from(self.0)
    }
}

impl Plain for MinorUnits {
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }
}

/// A place in the event log: the number of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventCursor(pub u64);

/// What a cursor begins with, so that another base64 is not taken for one.
const CURSOR: &[u8] = b"log";

impl EventCursor {
    /// Reads a cursor; `None` for a text that is none.
    #[must_use]
    pub fn parse_text(text: &str) -> Option<Self> {
        // Never longer than this server writes it.
        let bytes = if text.len() < 32 { URL_SAFE_NO_PAD.decode(text).ok()? } else { return None };
        let number = bytes.strip_prefix(CURSOR)?;
        Some(Self(u64::from_be_bytes(number.try_into().ok()?)))
    }
}

impl std::fmt::Display for EventCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = [CURSOR, self.0.to_be_bytes().as_slice()].concat();
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// A place in the log of all events, which a subscription can go on from: opaque, and good for every subscription that
/// takes one.
#[Scalar(name = "EventCursor")]
impl ScalarType for EventCursor {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Self::parse_text(text).ok_or_else(|| InputValueError::custom(EXPECTED_CURSOR)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

impl Plain for EventCursor {
    fn write(&self, out: &mut String) {
        out.push('"');
        json::write_display(self, out);
        out.push('"');
    }
}

const EXPECTED_CURSOR: &str = "expected the cursor of an update of this server";
const EXPECTED_UNITS: &str = "expected an amount in minor units, a whole number within 9007199254740991";
const EXPECTED_MOMENT: &str = "expected a moment as RFC 3339 has it, such as 2026-11-22T09:30:00Z";
const EXPECTED_DAY: &str = "expected a day such as 2026-11-22";

/// Whether a scalar of ours takes this text: asked of every value before an operation runs, so that none fails in the
/// middle of it.
///
/// # Errors
/// What was expected.
pub(crate) fn check(scalar: &str, value: &serde_json::Value) -> Result<(), &'static str> {
    let text = value.as_str();
    match scalar {
        "DateTime" => text.and_then(parse_moment).map(drop).ok_or(EXPECTED_MOMENT),
        "MinorUnits" => value
            .as_i64()
            .filter(|units| (-LARGEST_EXACT..=LARGEST_EXACT).contains(units))
            .map(drop)
            .ok_or(EXPECTED_UNITS),
        "EventCursor" => text.and_then(EventCursor::parse_text).map(drop).ok_or(EXPECTED_CURSOR),
        "Date" => text.and_then(parse_day).map(drop).ok_or(EXPECTED_DAY),
        "Upload" => crate::operation::check_upload(value),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_cut_to_microseconds_in_utc() {
        let moment = parse_moment("2026-11-22T10:30:00.123456789+01:00").unwrap();
        let mut out = String::new();
        Timestamp(moment).write(&mut out);
        assert_eq!(out, "\"2026-11-22T09:30:00.123456Z\"");
    }

    #[test]
    fn a_cursor_comes_back_and_nothing_else_is_one() {
        for number in [0, 1, u64::MAX] {
            assert_eq!(EventCursor::parse_text(&EventCursor(number).to_string()), Some(EventCursor(number)));
        }
        for text in ["", "x", "7", "bG9n", &"A".repeat(10_000), &URL_SAFE_NO_PAD.encode(b"Log\0\0\0\0\0\0\0\x01")] {
            assert_eq!(EventCursor::parse_text(text), None, "{text}");
        }
    }

    #[test]
    fn moments_that_no_database_holds_are_refused() {
        for text in ["2026-11-22", "0000-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "now", "", "2016-12-31T23:59:60Z"] {
            assert!(parse_moment(text).is_none(), "{text}");
        }
        assert!(parse_day("2026-1-1").is_none());
    }
}
