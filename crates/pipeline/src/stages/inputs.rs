//! What clients say of the stages of a pipeline, checked together with those that are there.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use rapport_contacts::{kept, text};
use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::InputPath;

use super::{StageId, StageRow};
use crate::{
    deals::DealStatus,
    gates::{self, Gates, inputs::StageGatesInput},
    pipelines::PipelineId,
};

/// How many stages in use a pipeline has at most.
const MOST: usize = 50;
/// How long a name is at most.
const LONGEST_NAME: usize = 100;
/// How many days a limit has at most.
const LONGEST_AGE: u32 = 3_650;

/// A stage of a pipeline, as it is to be.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct PipelineStageInput {
    /// The stage that is there already, in a change of a pipeline; without it a new one.
    pub id: Option<ID>,
    /// The name, at most 100 characters. No two stages in use of a pipeline have the same.
    pub name: String,
    /// How likely a deal in this stage is won, in percent, 0 to 100. It must be said for open deals; it is 100 for the won
    /// and 0 for the lost.
    pub probability: Option<i32>,
    /// The status of the deals in this stage: OPEN for a new one, when nothing is said. It never changes.
    pub kind: Option<DealStatus>,
    /// What a deal must have to come into the stage; nothing, when nothing is said.
    pub gates: Option<StageGatesInput>,
    /// After how many days a deal has been in this stage for too long, 1 to 3650.
    pub age_limit_days: Option<i32>,
}

/// The stages of a pipeline as they are to be, from those that are there: what is named stays or comes back, what is new
/// has a new id, and what is left out is retired and stands behind the others.
pub(crate) fn read(
    violations: &mut Violations,
    pipeline: PipelineId,
    present: &[StageRow],
    inputs: &[PipelineStageInput],
    now: NaiveDateTime,
) -> Vec<StageRow> {
    let at = path!["input", "stages"];
    if inputs.len() > MOST {
        violations.add(at, format!("A pipeline has at most {MOST} stages."));
        return Vec::new();
    }
    let mut names = HashSet::new();
    let mut named: HashSet<StageId> = HashSet::new();
    let mut rows = Vec::with_capacity(inputs.len());
    for (index, stage) in inputs.iter().enumerate() {
        let mut reading = Reading { violations, at: path!["input", "stages", index], present };
        let Some(mut row) = reading.stage(stage, pipeline) else { continue };
        if !names.insert(row.name.to_lowercase()) {
            reading.refuse("name", "Another stage has this name.");
        }
        if !named.insert(row.id) {
            reading.refuse("id", "This stage stands twice in the list.");
        }
        row.place = place(index);
        rows.push(row);
    }
    for kind in [DealStatus::Open, DealStatus::Won, DealStatus::Lost] {
        if violations.is_empty() && rows.iter().all(|row| row.status() != kind) {
            violations
                .add(path!["input", "stages"], format!("There must be a stage of the kind {}.", kept::name(kind)));
        }
    }
    let left_out = present.iter().filter(|row| !named.contains(&row.id));
    let retired = left_out.zip(rows.len()..).map(|(row, index)| StageRow {
        place: place(index),
        retired_at: row.retired_at.or(Some(now)),
        ..row.clone()
    });
    let retired: Vec<_> = retired.collect();
    rows.extend(retired);
    rows
}

fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// One stage being read.
struct Reading<'v> {
    violations: &'v mut Violations,
    at: InputPath,
    present: &'v [StageRow],
}

impl Reading<'_> {
    fn refuse(&mut self, field: &'static str, message: &str) {
        let path = self.at.iter().cloned().chain(path![field]).collect();
        self.violations.add(path, message);
    }

    fn stage(&mut self, said: &PipelineStageInput, pipeline: PipelineId) -> Option<StageRow> {
        let before = self.violations.len();
        let known = match &said.id {
            None => None,
            Some(id) => {
                let path = self.at.iter().cloned().chain(path!["id"]).collect();
                let id: Option<StageId> = self.violations.take(input::id(id, path));
                let row = self.present.iter().find(|row| Some(row.id) == id);
                if id.is_some() && row.is_none() {
                    self.refuse("id", "The pipeline has no such stage.");
                }
                row
            }
        };
        let path = self.at.iter().cloned().chain(path!["name"]).collect();
        let name = text::required(self.violations, path, &said.name, LONGEST_NAME);
        let kind = match (known.map(StageRow::status), said.kind) {
            (Some(present), Some(other)) if present != other => {
                self.refuse("kind", "The kind of a stage never changes: deals are in it.");
                present
            }
            (Some(present), _) => present,
            (None, said) => said.unwrap_or(DealStatus::Open),
        };
        let probability = self.probability(said.probability, kind);
        let at = self.at.iter().cloned().chain(path!["gates"]).collect();
        let present = Gates::read(known.and_then(|row| row.gates.as_deref()));
        let gates = gates::inputs::read(self.violations, &at, said.gates.as_ref(), &present);
        let age_limit_days = self.age_limit(said.age_limit_days);
        (self.violations.len() == before).then(|| StageRow {
            id: known.map_or_else(StageId::new, |row| row.id),
            pipeline_id: pipeline,
            place: 0,
            name: name.unwrap_or_default(),
            probability,
            kind: kept::name(kind).to_owned(),
            age_limit_days,
            retired_at: None,
            gates: gates.column(),
        })
    }

    fn probability(&mut self, said: Option<i32>, kind: DealStatus) -> u32 {
        let said = said.map(|said| u32::try_from(said).ok().filter(|said| *said <= 100));
        let (fixed, message) = match kind {
            DealStatus::Open => (None, "A probability is 0 to 100."),
            DealStatus::Won => (Some(100), "Won deals are won with 100 percent."),
            DealStatus::Lost => (Some(0), "Lost deals are won with 0 percent."),
        };
        match (said, fixed) {
            (None, Some(fixed)) => fixed,
            (Some(Some(said)), None) => said,
            (Some(Some(said)), Some(fixed)) if said == fixed => fixed,
            (None, None) => {
                self.refuse("probability", "Say how likely a deal in this stage is won.");
                0
            }
            _ => {
                self.refuse("probability", message);
                0
            }
        }
    }

    fn age_limit(&mut self, said: Option<i32>) -> Option<u32> {
        let days = u32::try_from(said?).ok().filter(|days| (1..=LONGEST_AGE).contains(days));
        if days.is_none() {
            self.refuse("ageLimitDays", "A limit is 1 to 3650 days.");
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(name: &str, kind: DealStatus, probability: Option<i32>) -> PipelineStageInput {
        PipelineStageInput {
            id: None,
            name: name.to_owned(),
            probability,
            kind: Some(kind),
            gates: None,
            age_limit_days: None,
        }
    }

    fn usual() -> Vec<PipelineStageInput> {
        vec![
            stage("New", DealStatus::Open, Some(10)),
            stage("Won", DealStatus::Won, None),
            stage("Lost", DealStatus::Lost, Some(0)),
        ]
    }

    fn outcome(present: &[StageRow], inputs: &[PipelineStageInput]) -> (Vec<StageRow>, Violations) {
        let mut violations = Violations::new();
        let rows = read(&mut violations, PipelineId::new(), present, inputs, NaiveDateTime::default());
        (rows, violations)
    }

    #[test]
    fn every_kind_is_there_and_every_bad_field_is_told() {
        assert!(outcome(&[], &usual()).1.is_empty());
        assert_eq!(outcome(&[], &usual()[..2]).1.len(), 1, "no stage for the lost");
        let mut bad = usual();
        bad.push(PipelineStageInput { age_limit_days: Some(0), ..stage(" ", DealStatus::Won, Some(99)) });
        bad.push(stage("new", DealStatus::Open, Some(101)));
        bad.push(stage("NEW", DealStatus::Open, Some(1)));
        assert_eq!(outcome(&[], &bad).1.len(), 5);
    }

    #[test]
    fn what_is_left_out_is_retired_and_what_is_named_comes_back() {
        let (rows, _) = outcome(&[], &usual());
        let named = |row: &StageRow| PipelineStageInput { id: Some(ID(row.id.to_global())), ..usual()[1].clone() };
        let mut inputs = usual();
        inputs[1] = named(&rows[1]);
        let (changed, violations) = outcome(&rows, &inputs);
        assert!(violations.is_empty());
        let retired: Vec<_> = changed.iter().filter(|row| row.retired_at.is_some()).map(|row| row.id).collect();
        assert_eq!(retired, [rows[0].id, rows[2].id]);
        assert_eq!(changed[1].id, rows[1].id);
    }
}
