//! W5: recording an interaction.

use serde_json::json;

use super::{Sample, Workload};
use crate::load::Sent;

pub(super) fn workload() -> Workload {
    Workload {
        name: "W5",
        title: "recording one interaction, and having it back",
        document: "mutation ($input: RecordInteractionInput!) { recordInteraction(input: $input) { \
                   interaction { id version kind channel direction subject body occurredAt } } }",
        // Made anew by whoever is asked.
        apart_from: &["id", "occurredAt"],
        samples: |sampler| {
            let ids = sampler.contacts(2_000)?;
            let sample = |id: String| {
                let input = json!({
                    "contactId": id,
                    "kind": "CALL",
                    "channel": "phone",
                    "direction": "OUTBOUND",
                    "subject": "The offer of last week",
                    "body": "Wants to talk it over with the others, and will call back before the month ends.",
                });
                let floor = Sent { method: "POST", path: "/interactions".to_owned(), body: input.to_string() };
                Sample { variables: json!({ "input": input }), floor }
            };
            Ok(ids.into_iter().map(sample).collect())
        },
    }
}
