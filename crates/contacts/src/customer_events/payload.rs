//! A payload, held against the fields of its type and brought into the one form in which it is kept.

use rapport_graphql::{
    Day, Timestamp,
    async_graphql::{ScalarType, Value},
    input::Violations,
};
use rapport_kernel::InputPath;
use serde_json::{Map, Value as Json, json};

use crate::customer_event_types::{EventField, EventFieldType};

/// How many characters a text has at most.
const LONGEST_TEXT: usize = 1_000;
/// The greatest whole number: 15 digits, which a client's double holds exactly.
const LARGEST: u64 = 999_999_999_999_999;
/// How many keys that the type does not know are told. One is enough to mend it by.
const MOST_UNKNOWN: usize = 10;

/// The payload as it is kept: the fields of the type, in their order, those without a value left out.
pub(crate) fn check(
    violations: &mut Violations,
    path: &InputPath,
    fields: &[EventField],
    payload: &Json,
) -> Map<String, Json> {
    let mut kept = Map::new();
    let Json::Object(given) = payload else {
        violations.add(path.clone(), "A payload is a JSON object.");
        return kept;
    };
    let at = |key: &str| path.iter().cloned().chain([key.to_owned().into()]).collect::<InputPath>();
    let is_known = |key: &&String| fields.iter().any(|field| field.name == **key);
    for key in given.keys().filter(|key| !is_known(key)).take(MOST_UNKNOWN) {
        violations.add(at(key), "The type has no such field.");
    }
    for field in fields {
        match given.get(&field.name).filter(|value| !value.is_null()) {
            Some(value) => match read(field, value) {
                Ok(value) => {
                    kept.insert(field.name.clone(), value);
                }
                Err((below, expected)) => {
                    violations.add(at(&field.name).into_iter().chain(below.map(Into::into)).collect(), expected);
                }
            },
            None if field.is_required => violations.add(at(&field.name), "This field is required."),
            None => {}
        }
    }
    kept
}

/// What is wrong with a value: the key within it, if it is that of an object, and what was expected.
type Refused = (Option<&'static str>, String);

fn read(field: &EventField, value: &Json) -> Result<Json, Refused> {
    let expected = |what: &str| (None, format!("Expected {what}."));
    match field.value_type {
        EventFieldType::String => text(value).map(Json::from).ok_or_else(|| {
            expected("a text of at most 1,000 characters, without control characters other than line breaks and tabs")
        }),
        EventFieldType::Int => {
            whole(value).map(Json::from).ok_or_else(|| expected("a whole number of at most 15 digits"))
        }
        EventFieldType::Decimal => decimal(value).map(Json::from).ok_or_else(|| {
            expected("a decimal number with at most 15 digits before the point and 6 behind, such as \"12.50\"")
        }),
        EventFieldType::Boolean => value.as_bool().map(Json::from).ok_or_else(|| expected("true or false")),
        EventFieldType::Date => scalar::<Day>(value).ok_or_else(|| expected("a day such as \"2026-11-22\"")),
        EventFieldType::Datetime => {
            scalar::<Timestamp>(value).ok_or_else(|| expected("a moment such as \"2026-11-22T09:30:00Z\""))
        }
        EventFieldType::Money => money(value),
        EventFieldType::Enum => {
            let known = value.as_str().filter(|text| field.values.iter().any(|value| value == text));
            known.map(Json::from).ok_or_else(|| expected("one of the values of the field"))
        }
    }
}

fn text(value: &Json) -> Option<&str> {
    let allowed = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    value.as_str().filter(|text| text.chars().count() <= LONGEST_TEXT && text.chars().all(allowed))
}

fn whole(value: &Json) -> Option<i64> {
    value.as_i64().filter(|number| number.unsigned_abs() <= LARGEST)
}

/// The digits of an exact decimal number.
fn decimal(value: &Json) -> Option<String> {
    let text = match value {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        _ => return None,
    };
    let unsigned = text.strip_prefix('-').unwrap_or(&text);
    let (before, behind) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(before, 15) && digits(behind, 6)).then_some(text)
}

/// A value that one of the API's own scalars takes, as that scalar answers it.
fn scalar<T: ScalarType>(value: &Json) -> Option<Json> {
    let scalar = T::parse(Value::from(value.as_str()?)).ok()?;
    scalar.to_value().into_json().ok()
}

fn money(value: &Json) -> Result<Json, Refused> {
    let expected = "Expected an amount of money, such as {\"amount\": 1250, \"currency\": \"EUR\"}.";
    let Json::Object(money) = value else { return Err((None, expected.to_owned())) };
    if money.keys().any(|key| key != "amount" && key != "currency") {
        return Err((None, expected.to_owned()));
    }
    let amount = money.get("amount").and_then(whole).ok_or_else(|| {
        (Some("amount"), "Expected a whole number of the currency's minor units, of at most 15 digits.".to_owned())
    })?;
    let is_code = |code: &&str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let currency = money.get("currency").and_then(Json::as_str).filter(is_code).ok_or_else(|| {
        (Some("currency"), "Expected a currency's three-letter code (ISO 4217), such as EUR.".to_owned())
    })?;
    Ok(json!({ "amount": amount, "currency": currency }))
}

#[cfg(test)]
mod tests {
    use rapport_graphql::path;

    use super::*;

    fn field(value_type: EventFieldType) -> EventField {
        let values = vec!["free".to_owned(), "pro".to_owned()];
        EventField { name: "x".to_owned(), value_type, is_required: false, values, description: None }
    }

    #[test]
    fn values_are_kept_in_one_form() {
        use EventFieldType::{Boolean, Date, Datetime, Decimal, Enum, Int, Money, String};
        for (value_type, given, kept) in [
            (String, json!(" Zoë\n"), json!(" Zoë\n")),
            (Int, json!(-999_999_999_999_999_i64), json!(-999_999_999_999_999_i64)),
            (Decimal, json!("-0.50"), json!("-0.50")),
            (Decimal, json!(12.5), json!("12.5")),
            (Decimal, json!(7), json!("7")),
            (Boolean, json!(false), json!(false)),
            (Date, json!("2026-02-28"), json!("2026-02-28")),
            (Datetime, json!("2026-11-22T10:30:00+01:00"), json!("2026-11-22T09:30:00.000000Z")),
            (Money, json!({ "currency": "EUR", "amount": -5 }), json!({ "amount": -5, "currency": "EUR" })),
            (Enum, json!("pro"), json!("pro")),
        ] {
            assert_eq!(read(&field(value_type), &given), Ok(kept), "{given}");
        }
    }

    #[test]
    fn what_is_no_such_value_is_refused() {
        use EventFieldType::{Boolean, Date, Datetime, Decimal, Enum, Int, Money, String};
        for (value_type, given) in [
            (String, json!(7)),
            (String, json!("a\u{0}")),
            (String, json!("x".repeat(1_001))),
            (Int, json!(1.5)),
            (Int, json!("1")),
            (Int, json!(1_000_000_000_000_000_i64)),
            (Decimal, json!("1e3")),
            (Decimal, json!(1e300)),
            (Decimal, json!(".5")),
            (Decimal, json!("1.2345678")),
            (Decimal, json!("--1")),
            (Boolean, json!("true")),
            (Date, json!("2026-02-30")),
            (Datetime, json!("2026-11-22")),
            (Money, json!(5)),
            (Money, json!({ "amount": 5, "currency": "EUR", "tax": 1 })),
            (Money, json!({ "amount": 1.5, "currency": "EUR" })),
            (Money, json!({ "amount": 5, "currency": "eur" })),
            (Enum, json!("PRO")),
        ] {
            assert!(read(&field(value_type), &given).is_err(), "{given}");
        }
    }

    #[test]
    fn each_bad_key_is_told_with_its_path() {
        let fields = [
            EventField { name: "plan".to_owned(), is_required: true, ..field(EventFieldType::Enum) },
            EventField { name: "total".to_owned(), ..field(EventFieldType::Money) },
            EventField { name: "note".to_owned(), ..field(EventFieldType::String) },
        ];
        let mut violations = Violations::new();
        let payload = json!({ "more": 1, "total": { "amount": 5, "currency": 7 }, "note": null });
        check(&mut violations, &path!["payload"], &fields, &payload);
        let paths: Vec<_> = violations.check().unwrap_err().violations.into_iter().map(|one| one.path).collect();
        assert_eq!(paths, [path!["payload", "more"], path!["payload", "plan"], path!["payload", "total", "currency"]]);
    }
}
