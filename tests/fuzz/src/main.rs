//! What the gate does with documents that AFL++ thinks up: lexer, parser, validation, coercion, merger and cost, which is
//! all that happens before anybody's rights or the database come into it. `tests/fuzz/run` starts it.
//!
//! An input is a document; behind the first byte 0, if there is one, come the variables as JSON. What must hold of every
//! one: nothing panics or overflows, nothing takes long (AFL++ counts that as a hang), what passes costs no more than it
//! may, and what is asked again is answered alike.

use std::{collections::HashMap, panic::AssertUnwindSafe};

use rapport_graphql::operation::{Limits, OperationRequest, Planner};

const SCHEMA: &str = include_str!("../../../schema.graphql");

fn main() {
    let most = Limits::default().cost;
    let Ok(planner) = Planner::new(SCHEMA, HashMap::new(), Limits::default()) else {
        panic!("schema.graphql is no schema")
    };
    // A panic ends the process here, so that nobody meets what it leaves.
    let planner = AssertUnwindSafe(planner);
    afl::fuzz!(|input: &[u8]| {
        let Some(request) = request(input) else { return };
        let first = planner.cost(&request);
        let again = planner.cost(&request);
        match (first, again) {
            (Ok(cost), Ok(same)) => assert!(cost == same && cost <= most, "{cost} at first, {same} then"),
            (Err(refused), Err(same)) => {
                assert_eq!(refused.code, same.code);
                assert!(refused.code.is_some(), "a refusal without a code");
                assert!(refused.json.len() < 100_000, "a refusal of {} bytes", refused.json.len());
            }
            (first, _) => panic!("passes {} of two times", if first.is_ok() { "the first" } else { "the second" }),
        }
    });
}

/// The operation that an input stands for. What is not UTF-8 is refused before any of this.
fn request(input: &[u8]) -> Option<OperationRequest> {
    let mut parts = input.splitn(2, |byte| *byte == 0);
    let query = String::from_utf8(parts.next()?.to_vec()).ok()?;
    let variables = parts.next().and_then(|json| serde_json::from_slice(json).ok()).unwrap_or_default();
    Some(OperationRequest { query, variables, ..OperationRequest::default() })
}
