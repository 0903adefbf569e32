//! Money: whole minor units of a currency, never a fraction in binary.

use serde::{Deserialize, Serialize};

/// A currency of ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The currency with this three-letter code, in any case.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        iso_currency::Currency::from_code(&code.trim().to_ascii_uppercase()).map(Self)
    }

    /// The three-letter code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimal places the minor unit has: 2 for EUR, 0 for JPY, 3 for KWD. `None` for what has no minor unit,
    /// such as gold.
    #[must_use]
    pub fn exponent(self) -> Option<u16> {
        self.0.exponent()
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| serde::de::Error::custom("not a currency"))
    }
}

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In minor units: cents of a dollar, whole yens.
    pub amount: i64,
    /// Of which currency.
    pub currency: Currency,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_are_known_by_their_code_and_have_minor_units() {
        assert_eq!(Currency::from_code(" eur ").and_then(Currency::exponent), Some(2));
        assert_eq!(Currency::from_code("JPY").and_then(Currency::exponent), Some(0));
        assert_eq!(Currency::from_code("KWD").and_then(Currency::exponent), Some(3));
        assert_eq!(Currency::from_code("XXY"), None);
    }
}
