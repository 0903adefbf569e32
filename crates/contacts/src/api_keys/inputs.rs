//! What an administrator says of API keys, checked as a whole.

use chrono::NaiveDateTime;
use rapport_graphql::{
    Timestamp,
    async_graphql::{ID, InputObject},
    core::ActorRole,
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiResult, Permission, Role};

use super::RowScope;
use crate::{
    text,
    users::{UserId, inputs::role_of},
};

/// How many permissions are named at most.
const MOST_PERMISSIONS: usize = 200;

/// An API key to be made.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateApiKeyInput {
    /// What the key is for, in at most 100 characters.
    pub(crate) name: String,
    /// The part that the key plays. It may never do more than the role, nor more than you.
    pub(crate) role: ActorRole,
    /// The names of the permissions that the key has, such as `contacts.read`: some of those of the role. All of them when
    /// nothing is said.
    pub(crate) permissions: Option<Vec<String>>,
    /// The records that the key sees at most. Those of the role when nothing is said.
    pub(crate) row_scope: Option<RowScope>,
    /// For whom the key acts: what they own and whose teams they are in decides what is OWN and TEAM, and they own what the
    /// key records. You when nothing is said.
    pub(crate) user_id: Option<ID>,
    /// From this moment the key counts no more. It does not expire when nothing is said.
    pub(crate) expires_at: Option<Timestamp>,
}

/// Which API key.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ApiKeyIdInput {
    /// The key, by its global id.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
}

/// A key to be made, checked.
#[derive(Clone, Debug)]
pub(crate) struct NewKey {
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Sorted, each once; `None` for all of the role.
    pub(crate) permissions: Option<Vec<String>>,
    pub(crate) row_scope: rapport_kernel::RowScope,
    pub(crate) user: Option<UserId>,
    pub(crate) expires_at: Option<NaiveDateTime>,
}

impl CreateApiKeyInput {
    /// Checks the input. `known` are the permissions that there are.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self, known: &[Permission], now: NaiveDateTime) -> ApiResult<NewKey> {
        let mut violations = Violations::new();
        let role = role_of(self.role);
        let name = text::required(&mut violations, path!["input", "name"], &self.name, 100).unwrap_or_default();
        let permissions = self.permissions.as_ref().map(|names| permissions(&mut violations, names, role, known));
        let row_scope = self.row_scope.map_or_else(|| role.row_scope(), rapport_kernel::RowScope::from);
        if row_scope.narrower(role.row_scope()) != row_scope {
            violations.add(path!["input", "rowScope"], "The role sees fewer records than this.");
        }
        let user = self.user_id.as_ref().and_then(|id| violations.take(input::id(id, path!["input", "userId"])));
        let expires_at = self.expires_at.map(|moment| moment.0);
        if expires_at.is_some_and(|moment| moment <= now) {
            violations.add(path!["input", "expiresAt"], "This moment is past.");
        }
        violations.check()?;
        Ok(NewKey { name, role, permissions, row_scope, user, expires_at })
    }
}

fn permissions(violations: &mut Violations, names: &[String], role: Role, known: &[Permission]) -> Vec<String> {
    if names.len() > MOST_PERMISSIONS {
        let message = format!("At most {MOST_PERMISSIONS} permissions are named.");
        violations.add(path!["input", "permissions"], message);
    }
    for (index, name) in names.iter().enumerate().take(MOST_PERMISSIONS) {
        let of_role = known.iter().find(|permission| permission.name == name).map(|found| found.roles.contains(&role));
        let message = match of_role {
            Some(true) => continue,
            Some(false) => "The role does not have this permission.",
            None => "There is no such permission.",
        };
        violations.add(path!["input", "permissions", index], message);
    }
    let mut names = names.to_vec();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::{ALL, READ, WRITE};

    fn input() -> CreateApiKeyInput {
        CreateApiKeyInput {
            name: "Shop".to_owned(),
            role: ActorRole::Analyst,
            permissions: None,
            row_scope: None,
            user_id: None,
            expires_at: None,
        }
    }

    #[test]
    fn what_is_not_said_is_that_of_the_role() {
        let key = input().validate(ALL, NaiveDateTime::MIN).unwrap();
        assert_eq!((key.permissions, key.row_scope), (None, rapport_kernel::RowScope::All));
        let twice = Some(vec![READ.name.to_owned(), READ.name.to_owned()]);
        let key = CreateApiKeyInput { permissions: twice, ..input() }.validate(ALL, NaiveDateTime::MIN).unwrap();
        assert_eq!(key.permissions, Some(vec![READ.name.to_owned()]));
    }

    #[test]
    fn every_bad_field_is_reported_at_once() {
        let bad = CreateApiKeyInput {
            name: " ".to_owned(),
            role: ActorRole::Analyst,
            permissions: Some([READ.name, WRITE.name, "contacts.fly"].map(str::to_owned).to_vec()),
            row_scope: None,
            user_id: Some(ID("x".to_owned())),
            expires_at: Some(Timestamp(NaiveDateTime::MIN)),
        };
        let paths = |input: &CreateApiKeyInput| {
            let violations = input.validate(ALL, NaiveDateTime::MIN).unwrap_err().violations;
            violations.into_iter().map(|violation| violation.path).collect::<Vec<_>>()
        };
        let expected = [
            path!["input", "name"],
            path!["input", "permissions", 1],
            path!["input", "permissions", 2],
            path!["input", "userId"],
            path!["input", "expiresAt"],
        ];
        assert_eq!(paths(&bad), expected);
        let wide = CreateApiKeyInput { role: ActorRole::Rep, row_scope: Some(RowScope::All), ..input() };
        assert_eq!(paths(&wide), [path!["input", "rowScope"]]);
    }
}
