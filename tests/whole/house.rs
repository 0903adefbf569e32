//! The house: what ARCHITECTURE.md promises about the whole.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::world;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_schema_in_the_repository_is_that_of_the_server() {
    let kept = fs::read_to_string(root().join("schema.graphql")).unwrap_or_default();
    assert!(
        kept == world().rapport.sdl(),
        "schema.graphql is out of date: run `make schema` and look at the difference"
    );
}

#[test]
fn everything_in_the_schema_has_a_description() {
    use apollo_compiler::{Schema, schema::ExtendedType};
    let world = world();
    let schema = Schema::parse_and_validate(world.rapport.sdl(), "schema.graphql").unwrap();
    let mut bare = Vec::new();
    for (name, ty) in schema.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        if ty.description().is_none() {
            bare.push(name.to_string());
        }
        let fields: Vec<(String, bool)> = match ty {
            ExtendedType::Object(object) => object
                .fields
                .iter()
                .flat_map(|(field, definition)| {
                    let arguments = definition
                        .arguments
                        .iter()
                        .map(|argument| (format!("{field}({})", argument.name), argument.description.is_some()));
                    std::iter::once((field.to_string(), definition.description.is_some()))
                        .chain(arguments.collect::<Vec<_>>())
                })
                .collect(),
            ExtendedType::Interface(interface) => interface
                .fields
                .iter()
                .map(|(field, definition)| (field.to_string(), definition.description.is_some()))
                .collect(),
            ExtendedType::InputObject(input) => input
                .fields
                .iter()
                .map(|(field, definition)| (field.to_string(), definition.description.is_some()))
                .collect(),
            ExtendedType::Enum(values) => values
                .values
                .iter()
                .map(|(value, definition)| (value.to_string(), definition.description.is_some()))
                .collect(),
            _ => Vec::new(),
        };
        bare.extend(fields.into_iter().filter(|(_, described)| !described).map(|(field, _)| format!("{name}.{field}")));
    }
    assert!(bare.is_empty(), "without a description: {bare:#?}");
}

#[test]
fn every_migration_of_every_module_goes_down_and_up_again() {
    use rapport_db::migrate;
    let world = world();
    let database = rapport_test_support::TestDatabase::empty();
    let all = migrate::run(database.url(), world.rapport.migrations()).unwrap();
    assert!(all > 15, "{all}");
    assert_eq!(migrate::revert(database.url(), world.rapport.migrations(), all).unwrap(), all);
    assert_eq!(migrate::run(database.url(), world.rapport.migrations()).unwrap(), all);
}

/// The crates of this workspace that each may depend on, from the outside in.
const ARROWS: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("graphql-derive", &[]),
    ("private-database", &[]),
    ("search-words", &[]),
    ("db", &["kernel"]),
    ("graphql", &["kernel", "db", "graphql-derive"]),
    ("contacts", &["kernel", "db", "graphql", "search-words"]),
    ("pipeline", &["kernel", "db", "graphql", "contacts"]),
    ("transport", &["kernel", "db", "graphql"]),
    ("demo-data", &["kernel", "search-words"]),
    ("test-support", &["kernel", "db", "graphql", "private-database"]),
    ("server", &["kernel", "db", "graphql", "contacts", "pipeline", "transport", "demo-data", "private-database"]),
];

#[test]
fn the_arrows_between_crates_hold() {
    let allowed: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let arrows = allowed.get(name.as_str()).unwrap_or_else(|| panic!("{name} is not in the map"));
        let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        for line in dependencies.lines().filter_map(|line| line.strip_prefix("rapport-")) {
            let needed = line.split(['.', ' ', '=']).next().unwrap_or_default();
            assert!(arrows.contains(&needed), "{name} may not depend on {needed}");
        }
        assert!(manifest.contains("license.workspace = true"), "{name} names no licence");
    }
}

#[test]
fn a_module_writes_no_table_of_another() {
    // The tables are behind rapport-db's own schema, and their names in no SQL of the module.
    let modules = ["contacts", "pipeline"].map(|module| sources(&root().join("crates").join(module).join("src")));
    for path in modules.into_iter().flatten() {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("rapport_db::schema"), "{} reaches for shared tables", path.display());
        for table in ["event_personal_data", "event_sequence", "leases", "idempotency_keys", " events "] {
            for verb in ["INTO ", "UPDATE ", "FROM ", "JOIN "] {
                assert!(!text.contains(&format!("{verb}{}", table.trim_start())), "{} uses {table}", path.display());
            }
        }
    }
}

#[test]
fn a_connection_is_taken_in_one_place() {
    for path in sources(&root().join("crates")) {
        let text = fs::read_to_string(&path).unwrap();
        if text.contains("pool.get()") {
            assert!(path.ends_with("db/src/door.rs"), "{} takes a connection", path.display());
        }
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") && !path.ends_with("dist") {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
