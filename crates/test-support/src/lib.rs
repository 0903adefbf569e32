//! A database per test, builders, a GraphQL client.
