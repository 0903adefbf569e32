//! W6: how many deals, of what value and how many customers, are in each stage now.

use std::time::Duration;

use anyhow::ensure;
use serde_json::{Value, json};

use super::{Sample, Workload, get};
use crate::wait;

/// How long the server may take to make its counters, after the data was written past its log.
const COUNTED: Duration = Duration::from_secs(30 * 60);

pub(super) fn workload() -> Workload {
    Workload {
        name: "W6",
        title: "a pipeline now: deals, shares, values and customers of each stage",
        document: "query ($pipeline: ID!) { pipelineSnapshot(pipelineId: $pipeline) { sequence deals customers \
                   stages { stage { name } deals share customers values { amount currency } } } }",
        apart_from: &[],
        samples: |sampler| {
            let found = sampler.server.graphql(&json!({ "query": "{ pipelines { nodes { id } } }" }))?;
            let ids: Vec<String> = found
                .pointer("/data/pipelines/nodes")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|pipeline| pipeline.get("id")?.as_str().map(str::to_owned))
                .collect();
            let is_counted = |id: &String| {
                let query = "query ($pipeline: ID!) { pipelineSnapshot(pipelineId: $pipeline) { sequence } }";
                let told = sampler.server.graphql(&json!({ "query": query, "variables": { "pipeline": id } }));
                told.is_ok_and(|told| told.pointer("/data/pipelineSnapshot/sequence").is_some_and(Value::is_number))
            };
            ensure!(wait::until(COUNTED, || ids.iter().all(is_counted)), "the server does not make its counters");
            let sample = |id: String| Sample {
                variables: json!({ "pipeline": id }),
                floor: get(format!("/snapshot?pipeline={id}")),
            };
            Ok(ids.into_iter().map(sample).collect())
        },
    }
}
