//! The modules of the product. Adding one is a crate and one line here.

use std::sync::Arc;

use rapport_contacts::api_keys::StoredApiKeys;
use rapport_db::Db;
use rapport_graphql::{AssemblyError, Module, Rapport, assemble, operation::Engine};
use rapport_kernel::Clock;
use rapport_pipeline::webhooks::{WebhookConfig, Webhooks};
use rapport_transport::auth::Verifier;

type Entry = (&'static str, fn() -> Module);

/// In the order of their dependencies.
const ALL: &[Entry] = &[("contacts", rapport_contacts::module), ("pipeline", rapport_pipeline::module)];

/// Accepts the name of a module.
pub(crate) fn known(name: &str) -> Result<String, String> {
    if ALL.iter().any(|(known, _)| *known == name) {
        return Ok(name.to_owned());
    }
    let names: Vec<_> = ALL.iter().map(|(name, _)| *name).collect();
    Err(format!("unknown module; the modules are {}", names.join(", ")))
}

/// Merges the named modules, or all.
pub(crate) fn assembled(names: Option<&[String]>) -> Result<Rapport, AssemblyError> {
    let wanted = |name: &str| names.is_none_or(|names| names.iter().any(|wanted| wanted == name));
    assemble(ALL.iter().filter(|(name, _)| wanted(name)).map(|(_, module)| module()).collect())
}

/// Whether a module is among those that are served.
pub(crate) fn serves(rapport: &Rapport, module: &str) -> bool {
    rapport.migrations().iter().any(|migrations| migrations.module == module)
}

/// What tells webhooks, where the module is served that has them and this server is to.
pub(crate) fn webhooks(
    rapport: &Rapport,
    engine: Arc<Engine>,
    db: &Db,
    clock: &Clock,
    config: Option<WebhookConfig>,
) -> Option<Arc<Webhooks>> {
    config
        .filter(|_| serves(rapport, "pipeline"))
        .map(|config| Webhooks::new(engine, db.clone(), clock.clone(), config))
}

/// Lets API keys in where the module is served that keeps them.
pub(crate) fn with_api_keys(verifier: Verifier, rapport: &Rapport, db: &Db, clock: &Clock) -> Verifier {
    if serves(rapport, "contacts") {
        return verifier.with_api_keys(Arc::new(StoredApiKeys::new(db.clone(), clock.clone())));
    }
    verifier
}
