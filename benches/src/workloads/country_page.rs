//! W2: a page of the people of one country.

use anyhow::Context;
use serde_json::json;

use super::{Sample, Workload, get};

pub(super) fn workload() -> Workload {
    Workload {
        name: "W2",
        title: "the next 50 people of a country by id, eight scalars",
        document: "query ($country: String!, $after: String!) { \
                   contacts(filter: { country: { eq: $country } }, orderBy: [{ field: ID, direction: DESC }], \
                            first: 50, after: $after) { \
                   pageInfo { hasNextPage endCursor } \
                   nodes { id version givenName familyName country language lifecycleStage updatedAt } } }",
        // A cursor is opaque: the server's says to which list it belongs, the floor's is an id.
        apart_from: &["endCursor"],
        samples: |sampler| {
            let mut samples = Vec::new();
            for country in sampler.largest_countries(10)? {
                let document = "query ($country: String!, $after: String) { \
                                contacts(filter: { country: { eq: $country } }, \
                                         orderBy: [{ field: ID, direction: DESC }], first: 50, after: $after) { \
                                pageInfo { hasNextPage } edges { cursor node { id } } } }";
                for position in sampler.positions(document, json!({ "country": country }), 10)? {
                    samples.push(Sample {
                        variables: json!({ "country": country, "after": position.cursor }),
                        floor: get(format!("/contacts?country={country}&before={}", position.id)),
                    });
                }
            }
            samples.first().context("no country has more than a page of people: seed more")?;
            Ok(samples)
        },
    }
}
