//! The routes.

mod graphql;
mod headers;
mod health;
mod negotiate;
mod playground;
mod request;
mod strict_json;

use std::{sync::Arc, time::Duration};

use actix_web::{HttpResponse, web};
use rapport_db::Db;
use rapport_graphql::{module::Example, operation::Engine};
use rapport_kernel::Clock;
use serde::Serialize;

use crate::auth::Verifier;

/// How the door is set.
#[derive(Clone, Debug)]
pub struct DoorConfig {
    /// The largest body, in bytes.
    pub largest_body: usize,
    /// How long a body may take to arrive.
    pub body_timeout: Duration,
    /// Tokens that the playground offers. Empty outside of development.
    pub tokens: Vec<RoleToken>,
    /// Whether the playground is served.
    pub playground: bool,
}

impl Default for DoorConfig {
    fn default() -> Self {
        Self { largest_body: 1024 * 1024, body_timeout: Duration::from_secs(15), tokens: Vec::new(), playground: true }
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
    engine: Engine,
    db: Db,
    verifier: Verifier,
    clock: Clock,
    config: DoorConfig,
    examples: Vec<(&'static str, Example)>,
}

impl Door {
    /// A door to this engine.
    #[must_use]
    pub fn new(
        engine: Engine,
        db: Db,
        verifier: Verifier,
        clock: Clock,
        config: DoorConfig,
        examples: &[(&'static str, Example)],
    ) -> Arc<Self> {
        Arc::new(Self { engine, db, verifier, clock, config, examples: examples.to_vec() })
    }
}

/// Adds the routes to an application.
pub fn routes(door: &Arc<Door>) -> impl FnOnce(&mut web::ServiceConfig) + use<> {
    let door = web::Data::from(Arc::clone(door));
    let playground = door.config.playground;
    move |app| {
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
                    .route(web::post().to(graphql::answer))
                    .route(web::get().to(graphql::answer))
                    .route(web::route().to(graphql::not_allowed)),
            )
            .route("/livez", web::get().to(health::livez))
            .route("/readyz", web::get().to(health::readyz))
            .default_service(web::to(|| async { HttpResponse::NotFound().body("There is nothing here.\n") }));
    }
}
