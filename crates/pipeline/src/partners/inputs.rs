//! What clients say of a partner.

use rapport_contacts::{text, users::UserId};
use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{PartnerId, users};

/// How long a name is at most.
const LONGEST_NAME: usize = 200;

/// A partner to be recorded.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreatePartnerInput {
    /// The name, at most 200 characters.
    pub name: String,
    /// Who acts for it, at most 500: users with the role PARTNER.
    pub user_ids: Option<Vec<ID>>,
}

/// Changes to a partner. What is left out stays.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdatePartnerInput {
    /// The partner.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The name, at most 200 characters. It cannot be removed.
    pub name: MaybeUndefined<String>,
    /// All who act for it, at most 500: users with the role PARTNER. Who is left out sees nothing of it any more.
    pub user_ids: Option<Vec<ID>>,
}

/// Changes to a partner, checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct PartnerChanges {
    pub(crate) name: Option<String>,
    /// The whole list, when it is said.
    pub(crate) users: Option<Vec<UserId>>,
}

impl CreatePartnerInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<PartnerChanges> {
        let input = UpdatePartnerInput {
            id: ID::default(),
            expected_version: None,
            name: MaybeUndefined::Value(self.name),
            user_ids: self.user_ids,
        };
        let mut violations = Violations::new();
        let changes = input.changes(&mut violations);
        violations.check()?;
        Ok(changes)
    }
}

impl UpdatePartnerInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(PartnerId, PartnerChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations);
        violations.check()?;
        Ok((id.ok_or_else(|| ApiError::not_found("Partner"))?, changes))
    }

    fn changes(&self, violations: &mut Violations) -> PartnerChanges {
        let name = self.name.as_opt_deref().and_then(|name| {
            text::required(violations, path!["input", "name"], name.unwrap_or_default(), LONGEST_NAME)
        });
        let users = self.user_ids.as_deref().map(|ids| users::read(violations, ids));
        PartnerChanges { name, users }
    }
}
