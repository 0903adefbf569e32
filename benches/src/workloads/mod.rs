//! What is measured. A workload is one short description; another is a file here, its line in [`all`], and a handler
//! on the floor.

mod contact_by_id;
mod country_page;
mod deals_of_stage;
mod record_interaction;
mod snapshot;
mod timelines;

use serde_json::{Value, json};

use crate::{load::Sent, sampler::Sampler};

/// One kind of request, for both sides.
pub(crate) struct Workload {
    /// By which it is chosen (`ONLY`) and stands in the table.
    pub(crate) name: &'static str,
    /// What it asks for.
    pub(crate) title: &'static str,
    /// The GraphQL document.
    pub(crate) document: &'static str,
    /// The names under which the two answers may have different texts.
    pub(crate) apart_from: &'static [&'static str],
    /// Makes the requests that are sent at random.
    pub(crate) samples: fn(&mut Sampler) -> anyhow::Result<Vec<Sample>>,
}

/// One request, as each side takes it.
pub(crate) struct Sample {
    /// The values of the document's variables.
    pub(crate) variables: Value,
    /// What the floor is sent.
    pub(crate) floor: Sent,
}

/// All of them, what writes last.
pub(crate) fn all() -> Vec<Workload> {
    vec![
        contact_by_id::workload(),
        country_page::workload(),
        deals_of_stage::workload(),
        timelines::workload(),
        snapshot::workload(),
        record_interaction::workload(),
    ]
}

impl Workload {
    /// The request to the server.
    pub(crate) fn sent(&self, variables: &Value) -> Sent {
        let body = json!({ "query": self.document, "variables": variables }).to_string();
        Sent { method: "POST", path: "/graphql".to_owned(), body }
    }
}

/// A request to the floor that needs no body.
fn get(path: String) -> Sent {
    Sent { method: "GET", path, body: String::new() }
}
