//! The routes.

mod body;
mod compress;
mod cors;
mod graphql;
pub(crate) mod headers;
mod health;
mod metrics;
mod negotiate;
mod playground;
pub(crate) mod reading;
mod request;
mod strict_json;
mod upload;

use std::{sync::Arc, time::Duration};

use actix_web::{HttpResponse, guard, web};
use rapport_db::Db;
use rapport_graphql::{module::Example, operation::Engine};
use rapport_kernel::Clock;
use serde::Serialize;

use crate::{
    auth::Verifier,
    live::{Live, LiveConfig},
    origin::Origin,
    sse, websocket,
};

/// How the door is set.
#[derive(Clone, Debug)]
pub struct DoorConfig {
    /// The largest body, in bytes.
    pub largest_body: usize,
    /// How long a body may take to arrive.
    pub body_timeout: Duration,
    /// How many operations one request may hold; with 0, batches are not taken.
    pub most_in_batch: usize,
    /// How files are taken.
    pub uploads: UploadConfig,
    /// The origins whose pages may ask and open sockets. The server's own may anyway.
    pub origins: Vec<Origin>,
    /// Tokens that the playground offers. Empty outside of development.
    pub tokens: Vec<RoleToken>,
    /// The bounds of what stays open.
    pub live: LiveConfig,
    /// Whether the playground is served.
    pub playground: bool,
    /// Whether `/metrics` is served.
    pub metrics: bool,
}

impl Default for DoorConfig {
    fn default() -> Self {
        Self {
            largest_body: 1024 * 1024,
            body_timeout: Duration::from_secs(15),
            most_in_batch: 0,
            uploads: UploadConfig::default(),
            origins: Vec::new(),
            tokens: Vec::new(),
            live: LiveConfig::default(),
            playground: true,
            metrics: true,
        }
    }
}

/// How files are taken.
#[derive(Clone, Debug)]
pub struct UploadConfig {
    /// Files in one request, at most.
    pub most: usize,
    /// Their bytes together.
    pub largest: usize,
    /// How long they may take to arrive.
    pub timeout: Duration,
}

impl Default for UploadConfig {
    fn default() -> Self {
        Self { most: 10, largest: 20 * 1024 * 1024, timeout: Duration::from_secs(60) }
    }
}

/// A token that the playground offers for a role.
#[derive(Clone, Serialize)]
pub struct RoleToken {
    /// The role's name.
    pub role: &'static str,
    /// The token.
    pub token: String,
}

impl std::fmt::Debug for RoleToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RoleToken").field("role", &self.role).finish_non_exhaustive()
    }
}

/// What every request needs. One for the whole process.
pub struct Door {
    pub(crate) engine: Arc<Engine>,
    pub(crate) db: Db,
    pub(crate) verifier: Verifier,
    pub(crate) clock: Clock,
    pub(crate) config: DoorConfig,
    pub(crate) live: Live,
    examples: Vec<(&'static str, Example)>,
}

impl Door {
    /// A door to this engine.
    #[must_use]
    pub fn new(
        engine: impl Into<Arc<Engine>>,
        db: Db,
        verifier: Verifier,
        clock: Clock,
        config: DoorConfig,
        examples: &[(&'static str, Example)],
    ) -> Arc<Self> {
        Arc::new(Self {
            engine: engine.into(),
            db,
            verifier,
            clock,
            config,
            live: Live::new(),
            examples: examples.to_vec(),
        })
    }
}

impl Door {
    /// Closes every socket and ends every event stream, and opens none any more: the server is about to end.
    pub fn drain(&self) {
        self.live.drain();
    }
}

/// Adds the routes to an application.
pub fn routes(door: &Arc<Door>) -> impl FnOnce(&mut web::ServiceConfig) + use<> {
    let door = web::Data::from(Arc::clone(door));
    let cors = cors::allowing(&door.config.origins);
    let (playground, metrics) = (door.config.playground, door.config.metrics);
    move |app| {
        if metrics {
            app.route("/metrics", web::get().to(metrics::metrics));
        }
        if playground {
            app.route("/", web::get().to(playground::page))
                .route("/playground", web::get().to(playground::page))
                .route("/playground/", web::get().to(playground::page))
                .route("/playground/config.json", web::get().to(playground::config))
                .route("/playground/{path:.*}", web::get().to(playground::asset));
        }
        app.app_data(door)
            .service(
                web::resource("/graphql")
                    .wrap(cors)
                    .route(web::get().guard(guard::fn_guard(websocket::is_asked_for)).to(websocket::open))
                    .route(web::route().guard(guard::fn_guard(sse::is_asked_for)).to(sse::answer))
                    .route(web::post().to(graphql::answer))
                    .route(web::get().to(graphql::answer))
                    .route(web::route().to(graphql::not_allowed)),
            )
            .route("/livez", web::get().to(health::livez))
            .route("/readyz", web::get().to(health::readyz))
            .default_service(web::to(|| async { HttpResponse::NotFound().body("There is nothing here.\n") }));
    }
}
