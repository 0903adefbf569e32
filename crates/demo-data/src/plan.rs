//! What is asked for and what was done.

use chrono::NaiveDateTime;

/// What to make. The same plan makes the same rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many contacts. Everything else follows: a fifth as many companies, five times as many interactions, twice as
    /// many customer events and deals.
    pub contacts: u32,
    /// Another seed makes another world.
    pub seed: u64,
    /// The end of the five years that the data tells of, in UTC. What is finer than a microsecond is cut off.
    pub now: NaiveDateTime,
}

/// How far it is, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Users, teams, tags, companies, contacts and interactions written. Small parts, such as addresses, are not counted.
    pub done: u64,
    /// How many there will be. At the end `done` is the same.
    pub total: u64,
}

/// How many rows were written, by table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the table of its name")]
pub struct Summary {
    pub users: u64,
    pub teams: u64,
    pub team_members: u64,
    pub tags: u64,
    pub companies: u64,
    pub contacts: u64,
    pub emails: u64,
    pub phones: u64,
    pub addresses: u64,
    pub social_accounts: u64,
    pub contact_tags: u64,
    pub traits: u64,
    pub households: u64,
    pub affiliations: u64,
    pub interactions: u64,
    pub customer_event_types: u64,
    pub customer_events: u64,
    pub deals: u64,
    pub deal_stays: u64,
    pub tasks: u64,
    pub orders: u64,
    pub commitments: u64,
    pub events: u64,
}

/// Why the demo data could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// There is data already.
    #[error("the table {table} has rows already: demo data goes only into an empty database")]
    NotEmpty {
        /// Where.
        table: &'static str,
    },
    /// The database failed.
    #[error("the demo data could not be written: {0}")]
    Database(#[from] diesel::result::Error),
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} contacts, {} companies, {} interactions, {} customer events, {} deals, {} users",
            self.contacts, self.companies, self.interactions, self.customer_events, self.deals, self.users
        )
    }
}
