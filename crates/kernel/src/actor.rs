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

impl RowScope {
    /// Every scope, from the narrowest to the widest.
    pub const ALL: [Self; 4] = [Self::Shared, Self::Own, Self::Team, Self::All];

    const fn width(self) -> u8 {
        match self {
            Self::Shared => 0,
            Self::Own => 1,
            Self::Team => 2,
            Self::All => 3,
        }
    }

    /// The narrower of two.
    #[must_use]
    pub const fn narrower(self, other: Self) -> Self {
        if self.width() <= other.width() { self } else { other }
    }
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

/// What an API key leaves of the rights of its role. It only takes away: what a key may do, its role and its maker may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The id of the key.
    pub key: Uuid,
    /// The part that whoever made the key plays.
    pub maker: Role,
    /// The names of the permissions that the key was given; `None` for all of its role.
    pub permissions: Option<Vec<String>>,
    /// The rows that the key sees at most.
    pub row_scope: RowScope,
}

/// Who is acting in a request.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The user behind the credentials.
    pub user: Uuid,
    /// The part they play.
    pub role: Role,
    /// What is left of the role's rights, where the credentials are an API key.
    pub grant: Option<Arc<Grant>>,
}

impl Actor {
    /// This user in this role.
    #[must_use]
    pub const fn new(user: Uuid, role: Role) -> Self {
        Self { user, role, grant: None }
    }

    /// A key that acts for this user in this role.
    #[must_use]
    pub fn of_key(user: Uuid, role: Role, grant: Grant) -> Self {
        Self { user, role, grant: Some(Arc::new(grant)) }
    }

    /// The demo user of a role.
    #[must_use]
    pub const fn demo(role: Role) -> Self {
        Self::new(role.demo_user(), role)
    }

    /// Whether the actor has the permission.
    #[must_use]
    pub fn may(&self, permission: &Permission) -> bool {
        let granted = |grant: &Arc<Grant>| {
            let of_key = grant.permissions.as_ref();
            permission.roles.contains(&grant.maker)
                && of_key.is_none_or(|names| names.iter().any(|name| name == permission.name))
        };
        permission.roles.contains(&self.role) && self.grant.as_ref().is_none_or(granted)
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
    pub fn row_scope(&self) -> RowScope {
        let of_role = self.role.row_scope();
        self.grant.as_ref().map_or(of_role, |grant| of_role.narrower(grant.row_scope).narrower(grant.maker.row_scope()))
    }

    /// What the actor's rights are: two who have the same are answered alike by what tells of records, so that one answer
    /// can be given to both. Who sees all rows is told from others by role and key alone; anybody else by who they are.
    #[must_use]
    pub fn rights(&self) -> String {
        let scope = self.row_scope();
        let user = if scope == RowScope::All { String::new() } else { self.user.simple().to_string() };
        let grant = self.grant.as_ref().map(|grant| {
            let mut names = grant.permissions.clone();
            names.iter_mut().for_each(|names| names.sort());
            (grant.maker, names)
        });
        format!("{:?}", (self.role, scope, user, grant))
    }

    /// The name under which the actor's idempotency keys are kept. An API key has its own: what its maker was answered
    /// may be more than the key may see.
    #[must_use]
    pub fn subject(&self) -> Arc<str> {
        match &self.grant {
            Some(grant) => format!("key:{}", grant.key.simple()).into(),
            None => format!("{}:{}", self.role, self.user.simple()).into(),
        }
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
    fn a_key_only_takes_away() {
        const WRITE: Permission =
            Permission { name: "things.write", description: "Write things.", roles: &[Role::Admin, Role::Rep] };
        let key = |role, maker, names: Option<&[&str]>, row_scope| {
            let permissions = names.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            Actor::of_key(Uuid::nil(), role, Grant { key: Uuid::nil(), maker, permissions, row_scope })
        };
        let whole = key(Role::Rep, Role::Admin, None, RowScope::All);
        assert!(whole.may(&WRITE) && !whole.may(&READ), "the maker may not read things");
        assert!(!key(Role::Rep, Role::Admin, Some(&["things.read"]), RowScope::All).may(&WRITE));
        assert!(!key(Role::Partner, Role::Admin, Some(&["things.write"]), RowScope::All).may(&WRITE));
        assert!(!key(Role::Admin, Role::Partner, None, RowScope::All).may(&WRITE));
        for (role, maker, of_key, expected) in [
            (Role::Admin, Role::Admin, RowScope::All, RowScope::All),
            (Role::Admin, Role::Admin, RowScope::Own, RowScope::Own),
            (Role::Rep, Role::Admin, RowScope::All, RowScope::Own),
            (Role::Admin, Role::Manager, RowScope::All, RowScope::Team),
            (Role::Partner, Role::Admin, RowScope::All, RowScope::Shared),
        ] {
            assert_eq!(key(role, maker, None, of_key).row_scope(), expected);
        }
    }

    #[test]
    fn a_key_gets_no_answers_of_its_maker() {
        let grant = Grant { key: Uuid::nil(), maker: Role::Admin, permissions: None, row_scope: RowScope::All };
        let maker = Actor::demo(Role::Admin);
        assert_ne!(Actor::of_key(maker.user, Role::Admin, grant).subject(), maker.subject());
    }

    #[test]
    fn rights_are_those_of_another_only_where_all_is_the_same() {
        let key = |permissions: Option<&[&str]>| {
            let permissions = permissions.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
            let grant = Grant { key: Uuid::now_v7(), maker: Role::Admin, permissions, row_scope: RowScope::All };
            Actor::of_key(Uuid::now_v7(), Role::Admin, grant).rights()
        };
        let user = |role| Actor::new(Uuid::now_v7(), role).rights();
        assert_eq!(user(Role::Admin), user(Role::Admin), "who sees everything sees the same");
        assert_eq!(key(Some(&["a", "b"])), key(Some(&["b", "a"])));
        assert_eq!(Actor::demo(Role::Rep).rights(), Actor::demo(Role::Rep).rights());
        let different = [
            user(Role::Admin),
            user(Role::Analyst),
            user(Role::Rep),
            user(Role::Rep),
            user(Role::Partner),
            user(Role::Partner),
            key(None),
            key(Some(&["a"])),
            key(Some(&[])),
        ];
        for (index, one) in different.iter().enumerate() {
            assert!(different.iter().skip(index + 1).all(|other| one != other), "{one}");
        }
    }

    #[test]
    fn role_names_come_back() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert!("root".parse::<Role>().is_err());
    }
}
