//! What clients say of a rule of assignment.

use rapport_contacts::{
    text::{self, Lines},
    users::UserId,
};
use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{LeadAssignmentMethod, RuleId, members};

/// How long a name is at most.
const LONGEST_NAME: usize = 200;
/// How many countries, regions or sources a rule names at most.
const MOST_VALUES: usize = 250;

/// A rule of assignment to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateLeadAssignmentRuleInput {
    /// The name, at most 200 characters.
    pub name: String,
    /// Of the rules that are for a lead, that with the lowest number counts.
    #[graphql(default = 100)]
    pub priority: i32,
    /// Whether it counts.
    #[graphql(default = true)]
    pub is_active: bool,
    /// How it gives out leads.
    #[graphql(default_with = "LeadAssignmentMethod::RoundRobin")]
    pub method: LeadAssignmentMethod,
    /// It is for leads of these countries, as two-letter codes; for all when nothing is said.
    pub countries: Option<Vec<String>>,
    /// It is for leads of these regions; for all when nothing is said.
    pub regions: Option<Vec<String>>,
    /// It is for leads of these sources; for all when nothing is said.
    pub sources: Option<Vec<String>>,
    /// Those among whom leads are given out, 1 to 200, each once, in their order.
    pub member_ids: Vec<ID>,
}

/// Changes to a rule of assignment. What is left out stays; a list replaces the whole list, and an empty one of countries,
/// regions or sources is for all.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateLeadAssignmentRuleInput {
    /// The rule.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The name, at most 200 characters.
    pub name: Option<String>,
    /// Of the rules that are for a lead, that with the lowest number counts.
    pub priority: Option<i32>,
    /// Whether it counts.
    pub is_active: Option<bool>,
    /// How it gives out leads.
    pub method: Option<LeadAssignmentMethod>,
    /// It is for leads of these countries, as two-letter codes.
    pub countries: Option<Vec<String>>,
    /// It is for leads of these regions.
    pub regions: Option<Vec<String>>,
    /// It is for leads of these sources.
    pub sources: Option<Vec<String>>,
    /// Those among whom leads are given out, 1 to 200, each once, in their order.
    pub member_ids: Option<Vec<ID>>,
}

/// Changes to a rule, checked; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleChanges {
    pub(crate) name: Option<String>,
    pub(crate) priority: Option<u32>,
    pub(crate) is_active: Option<bool>,
    pub(crate) method: Option<LeadAssignmentMethod>,
    pub(crate) countries: Option<Vec<String>>,
    pub(crate) regions: Option<Vec<String>>,
    pub(crate) sources: Option<Vec<String>>,
    pub(crate) members: Option<Vec<UserId>>,
}

impl CreateLeadAssignmentRuleInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<RuleChanges> {
        let mut violations = Violations::new();
        let input = UpdateLeadAssignmentRuleInput {
            id: ID::default(),
            expected_version: None,
            name: Some(self.name),
            priority: Some(self.priority),
            is_active: Some(self.is_active),
            method: Some(self.method),
            countries: self.countries,
            regions: self.regions,
            sources: self.sources,
            member_ids: Some(self.member_ids),
        };
        let changes = input.changes(&mut violations);
        violations.check()?;
        Ok(changes)
    }
}

impl UpdateLeadAssignmentRuleInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(RuleId, RuleChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations);
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("LeadAssignmentRule"))?, changes))
    }

    fn changes(&self, violations: &mut Violations) -> RuleChanges {
        let name = self.name.as_deref();
        let name = name.and_then(|name| text::required(violations, path!["input", "name"], name, LONGEST_NAME));
        let priority = self.priority.and_then(|priority| {
            let number = u32::try_from(priority).ok();
            if number.is_none() {
                violations.add(path!["input", "priority"], "A priority is 0 or more.");
            }
            number
        });
        RuleChanges {
            name,
            priority,
            is_active: self.is_active,
            method: self.method,
            countries: self.countries.as_deref().map(|list| values(violations, "countries", list)),
            regions: self.regions.as_deref().map(|list| values(violations, "regions", list)),
            sources: self.sources.as_deref().map(|list| values(violations, "sources", list)),
            members: self.member_ids.as_deref().map(|ids| members::read(violations, ids)),
        }
    }
}

/// The values of a condition, each once.
fn values(violations: &mut Violations, field: &'static str, said: &[String]) -> Vec<String> {
    if said.len() > MOST_VALUES {
        violations.add(path!["input", field], format!("At most {MOST_VALUES} values are allowed here."));
        return Vec::new();
    }
    let mut read = Vec::new();
    for (index, one) in said.iter().enumerate() {
        let at = path!["input", field, index];
        if one.trim().is_empty() {
            violations.add(at, "This may not be empty.");
            continue;
        }
        let value = if field == "countries" {
            text::country(violations, at, Some(one))
        } else {
            text::optional(violations, at, Some(one), 100, Lines::One)
        };
        read.extend(value.filter(|value| !read.contains(value)));
    }
    read
}
