//! All that differs between MySQL and MariaDB.

use std::time::Duration;

/// Which server this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Oracle's MySQL, 8.4 or later.
    MySql,
    /// MariaDB, 10.11 or later.
    MariaDb,
}

impl Flavour {
    /// Told from what `SELECT VERSION()` answers.
    #[must_use]
    pub fn of_version(version: &str) -> Self {
        if version.to_ascii_lowercase().contains("mariadb") { Self::MariaDb } else { Self::MySql }
    }

    /// The setting that ends a statement after `limit`.
    ///
    /// MariaDB's covers every statement, in seconds. MySQL's covers SELECT alone, in milliseconds: the rest is the
    /// watchdog's.
    #[must_use]
    pub fn statement_timeout(self, limit: Duration) -> String {
        match self {
            Self::MySql => format!("SET SESSION max_execution_time = {}", limit.as_millis()),
            Self::MariaDb => format!("SET SESSION max_statement_time = {}", limit.as_secs_f64()),
        }
    }

    /// Whether somebody else has to end the statements that run too long.
    #[must_use]
    pub const fn needs_watchdog(self) -> bool {
        matches!(self, Self::MySql)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_told_apart() {
        assert_eq!(Flavour::of_version("10.11.14-MariaDB-0+deb12u2"), Flavour::MariaDb);
        assert_eq!(Flavour::of_version("9.7.0"), Flavour::MySql);
    }

    #[test]
    fn a_statement_timeout_is_in_the_server_s_own_unit() {
        let limit = Duration::from_millis(1500);
        assert_eq!(Flavour::MySql.statement_timeout(limit), "SET SESSION max_execution_time = 1500");
        assert_eq!(Flavour::MariaDb.statement_timeout(limit), "SET SESSION max_statement_time = 1.5");
    }
}
