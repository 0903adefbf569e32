//! W4: people with what hangs on them.

use serde_json::json;

use super::{Sample, Workload, get};

pub(super) fn workload() -> Workload {
    Workload {
        name: "W4",
        title: "20 people with company, e-mail addresses and the latest 5 interactions each",
        document: "query ($after: String!) { \
                   contacts(orderBy: [{ field: ID, direction: DESC }], first: 20, after: $after) { \
                   pageInfo { hasNextPage endCursor } \
                   nodes { id givenName familyName company { id name } emails { address label isPrimary } \
                   interactions(first: 5) { nodes { id kind subject occurredAt } } } } }",
        apart_from: &["endCursor"],
        samples: |sampler| {
            let document = "query ($after: String) { \
                            contacts(orderBy: [{ field: ID, direction: DESC }], first: 20, after: $after) { \
                            pageInfo { hasNextPage } edges { cursor node { id } } } }";
            let positions = sampler.positions(document, json!({}), 200)?;
            let sample = |position: crate::sampler::Position| Sample {
                variables: json!({ "after": position.cursor }),
                floor: get(format!("/timelines?before={}", position.id)),
            };
            Ok(positions.into_iter().map(sample).collect())
        },
    }
}
