//! Learning, and telling what was learned.

use rapport_kernel::{ApiError, ApiResult};
use serde::{Deserialize, Serialize};
use smartcore::{
    linalg::basic::{arrays::Array, matrix::DenseMatrix},
    linear::logistic_regression::{LogisticRegression, LogisticRegressionParameters},
};

use super::{
    encode::{Weight, places},
    facts::Facts,
};
use crate::ratio::double;

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Parameters {
    /// The log-odds of a deal that has nothing of what is weighed.
    pub(crate) intercept: f64,
    pub(crate) weights: Vec<Weight>,
    /// From how many deals.
    pub(crate) deals: u32,
    /// How many of them were won.
    pub(crate) won: u32,
    /// How much large coefficients were held down: half of this times the sum of their squares was added to the loss.
    pub(crate) penalty: f64,
}

/// What a factor brings to the score of a deal.
#[derive(Clone, Debug)]
pub(crate) struct Brought {
    pub(crate) weight: Weight,
    pub(crate) value: f64,
    pub(crate) contribution: f64,
}

impl Parameters {
    /// What each factor brings: the coefficient times what the deal has of it; none of what it has nothing of.
    pub(crate) fn brought(&self, facts: &Facts) -> Vec<Brought> {
        let brought = self.weights.iter().map(|weight| {
            let value = weight.value(facts);
            Brought { weight: weight.clone(), value, contribution: weight.coefficient * value }
        });
        brought.filter(|one| one.value != 0.0).collect()
    }

    /// How likely it is that the deal is won: the logistic function of the log-odds, smoothed. Half a deal more was won and half
    /// a deal more was lost than is known, so that nothing is ever certain, however much was learned (Krichevsky and
    /// Trofimov, IEEE Transactions on Information Theory 27, 1981, pages 199 to 207).
    pub(crate) fn probability(&self, facts: &Facts) -> f64 {
        let log_odds = self.weights.iter().map(|weight| weight.coefficient * weight.value(facts)).sum::<f64>();
        let plain = 1.0 / (1.0 + (-(self.intercept + log_odds)).exp());
        let deals = f64::from(self.deals);
        (plain * deals + 0.5) / (deals + 1.0)
    }
}

/// Learns from these deals, each won or lost. Takes its time: not on a worker.
///
/// # Errors
/// When there are too few, or all of them came to the same.
pub(crate) fn fit(all: &[Facts], penalty: f64) -> ApiResult<Option<Parameters>> {
    let outcomes: Vec<u32> = all.iter().map(|facts| u32::from(facts.is_won == Some(true))).collect();
    let deals = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let won = outcomes.iter().sum();
    if won == 0 || won == deals {
        return Ok(None);
    }
    let mut weights = places(all);
    let mut parameters = Parameters { intercept: log_odds(won, deals), weights: Vec::new(), deals, won, penalty };
    if weights.is_empty() {
        return Ok(Some(parameters));
    }
    let values: Vec<f64> = all.iter().flat_map(|facts| weights.iter().map(|weight| weight.value(facts))).collect();
    let matrix = DenseMatrix::new(all.len(), weights.len(), values, false).map_err(ApiError::internal)?;
    let settings = LogisticRegressionParameters::default().with_alpha(penalty);
    let learned = LogisticRegression::fit(&matrix, &outcomes, settings).map_err(ApiError::internal)?;
    for (weight, coefficient) in weights.iter_mut().zip(learned.coefficients().iterator(0)) {
        weight.coefficient = *coefficient;
    }
    parameters.intercept = learned.intercept().iterator(0).next().copied().unwrap_or_default();
    parameters.weights = weights;
    Ok(Some(parameters))
}

fn log_odds(won: u32, deals: u32) -> f64 {
    (double(won.into()) / double(deals.saturating_sub(won).into())).ln()
}

#[cfg(test)]
mod tests {
    use super::{
        super::facts::{Mark, ScoringFactor},
        *,
    };
    use crate::deals::DealId;

    fn deal(industry: &str, is_won: bool) -> Facts {
        let mark = Mark { factor: ScoringFactor::Industry, key: industry.to_owned(), label: industry.to_owned() };
        Facts { deal: DealId::new(), is_won: Some(is_won), closed_at: None, marks: vec![mark], numbers: vec![] }
    }

    fn deals() -> Vec<Facts> {
        let mut all: Vec<_> = (0..100).map(|n| deal("retail", n % 4 != 0)).collect();
        all.extend((0..100).map(|n| deal("finance", n % 4 == 0)));
        all
    }

    #[test]
    fn what_is_learned_is_how_often_they_were_won() {
        // Hardly held down, it is the share of the won in each industry: three quarters, and one quarter.
        let learned = fit(&deals(), 1e-6).unwrap().unwrap();
        assert_eq!((learned.deals, learned.won), (200, 100));
        for (industry, share) in [("retail", 0.75), ("finance", 0.25)] {
            let smoothed = (share * 200.0 + 0.5) / 201.0;
            let probability = learned.probability(&deal(industry, true));
            assert!((probability - smoothed).abs() < 1e-4, "{industry}: {probability}");
        }
        let brought = learned.brought(&deal("retail", true));
        assert_eq!(brought.len(), 1);
        let sum = learned.intercept + brought.iter().map(|one| one.contribution).sum::<f64>();
        assert!((sum - 3.0_f64.ln()).abs() < 1e-3, "the contributions make up the log-odds: {sum}");
    }

    #[test]
    fn nothing_is_ever_certain() {
        let mut learned = fit(&deals(), 1e-6).unwrap().unwrap();
        for (intercept, low, high) in [(1e4, 0.99, 1.0), (-1e4, 0.0, 0.01)] {
            learned.intercept = intercept;
            let probability = learned.probability(&deal("retail", true));
            assert!(probability > low && probability < high, "{probability}");
        }
    }

    #[test]
    fn of_one_outcome_nothing_is_learned() {
        let all: Vec<_> = (0..50).map(|_| deal("retail", true)).collect();
        assert_eq!(fit(&all, 1.0).unwrap(), None);
        assert_eq!(fit(&[], 1.0).unwrap(), None);
    }
}
