#![doc = include_str!("../README.md")]

pub mod affiliations;
pub mod api_keys;
pub mod companies;
pub mod customer_event_types;
pub mod customer_events;
mod examples;
pub mod fields;
pub mod households;
pub mod import;
pub mod interactions;
pub mod kept;
pub mod ownership;
pub mod people;
pub mod permissions;
pub mod schema;
pub mod search;
pub mod text;
pub mod timeline;
pub mod users;
pub mod version;

use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use rapport_graphql::Module;

/// The module's tables.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/contacts");

/// All that the module brings.
#[must_use]
pub fn module() -> Module {
    Module::new("contacts")
        .migrations(&MIGRATIONS)
        .permissions(permissions::ALL)
        .examples(examples::ALL)
        .query::<people::queries::ContactQueries>()
        .query::<companies::queries::CompanyQueries>()
        .query::<interactions::queries::InteractionQueries>()
        .query::<customer_event_types::queries::CustomerEventTypeQueries>()
        .query::<customer_events::queries::CustomerEventQueries>()
        .query::<users::queries::UserQueries>()
        .query::<api_keys::queries::ApiKeyQueries>()
        .query::<search::queries::SearchQueries>()
        .weight("Query.search", search::WEIGHT)
        .mutation::<people::mutations::ContactMutations>()
        .mutation::<people::import::ImportMutations>()
        .weight("Mutation.importContacts", import::WEIGHT)
        .mutation::<companies::mutations::CompanyMutations>()
        .mutation::<companies::import::CompanyImports>()
        .weight("Mutation.importCompanies", import::WEIGHT)
        .mutation::<households::mutations::HouseholdMutations>()
        .mutation::<affiliations::mutations::AffiliationMutations>()
        .mutation::<interactions::mutations::InteractionMutations>()
        .mutation::<customer_event_types::mutations::CustomerEventTypeMutations>()
        .mutation::<customer_events::mutations::CustomerEventMutations>()
        .mutation::<users::mutations::UserMutations>()
        .mutation::<users::import::UserImports>()
        .weight("Mutation.importUsers", import::WEIGHT)
        .subscription::<people::subscriptions::ContactSubscriptions>()
        .mutation::<api_keys::mutations::ApiKeyMutations>()
        .node_by::<people::ContactRecord, _, people::ContactById>()
        .node_by::<companies::CompanyRecord, _, companies::CompanyById>()
        .node_by::<affiliations::AffiliationRecord, _, affiliations::AffiliationById>()
        .node_by::<households::HouseholdRecord, _, households::HouseholdById>()
        .node_by::<interactions::InteractionRecord, _, interactions::InteractionById>()
        .node_by::<customer_event_types::CustomerEventTypeRecord, _, customer_event_types::CustomerEventTypeById>()
        .node_by::<customer_events::CustomerEventRecord, _, customer_events::CustomerEventById>()
        .node_by::<users::UserRecord, _, users::UserById>()
        .node_by::<users::TeamRecord, _, users::TeamById>()
        .node_by::<api_keys::ApiKeyRecord, _, api_keys::ApiKeyById>()
}
