//! What an answer cost whose JSON is written already: the text is walked once, along the formula, and nothing is made of
//! it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Cost, Size};

/// As [`Cost::actual`], of written JSON.
pub(super) fn actual(cost: &Cost, json: &[u8]) -> u64 {
    walk(Walk { cost, counts_itself: true }, json)
}

/// What stands in a field, of written JSON.
pub(super) fn inside(cost: &Cost, json: &[u8]) -> u64 {
    walk(Walk { cost, counts_itself: false }, json)
}

fn walk(walk: Walk<'_>, json: &[u8]) -> u64 {
    // The text is this program's own, so that it can be read.
    walk.deserialize(&mut serde_json::Deserializer::from_slice(json)).unwrap_or(u64::MAX)
}

/// Walks the value of a field, or an item of its list.
#[derive(Clone, Copy)]
struct Walk<'a> {
    cost: &'a Cost,
    /// Whether the field's own cost counts: not again for each item.
    counts_itself: bool,
}

impl Walk<'_> {
    const fn own(&self) -> u64 {
        if self.counts_itself { self.cost.own } else { 0 }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        // Nothing below counts, and how many there are makes no difference: each is skipped in one go.
        let is_counted = matches!(self.cost.size, Size::One) && self.own() > 0;
        if self.cost.children.iter().all(Vec::is_empty) && !is_counted {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|IgnoredAny| self.own());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }

    fn visit_unit<E>(self) -> Result<u64, E> {
        Ok(self.own())
    }

    fn visit_bool<E>(self, _: bool) -> Result<u64, E> {
        Ok(self.own())
    }

    fn visit_i64<E>(self, _: i64) -> Result<u64, E> {
        Ok(self.own())
    }

    fn visit_u64<E>(self, _: u64) -> Result<u64, E> {
        Ok(self.own())
    }

    fn visit_f64<E>(self, _: f64) -> Result<u64, E> {
        Ok(self.own())
    }

    fn visit_str<E>(self, _: &str) -> Result<u64, E> {
        Ok(self.own())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<u64, A::Error> {
        let (mut sum, mut count) = (0_u64, 0_u64);
        while let Some(item) = items.next_element_seed(Walk { counts_itself: false, ..self })? {
            sum = sum.saturating_add(item);
            count += 1;
        }
        // The edges and nodes of a page are its records; any other list is one thing that holds some.
        let times = if matches!(self.cost.size, Size::One) { count } else { 1 };
        Ok(self.own().saturating_mul(times).saturating_add(sum))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<u64, A::Error> {
        let [costs] = self.cost.children.as_slice() else {
            // Of one of several types, and the text does not say of which: beyond counting.
            while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(u64::MAX);
        };
        let mut sum = self.own();
        while let Some(key) = fields.next_key::<&str>()? {
            match costs.iter().find(|cost| cost.key.as_ref().is_some_and(|name| name.as_str() == key)) {
                Some(cost) => {
                    let field = Walk { cost, counts_itself: true };
                    sum = sum.saturating_add(fields.next_value_seed(field)?);
                }
                None => {
                    fields.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(sum)
    }
}
