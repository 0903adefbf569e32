//! What clients say of a company, checked as a whole: every bad field is reported at once.

use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{CompanyId, CompanyRow, domain};
use crate::{
    text::{self, Lines},
    users::UserId,
};

/// How long a name is at most.
const LONGEST_NAME: usize = 200;
/// How long an industry is at most.
const LONGEST_INDUSTRY: usize = 100;

/// A company to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateCompanyInput {
    /// The name, at most 200 characters.
    pub name: String,
    /// The domain, such as example.com. No two living companies have the same.
    pub domain: Option<String>,
    /// The industry, at most 100 characters.
    pub industry: Option<String>,
    /// How many people work there.
    pub employees: Option<i32>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: Option<String>,
    /// Who looks after the company. Without it, whoever sees only their own or their team's people.
    pub owner_id: Option<ID>,
}

/// Changes to a company. What is left out stays; null or an empty text removes, except for the name.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateCompanyInput {
    /// The company.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The name, at most 200 characters. It cannot be removed.
    pub name: MaybeUndefined<String>,
    /// The domain, such as example.com. No two living companies have the same.
    pub domain: MaybeUndefined<String>,
    /// The industry, at most 100 characters.
    pub industry: MaybeUndefined<String>,
    /// How many people work there.
    pub employees: MaybeUndefined<i32>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: MaybeUndefined<String>,
    /// Who looks after the company.
    pub owner_id: MaybeUndefined<ID>,
}

/// Changes to a company, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug, Default)]
pub(crate) struct CompanyChanges {
    pub(crate) name: Option<String>,
    pub(crate) domain: Option<Option<String>>,
    pub(crate) industry: Option<Option<String>>,
    pub(crate) employees: Option<Option<u32>>,
    pub(crate) country: Option<Option<String>>,
    pub(crate) owner: Option<Option<UserId>>,
}

impl CompanyChanges {
    /// The row with the changes made.
    pub(crate) fn apply(&self, row: &mut CompanyRow) {
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
        let texts =
            [(&self.domain, &mut row.domain), (&self.industry, &mut row.industry), (&self.country, &mut row.country)];
        for (change, field) in texts {
            if let Some(value) = change {
                field.clone_from(value);
            }
        }
        if let Some(employees) = self.employees {
            row.employees = employees;
        }
        if let Some(owner) = self.owner {
            row.owner_id = owner;
        }
    }
}

impl CreateCompanyInput {
    /// Checks the input: a creation is a change to a company of which nothing is known. What is null was not said:
    /// whose a company without an owner is, the service decides.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<CompanyChanges> {
        let input = UpdateCompanyInput {
            id: ID::default(),
            expected_version: None,
            name: MaybeUndefined::Value(self.name),
            domain: self.domain.map(Some).into(),
            industry: self.industry.map(Some).into(),
            employees: self.employees.map(Some).into(),
            country: self.country.map(Some).into(),
            owner_id: self.owner_id.map(Some).into(),
        };
        let mut violations = Violations::new();
        let changes = input.changes(&mut violations);
        violations.check()?;
        Ok(changes)
    }
}

impl UpdateCompanyInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(CompanyId, CompanyChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations);
        violations.check()?;
        let id = id.ok_or_else(|| ApiError::not_found("Company"))?;
        Ok((id, changes))
    }

    fn changes(&self, violations: &mut Violations) -> CompanyChanges {
        let name = self.name.as_opt_deref().and_then(|name| {
            text::required(violations, path!["input", "name"], name.unwrap_or_default(), LONGEST_NAME)
        });
        let domain = self.domain.as_opt_deref().map(|text| domain::domain(violations, path!["input", "domain"], text));
        let industry = self
            .industry
            .as_opt_deref()
            .map(|text| text::optional(violations, path!["input", "industry"], text, LONGEST_INDUSTRY, Lines::One));
        let employees = self.employees.as_opt_ref().map(|count| {
            let count = u32::try_from(*count?);
            if count.is_err() {
                violations.add(path!["input", "employees"], "A company cannot have less than no employees.");
            }
            count.ok()
        });
        let country =
            self.country.as_opt_deref().map(|text| text::country(violations, path!["input", "country"], text));
        let owner = self
            .owner_id
            .as_opt_ref()
            .map(|id| id.and_then(|id| violations.take(input::id(id, path!["input", "ownerId"]))));
        CompanyChanges { name, domain, industry, employees, country, owner }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> CreateCompanyInput {
        CreateCompanyInput {
            name: name.to_owned(),
            domain: None,
            industry: None,
            employees: None,
            country: None,
            owner_id: None,
        }
    }

    #[test]
    fn every_bad_field_is_told_at_once() {
        let input = CreateCompanyInput {
            domain: Some("not a domain".to_owned()),
            industry: Some("x".repeat(LONGEST_INDUSTRY + 1)),
            employees: Some(-1),
            country: Some("XX".to_owned()),
            owner_id: Some(ID::from("nobody")),
            ..named("  ")
        };
        assert_eq!(input.validate().unwrap_err().violations.len(), 6);
    }

    #[test]
    fn what_is_left_out_stays_and_the_name_cannot_be_removed() {
        let update = |name| UpdateCompanyInput {
            id: ID::from(CompanyId::new().to_global()),
            expected_version: None,
            name,
            domain: MaybeUndefined::Undefined,
            industry: MaybeUndefined::Null,
            employees: MaybeUndefined::Null,
            country: MaybeUndefined::Value(String::new()),
            owner_id: MaybeUndefined::Undefined,
        };
        let (_, changes) = update(MaybeUndefined::Undefined).validate().unwrap();
        assert_eq!((changes.name, changes.domain), (None, None));
        assert_eq!((changes.industry, changes.employees, changes.country), (Some(None), Some(None), Some(None)));
        assert!(update(MaybeUndefined::Null).validate().is_err());
    }

    #[test]
    fn no_owner_said_is_left_to_the_service() {
        assert_eq!(named("Acme").validate().unwrap().owner, None);
    }
}
