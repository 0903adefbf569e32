//! What clients say of a cadence, checked as a whole: every bad field is reported at once.

use rapport_contacts::{
    fields::{Change, Fields},
    text,
};
use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{
    CadenceId, CadenceRow, HolidayCalendarId,
    steps::{self, CadenceStepInput, Step},
};

/// How long a name is at most.
pub(crate) const LONGEST_NAME: usize = 100;

/// A cadence to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateCadenceInput {
    /// The name, at most 100 characters. No two living cadences have the same.
    pub(crate) name: String,
    /// The time zone for people of whom none is known, by its name in the IANA database: UTC, when nothing is said.
    pub(crate) time_zone: Option<String>,
    /// The holidays that are no business days.
    pub(crate) calendar_id: Option<ID>,
    /// The steps, 1 to 50.
    pub(crate) steps: Vec<CadenceStepInput>,
}

/// Changes to a cadence. What is left out stays. What is on its way goes on by the new steps, from where it is.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateCadenceInput {
    /// The cadence.
    pub(crate) id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// The name, at most 100 characters. Null stays too.
    pub(crate) name: Option<String>,
    /// The time zone for people of whom none is known. Null stays too.
    pub(crate) time_zone: Option<String>,
    /// The holidays that are no business days; null for none.
    pub(crate) calendar_id: MaybeUndefined<ID>,
    /// The steps, 1 to 50: the whole list. Null stays too.
    pub(crate) steps: Option<Vec<CadenceStepInput>>,
}

/// Which cadence, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CadenceIdInput {
    /// The cadence.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
}

/// Changes to a cadence, checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct CadenceChanges {
    pub(crate) name: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) calendar: Change<HolidayCalendarId>,
    pub(crate) steps: Option<Vec<Step>>,
}

impl CadenceChanges {
    /// Makes the changes to the row.
    pub(crate) fn apply(&self, row: &mut CadenceRow) {
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
        if let Some(zone) = &self.time_zone {
            row.time_zone.clone_from(zone);
        }
        row.calendar_id = self.calendar.unwrap_or(row.calendar_id);
        if let Some(steps) = &self.steps {
            row.steps = steps::keep(steps);
        }
    }
}

impl CreateCadenceInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<CadenceChanges> {
        let mut violations = Violations::new();
        let input = UpdateCadenceInput {
            id: ID::default(),
            expected_version: None,
            name: Some(self.name),
            time_zone: self.time_zone,
            calendar_id: self.calendar_id.map(Some).into(),
            steps: Some(self.steps),
        };
        let changes = input.changes(&mut violations);
        violations.check()?;
        Ok(changes)
    }
}

impl UpdateCadenceInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(CadenceId, CadenceChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations);
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("Cadence"))?, changes))
    }

    fn changes(&self, violations: &mut Violations) -> CadenceChanges {
        let name = self.name.as_deref();
        let name = name.and_then(|name| text::required(violations, path!["input", "name"], name, LONGEST_NAME));
        let zone = text::time_zone(violations, path!["input", "timeZone"], self.time_zone.as_deref());
        let said = self.steps.as_deref();
        let steps = said.map(|said| steps::read(violations, &path!["input", "steps"], said));
        let calendar = Fields::at(violations, path!["input"]).id("calendarId", &self.calendar_id);
        CadenceChanges { name, time_zone: zone, calendar, steps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_field_is_told_at_once() {
        let step = |wait_days, at: &str, title: &str| CadenceStepInput {
            wait_days,
            at: at.to_owned(),
            kind: None,
            title: title.to_owned(),
            description: None,
            priority: None,
        };
        let input = |steps| CreateCadenceInput {
            name: " ".to_owned(),
            time_zone: Some("Mars/Olympus".to_owned()),
            calendar_id: Some(ID::from("x")),
            steps,
        };
        let told = |steps| input(steps).validate().unwrap_err().violations.len();
        assert_eq!(told(vec![]), 4, "no steps");
        assert_eq!(told(vec![step(-1, "9:00", ""), step(366, "24:00", "x"), step(0, "00:00", "x")]), 3 + 3 + 2);
    }
}
