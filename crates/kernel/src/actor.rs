//! Who is acting, and what they may do.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{ApiError, ApiResult};

/// The part that a person or machine plays. Permissions and row scope follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs the installation: everything, everywhere.
    Admin,
    /// Leads a team of sales: what the team owns.
    Manager,
    /// Sells: what is theirs.
    Rep,
    /// Runs campaigns: reads everybody, changes little.
    Marketer,
    /// Serves customers: reads everybody, records interactions.
    Support,
    /// Measures: reads everybody, without contact points.
    Analyst,
    /// Someone from another company: only what is shared with them.
    Partner,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] =
        [Self::Admin, Self::Manager, Self::Rep, Self::Marketer, Self::Support, Self::Analyst, Self::Partner];

    /// The name as it stands in a token.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Rep => "rep",
            Self::Marketer => "marketer",
            Self::Support => "support",
            Self::Analyst => "analyst",
            Self::Partner => "partner",
        }
    }

    /// Which rows the role sees of what it may read at all.
    #[must_use]
    pub const fn row_scope(self) -> RowScope {
        match self {
            Self::Admin | Self::Marketer | Self::Support | Self::Analyst => RowScope::All,
            Self::Manager => RowScope::Team,
            Self::Rep => RowScope::Own,
            Self::Partner => RowScope::Shared,
        }
    }

    /// The user whom the demo data has for this role, and for whom `rapport token` signs when no subject is given.
    #[must_use]
    pub const fn demo_user(self) -> Uuid {
        let last = match self {
            Self::Admin => 1,
            Self::Manager => 2,
            Self::Rep => 3,
            Self::Marketer => 4,
            Self::Support => 5,
            Self::Analyst => 6,
            Self::Partner => 7,
        };
        // Version 7 and variant bits as RFC 9562 has them, at the epoch, so that they sort before every real id.
        Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0000 | last)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|role| role.as_str()).collect();
            format!("unknown role {text:?}; the roles are {}", known.join(", "))
        })
    }
}

/// Which rows an actor sees. Held in one place per record and used by lists, counts, `node` and subscriptions alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowScope {
    /// What the actor owns.
    Own,
    /// What members of the actor's teams own.
    Team,
    /// Everything.
    All,
    /// Only what was shared with the actor.
    Shared,
}

/// A right to do one kind of thing, declared by the module that asks for it.
#[derive(Clone, Copy, Debug)]
pub struct Permission {
    /// `module.verb`, as it stands in the documentation and in errors.
    pub name: &'static str,
    /// What it allows, for people.
    pub description: &'static str,
    /// The roles that have it.
    pub roles: &'static [Role],
}

/// Who is acting in a request.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The user behind the credentials.
    pub user: Uuid,
    /// The part they play.
    pub role: Role,
}

impl Actor {
    /// This user in this role.
    #[must_use]
    pub const fn new(user: Uuid, role: Role) -> Self {
        Self { user, role }
    }

    /// The demo user of a role.
    #[must_use]
    pub const fn demo(role: Role) -> Self {
        Self::new(role.demo_user(), role)
    }

    /// Whether the actor has the permission.
    #[must_use]
    pub fn may(&self, permission: &Permission) -> bool {
        permission.roles.contains(&self.role)
    }

    /// Refuses an actor without the permission.
    ///
    /// # Errors
    /// FORBIDDEN, naming the permission.
    pub fn require(&self, permission: &Permission) -> ApiResult<()> {
        if self.may(permission) { Ok(()) } else { Err(ApiError::forbidden(permission.name)) }
    }

    /// Which rows the actor sees.
    #[must_use]
    pub const fn row_scope(&self) -> RowScope {
        self.role.row_scope()
    }

    /// The name under which the actor's idempotency keys and events are kept.
    #[must_use]
    pub fn subject(&self) -> Arc<str> {
        format!("{}:{}", self.role, self.user.simple()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: Permission = Permission { name: "things.read", description: "Read things.", roles: &[Role::Rep] };

    #[test]
    fn a_permission_belongs_to_its_roles_only() {
        assert!(Actor::demo(Role::Rep).require(&READ).is_ok());
        let refused = Actor::demo(Role::Partner).require(&READ).unwrap_err();
        assert_eq!(refused.code, crate::Code::Forbidden);
        assert!(refused.message.contains("things.read"));
    }

    #[test]
    fn role_names_come_back() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert!("root".parse::<Role>().is_err());
    }
}
