//! What a token says.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime};
use serde::Deserialize;

/// The part of a token's header that is read. Everything else in it is the sender's word, and ignored.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    pub(super) alg: String,
    pub(super) kid: Option<String>,
    /// Names extensions that a receiver must know or refuse (RFC 7515, 4.1.11). This one knows none.
    pub(super) crit: Option<serde::de::IgnoredAny>,
}

/// The claims, each optional, so that what is absent can be named.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: Option<String>,
    pub(super) aud: Option<Audience>,
    pub(super) exp: Option<NumericDate>,
    pub(super) nbf: Option<NumericDate>,
    pub(super) sub: Option<String>,
    pub(super) role: Option<String>,
}

/// One audience or several (RFC 7519, 4.1.3).
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    pub(super) fn contains(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Many(many) => many.iter().any(|one| one == name),
        }
    }
}

/// Seconds since 1970, whole or not (RFC 7519, 2).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum NumericDate {
    Whole(u64),
    Fraction(f64),
}

impl NumericDate {
    /// The moment, or `None` when it is before 1970 or beyond the calendar.
    pub(super) fn moment(self) -> Option<NaiveDateTime> {
        let since = match self {
            Self::Whole(seconds) => Duration::from_secs(seconds),
            Self::Fraction(seconds) => Duration::try_from_secs_f64(seconds).ok()?,
        };
        let seconds = since.as_secs().try_into().ok()?;
        Some(DateTime::from_timestamp(seconds, since.subsec_nanos())?.naive_utc())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_whole_or_fractions_and_within_the_calendar() {
        let moment = |json: &str| serde_json::from_str::<NumericDate>(json).unwrap().moment().map(|m| m.to_string());
        assert_eq!(moment("1.5").as_deref(), Some("1970-01-01 00:00:01.500"));
        assert_eq!(moment("1767225600").as_deref(), Some("2026-01-01 00:00:00"));
        for json in ["-1", "1e300", "18446744073709551615"] {
            assert_eq!(moment(json), None, "{json}");
        }
    }
}
