//! What clients say of a profile.

use rapport_contacts::{kept, text};
use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{FitAttribute, ProfileId, parts::Part};

/// How long a name is at most.
const LONGEST_NAME: usize = 200;
/// How many criteria a profile has at most, and how many values each.
const MOST: usize = 50;

/// Something that an ideal customer is.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct FitCriterionInput {
    /// What is looked at.
    pub attribute: FitAttribute,
    /// With INDUSTRY and COUNTRY: one of these, in upper or lower case, 1 to 50.
    pub values: Option<Vec<String>>,
    /// With COMPANY_SIZE: not fewer people than this.
    pub least: Option<i32>,
    /// With COMPANY_SIZE: not more people than this.
    pub most: Option<i32>,
    /// What it weighs, more than 0 and at most 100.
    #[graphql(default = 1.0)]
    pub weight: f64,
}

/// A profile to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateIdealCustomerProfileInput {
    /// The name, at most 200 characters.
    pub name: String,
    /// What an ideal customer is, 1 to 50. Learned from the companies of won deals when nothing is said.
    pub criteria: Option<Vec<FitCriterionInput>>,
}

/// Which profile, for what is done to the whole of it.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct IdealCustomerProfileIdInput {
    /// The profile.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

impl IdealCustomerProfileIdInput {
    /// Which profile.
    ///
    /// # Errors
    /// BAD_USER_INPUT for what is no id of one.
    pub(crate) fn validate(&self) -> ApiResult<ProfileId> {
        input::id(&self.id, path!["input", "id"])
    }
}

impl CreateIdealCustomerProfileInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(String, Option<Vec<Part>>)> {
        let mut violations = Violations::new();
        let name = text::required(&mut violations, path!["input", "name"], &self.name, LONGEST_NAME);
        let parts = self.criteria.as_deref().map(|criteria| {
            if criteria.is_empty() || criteria.len() > MOST {
                violations.add(path!["input", "criteria"], format!("From 1 to {MOST} criteria are allowed here."));
            }
            let read = criteria.iter().enumerate().take(MOST);
            read.filter_map(|(index, criterion)| criterion.read(&mut violations, index)).collect()
        });
        violations.check()?;
        Ok((name.ok_or_else(|| ApiError::not_found("IdealCustomerProfile"))?, parts))
    }
}

impl FitCriterionInput {
    fn read(&self, violations: &mut Violations, index: usize) -> Option<Part> {
        let before = violations.len();
        let at = |field: &'static str| path!["input", "criteria", index, field];
        if !(self.weight > 0.0 && self.weight <= 100.0) {
            violations.add(at("weight"), "A weight is more than 0 and at most 100.");
        }
        let is_size = self.attribute == FitAttribute::CompanySize;
        let bounds = [("least", self.least), ("most", self.most)].map(|(field, bound)| {
            if bound.is_some_and(|bound| bound < 0 || !is_size) {
                violations.add(at(field), "This is of the size of companies alone, and not less than 0.");
            }
            bound.and_then(|bound| u32::try_from(bound).ok())
        });
        let [least, most] = bounds;
        if is_size && least.is_none() && most.is_none() {
            violations.add(at("least"), "Say from which size, or to which.");
        }
        let said = self.values.as_deref().unwrap_or_default();
        let has_values = !said.is_empty() && said.len() <= MOST && said.iter().all(|value| !value.trim().is_empty());
        if is_size == self.values.is_some() || (!is_size && !has_values) {
            violations.add(at("values"), format!("Of an industry or a country, from 1 to {MOST} values are needed."));
        }
        let values: Vec<String> = said.iter().map(|value| value.trim().to_lowercase()).collect();
        let label = if is_size { size_label(least, most) } else { said.join(", ") };
        let attribute = kept::name(self.attribute).to_owned();
        (violations.len() == before).then_some(Part { attribute, label, values, least, most, weight: self.weight })
    }
}

/// What people call a range of sizes.
pub(super) fn size_label(least: Option<u32>, most: Option<u32>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("{least} and more"),
        (None, Some(most)) => format!("up to {most}"),
        (None, None) => String::new(),
    }
}
