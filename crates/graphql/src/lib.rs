//! Everything that touches async-graphql: the module manifest, extensible types, connections, filters and the operation path.
