//! What clients say of a household, checked as a whole: every bad field is reported at once.

use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{HouseholdId, row::Member, types::HouseholdRole};
use crate::text;

/// How many people live in a household, at most.
const MOST: usize = 50;
/// How long a name is at most.
const LONGEST_NAME: usize = 200;

/// Someone who lives in a household.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct HouseholdMemberInput {
    /// The person, who lives in no other household.
    pub contact_id: ID,
    /// What the person is in the household.
    pub role: Option<HouseholdRole>,
}

/// A household to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateHouseholdInput {
    /// The name, such as that of the family, at most 200 characters.
    pub name: String,
    /// Who lives in it, 1 to 50 people.
    pub members: Vec<HouseholdMemberInput>,
}

/// Changes to a household. What is left out stays.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateHouseholdInput {
    /// The household.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The name, at most 200 characters.
    pub name: Option<String>,
    /// Who lives in it, in the place of those whom you see in it now; 1 to 50 people.
    pub members: Option<Vec<HouseholdMemberInput>>,
}

/// Which household, for what is done to the whole of a record.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct HouseholdIdInput {
    /// The household.
    pub id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub expected_version: Option<i32>,
}

/// Changes to a household, checked. `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct HouseholdChanges {
    pub(crate) name: Option<String>,
    pub(crate) members: Option<Vec<Member>>,
}

impl CreateHouseholdInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<HouseholdChanges> {
        check(Some(&self.name), Some(&self.members), Violations::new())
    }
}

impl UpdateHouseholdInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(HouseholdId, HouseholdChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = check(self.name.as_ref(), self.members.as_deref(), violations)?;
        Ok((id.ok_or_else(|| ApiError::not_found("Household"))?, changes))
    }
}

fn check(
    name: Option<&String>,
    members: Option<&[HouseholdMemberInput]>,
    mut violations: Violations,
) -> ApiResult<HouseholdChanges> {
    let name = name.and_then(|name| text::required(&mut violations, path!["input", "name"], name, LONGEST_NAME));
    let members = members.map(|members| read(&mut violations, members));
    violations.check()?;
    Ok(HouseholdChanges { name, members })
}

fn read(violations: &mut Violations, inputs: &[HouseholdMemberInput]) -> Vec<Member> {
    if inputs.is_empty() || inputs.len() > MOST {
        violations.add(path!["input", "members"], format!("A household has from 1 to {MOST} members."));
    }
    let mut members: Vec<Member> = Vec::new();
    for (index, input) in inputs.iter().enumerate().take(MOST) {
        let path = path!["input", "members", index, "contactId"];
        let Some(contact) = violations.take(input::id(&input.contact_id, path.clone())) else { continue };
        if members.iter().any(|member| member.contact == contact) {
            violations.add(path, "This person stands twice in the list.");
        } else {
            members.push(Member { contact, role: input.role });
        }
    }
    members
}
