//! What clients say of an affiliation, checked as a whole: every bad field is reported at once.

use chrono::NaiveDate;
use rapport_graphql::{
    Day,
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult, InputPath};

use super::{AffiliationId, AffiliationRow};
use crate::{
    companies::CompanyId,
    people::ContactId,
    text::{self, Lines},
};

/// How long a role is at most.
const LONGEST_ROLE: usize = 100;
/// How many affiliations are recorded at once, at most.
const MOST_AT_ONCE: usize = 500;

/// A role of a person at a company, to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateAffiliationInput {
    /// The person.
    pub contact_id: ID,
    /// The company.
    pub company_id: ID,
    /// What the person is there, at most 100 characters.
    pub role: Option<String>,
    /// The first day.
    pub starts_on: Option<Day>,
    /// The last day, not before the first.
    pub ends_on: Option<Day>,
    /// Whether this is the person's main affiliation, in the place of the one that was. When nothing is said, it is
    /// if the person has no other.
    pub is_primary: Option<bool>,
}

/// Roles to be recorded together: all, or none.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateAffiliationsInput {
    /// The affiliations, 1 to 500.
    pub affiliations: Vec<CreateAffiliationInput>,
}

/// Changes to an affiliation. What is left out stays; null or an empty text removes. Its person and company stay: a
/// role at another company is another affiliation.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateAffiliationInput {
    /// The affiliation.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// What the person is there, at most 100 characters.
    pub role: MaybeUndefined<String>,
    /// The first day.
    pub starts_on: MaybeUndefined<Day>,
    /// The last day, not before the first.
    pub ends_on: MaybeUndefined<Day>,
    /// Whether this is the person's main affiliation, in the place of the one that was.
    pub is_primary: Option<bool>,
}

/// An affiliation to be recorded, checked.
#[derive(Clone, Debug)]
pub(crate) struct NewAffiliation {
    pub(crate) contact: ContactId,
    pub(crate) company: CompanyId,
    pub(crate) role: Option<String>,
    pub(crate) starts_on: Option<NaiveDate>,
    pub(crate) ends_on: Option<NaiveDate>,
    pub(crate) is_primary: Option<bool>,
}

/// Changes to an affiliation, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug, Default)]
pub(crate) struct AffiliationChanges {
    pub(crate) role: Option<Option<String>>,
    pub(crate) starts_on: Option<Option<NaiveDate>>,
    pub(crate) ends_on: Option<Option<NaiveDate>>,
    pub(crate) is_primary: Option<bool>,
}

impl AffiliationChanges {
    /// The row with the changes made.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a last day before the first, of which one may be what was there before.
    pub(crate) fn apply(&self, row: &mut AffiliationRow) -> ApiResult<()> {
        if let Some(role) = &self.role {
            row.role.clone_from(role);
        }
        row.starts_on = self.starts_on.unwrap_or(row.starts_on);
        row.ends_on = self.ends_on.unwrap_or(row.ends_on);
        row.is_primary = self.is_primary.unwrap_or(row.is_primary);
        let mut violations = Violations::new();
        check_days(&mut violations, path!["input", "endsOn"], row.starts_on, row.ends_on);
        violations.check()
    }
}

impl CreateAffiliationInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<NewAffiliation> {
        let mut violations = Violations::new();
        let new = self.read(&mut violations, &path!["input"]);
        violations.check()?;
        new.ok_or_else(|| ApiError::not_found("Contact"))
    }

    /// The affiliation that the input at this path asks for; what is wrong with it is kept.
    fn read(&self, violations: &mut Violations, at: &InputPath) -> Option<NewAffiliation> {
        let path = |field| at.iter().cloned().chain(path![field]).collect();
        let contact = violations.take(input::id(&self.contact_id, path("contactId")));
        let company = violations.take(input::id(&self.company_id, path("companyId")));
        let role = role(violations, path("role"), self.role.as_deref());
        let (starts_on, ends_on) = (self.starts_on.map(|day| day.0), self.ends_on.map(|day| day.0));
        check_days(violations, path("endsOn"), starts_on, ends_on);
        Some(NewAffiliation {
            contact: contact?,
            company: company?,
            role,
            starts_on,
            ends_on,
            is_primary: self.is_primary,
        })
    }
}

/// The path of an affiliation in a batch.
pub(crate) fn at_index(index: usize) -> InputPath {
    path!["input", "affiliations", index]
}

impl CreateAffiliationsInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field of every affiliation.
    pub(crate) fn validate(&self) -> ApiResult<Vec<NewAffiliation>> {
        let count = self.affiliations.len();
        if count == 0 || count > MOST_AT_ONCE {
            let message = format!("From 1 to {MOST_AT_ONCE} affiliations are recorded at once.");
            return Err(ApiError::bad_input(path!["input", "affiliations"], message));
        }
        let mut violations = Violations::new();
        let inputs = self.affiliations.iter().enumerate();
        let all = inputs.filter_map(|(index, input)| input.read(&mut violations, &at_index(index))).collect();
        violations.check()?;
        Ok(all)
    }
}

impl UpdateAffiliationInput {
    /// Checks the input, but for the order of the days, which hangs on those that stay.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(AffiliationId, AffiliationChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = AffiliationChanges {
            role: self.role.as_opt_deref().map(|text| role(&mut violations, path!["input", "role"], text)),
            starts_on: self.starts_on.as_opt_ref().map(|day| day.map(|day| day.0)),
            ends_on: self.ends_on.as_opt_ref().map(|day| day.map(|day| day.0)),
            is_primary: self.is_primary,
        };
        violations.check()?;
        let id = id.ok_or_else(|| ApiError::not_found("Affiliation"))?;
        Ok((id, changes))
    }
}

fn role(violations: &mut Violations, path: InputPath, text: Option<&str>) -> Option<String> {
    text::optional(violations, path, text, LONGEST_ROLE, Lines::One)
}

/// A last day before the first is a violation; the same day is not.
fn check_days(violations: &mut Violations, path: InputPath, starts_on: Option<NaiveDate>, ends_on: Option<NaiveDate>) {
    if let (Some(starts_on), Some(ends_on)) = (starts_on, ends_on)
        && ends_on < starts_on
    {
        violations.add(path, "The last day cannot be before the first.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day(text.parse().unwrap())
    }

    fn input() -> CreateAffiliationInput {
        CreateAffiliationInput {
            contact_id: ID::from(ContactId::new().to_global()),
            company_id: ID::from(CompanyId::new().to_global()),
            role: Some(" Buyer ".to_owned()),
            starts_on: Some(day("2026-02-01")),
            ends_on: Some(day("2026-02-01")),
            is_primary: None,
        }
    }

    #[test]
    fn a_role_of_one_day_is_fine() {
        assert_eq!(input().validate().unwrap().role.as_deref(), Some("Buyer"));
    }

    #[test]
    fn every_bad_field_is_told_at_once() {
        let input = CreateAffiliationInput {
            contact_id: input().company_id,
            company_id: ID::from("x"),
            role: Some("a\nb".to_owned()),
            ends_on: Some(day("2026-01-31")),
            ..input()
        };
        assert_eq!(input.validate().unwrap_err().violations.len(), 4);
    }

    #[test]
    fn a_new_last_day_is_held_against_the_first_day_that_was_there() {
        let now = chrono::DateTime::UNIX_EPOCH.naive_utc();
        let mut row = AffiliationRow {
            id: AffiliationId::new(),
            version: 1,
            contact_id: ContactId::new(),
            company_id: CompanyId::new(),
            role: None,
            starts_on: Some(day("2026-02-01").0),
            ends_on: None,
            is_primary: true,
            created_at: now,
            updated_at: now,
        };
        let ends = |ends_on| AffiliationChanges { ends_on: Some(ends_on), ..AffiliationChanges::default() };
        assert!(ends(Some(day("2026-01-31").0)).apply(&mut row.clone()).is_err());
        assert!(ends(None).apply(&mut row).is_ok());
        assert!(row.is_primary);
    }
}
