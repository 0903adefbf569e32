//! The whole server from outside: all modules on a real database, and the binary over HTTP. One test binary.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod affiliations;
mod api_keys;
mod authorization;
mod b2b_sales;
mod bad_inputs;
mod badges;
mod cadences;
mod cadences_bottleneck;
mod care;
mod commitments;
mod companies;
mod competitors;
mod customer_event_types;
mod customer_events;
mod event_retention;
mod events;
mod examples;
mod exchange_rates;
mod extensions;
mod forecast;
mod house;
mod households;
mod http;
mod http_batches;
mod http_cost;
mod http_documents;
mod http_door;
mod http_log;
mod http_overload;
mod http_uploads;
mod imports;
mod interactions;
mod issuer;
mod leads;
mod leads_capture;
mod leads_convert;
mod legislators;
mod lists;
mod once_after_a_crash;
mod operation;
mod orders;
mod orders_import;
mod orders_many;
mod orders_newness;
mod orders_payments;
mod orders_totals;
mod partners;
mod people;
mod pipeline;
mod pipeline_deals;
mod pipeline_funnel;
mod pipeline_gates;
mod pipeline_kinds;
mod pipeline_lines;
mod pipeline_snapshot;
mod pipeline_snapshot_kept;
mod pipeline_snapshot_many;
mod pipeline_updates;
mod plans;
mod price_books;
mod products;
mod quotes;
mod recent_answers;
mod reports;
mod scoring;
mod scoring_fit;
mod scoring_rules;
mod search;
mod sockets;
mod subscriptions;
mod tasks;
mod timeline;
mod two_nodes;
mod users;
mod webhooks;
mod writes;

use rapport_test_support::World;

/// Waits until something holds; what never does fails.
async fn eventually(holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), waiting).await.expect("it never came to pass");
}

/// A world of every module of the product.
fn world() -> World {
    World::new(vec![rapport_contacts::module(), rapport_pipeline::module()])
}
