//! Who may ask for the schema itself.

use std::str::FromStr;

use rapport_kernel::Role;

/// Who may ask for the schema by `__schema` and `__type`. What somebody may not do is in it for everybody: it is no secret,
/// but a map for whoever looks for a way in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Introspection {
    /// Everybody who may send an operation.
    #[default]
    On,
    /// Nobody.
    Off,
    /// Who plays one of these parts.
    Roles(Vec<Role>),
}

impl Introspection {
    /// Whether it is open to this role.
    pub(crate) fn is_open_to(&self, role: Role) -> bool {
        match self {
            Self::On => true,
            Self::Off => false,
            Self::Roles(roles) => roles.contains(&role),
        }
    }
}

impl FromStr for Introspection {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "on" => Ok(Self::On),
            "off" => Ok(Self::Off),
            roles => {
                let roles: Result<Vec<Role>, String> = roles.split(',').map(|role| role.trim().parse()).collect();
                roles.map(Self::Roles).map_err(|error| format!("expected on, off, or roles by commas: {error}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_on_off_or_for_roles() {
        assert_eq!("on".parse(), Ok(Introspection::On));
        assert_eq!("off".parse(), Ok(Introspection::Off));
        let some: Introspection = "admin, analyst".parse().unwrap();
        assert!(some.is_open_to(Role::Admin) && some.is_open_to(Role::Analyst) && !some.is_open_to(Role::Rep));
        for text in ["", "maybe", "admin,", "on,off"] {
            assert!(text.parse::<Introspection>().is_err(), "{text:?}");
        }
    }
}
