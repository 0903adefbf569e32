//! GraphQL over HTTP, authentication, and the playground.

pub mod auth;
