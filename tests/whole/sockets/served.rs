//! The server's doors in this process, so that a test can turn the clock.

use std::{net::TcpListener, sync::Arc, thread::JoinHandle};

use actix_web::{App, HttpServer, dev::ServerHandle};
use rapport_db::events::Sequencer;
use rapport_graphql::operation::{Engine, Limits};
use rapport_kernel::{Actor, Clock, Role};
use rapport_test_support::{Client, World};
use rapport_transport::{
    Door, DoorConfig, LiveConfig,
    auth::{self, AuthConfig, Key, Secret, Ttl, Verifier},
    routes,
};

const SECRET: &str = "a secret for tests that is long enough";

/// A world that is served.
pub(crate) struct Served {
    pub(crate) address: String,
    pub(crate) door: Arc<Door>,
    pub(crate) world: World,
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    pub(crate) fn start(live: LiveConfig) -> Self {
        Self::of(crate::world(), live)
    }

    /// Serves a world; its clock may stand.
    pub(crate) fn of(world: World, live: LiveConfig) -> Self {
        Self::behind(world, DoorConfig { live, ..DoorConfig::default() })
    }

    /// Serves a world behind a door that is set like this.
    pub(crate) fn behind(world: World, config: DoorConfig) -> Self {
        let key = Key::hs256(None, &Secret::new(SECRET).unwrap());
        let verifier = Verifier::new(AuthConfig::default(), vec![key], world.clock.clone()).unwrap();
        let engine = Engine::new(&world.rapport, Limits::default()).unwrap();
        let door = Door::new(engine, world.db.clone(), verifier, world.clock.clone(), config, &[]);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (tell, told) = std::sync::mpsc::channel();
        // Leases are held by the machine's time, also where the clock stands.
        let (served, sequencer) = (Arc::clone(&door), Sequencer::new(world.db.clone(), Clock::system()));
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let numbering = actix_web::rt::spawn(sequencer.run());
                let server = HttpServer::new(move || App::new().configure(routes(&served)))
                    .workers(1)
                    .disable_signals()
                    .listen(listener)
                    .unwrap()
                    .run();
                tell.send(server.handle()).unwrap();
                server.await.unwrap();
                numbering.abort();
            });
        });
        Self { address, door, world, server: told.recv().unwrap(), thread: Some(thread) }
    }

    pub(crate) fn token(&self, role: Role) -> String {
        let ttl = Ttl::new(std::time::Duration::from_secs(600)).unwrap();
        let (config, secret) = (AuthConfig::default(), Secret::new(SECRET).unwrap());
        auth::mint(&config, &secret, &Actor::demo(role), ttl, &self.world.clock).unwrap()
    }

    pub(crate) fn client(&self, role: Role) -> Client {
        self.world.client(role)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.server.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
