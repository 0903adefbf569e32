//! How good a model is, by deals that it has not seen: as scikit-learn counts the same (`roc_auc_score`,
//! `brier_score_loss`, `log_loss`, `calibration_curve` with ten bins of equal width).

use serde::{Deserialize, Serialize};

use crate::ratio::double;

/// What a model says of a deal, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scored {
    pub(crate) probability: f64,
    pub(crate) is_won: bool,
}

/// How good a model is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Quality {
    pub(crate) deals: u32,
    pub(crate) won: u32,
    /// Nothing when all came to the same.
    pub(crate) auc: Option<f64>,
    pub(crate) brier: f64,
    /// The Brier score of saying of each deal the share that was won among those from which was learned.
    pub(crate) brier_of_share: f64,
    pub(crate) log_loss: f64,
    pub(crate) deciles: Vec<Group>,
    pub(crate) bins: Vec<Group>,
}

/// Some of the deals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Group {
    /// Which: the decile from 1, or the bin.
    pub(crate) place: u32,
    pub(crate) deals: u32,
    pub(crate) won: u32,
    /// The mean of what the model says.
    pub(crate) said: f64,
}

fn count(number: usize) -> f64 {
    double(i64::try_from(number).unwrap_or(i64::MAX))
}

fn outcome(is_won: bool) -> f64 {
    f64::from(u8::from(is_won))
}

/// How good what was said of these deals is. Among equals they stand in the order in which they come.
pub(crate) fn quality(scored: &[Scored], share: f64) -> Option<Quality> {
    if scored.is_empty() {
        return None;
    }
    let all = count(scored.len());
    let mean = |of: &dyn Fn(&Scored) -> f64| scored.iter().map(of).sum::<f64>() / all;
    Some(Quality {
        deals: u32::try_from(scored.len()).unwrap_or(u32::MAX),
        won: won(scored.iter()),
        auc: auc(scored),
        brier: mean(&|one| (one.probability - outcome(one.is_won)).powi(2)),
        brier_of_share: mean(&|one| (share - outcome(one.is_won)).powi(2)),
        log_loss: mean(&|one| -(if one.is_won { one.probability } else { 1.0 - one.probability }).ln()),
        deciles: deciles(scored),
        bins: bins(scored),
    })
}

fn won<'a>(scored: impl Iterator<Item = &'a Scored>) -> u32 {
    u32::try_from(scored.filter(|one| one.is_won).count()).unwrap_or(u32::MAX)
}

/// How often a deal that was won scores higher than one that was lost, a tie as half: the area under the curve of the
/// receiver's operating characteristic, by the sum of ranks (Hanley and McNeil, Radiology 143, 1982, pages 29 to 36).
fn auc(scored: &[Scored]) -> Option<f64> {
    let mut sorted: Vec<Scored> = scored.to_vec();
    sorted.sort_by(|one, other| one.probability.total_cmp(&other.probability));
    let (mut ranks, mut before) = (0.0, 0_usize);
    for ties in sorted.chunk_by(|one, other| one.probability.total_cmp(&other.probability).is_eq()) {
        // Each has the mean of the ranks that they share.
        let rank = count(before) + (count(ties.len()) + 1.0) / 2.0;
        ranks += rank * count(ties.iter().filter(|one| one.is_won).count());
        before += ties.len();
    }
    let won = count(scored.iter().filter(|one| one.is_won).count());
    let lost = count(scored.len()) - won;
    (won > 0.0 && lost > 0.0).then(|| (ranks - won * (won + 1.0) / 2.0) / (won * lost))
}

fn group(place: u32, members: &[Scored]) -> Option<Group> {
    if members.is_empty() {
        return None;
    }
    let said = members.iter().map(|one| one.probability).sum::<f64>() / count(members.len());
    let deals = u32::try_from(members.len()).unwrap_or(u32::MAX);
    Some(Group { place, deals, won: won(members.iter()), said })
}

/// Ten parts of as many deals each, as far as they go, from those of whom most was said.
fn deciles(scored: &[Scored]) -> Vec<Group> {
    let mut sorted: Vec<Scored> = scored.to_vec();
    sorted.sort_by(|one, other| other.probability.total_cmp(&one.probability));
    let places = (1_u32..=10).zip(0_usize..);
    let groups = places.filter_map(|(place, index)| {
        let (from, to) = (index * sorted.len() / 10, (index + 1) * sorted.len() / 10);
        group(place, sorted.get(from..to)?)
    });
    groups.collect()
}

/// Ten bins from 0 to 1, those in which there is a deal. What stands on a bound is in the lower one.
fn bins(scored: &[Scored]) -> Vec<Group> {
    let bin = |one: &Scored| (1..10).filter(|bound| f64::from(*bound) * 0.1 < one.probability).count();
    let groups = (0_u32..10).zip(0_usize..).filter_map(|(place, index)| {
        let members: Vec<Scored> = scored.iter().filter(|one| bin(one) == index).copied().collect();
        group(place, &members)
    });
    groups.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(all: &[(f64, bool)]) -> Vec<Scored> {
        all.iter().map(|(probability, is_won)| Scored { probability: *probability, is_won: *is_won }).collect()
    }

    #[test]
    fn the_area_counts_pairs_and_ties_as_half() {
        // The example of scikit-learn's documentation of roc_auc_score.
        assert_eq!(auc(&scored(&[(0.1, false), (0.4, false), (0.35, true), (0.8, true)])), Some(0.75));
        assert_eq!(auc(&scored(&[(0.5, false), (0.5, true)])), Some(0.5));
        assert_eq!(auc(&scored(&[(0.5, true)])), None);
    }

    #[test]
    fn losses_are_means() {
        // The example of scikit-learn's documentation of brier_score_loss.
        let all = scored(&[(0.1, false), (0.9, true), (0.8, true), (0.3, false)]);
        let found = quality(&all, 0.5).unwrap();
        assert!((found.brier - 0.0375).abs() < 1e-15);
        assert!((found.brier_of_share - 0.25).abs() < 1e-15);
        assert!((found.log_loss - 0.197_634_88).abs() < 1e-6, "{}", found.log_loss);
        assert!(quality(&[], 0.5).is_none());
    }

    #[test]
    fn deciles_begin_with_the_highest_and_bins_hold_their_upper_bound() {
        let all: Vec<Scored> = (0..25).map(|n| Scored { probability: f64::from(n) / 25.0, is_won: n >= 20 }).collect();
        let deciles = deciles(&all);
        assert_eq!(deciles.iter().map(|one| one.deals).collect::<Vec<_>>(), [2, 3, 2, 3, 2, 3, 2, 3, 2, 3]);
        assert_eq!(deciles.iter().map(|one| one.won).take(3).collect::<Vec<_>>(), [2, 3, 0]);
        let bins = bins(&scored(&[(0.1, false), (0.100_1, true), (1.0, true)]));
        assert_eq!(bins.iter().map(|one| (one.place, one.deals)).collect::<Vec<_>>(), [(0, 1), (1, 1), (9, 1)]);
    }
}
