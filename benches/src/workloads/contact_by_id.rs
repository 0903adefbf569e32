//! W1: one person.

use serde_json::json;

use super::{Sample, Workload, get};

pub(super) fn workload() -> Workload {
    Workload {
        name: "W1",
        title: "a person by id, six scalars",
        document: "query ($id: ID!) { contact(id: $id) { \
                   id givenName familyName country lifecycleStage createdAt } }",
        apart_from: &[],
        samples: |sampler| {
            let ids = sampler.contacts(5_000)?;
            let sample = |id: String| Sample { variables: json!({ "id": id }), floor: get(format!("/contacts/{id}")) };
            Ok(ids.into_iter().map(sample).collect())
        },
    }
}
