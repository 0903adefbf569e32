//! How the server fares, as Prometheus reads it (text format 0.0.4).
//!
//! Numbers alone: nothing here tells of a record or of a person.

use std::fmt::{Display, Write};

use actix_web::{HttpResponse, web};

use super::Door;

/// All gauges, or 503 when the database does not answer: a scrape that fails is told as one.
pub(super) async fn metrics(door: web::Data<Door>) -> HttpResponse {
    match door.db.log_state().await {
        Ok(log) => {
            let (open, idle, most) = door.db.pool_state();
            let mut text = String::new();
            let mut gauge = |name: &str, help: &str, value: &dyn Display| {
                // Writing to a text does not fail.
                let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
            };
            gauge("rapport_events_last_seq", "The number of the last event.", &log.last_seq);
            gauge("rapport_events_removed_seq", "The number of the last event that was removed.", &log.removed_seq);
            gauge("rapport_events_waiting", "Committed events that have no number yet.", &log.waiting);
            let lag = log.lag(door.clock.now()).as_secs_f64();
            gauge("rapport_sequencer_lag_seconds", "How long the first event waits that has no number yet.", &lag);
            gauge("rapport_event_followers", "Subscriptions that follow the log on this node.", &door.db.followers());
            gauge("rapport_live_connections", "WebSockets and event streams on this node.", &door.live.places.count());
            gauge("rapport_database_connections", "Connections to the database.", &open);
            gauge("rapport_database_connections_idle", "Connections to the database without work.", &idle);
            gauge("rapport_database_connections_max", "Connections to the database at most.", &most);
            HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text)
        }
        Err(error) => {
            tracing::warn!(%error, cause = error.cause, "no metrics");
            HttpResponse::ServiceUnavailable()
                .content_type("text/plain; charset=utf-8")
                .body("the database does not answer\n")
        }
    }
}
