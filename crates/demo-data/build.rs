//! Rebuilds the test when a migration is added: `embed_migrations!` alone does not see it.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/contacts");
    println!("cargo:rerun-if-changed=../../migrations/pipeline");
}
