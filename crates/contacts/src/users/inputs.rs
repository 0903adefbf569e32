//! What an administrator says of users and teams, checked as a whole.

use std::collections::BTreeSet;

use email_address::EmailAddress;
use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    core::ActorRole,
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult, Role};

use super::{TeamId, TeamRow, UserId, UserRow};
use crate::text;

/// How many members a team has at most.
pub(crate) const MOST_MEMBERS: usize = 200;

/// A user to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateUserInput {
    /// The full name.
    pub(crate) name: String,
    /// The e-mail address. No two users have the same, whatever its case.
    pub(crate) email: String,
    /// The part that the user plays.
    pub(crate) role: ActorRole,
}

/// Changes to a user. What is left out or null stays.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateUserInput {
    /// The user.
    pub(crate) id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// The full name.
    pub(crate) name: Option<String>,
    /// The e-mail address. No two users have the same, whatever its case.
    pub(crate) email: Option<String>,
    /// The part that the user plays.
    pub(crate) role: Option<ActorRole>,
}

/// A team to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateTeamInput {
    /// The name. No two teams have the same, whatever its case and accents.
    pub(crate) name: String,
    /// The users in the team, at most 200.
    pub(crate) member_ids: Option<Vec<ID>>,
}

/// Changes to a team. What is left out stays; the list of members replaces the whole list, null empties it.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateTeamInput {
    /// The team.
    pub(crate) id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// The name. No two teams have the same, whatever its case and accents.
    pub(crate) name: Option<String>,
    /// The users in the team, at most 200.
    pub(crate) member_ids: MaybeUndefined<Vec<ID>>,
}

/// Changes to a user, checked. `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct UserChanges {
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) role: Option<Role>,
}

impl UserChanges {
    /// The row with the changes made.
    pub(crate) fn apply(&self, row: &mut UserRow) {
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
        if let Some(email) = &self.email {
            row.email.clone_from(email);
        }
        if let Some(role) = self.role {
            role.as_str().clone_into(&mut row.role);
        }
    }
}

/// Changes to a team, checked. `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct TeamChanges {
    pub(crate) name: Option<String>,
    pub(crate) members: Option<Members>,
}

impl TeamChanges {
    /// The row with the changes made.
    pub(crate) fn apply(&self, row: &mut TeamRow) {
        if let Some(name) = &self.name {
            row.name.clone_from(name);
        }
    }
}

/// The members that an input says, in its order, so that one who is not there can be pointed at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members(pub(crate) Vec<UserId>);

impl Members {
    /// The members, each once.
    pub(crate) fn set(&self) -> BTreeSet<UserId> {
        self.0.iter().copied().collect()
    }
}

impl CreateUserInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<UserChanges> {
        let mut violations = Violations::new();
        let changes = user(&mut violations, Some(&self.name), Some(&self.email), Some(self.role));
        violations.check()?;
        Ok(changes)
    }
}

impl UpdateUserInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(UserId, UserChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = user(&mut violations, self.name.as_deref(), self.email.as_deref(), self.role);
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("User"))?, changes))
    }
}

impl CreateTeamInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<TeamChanges> {
        let mut violations = Violations::new();
        let name = text::required(&mut violations, path!["input", "name"], &self.name, 200);
        let members = self.member_ids.as_ref().map(|ids| members(&mut violations, ids));
        violations.check()?;
        Ok(TeamChanges { name, members })
    }
}

impl UpdateTeamInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(TeamId, TeamChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let name = self.name.as_deref();
        let name = name.and_then(|name| text::required(&mut violations, path!["input", "name"], name, 200));
        let members = match &self.member_ids {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(Members::default()),
            MaybeUndefined::Value(ids) => Some(members(&mut violations, ids)),
        };
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("Team"))?, TeamChanges { name, members }))
    }
}

fn user(violations: &mut Violations, name: Option<&str>, email: Option<&str>, role: Option<ActorRole>) -> UserChanges {
    let name = name.and_then(|name| text::required(violations, path!["input", "name"], name, 200));
    let email = email.and_then(|email| {
        let address = address(email);
        if address.is_none() {
            violations.add(path!["input", "email"], "This is not an e-mail address.");
        }
        address
    });
    UserChanges { name, email, role: role.map(role_of) }
}

/// An e-mail address in lower case: two spellings of one are the same.
pub(crate) fn address(text: &str) -> Option<String> {
    let address = text.trim().to_lowercase();
    let fits = address.len() <= 254 && !address.chars().any(char::is_control) && EmailAddress::is_valid(&address);
    fits.then_some(address)
}

fn members(violations: &mut Violations, ids: &[ID]) -> Members {
    if ids.len() > MOST_MEMBERS {
        violations.add(path!["input", "memberIds"], format!("A team has at most {MOST_MEMBERS} members."));
    }
    let ids = ids.iter().enumerate().take(MOST_MEMBERS);
    Members(ids.filter_map(|(index, id)| violations.take(input::id(id, path!["input", "memberIds", index]))).collect())
}

/// The role that an input names.
pub(crate) const fn role_of(role: ActorRole) -> Role {
    match role {
        ActorRole::Admin => Role::Admin,
        ActorRole::Manager => Role::Manager,
        ActorRole::Rep => Role::Rep,
        ActorRole::Marketer => Role::Marketer,
        ActorRole::Support => Role::Support,
        ActorRole::Analyst => Role::Analyst,
        ActorRole::Partner => Role::Partner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_to_lower_case() {
        assert_eq!(address(" Zoë.Müller@Example.ORG "), Some("zoë.müller@example.org".to_owned()));
        for text in ["", "x", "a@b@c", "a\u{0}@example.org", &format!("{}@example.org", "a".repeat(300))] {
            assert_eq!(address(text), None, "{text}");
        }
    }

    #[test]
    fn every_bad_field_is_reported_at_once() {
        let input = UpdateTeamInput {
            id: ID("x".to_owned()),
            expected_version: None,
            name: Some(" ".to_owned()),
            member_ids: MaybeUndefined::Value(vec![ID(UserId::new().to_global()), ID("y".to_owned())]),
        };
        let violations = input.validate().unwrap_err().violations;
        let paths: Vec<_> = violations.into_iter().map(|violation| violation.path).collect();
        assert_eq!(paths, [path!["input", "id"], path!["input", "name"], path!["input", "memberIds", 1]]);
    }

    #[test]
    fn roles_come_back() {
        for role in Role::ALL {
            assert_eq!(role_of(role.into()), role);
        }
    }

    #[test]
    fn no_members_said_is_not_the_same_as_nobody() {
        let said = |member_ids| UpdateTeamInput {
            id: ID(TeamId::new().to_global()),
            expected_version: None,
            name: None,
            member_ids,
        };
        assert!(said(MaybeUndefined::Undefined).validate().unwrap().1.members.is_none());
        assert!(said(MaybeUndefined::Null).validate().unwrap().1.members.is_some_and(|members| members.0.is_empty()));
    }
}
