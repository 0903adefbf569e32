//! What is known of a deal, as the numbers that a model reads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::facts::{Facts, Mark, ScoringFactor};
use crate::ratio::double;

/// A value that fewer deals have says little: it is left out, as if nothing were known.
const FEWEST: usize = 20;

/// What a model reads of a deal at one place, and what that weighs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Weight {
    pub(crate) mark: Mark,
    /// Whether it is counted, and not merely there or not.
    pub(crate) is_number: bool,
    /// What is taken from a number before it is divided by `scale`: both make it comparable with others.
    pub(crate) mean: f64,
    pub(crate) scale: f64,
    /// By how much the log-odds grow for each one more.
    pub(crate) coefficient: f64,
}

impl Weight {
    /// What the model reads of a deal here: 1 or 0, or a number in standard deviations from the mean. Where nothing is known
    /// it is 0, which is the mean.
    pub(crate) fn value(&self, facts: &Facts) -> f64 {
        if self.is_number {
            let number = facts.numbers.iter().find(|(factor, _)| *factor == self.mark.factor);
            return number.map_or(0.0, |(_, number)| (number - self.mean) / self.scale);
        }
        let has = facts.marks.iter().any(|mark| mark.factor == self.mark.factor && mark.key == self.mark.key);
        if has { 1.0 } else { 0.0 }
    }
}

/// The places at which these deals say something, in an order that is always the same.
pub(super) fn places(all: &[Facts]) -> Vec<Weight> {
    let mut counts: BTreeMap<(ScoringFactor, &str), (usize, &Mark)> = BTreeMap::new();
    let mut numbers: BTreeMap<ScoringFactor, Vec<f64>> = BTreeMap::new();
    for facts in all {
        for mark in &facts.marks {
            counts.entry((mark.factor, mark.key.as_str())).or_insert((0, mark)).0 += 1;
        }
        for (factor, number) in &facts.numbers {
            numbers.entry(*factor).or_default().push(*number);
        }
    }
    // What all have or nobody has tells nothing apart.
    let telling = counts.into_values().filter(|(count, _)| *count >= FEWEST && *count < all.len());
    let marks = telling.map(|(_, mark)| Weight {
        mark: mark.clone(),
        is_number: false,
        mean: 0.0,
        scale: 1.0,
        coefficient: 0.0,
    });
    let numbers = numbers.into_iter().filter(|(_, numbers)| numbers.len() >= FEWEST).filter_map(|(factor, numbers)| {
        let count = double(i64::try_from(numbers.len()).ok()?);
        let mean = numbers.iter().sum::<f64>() / count;
        let scale = (numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / count).sqrt();
        let mark = Mark { factor, key: String::new(), label: String::new() };
        (scale > 1e-9).then_some(Weight { mark, is_number: true, mean, scale, coefficient: 0.0 })
    });
    marks.chain(numbers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deals::DealId;

    fn deal(industry: &str, size: f64) -> Facts {
        let mark = Mark { factor: ScoringFactor::Industry, key: industry.to_owned(), label: industry.to_owned() };
        let numbers = vec![(ScoringFactor::CompanySize, size)];
        Facts { deal: DealId::new(), is_won: None, closed_at: None, marks: vec![mark], numbers }
    }

    #[test]
    fn what_few_have_and_what_all_have_is_left_out() {
        let mut all: Vec<_> = (0..30).map(|n| deal("retail", f64::from(n))).collect();
        all.extend((0..25).map(|n| deal("finance", f64::from(n))));
        all.extend((0..3).map(|n| deal("rare", f64::from(n))));
        let places = places(&all);
        let names: Vec<_> = places.iter().map(|one| one.mark.key.as_str()).collect();
        assert_eq!(names, ["finance", "retail", ""]);
        let size = places.last().unwrap();
        let values: Vec<_> = all.iter().map(|facts| size.value(facts)).collect();
        let mean = values.iter().sum::<f64>() / 58.0;
        let variance = values.iter().map(|value| value * value).sum::<f64>() / 58.0;
        assert!(mean.abs() < 1e-12 && (variance - 1.0).abs() < 1e-12);
    }
}
