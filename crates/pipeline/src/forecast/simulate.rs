//! Drawing what may become of open deals, run by run.
//!
//! Each deal is won in a run or not, and in which period, by a number of its own stream. In each run the curves are one of
//! those that may be true: what is not known of them moves all deals together, and with that the ends of the range. What
//! there are more deals than are drawn one by one, the largest are; the sum of the others is near a normal distribution, for
//! none of them is much of it, and is drawn as that.

use std::collections::BTreeMap;

use super::{
    numbers::double,
    streams::{Stream, Topic},
};

/// How many draws for single deals there are at most in one forecast.
const MOST_DRAWS: usize = 2_000_000;

/// Open deals of a group that are alike.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    /// Of the deal, or of one of them.
    pub(super) id: [u8; 16],
    /// Which of the [`Chances`] they have.
    pub(super) class: usize,
    /// How many they are.
    pub(super) deals: f64,
    pub(super) worth: Worth,
}

/// What deals are worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Worth {
    /// Nobody has said it.
    Unsaid,
    /// In a currency, by its place, so much together; and the sum of the squares.
    Said { currency: usize, sum: f64, squares: f64 },
    /// In a currency, by its place, but how much was not known: like one of the deals that were won before.
    Unknown { currency: usize },
}

/// How likely a deal is won by the beginning of the first period that is to come, and by the end of each: for each of the
/// curves that may be true.
pub(super) type Chances = Vec<Vec<f64>>;

/// What is drawn, run by run: over all periods together, and in each.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawn {
    pub(super) all: Vec<f64>,
    pub(super) periods: Vec<Vec<f64>>,
}

/// How a forecast is drawn.
#[derive(Clone, Debug)]
pub(super) struct Plan<'p> {
    pub(super) seed: u64,
    pub(super) runs: usize,
    pub(super) periods: usize,
    pub(super) chances: &'p [Chances],
    /// What deals were worth that were won before, by currency.
    pub(super) won: &'p [Vec<f64>],
    /// The square of the worth from which on a deal is drawn for itself.
    pub(super) large: f64,
}

/// What was drawn for a group: how many deals are won, and of what worth by currency.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GroupDrawn {
    pub(super) deals: Drawn,
    pub(super) values: Vec<Drawn>,
}

impl Drawn {
    pub(super) fn nothing(plan: &Plan<'_>) -> Self {
        Self { all: vec![0.0; plan.runs], periods: vec![vec![0.0; plan.runs]; plan.periods] }
    }

    fn add(&mut self, run: usize, period: usize, amount: f64) {
        if let Some(sum) = self.all.get_mut(run) {
            *sum += amount;
        }
        if let Some(sum) = self.periods.get_mut(period).and_then(|period| period.get_mut(run)) {
            *sum += amount;
        }
    }

    /// The runs of another together with these.
    pub(super) fn join(&mut self, other: &Self) {
        let pairs = self.periods.iter_mut().zip(&other.periods);
        for (sums, others) in pairs.chain([(&mut self.all, &other.all)]) {
            for (sum, other) in sums.iter_mut().zip(others) {
                *sum += other;
            }
        }
    }
}

impl GroupDrawn {
    pub(super) fn nothing(plan: &Plan<'_>) -> Self {
        Self { deals: Drawn::nothing(plan), values: plan.won.iter().map(|_| Drawn::nothing(plan)).collect() }
    }

    /// The runs of another group together with these.
    pub(super) fn join(&mut self, other: &Self) {
        self.deals.join(&other.deals);
        for (values, others) in self.values.iter_mut().zip(&other.values) {
            values.join(others);
        }
    }
}

/// From which square of the worth on deals are drawn for themselves, so that there are not too many draws.
pub(super) fn large<'c>(cells: impl Iterator<Item = &'c Cell>, runs: usize, won: &[Vec<f64>]) -> f64 {
    let mut squares: Vec<f64> = cells.filter(|cell| cell.deals < 1.5).map(|cell| square(cell, won)).collect();
    let most = MOST_DRAWS / runs.max(1);
    if squares.len() <= most {
        return 0.0;
    }
    squares.sort_by(|one, other| other.total_cmp(one));
    // Of those that are worth as much as the last, none: there may be very many.
    squares.get(most).map_or(f64::INFINITY, |last| last * (1.0 + 1e-12) + f64::MIN_POSITIVE)
}

fn square(cell: &Cell, won: &[Vec<f64>]) -> f64 {
    match cell.worth {
        Worth::Unsaid => 0.0,
        Worth::Said { squares, .. } => squares,
        Worth::Unknown { currency } => mean(won.get(currency), |one| one * one),
    }
}

fn mean(all: Option<&Vec<f64>>, of: impl Fn(f64) -> f64) -> f64 {
    let all = all.map(Vec::as_slice).unwrap_or_default();
    if all.is_empty() { 0.0 } else { all.iter().map(|one| of(*one)).sum::<f64>() / double(all.len()) }
}

/// Draws for the deals of a group.
pub(super) fn draw(plan: &Plan<'_>, group: &[u8; 16], cells: &[Cell]) -> GroupDrawn {
    let mut drawn = GroupDrawn::nothing(plan);
    let mut rest = Rest::default();
    for cell in cells {
        let Some(chances) = plan.chances.get(cell.class) else { continue };
        if cell.deals < 1.5 && square(cell, plan.won) >= plan.large {
            one_by_one(plan, cell, chances, &mut drawn);
        } else {
            rest.add(cell, plan.won);
        }
    }
    rest.draw(plan, group, &mut drawn);
    drawn
}

/// Draws for a single deal.
fn one_by_one(plan: &Plan<'_>, cell: &Cell, chances: &Chances, drawn: &mut GroupDrawn) {
    let mut stream = Stream::of(plan.seed, Topic::Deal, &cell.id);
    for (run, by) in (0..plan.runs).zip(chances.iter().cycle()) {
        let number = stream.unit();
        let worth = match cell.worth {
            Worth::Unsaid => None,
            Worth::Said { currency, sum, .. } => Some((currency, sum)),
            // Also where it is not won: so the numbers of the next run stay where they are.
            Worth::Unknown { currency } => {
                let won = plan.won.get(currency).map(Vec::as_slice).unwrap_or_default();
                won.get(stream.one_of(won.len())).map(|amount| (currency, *amount))
            }
        };
        let Some(bound) = by.iter().position(|chance| number < *chance) else { continue };
        // Before the first period.
        let Some(period) = bound.checked_sub(1) else { continue };
        drawn.deals.add(run, period, 1.0);
        if let Some((currency, amount)) = worth
            && let Some(values) = drawn.values.get_mut(currency)
        {
            values.add(run, period, amount);
        }
    }
}

/// Deals of one class and currency that are not drawn one by one.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    deals: f64,
    sum: f64,
    squares: f64,
    /// The squares of what each is worth on average.
    of_means: f64,
}

/// What is not drawn deal by deal: by class, and by currency where there is an amount.
#[derive(Default)]
struct Rest(BTreeMap<(usize, Option<usize>), Sums>);

/// The mean and the variance by curve and period, the last of which is all together.
type Moments = Vec<Vec<(f64, f64)>>;

impl Rest {
    fn add(&mut self, cell: &Cell, won: &[Vec<f64>]) {
        let (currency, worth) = match cell.worth {
            Worth::Unsaid => (None, Sums::default()),
            Worth::Said { currency, sum, squares } => {
                (Some(currency), Sums { sum, squares, of_means: squares, deals: 0.0 })
            }
            Worth::Unknown { currency } => {
                let usual = mean(won.get(currency), |one| one);
                let squares = cell.deals * mean(won.get(currency), |one| one * one);
                let of_means = cell.deals * usual * usual;
                (Some(currency), Sums { sum: cell.deals * usual, squares, of_means, deals: 0.0 })
            }
        };
        let sums = self.0.entry((cell.class, currency)).or_default();
        sums.deals += cell.deals;
        sums.sum += worth.sum;
        sums.squares += worth.squares;
        sums.of_means += worth.of_means;
    }

    /// Of the number of deals, and of their worth by currency.
    fn moments(&self, plan: &Plan<'_>) -> (Moments, Vec<Moments>) {
        let curves = plan.chances.first().map_or(0, Vec::len);
        let none: Moments = vec![vec![(0.0, 0.0); plan.periods + 1]; curves];
        let (mut deals, mut values) = (none.clone(), vec![none; plan.won.len()]);
        for ((class, currency), sums) in &self.0 {
            let Some(chances) = plan.chances.get(*class) else { continue };
            add(&mut deals, chances, sums.deals, sums.deals, sums.deals);
            if let Some(values) = currency.and_then(|currency| values.get_mut(currency)) {
                add(values, chances, sums.sum, sums.squares, sums.of_means);
            }
        }
        (deals, values)
    }

    fn draw(&self, plan: &Plan<'_>, group: &[u8; 16], drawn: &mut GroupDrawn) {
        if self.0.is_empty() {
            return;
        }
        let mut stream = Stream::of(plan.seed, Topic::Rest, group);
        let (deals, values) = self.moments(plan);
        let moments = std::iter::once(&deals).chain(&values);
        let to = std::iter::once(&mut drawn.deals).chain(&mut drawn.values);
        for (moments, to) in moments.zip(to) {
            let series = to.periods.iter_mut().chain([&mut to.all]);
            for (place, sums) in series.enumerate() {
                for (sum, of_curve) in sums.iter_mut().zip(moments.iter().cycle()) {
                    let (mean, variance) = of_curve.get(place).copied().unwrap_or_default();
                    *sum += variance.sqrt().mul_add(stream.normal(), mean).max(0.0);
                }
            }
        }
    }
}

/// Adds deals that are won with these chances: the variance of each is the chance times the mean square, less the square of
/// the mean.
fn add(moments: &mut [Vec<(f64, f64)>], chances: &Chances, sum: f64, squares: f64, of_means: f64) {
    for (moments, by) in moments.iter_mut().zip(chances) {
        let within = by.windows(2).map(|pair| match pair {
            [before, after] => after - before,
            _ => 0.0,
        });
        let all = by.last().zip(by.first()).map_or(0.0, |(last, first)| last - first);
        for ((mean, variance), chance) in moments.iter_mut().zip(within.chain([all])) {
            *mean += chance * sum;
            *variance += (chance * squares - chance * chance * of_means).max(0.0);
        }
    }
}

/// The value below which so large a share of the runs is: between two, in proportion. Their order changes.
pub(super) fn quantile(runs: &mut [f64], share: f64) -> f64 {
    let at = share * double(runs.len().saturating_sub(1));
    let below = super::numbers::steps(at.floor());
    if below >= runs.len() {
        return 0.0;
    }
    let (_, low, above) = runs.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    (high - low).mul_add(at - at.floor(), low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> [u8; 16] {
        [number; 16]
    }

    fn deals(count: u8, amount: f64) -> Vec<Cell> {
        let worth = Worth::Said { currency: 0, sum: amount, squares: amount * amount };
        (0..count).map(|number| Cell { id: id(number), class: 0, deals: 1.0, worth }).collect()
    }

    fn moments(runs: &[f64]) -> (f64, f64) {
        let mean = runs.iter().sum::<f64>() / double(runs.len());
        (mean, runs.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / double(runs.len()))
    }

    #[test]
    fn draws_have_the_moments_of_the_binomial_distribution_one_by_one_and_together() {
        // A tenth are won before, .3 in the first period and .2 in the second.
        let chances = vec![vec![vec![0.1, 0.4, 0.6]]];
        for large in [0.0, f64::INFINITY] {
            let plan = Plan { seed: 1, runs: 4_000, periods: 2, chances: &chances, won: &[vec![]], large };
            let drawn = draw(&plan, &id(0), &deals(200, 10.0));
            for (found, chance) in
                [(&drawn.deals.all, 0.5), (&drawn.deals.periods[0], 0.3), (&drawn.deals.periods[1], 0.2)]
            {
                let (mean, variance) = moments(found);
                assert!((mean - 200.0 * chance).abs() < 0.5, "{mean} {chance}");
                let expected = 200.0 * chance * (1.0 - chance);
                assert!((variance / expected - 1.0).abs() < 0.08, "{variance} {expected}");
            }
            let (mean, _) = moments(&drawn.values[0].all);
            assert!((mean - 1_000.0).abs() < 5.0, "{mean}");
        }
    }

    #[test]
    fn neither_order_nor_others_change_what_is_drawn_for_a_deal() {
        let chances = vec![vec![vec![0.0, 0.4], vec![0.0, 0.6]]];
        let plan = Plan { seed: 9, runs: 100, periods: 1, chances: &chances, won: &[vec![]], large: 0.0 };
        let cells = deals(20, 3.0);
        let drawn = draw(&plan, &id(0), &cells);
        assert_eq!(draw(&plan, &id(0), &cells.iter().rev().cloned().collect::<Vec<_>>()), drawn);
        let mut parts = draw(&plan, &id(0), &cells[..7]);
        parts.join(&draw(&plan, &id(5), &cells[7..]));
        assert_eq!(parts, drawn, "groups are drawn alike, and add up");
        assert_ne!(draw(&Plan { seed: 10, ..plan.clone() }, &id(0), &cells), drawn);
        // Higher chances never win fewer, run by run.
        let higher = vec![vec![vec![0.0, 0.5], vec![0.0, 0.7]]];
        let more = draw(&Plan { chances: &higher, ..plan }, &id(0), &cells);
        assert!(more.deals.all.iter().zip(&drawn.deals.all).all(|(more, less)| more >= less));
    }

    #[test]
    fn what_is_not_known_to_be_worth_so_much_is_like_what_was_won() {
        let chances = vec![vec![vec![0.0, 1.0]]];
        let won = [vec![1.0, 9.0]];
        let cells: Vec<Cell> = (0..100)
            .map(|number| Cell { id: id(number), class: 0, deals: 1.0, worth: Worth::Unknown { currency: 0 } })
            .collect();
        for large in [0.0, f64::INFINITY] {
            let plan = Plan { seed: 1, runs: 2_000, periods: 1, chances: &chances, won: &won, large };
            let (mean, variance) = moments(&draw(&plan, &id(0), &cells).values[0].all);
            assert!((mean - 500.0).abs() < 3.0 && (variance / 1_600.0 - 1.0).abs() < 0.1, "{mean} {variance}");
        }
    }

    #[test]
    fn so_many_are_drawn_one_by_one_that_it_takes_no_longer_than_it_may() {
        let many: Vec<Cell> = (0..3_000_u32)
            .map(|number| {
                let sum = f64::from(number);
                let worth = Worth::Said { currency: 0, sum, squares: sum * sum };
                Cell { id: [0; 16], class: 0, deals: 1.0, worth }
            })
            .collect();
        assert_eq!(large(many.iter(), 100, &[]), 0.0);
        let large = large(many.iter(), 1_000, &[]);
        assert_eq!(many.iter().filter(|cell| square(cell, &[]) >= large).count(), 2_000);
    }

    #[test]
    fn quantiles_lie_between_the_runs() {
        let mut runs = [30.0, 0.0, 20.0, 40.0, 10.0];
        assert_eq!([0.0, 0.1, 0.5, 0.9, 1.0].map(|share| quantile(&mut runs, share)), [0.0, 4.0, 20.0, 36.0, 40.0]);
        assert_eq!(quantile(&mut [], 0.5), 0.0);
    }
}
