//! How long a token lives.

use std::{fmt, str::FromStr, time::Duration};

/// How long a minted token lives: from a second to 30 days, written `30m`, `1h`, `7d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ttl(Duration);

/// Why something is no lifetime of a token.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TtlError {
    /// Not a duration.
    #[error("{0}: write a duration such as 30m, 1h or 7d")]
    Unreadable(humantime::DurationError),
    /// Nobody could use the token.
    #[error("a token must live for a second at least")]
    TooShort,
    /// A token cannot be called back: a stolen one must die by itself.
    #[error("a token may live for 30 days at most")]
    TooLong,
}

impl Ttl {
    /// The shortest.
    pub const SHORTEST: Duration = Duration::from_secs(1);
    /// The longest.
    pub const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
    /// One hour.
    pub const HOUR: Self = Self(Duration::from_secs(60 * 60));

    /// A lifetime of this duration.
    ///
    /// # Errors
    /// When it is shorter than a second or longer than 30 days.
    pub fn new(duration: Duration) -> Result<Self, TtlError> {
        match duration {
            short if short < Self::SHORTEST => Err(TtlError::TooShort),
            long if long > Self::LONGEST => Err(TtlError::TooLong),
            duration => Ok(Self(duration)),
        }
    }

    /// The duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        self.0
    }
}

impl FromStr for Ttl {
    type Err = TtlError;

    fn from_str(text: &str) -> Result<Self, TtlError> {
        Self::new(humantime::parse_duration(text).map_err(TtlError::Unreadable)?)
    }
}

impl fmt::Display for Ttl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        humantime::format_duration(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_read_as_people_write_them() {
        for (text, seconds) in [("1h", 3_600), ("30m", 1_800), ("7d", 604_800), ("1h 30m", 5_400), ("30d", 2_592_000)] {
            let ttl: Ttl = text.parse().unwrap();
            assert_eq!(ttl.duration().as_secs(), seconds);
            assert_eq!(ttl.to_string().parse(), Ok(ttl));
        }
    }

    #[test]
    fn what_is_no_lifetime_is_refused_with_the_reason() {
        for (text, reason) in [
            ("", "value was empty: write a duration such as 30m, 1h or 7d"),
            ("30", "time unit needed, for example 30sec or 30ms: write a duration such as 30m, 1h or 7d"),
            ("-1h", "expected number at 0: write a duration such as 30m, 1h or 7d"),
            ("0s", "a token must live for a second at least"),
            ("900ms", "a token must live for a second at least"),
            ("30d 1s", "a token may live for 30 days at most"),
            ("1000y", "a token may live for 30 days at most"),
        ] {
            assert_eq!(text.parse::<Ttl>().unwrap_err().to_string(), reason, "{text:?}");
        }
    }
}
