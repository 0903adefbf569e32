//! Modules on a database of their own.

use std::sync::Arc;

use rapport_db::{Db, DbConfig, events::Sequencer};
use rapport_graphql::{
    Module, Rapport, assemble,
    operation::{Engine, Limits},
};
use rapport_kernel::{Actor, Clock, Role};

use crate::{Client, TestDatabase};

/// Modules, assembled and migrated, with nobody in them.
pub struct World {
    /// The merged modules.
    pub rapport: Rapport,
    /// The operation path.
    pub engine: Arc<Engine>,
    /// The door to the database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    // Dropped last: fields drop in order.
    database: TestDatabase,
}

impl World {
    /// A world of these modules, on the machine's clock.
    #[must_use]
    pub fn new(modules: Vec<Module>) -> Self {
        Self::with_limits(modules, Limits::default())
    }

    /// A world with bounds of its own.
    #[must_use]
    pub fn with_limits(modules: Vec<Module>, limits: Limits) -> Self {
        let rapport = assemble(modules).expect("modules that go together");
        let database = TestDatabase::new(rapport.migrations());
        let engine = Arc::new(Engine::new(&rapport, limits).expect("a valid schema"));
        let db = Db::open(&DbConfig { pool_size: 12, ..DbConfig::new(database.url()) }).expect("an open door");
        Self { rapport, engine, db, clock: Clock::system(), database }
    }

    /// The same world through another door, such as one of a single connection.
    #[must_use]
    pub fn through(self, db: Db) -> Self {
        Self { db, ..self }
    }

    /// Someone in this role: its demo user.
    #[must_use]
    pub fn client(&self, role: Role) -> Client {
        self.client_of(Actor::demo(role))
    }

    /// This actor.
    #[must_use]
    pub fn client_of(&self, actor: Actor) -> Client {
        Client::new(Arc::clone(&self.engine), self.db.clone(), actor, self.clock.clone())
    }

    /// A sequencer of the event log, to be stepped by hand.
    #[must_use]
    pub fn sequencer(&self) -> Sequencer {
        Sequencer::new(self.db.clone(), self.clock.clone())
    }

    /// The database under it.
    #[must_use]
    pub const fn database(&self) -> &TestDatabase {
        &self.database
    }
}
