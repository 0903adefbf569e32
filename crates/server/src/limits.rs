//! What a request may ask for: flags, and what they set.

use std::time::Duration;

use clap::Args;
use rapport_graphql::operation::{Introspection, Limits, Rate};
use rapport_transport::{DoorConfig, Origin, UploadConfig};

/// The bounds of one request, and of one actor.
#[derive(Debug, Args)]
#[command(next_help_heading = "What a request may ask for")]
pub(crate) struct LimitArgs {
    /// Bytes of a request, without its files.
    #[arg(long, env = "RAPPORT_MAX_BODY", value_name = "BYTES", default_value_t = 1_048_576,
          value_parser = clap::value_parser!(u32).range(1_000..=100_000_000))]
    max_body: u32,
    /// How long a request may take to arrive: 15s, 1m.
    #[arg(long, env = "RAPPORT_BODY_TIMEOUT", value_name = "TIME", default_value = "15s", value_parser = time)]
    body_timeout: Duration,
    /// Bytes of a document.
    #[arg(long, env = "RAPPORT_MAX_DOCUMENT", value_name = "BYTES", default_value_t = 100_000,
          value_parser = clap::value_parser!(u32).range(100..=10_000_000))]
    max_document: u32,
    /// Tokens of a document.
    #[arg(long, env = "RAPPORT_MAX_TOKENS", value_name = "N", default_value_t = 10_000,
          value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    max_tokens: u32,
    /// How deep brackets of any kind may nest. Not more than 64: a parser calls itself for each.
    #[arg(long, env = "RAPPORT_MAX_BRACKETS", value_name = "N", default_value_t = 64,
          value_parser = clap::value_parser!(u32).range(2..=64))]
    max_brackets: u32,
    /// Selections, once fragments are expanded.
    #[arg(long, env = "RAPPORT_MAX_SELECTIONS", value_name = "N", default_value_t = 10_000,
          value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    max_selections: u32,
    /// How deep selections may nest, once fragments are expanded.
    #[arg(long, env = "RAPPORT_MAX_DEPTH", value_name = "N", default_value_t = 25,
          value_parser = clap::value_parser!(u32).range(2..=64))]
    max_depth: u32,
    /// Aliases.
    #[arg(long, env = "RAPPORT_MAX_ALIASES", value_name = "N", default_value_t = 100)]
    max_aliases: u32,
    /// Directives.
    #[arg(long, env = "RAPPORT_MAX_DIRECTIVES", value_name = "N", default_value_t = 100)]
    max_directives: u32,
    /// Fields of the root, of a whole batch too.
    #[arg(long, env = "RAPPORT_MAX_ROOT_FIELDS", value_name = "N", default_value_t = 20,
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    max_root_fields: u32,
    /// Cost, of a whole batch too.
    #[arg(long, env = "RAPPORT_MAX_COST", value_name = "N", default_value_t = 50_000,
          value_parser = clap::value_parser!(u64).range(100..))]
    max_cost: u64,
    /// How long an operation may run. Its statement in the database ends with it.
    #[arg(long, env = "RAPPORT_MAX_TIME", value_name = "TIME", default_value = "10s", value_parser = time)]
    max_time: Duration,
    /// The cost that an actor may ask for at once; 0 switches the limit off. Each server counts for itself.
    #[arg(long, env = "RAPPORT_RATE_BURST", value_name = "COST", default_value_t = 20_000_000)]
    rate_burst: u64,
    /// The cost that an actor gets back each second.
    #[arg(long, env = "RAPPORT_RATE_RESTORE", value_name = "COST", default_value_t = 500_000,
          value_parser = clap::value_parser!(u64).range(1..))]
    rate_restore: u64,
    /// Operations in one request, as a JSON array; 0 takes none.
    #[arg(long, env = "RAPPORT_MAX_BATCH", value_name = "N", default_value_t = 0,
          value_parser = clap::value_parser!(u32).range(0..=1_000))]
    max_batch: u32,
    /// Bytes of memory for automatic persisted queries; 0 takes none.
    #[arg(long, env = "RAPPORT_PERSISTED_QUERIES", value_name = "BYTES", default_value_t = 16_777_216)]
    persisted_queries: u64,
    /// Files in one request; 0 takes none.
    #[arg(long, env = "RAPPORT_MAX_FILES", value_name = "N", default_value_t = 10,
          value_parser = clap::value_parser!(u32).range(0..=1_000))]
    max_files: u32,
    /// Bytes of the files of one request together.
    #[arg(long, env = "RAPPORT_MAX_FILE_BYTES", value_name = "BYTES", default_value_t = 20_971_520)]
    max_file_bytes: u32,
    /// How long the files of a request may take to arrive.
    #[arg(long, env = "RAPPORT_FILE_TIMEOUT", value_name = "TIME", default_value = "60s", value_parser = time)]
    file_timeout: Duration,
    /// Rows of a file that an import takes.
    #[arg(long, env = "RAPPORT_MAX_IMPORT_ROWS", value_name = "N", default_value_t = 10_000,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    max_import_rows: u32,
    /// Origins whose pages may ask and open WebSockets, besides the server's own, as https://app.example; * for every
    /// one. Separate several by commas.
    #[arg(long, env = "RAPPORT_ORIGINS", value_name = "ORIGINS", value_delimiter = ',')]
    origins: Vec<Origin>,
}

impl LimitArgs {
    /// The bounds of one operation.
    pub(crate) fn limits(&self, introspection: Introspection) -> Limits {
        Limits {
            bytes: size(self.max_document),
            tokens: size(self.max_tokens),
            brackets: size(self.max_brackets),
            selections: self.max_selections.into(),
            depth: self.max_depth,
            aliases: size(self.max_aliases),
            directives: size(self.max_directives),
            root_fields: size(self.max_root_fields),
            cost: self.max_cost,
            time: self.max_time,
            rate: (self.rate_burst > 0).then_some(Rate { burst: self.rate_burst, restore: self.rate_restore }),
            persisted_bytes: self.persisted_queries,
            upload_rows: size(self.max_import_rows),
            introspection,
        }
    }

    /// How the door is set.
    pub(crate) fn door(&self) -> DoorConfig {
        DoorConfig {
            largest_body: size(self.max_body),
            body_timeout: self.body_timeout,
            most_in_batch: size(self.max_batch),
            uploads: UploadConfig {
                most: size(self.max_files),
                largest: size(self.max_file_bytes),
                timeout: self.file_timeout,
            },
            origins: self.origins.clone(),
            ..DoorConfig::default()
        }
    }
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A time of a second at least: some statements are given one second whatever the others are.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let time = time(text)?;
    if time < Duration::from_secs(1) { Err("expected a second at least".to_owned()) } else { Ok(time) }
}

fn time(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text).map_err(|error| format!("{error}: expected a time such as 10s"))?;
    if time.is_zero() { Err("expected some time, such as 10s".to_owned()) } else { Ok(time) }
}
