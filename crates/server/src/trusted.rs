//! Trusted documents: where they are, and what is done with others.

use std::{collections::BTreeMap, fs, path::Path, path::PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use rapport_graphql::operation::{Engine, TrustMode, TrustedDocuments};
use serde::Deserialize;

/// The documents that clients name instead of sending them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Trusted documents")]
pub(crate) struct TrustArgs {
    /// The documents that clients may name by documentId: a folder of .graphql files, each by its name; or a JSON file, a
    /// map from ids to documents as Relay's compiler writes it, or a manifest of Apollo's.
    #[arg(long, env = "RAPPORT_TRUSTED_DOCUMENTS", value_name = "PATH")]
    trusted_documents: Option<PathBuf>,
    /// What is done with any other document.
    #[arg(
        long,
        env = "RAPPORT_TRUST",
        value_name = "MODE",
        default_value = "off",
        requires_if("enforce", "trusted_documents"),
        requires_if("log", "trusted_documents")
    )]
    trust: Trust,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Trust {
    /// It runs.
    Off,
    /// It runs, and the log tells of it.
    Log,
    /// It is refused.
    Enforce,
}

/// The JSON files that are understood.
#[derive(Deserialize)]
#[serde(untagged)]
enum Manifest {
    Apollo { operations: Vec<ApolloOperation> },
    Relay(BTreeMap<String, String>),
}

#[derive(Deserialize)]
struct ApolloOperation {
    id: String,
    body: String,
}

impl TrustArgs {
    /// The engine with the documents, each of which fits the schema.
    pub(crate) fn apply(&self, engine: Engine) -> anyhow::Result<Engine> {
        let Some(path) = &self.trusted_documents else { return Ok(engine) };
        let documents = load(path).with_context(|| path.display().to_string())?;
        if documents.is_empty() {
            bail!("{} holds no document", path.display());
        }
        let mode = match self.trust {
            Trust::Off => TrustMode::Off,
            Trust::Log => TrustMode::Log,
            Trust::Enforce => TrustMode::Enforce,
        };
        engine.with_trusted(documents, mode).map_err(|unsound| {
            anyhow::anyhow!("trusted documents that do not fit the schema:\n  {}", unsound.join("\n  "))
        })
    }
}

fn load(path: &Path) -> anyhow::Result<TrustedDocuments> {
    let mut documents = TrustedDocuments::default();
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "graphql" || extension == "gql") {
                let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
                documents.add(id, text);
            }
        }
        return Ok(documents);
    }
    match serde_json::from_str(&fs::read_to_string(path)?).context("expected a map from ids to documents")? {
        Manifest::Relay(map) => map.into_iter().for_each(|(id, text)| documents.add(id, text)),
        Manifest::Apollo { operations } => {
            operations.into_iter().for_each(|operation| documents.add(operation.id, operation.body));
        }
    }
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_both_kinds_of_files_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("people.graphql"), "{ a }").unwrap();
        fs::write(at("notes.txt"), "{ b }").unwrap();
        assert_eq!(load(folder.path()).unwrap().len(), 1);
        fs::write(at("relay.json"), r#"{"x": "{ a }", "y": "{ b }"}"#).unwrap();
        assert_eq!(load(&at("relay.json")).unwrap().len(), 2);
        let apollo = r#"{"format": "apollo-persisted-query-manifest", "version": 1,
                         "operations": [{"id": "x", "name": "A", "type": "query", "body": "query A { a }"}]}"#;
        fs::write(at("apollo.json"), apollo).unwrap();
        assert_eq!(load(&at("apollo.json")).unwrap().len(), 1);
        fs::write(at("other.json"), "[1]").unwrap();
        assert!(load(&at("other.json")).is_err());
    }
}
