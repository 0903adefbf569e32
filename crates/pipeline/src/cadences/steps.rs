//! The steps of a cadence, as they are kept, said and shown.

use chrono::NaiveTime;
use rapport_contacts::text::{self, Lines};
use rapport_graphql::{
    Open, Record,
    async_graphql::{InputObject, SimpleObject},
    input::Violations,
};
use rapport_kernel::{InputPath, error::PathSegment};
use serde::{Deserialize, Serialize};

use crate::tasks::{TaskKind, TaskPriority};

/// How many steps a cadence has at most.
const MOST: usize = 50;
/// How many business days a step waits at most.
const LONGEST_WAIT: i32 = 365;
const LONGEST_TITLE: usize = 200;
const LONGEST_DESCRIPTION: usize = 5_000;
/// How a time of day is written.
const FORMAT: &str = "%H:%M";

/// A step, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) priority: u8,
    pub(crate) wait_days: u32,
    pub(crate) at: String,
}

impl Step {
    /// The local time of day.
    pub(crate) fn time(&self) -> NaiveTime {
        // It is written by this program alone, which has read it.
        NaiveTime::parse_from_str(&self.at, FORMAT).unwrap_or_default()
    }
}

/// The steps of a cadence, out of their column.
pub(crate) fn kept(text: &str) -> Vec<Step> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The steps of a cadence, for their column.
pub(crate) fn keep(steps: &[Step]) -> String {
    serde_json::to_string(steps).unwrap_or_default()
}

/// A step of a cadence: a task that is made in its time.
#[derive(Clone, Debug, SimpleObject, Record)]
#[record(name = "CadenceStep")]
pub struct CadenceStepRecord {
    /// How many business days it waits for after the one before, or after the start.
    pub wait_days: u32,
    /// When its task is due on its day, in the time zone of the person: `09:00`.
    pub at: String,
    /// What kind of thing is to be done.
    pub kind: TaskKind,
    /// What is to be done.
    pub title: String,
    /// What there is to know for it.
    pub description: Option<String>,
    /// How much depends on it.
    pub priority: TaskPriority,
}

/// A step, open to other modules.
pub type CadenceStep = Open<CadenceStepRecord>;

impl From<Step> for CadenceStepRecord {
    fn from(step: Step) -> Self {
        Self {
            wait_days: step.wait_days,
            at: step.at,
            kind: rapport_contacts::kept::value(&step.kind).unwrap_or_default(),
            title: step.title,
            description: step.description,
            priority: TaskPriority::of(step.priority),
        }
    }
}

/// A step of a cadence, as it is to be.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CadenceStepInput {
    /// How many business days it waits for after the one before, or after the start: 0 to 365. With 0 it comes on the same day, if
    /// that is a business day and the hour is still to come.
    pub(crate) wait_days: i32,
    /// When its task is due on its day, in the time zone of the person, from `00:00` to `23:59`. A time that clocks leave out is
    /// the first after it; of one that comes twice it is the first.
    pub(crate) at: String,
    /// What kind of thing is to be done: TODO, when nothing is said.
    pub(crate) kind: Option<TaskKind>,
    /// What is to be done, at most 200 characters.
    pub(crate) title: String,
    /// What there is to know for it, at most 5,000 characters.
    pub(crate) description: Option<String>,
    /// How much depends on it: NORMAL, when nothing is said.
    pub(crate) priority: Option<TaskPriority>,
}

/// Reads the steps of a cadence; what is wrong with them is kept.
pub(crate) fn read(violations: &mut Violations, at: &InputPath, said: &[CadenceStepInput]) -> Vec<Step> {
    if said.is_empty() || said.len() > MOST {
        violations.add(at.clone(), format!("A cadence has 1 to {MOST} steps."));
        return Vec::new();
    }
    let steps = said.iter().enumerate().filter_map(|(index, one)| {
        let below = |field: &'static str| -> InputPath {
            at.iter().cloned().chain([PathSegment::from(index), PathSegment::from(field)]).collect()
        };
        if !(0..=LONGEST_WAIT).contains(&one.wait_days) {
            violations.add(below("waitDays"), format!("A step waits for 0 to {LONGEST_WAIT} business days."));
        }
        let time = NaiveTime::parse_from_str(&one.at, FORMAT).ok().filter(|_| one.at.len() == 5);
        if time.is_none() {
            violations.add(below("at"), "This is not a time of day, such as 09:00.");
        }
        let title = text::required(violations, below("title"), &one.title, LONGEST_TITLE);
        let description = one.description.as_deref();
        let description =
            text::optional(violations, below("description"), description, LONGEST_DESCRIPTION, Lines::Many);
        Some(Step {
            kind: rapport_contacts::kept::name(one.kind.unwrap_or_default()).to_owned(),
            title: title?,
            description,
            priority: one.priority.unwrap_or_default().kept_as(),
            wait_days: u32::try_from(one.wait_days).ok()?,
            at: time?.format(FORMAT).to_string(),
        })
    });
    steps.collect()
}
