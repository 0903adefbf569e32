//! What the caller decides about the server.

use std::path::PathBuf;

/// How much a crash of the machine may cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Every commit is on disk before it is answered.
    #[default]
    Durable,
    /// Nothing waits for the disk, and all may be lost with the machine (not with the process). For tests.
    Throwaway,
}

/// How to start a private database.
///
/// `durability`, `buffer_pool_mib` and `server` hold for a server that is started; one that already serves this home keeps its own.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that holds everything: data, log, socket, locks. It is made if it is not there.
    pub home: PathBuf,
    /// How much a crash of the machine may cost.
    pub durability: Durability,
    /// The size of InnoDB's page cache in MiB.
    pub buffer_pool_mib: u32,
    /// The server's program, where it is not the one that is installed.
    pub server: Option<PathBuf>,
}

impl Options {
    /// A durable database below `home` with a page cache of 128 MiB.
    #[must_use]
    pub fn durable(home: impl Into<PathBuf>) -> Self {
        Self { home: home.into(), durability: Durability::Durable, buffer_pool_mib: 128, server: None }
    }

    /// A fast database below `home` that need not outlive a crash of the machine, with a page cache of 64 MiB.
    #[must_use]
    pub fn throwaway(home: impl Into<PathBuf>) -> Self {
        Self { home: home.into(), durability: Durability::Throwaway, buffer_pool_mib: 64, server: None }
    }
}
