//! W3: deals of a stage with what hangs on them.

use anyhow::Context;
use serde_json::{Value, json};

use super::{Sample, Workload, get};

pub(super) fn workload() -> Workload {
    Workload {
        name: "W3",
        title: "the next 50 deals of a stage by id, each with its people, their e-mail addresses and company, and the stage",
        document: "query ($stage: ID!, $after: String!) { \
                   deals(filter: { stage: { eq: $stage } }, orderBy: [{ field: ID, direction: DESC }], \
                         first: 50, after: $after) { \
                   pageInfo { hasNextPage endCursor } \
                   nodes { id title \
                           contacts { contact { id givenName familyName emails { address } company { id name } } } \
                           stage { name } } } }",
        apart_from: &["endCursor"],
        samples: |sampler| {
            let pipelines = sampler.server.graphql(&json!({ "query": "{ pipelines { nodes { stages { id } } } }" }))?;
            let pipelines = pipelines.pointer("/data/pipelines/nodes").and_then(Value::as_array).cloned();
            let stages: Vec<String> = pipelines
                .iter()
                .flatten()
                .filter_map(|pipeline| pipeline.get("stages")?.as_array().cloned())
                .flatten()
                .filter_map(|stage| stage.get("id")?.as_str().map(str::to_owned))
                .collect();
            let document = "query ($stage: ID!, $after: String) { \
                            deals(filter: { stage: { eq: $stage } }, orderBy: [{ field: ID, direction: DESC }], \
                                  first: 50, after: $after) { \
                            pageInfo { hasNextPage } edges { cursor node { id } } } }";
            let mut samples = Vec::new();
            for stage in stages {
                for position in sampler.positions_in("deals", document, json!({ "stage": stage }), 20)? {
                    samples.push(Sample {
                        variables: json!({ "stage": stage, "after": position.cursor }),
                        floor: get(format!("/deals?stage={stage}&before={}", position.id)),
                    });
                }
            }
            samples.first().context("no stage has more than a page of deals: seed more")?;
            Ok(samples)
        },
    }
}
