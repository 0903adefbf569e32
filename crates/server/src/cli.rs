//! Flags and environment variables.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};
use rapport_graphql::operation::Introspection;
use rapport_kernel::Role;
use rapport_transport::auth::{JwksSource, KeyFile, Ttl};
use uuid::Uuid;

use crate::{
    events::EventArgs,
    limits::{self, LimitArgs},
    modules,
    sockets::SocketArgs,
    trusted::TrustArgs,
    webhooks::WebhookArgs,
};

/// A customer-relationship system whose only face is a GraphQL API.
#[derive(Debug, Parser)]
#[command(name = "rapport", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command is told.
#[derive(Debug, Args)]
pub(crate) struct Shared {
    /// The database, as mysql://user:password@host:port/name. Without it, a private MariaDB below --home is used,
    /// started as a child process.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL", value_parser = database_url)]
    pub(crate) database_url: Option<String>,
    /// Where the private database and its secret are kept.
    #[arg(long, global = true, env = "RAPPORT_HOME", value_name = "DIR", default_value = ".rapport")]
    pub(crate) home: PathBuf,
    /// The secret that HS256 tokens are signed with, at least 32 bytes. The private database has one of its own.
    #[arg(long, global = true, env = "RAPPORT_JWT_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub(crate) jwt_secret: Option<String>,
    /// Public keys that EdDSA, ES256 and RS256 tokens are verified with, as PEM files. Separate several by commas.
    #[arg(long, global = true, env = "RAPPORT_JWT_KEYS", value_name = "KID=FILE", value_delimiter = ',')]
    pub(crate) jwt_key: Vec<KeyFile>,
    /// Where the issuer publishes its keys (JWKS): an https or http address, or a file. They are read again when a token
    /// names one that is not among them.
    #[arg(long, global = true, env = "RAPPORT_JWKS", value_name = "URL|FILE")]
    pub(crate) jwks: Option<JwksSource>,
    /// Who must have issued a token (iss).
    #[arg(long, global = true, env = "RAPPORT_JWT_ISSUER", value_name = "NAME", default_value = "rapport")]
    pub(crate) jwt_issuer: String,
    /// For whom a token must be (aud).
    #[arg(long, global = true, env = "RAPPORT_JWT_AUDIENCE", value_name = "NAME", default_value = "rapport")]
    pub(crate) jwt_audience: String,
    /// Connections to the database at most.
    #[arg(long, global = true, env = "RAPPORT_POOL_SIZE", value_name = "N", default_value_t = 16,
          value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) pool_size: u32,
    /// How long a request waits for a connection before it is told that the server is overloaded, in milliseconds.
    #[arg(long, global = true, env = "RAPPORT_POOL_WAIT", value_name = "MS", default_value_t = 2_000,
          value_parser = clap::value_parser!(u64).range(1..=60_000))]
    pub(crate) pool_wait: u64,
    /// How many may wait for a connection. The next one is told at once that the server is overloaded.
    #[arg(long, global = true, env = "RAPPORT_POOL_QUEUE", value_name = "N", default_value_t = 2_000,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) pool_queue: u32,
    /// How long one statement in the database may run.
    #[arg(long, global = true, env = "RAPPORT_MAX_STATEMENT_TIME", value_name = "TIME", default_value = "5s",
          value_parser = limits::seconds)]
    pub(crate) max_statement_time: Duration,
    /// How much memory is taken at most to keep what counts very many deals, in MiB. With 0 nothing is kept.
    #[arg(long, global = true, env = "RAPPORT_KEPT_MEMORY", value_name = "MIB", default_value_t = 512)]
    pub(crate) kept_memory: u32,
    /// What the log tells, as tracing's filters have it: info, debug, rapport_db=debug,info.
    #[arg(long, global = true, env = "RAPPORT_LOG", value_name = "FILTER", default_value = "info")]
    pub(crate) log: String,
    /// Log as JSON, a line each.
    #[arg(long, global = true, env = "RAPPORT_LOG_JSON")]
    pub(crate) log_json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Migrate the database and serve the API and the playground.
    Serve(Box<ServeArgs>),
    /// Bring the database's tables up to date.
    Migrate,
    /// Fill an empty database with plausible data, the same for the same numbers.
    Seed(SeedArgs),
    /// Record companies, users, products, deals or orders out of a CSV file. What is there already is left as it is, so that it is safe to
    /// run again.
    Import(ImportArgs),
    /// Write the words anew by which people and companies are found. The server may serve meanwhile.
    Reindex,
    /// Print a token for a role, and nothing else.
    Token(TokenArgs),
    /// Print the schema in GraphQL's definition language.
    Schema(ModulesArg),
    /// Check configuration, server, tables, pool and clock.
    Doctor,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Where to listen.
    #[arg(long, env = "RAPPORT_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) modules: ModulesArg,
    /// Threads that serve requests. As many as there are cores when nothing is said.
    #[arg(long, env = "RAPPORT_WORKERS", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) workers: Option<u16>,
    /// Who may ask for the schema by introspection: on for everybody, off for nobody, or roles separated by commas.
    #[arg(long, env = "RAPPORT_INTROSPECTION", value_name = "on|off|ROLES", default_value = "on")]
    pub(crate) introspection: Introspection,
    /// Whether the playground is served: true or false.
    #[arg(long, env = "RAPPORT_PLAYGROUND", value_name = "BOOL", default_value_t = true, action = clap::ArgAction::Set)]
    pub(crate) playground: bool,
    /// Whether /metrics tells how the server fares, to everybody who reaches it: true or false.
    #[arg(long, env = "RAPPORT_METRICS", value_name = "BOOL", default_value_t = true, action = clap::ArgAction::Set)]
    pub(crate) metrics: bool,
    /// For development: load demo data once, and offer a token for each role in the playground. Never in production.
    #[arg(long, env = "RAPPORT_DEMO")]
    pub(crate) demo: bool,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) trust: TrustArgs,
    #[command(flatten)]
    pub(crate) sockets: SocketArgs,
    #[command(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    pub(crate) webhooks: WebhookArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ModulesArg {
    /// The modules to serve, separated by commas. All, when nothing is said.
    #[arg(long, env = "RAPPORT_MODULES", value_name = "NAMES", value_delimiter = ',', value_parser = modules::known)]
    pub(crate) modules: Option<Vec<String>>,
}

#[derive(Debug, Args)]
pub(crate) struct SeedArgs {
    /// How many people; a fifth as many companies, five times as many interactions.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) contacts: u32,
    /// What the random numbers start from.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImportWhat {
    /// Companies.
    Companies,
    /// Users, their managers and teams.
    Users,
    /// Products.
    Products,
    /// Deals, with the times at which they entered their stages.
    Deals,
    /// Orders, a row for each line, with what was paid.
    Orders,
    /// People.
    Contacts,
}

impl ImportWhat {
    /// What they are called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Companies => "companies",
            Self::Users => "users",
            Self::Products => "products",
            Self::Deals => "deals",
            Self::Orders => "orders",
            Self::Contacts => "contacts",
        }
    }

    /// The mutation that imports them, and the type of its input.
    pub(crate) const fn mutation(self) -> (&'static str, &'static str) {
        match self {
            Self::Companies => ("importCompanies", "ImportCompaniesInput"),
            Self::Users => ("importUsers", "ImportUsersInput"),
            Self::Products => ("importProducts", "ImportProductsInput"),
            Self::Deals => ("importDeals", "ImportDealsInput"),
            Self::Orders => ("importOrders", "ImportOrdersInput"),
            Self::Contacts => ("importContacts", "ImportContactsInput"),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// What the file holds.
    pub(crate) what: ImportWhat,
    /// The file: CSV in UTF-8, the names of the columns in its first row.
    pub(crate) file: PathBuf,
    /// How to read it: a file with the mutation's input in JSON, without the file. See examples/b2b-sales.
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: PathBuf,
    /// Tell what would come of it, and record nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// In whose name it is done, for the history: a UUID, or the global id of a User. Nobody's when nothing is said.
    #[arg(long, value_name = "ID", value_parser = subject)]
    pub(crate) subject: Option<Uuid>,
}

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// The part that the bearer plays: admin, manager, rep, marketer, support, analyst or partner.
    #[arg(long)]
    pub(crate) role: Role,
    /// The bearer's user id: a UUID, or the global id of a User. The demo user of the role when nothing is said.
    #[arg(long, value_name = "ID", value_parser = subject)]
    pub(crate) subject: Option<Uuid>,
    /// How long the token is good: 30m, 1h, 7d.
    #[arg(long, default_value = "1h")]
    pub(crate) ttl: Ttl,
}

/// A user's id.
fn subject(text: &str) -> Result<Uuid, String> {
    let global = rapport_kernel::id::decode_global(text).filter(|(kind, _)| kind == "User").map(|(_, uuid)| uuid);
    global.or_else(|| text.parse().ok()).ok_or_else(|| "expected a UUID or the global id of a User".to_owned())
}

fn database_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("mysql://").ok_or("expected mysql://user:password@host:port/name")?;
    let name = rest.split(['?', '#']).next().and_then(|rest| rest.split_once('/')).map(|(_, name)| name);
    match name {
        Some(name) if !name.is_empty() && !name.contains('/') => Ok(text.to_owned()),
        _ => Err("the name of the database is missing: mysql://user:password@host:port/name".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_flags_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn bad_values_are_refused_before_anything_starts() {
        for args in [
            &["serve", "--listen", "nowhere"][..],
            &["serve", "--modules", "contacts,nonsense"],
            &["serve", "--origins", "crm.example"],
            &["serve", "--socket-keep-alive", "soon"],
            &["serve", "--socket-keep-alive", "0s"],
            &["serve", "--sockets-per-actor", "0"],
            &["serve", "--introspection", "admin,root"],
            &["serve", "--playground", "maybe"],
            &["serve", "--jwks", "ftp://id.example/keys"],
            &["seed", "--contacts", "0"],
            &["import", "nonsense", "a.csv", "--mapping", "a.json"],
            &["import", "deals", "a.csv"],
            &["token", "--role", "root"],
            &["token", "--role", "admin", "--ttl", "forever"],
            &["token", "--role", "admin", "--subject", "me"],
            &["migrate", "--database-url", "postgres://localhost/x"],
            &["migrate", "--database-url", "mysql://localhost"],
            &["serve", "--max-brackets", "1000"],
            &["serve", "--max-time", "soon"],
            &["serve", "--max-time", "0s"],
            &["serve", "--max-statement-time", "900ms"],
            &["serve", "--origins", "https://app.example/path"],
            &["serve", "--trust", "enforce"],
            &["serve", "--rate-restore", "0"],
            &["serve", "--event-retention", "1m"],
            &["serve", "--event-retention", "soon"],
            &["serve", "--webhook-attempts", "0"],
            &["serve", "--webhook-timeout", "1d"],
        ] {
            assert!(Cli::try_parse_from([&["rapport"], args].concat()).is_err(), "{args:?}");
        }
    }
}
