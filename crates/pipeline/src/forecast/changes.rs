//! What if: a stage from which more deals go on, or sooner.

use std::collections::HashMap;

use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    curves::{Curve, Shape, Way},
    passage::hastened,
};
use crate::stages::StageId;

/// How many stages can be changed at once.
const MOST: usize = 50;
/// The fastest a stage can become, and the slowest is as much slower.
const FASTEST: f64 = 10.0;

/// What if deals left a stage otherwise than they do.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct StageChangeInput {
    /// The stage, for open deals.
    pub(crate) stage_id: ID,
    /// The share that goes on to later stages or is won, of all that do or are lost, becomes this, 0 to 1.
    pub(crate) conversion: Option<f64>,
    /// That share becomes so many times what it is, from 0 on: 1.1 for a tenth more. Never more than all go on. Say this or
    /// `conversion`.
    pub(crate) conversion_factor: Option<f64>,
    /// Deals leave the stage so many times as fast, 0.1 to 10: 2 for after half the time.
    pub(crate) speed_factor: Option<f64>,
}

/// What is changed of a stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) stage: StageId,
    conversion: Option<Conversion>,
    speed: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Conversion {
    To(f64),
    Times(f64),
}

/// Checks what is to be changed of a pipeline.
///
/// # Errors
/// BAD_USER_INPUT with everything that is wrong.
pub(super) fn read(shape: &Shape, inputs: &[StageChangeInput]) -> ApiResult<Vec<Change>> {
    let mut violations = Violations::new();
    if inputs.is_empty() || inputs.len() > MOST {
        violations.add(path!["changes"], format!("Say from one to {MOST} changes."));
    }
    let mut seen: HashMap<StageId, usize> = HashMap::new();
    let mut changes = Vec::with_capacity(inputs.len());
    for (index, said) in inputs.iter().enumerate().take(MOST) {
        let Some(stage) =
            violations.take(input::id::<crate::stages::StageKind>(&said.stage_id, path!["changes", index, "stageId"]))
        else {
            continue;
        };
        if shape.place(stage).is_none() {
            violations.add(path!["changes", index, "stageId"], "The pipeline has no such stage for open deals.");
        }
        if seen.insert(stage, index).is_some() {
            violations.add(path!["changes", index, "stageId"], "This stage is changed twice.");
        }
        let within = |value: Option<f64>, from: f64, to: f64| value.is_none_or(|value| (from..=to).contains(&value));
        if !within(said.conversion, 0.0, 1.0) {
            violations.add(path!["changes", index, "conversion"], "A share is from 0 to 1.");
        }
        if !within(said.conversion_factor, 0.0, 1e6) {
            violations.add(path!["changes", index, "conversionFactor"], "A factor is not below 0.");
        }
        if said.conversion.is_some() && said.conversion_factor.is_some() {
            violations.add(path!["changes", index, "conversionFactor"], "Say this or `conversion`.");
        }
        if !within(said.speed_factor, 1.0 / FASTEST, FASTEST) {
            violations.add(path!["changes", index, "speedFactor"], "A speed is from 0.1 to 10.");
        }
        let conversion = said.conversion.map(Conversion::To).or(said.conversion_factor.map(Conversion::Times));
        changes.push(Change { stage, conversion, speed: said.speed_factor.unwrap_or(1.0) });
    }
    violations.check()?;
    Ok(changes)
}

/// The speed of each stage.
pub(super) fn speeds(shape: &Shape, changes: &[Change]) -> Vec<f64> {
    let speed = |stage: StageId| changes.iter().find(|change| change.stage == stage).map_or(1.0, |change| change.speed);
    shape.stages.iter().map(|stage| speed(stage.id)).collect()
}

/// Changes how many deals go on from stages. When they leave stays as it is: some who would have been lost go on at that time
/// instead, as the others do who go on, or the other way round.
pub(super) fn convert(shape: &Shape, curves: &mut [Curve], changes: &[Change]) {
    for (place, (stage, curve)) in shape.stages.iter().zip(curves).enumerate() {
        let change = changes.iter().find(|change| change.stage == stage.id);
        let Some(conversion) = change.and_then(|change| change.conversion) else { continue };
        let goes_on = |way: Way| way == Way::Won || matches!(way, Way::Stage(next) if next > place);
        let sum = |is: &dyn Fn(Way) -> bool| -> f64 {
            curve.ways.iter().filter(|(way, _)| is(*way)).flat_map(|(_, shares)| shares).sum()
        };
        let (on, lost) = (sum(&goes_on), sum(&|way| way == Way::Lost));
        if on + lost <= 0.0 {
            continue;
        }
        let share = on / (on + lost);
        let wanted = match conversion {
            Conversion::To(wanted) => wanted,
            Conversion::Times(factor) => (share * factor).min(1.0),
        };
        if wanted <= share {
            let stays = if share > 0.0 { wanted / share } else { 1.0 };
            turn(curve, &goes_on, &[(Way::Lost, 1.0)], 1.0 - stays);
        } else {
            // Where nobody has gone on as yet, they are won.
            let of_way = |way: Way| sum(&|one| one == way) / on;
            let ways: Vec<(Way, f64)> = curve
                .ways
                .iter()
                .map(|(way, _)| *way)
                .filter(|way| goes_on(*way))
                .collect::<Vec<_>>()
                .into_iter()
                .map(|way| (way, of_way(way)))
                .collect();
            let ways = if on > 0.0 { ways } else { vec![(Way::Won, 1.0)] };
            turn(curve, &|way| way == Way::Lost, &ways, (wanted - share) / (1.0 - share));
        }
    }
}

/// Lets a part of those who leave on some ways leave on others at the same time.
fn turn(curve: &mut Curve, from: &dyn Fn(Way) -> bool, to: &[(Way, f64)], part: f64) {
    let mut turned = vec![0.0; curve.left.len()];
    for (_, shares) in curve.ways.iter_mut().filter(|(way, _)| from(*way)) {
        for (share, turned) in shares.iter_mut().zip(&mut turned) {
            *turned += *share * part;
            *share *= 1.0 - part;
        }
    }
    for (way, share) in to {
        if !curve.ways.iter().any(|(known, _)| known == way) {
            curve.ways.push((*way, vec![0.0; curve.left.len()]));
        }
        for (_, shares) in curve.ways.iter_mut().filter(|(known, _)| known == way) {
            for (to, turned) in shares.iter_mut().zip(&turned) {
                *to += turned * share;
            }
        }
    }
}

/// The curves of those who come into a stage, at the speed of each.
pub(super) fn hasten(curves: &[Curve], speeds: &[f64]) -> Vec<Curve> {
    let faster = |(curve, speed): (&Curve, &f64)| {
        if *speed == 1.0 {
            return curve.clone();
        }
        let ways = curve.ways.iter().map(|(way, shares)| {
            let mut faster = vec![0.0; shares.len()];
            for (step, share) in shares.iter().enumerate() {
                if let Some(at) = faster.get_mut(hastened(step, *speed)) {
                    *at += share;
                }
            }
            (*way, faster)
        });
        // How many are left is asked of those who are there already alone.
        Curve { ways: ways.collect(), left: curve.left.clone() }
    };
    curves.iter().zip(speeds).map(faster).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(shape: &Shape, conversion: Option<Conversion>, speed: f64) -> Vec<Change> {
        shape.stages.first().map(|stage| Change { stage: stage.id, conversion, speed }).into_iter().collect()
    }

    fn curve() -> Curve {
        let ways = vec![
            (Way::Won, vec![0.0, 0.1, 0.0]),
            (Way::Lost, vec![0.0, 0.2, 0.4]),
            (Way::Stage(1), vec![0.0, 0.0, 0.1]),
        ];
        Curve { ways, left: vec![1.0, 0.7, 0.2] }
    }

    fn sums(curve: &Curve) -> Vec<(Way, f64)> {
        let sum = |shares: &Vec<f64>| (shares.iter().sum::<f64>() * 1e9).round() / 1e9;
        curve.ways.iter().map(|(way, shares)| (*way, sum(shares))).collect()
    }

    #[test]
    fn conversion_turns_ends_around_and_leaves_their_times() {
        let shape = super::super::curves::tests::shape(&[10, 50]);
        for (said, won, lost, on) in [
            (Conversion::To(0.25), 0.1, 0.6, 0.1),
            (Conversion::To(0.125), 0.05, 0.7, 0.05),
            (Conversion::Times(2.0), 0.2, 0.4, 0.2),
            (Conversion::Times(99.0), 0.4, 0.0, 0.4),
            (Conversion::Times(0.0), 0.0, 0.8, 0.0),
        ] {
            let mut curves = vec![curve()];
            convert(&shape, &mut curves, &one(&shape, Some(said), 1.0));
            assert_eq!(sums(&curves[0]), [(Way::Won, won), (Way::Lost, lost), (Way::Stage(1), on)], "{said:?}");
            let at = |step: usize| curves[0].ways.iter().map(|(_, shares)| shares[step]).sum::<f64>();
            assert!((at(1) - 0.3).abs() < 1e-12 && (at(2) - 0.5).abs() < 1e-12);
        }
    }

    #[test]
    fn speed_brings_ends_nearer() {
        let curves = hasten(&[curve()], &[2.0]);
        assert_eq!(curves[0].ways[1].1, [0.0, 0.2 + 0.4, 0.0]);
        assert_eq!(hasten(&[curve()], &[1.0]), [curve()]);
        let slower = hasten(&[curve()], &[0.5]);
        assert_eq!(slower[0].ways[1].1, [0.0, 0.0, 0.2], "what comes later is beyond what is looked at");
    }
}
