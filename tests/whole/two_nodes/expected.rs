//! What a follower should have been told, reckoned from the log in the simplest way that there is.

use std::collections::HashMap;

use diesel::{
    QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Binary, Nullable, Text, Unsigned},
};
use rapport_graphql::EventCursor;
use rapport_kernel::id::encode_global;
use rapport_test_support::TestDatabase;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Scene, follower::Told};

/// What somebody follows.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    Everything,
    Stage(String),
    Deals(Vec<String>),
    /// What the rep owns, by their rights alone.
    OfRep,
}

impl Wanted {
    pub(super) fn filter(&self) -> Value {
        match self {
            Self::Everything | Self::OfRep => Value::Null,
            Self::Stage(stage) => json!({ "stage": { "eq": stage } }),
            Self::Deals(deals) => json!({ "id": { "in": deals } }),
        }
    }

    fn holds(&self, scene: &Scene, deal: &str, fields: &HashMap<String, Value>) -> bool {
        match self {
            Self::Everything => true,
            Self::Stage(stage) => fields.get("stageId").and_then(Value::as_str) == Some(stage),
            Self::Deals(deals) => deals.iter().any(|one| one == deal),
            Self::OfRep => fields.get("ownerId").and_then(Value::as_str) == Some(&scene.rep),
        }
    }
}

/// An event of a deal: its cursor, and the deal with its kind and changes.
pub(super) type Logged = (String, (String, String, Vec<(String, Value)>));

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<Unsigned<BigInt>>)]
    seq: Option<u64>,
    #[diesel(sql_type = Binary)]
    record_id: Vec<u8>,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    changes: String,
}

/// All events of deals in their order, once every one has a number.
pub(super) fn log(database: &TestDatabase) -> Vec<Logged> {
    let mut conn = database.connect();
    let rows: Vec<Row> = loop {
        let rows: Vec<Row> =
            sql_query("SELECT seq, record_id, kind, changes FROM events WHERE record_type = 'Deal' ORDER BY seq")
                .load(&mut conn)
                .unwrap();
        if rows.iter().all(|row| row.seq.is_some()) {
            break rows;
        }
        std::thread::yield_now();
    };
    let logged = rows.into_iter().map(|row| {
        let changes: Vec<Value> = serde_json::from_str(&row.changes).unwrap();
        let changes = changes.iter().map(|one| (one["field"].as_str().unwrap().to_owned(), one["new"].clone()));
        let deal = encode_global("Deal", Uuid::from_slice(&row.record_id).unwrap());
        (EventCursor(row.seq.unwrap()).to_string(), (deal, row.kind, changes.collect()))
    });
    logged.collect()
}

/// The updates of a follower who was there from the first event to the last.
pub(super) fn told(log: &[Logged], scene: &Scene, wanted: &Wanted) -> Vec<Told> {
    let mut deals: HashMap<&str, HashMap<String, Value>> = HashMap::new();
    let mut told = Vec::new();
    for (cursor, (deal, kind, changes)) in log {
        let is_new = kind == "deal.created";
        let fields = deals.entry(deal).or_default();
        let before = !is_new && wanted.holds(scene, deal, fields);
        fields.extend(changes.iter().cloned());
        let after = wanted.holds(scene, deal, fields);
        let kind = match (before, after) {
            (false, true) => "ENTERED",
            (true, true) => "CHANGED",
            (true, false) => "LEFT",
            (false, false) => continue,
        };
        told.push(Told { cursor: cursor.clone(), kind: kind.to_owned() });
    }
    told
}

/// Where two tellings part.
pub(super) fn difference(told: &[Told], expected: &[Told]) -> String {
    let at = told.iter().zip(expected).position(|(told, expected)| told != expected);
    let at = at.unwrap_or(told.len().min(expected.len()));
    format!("{} told, {} expected; at {at}: {:?} for {:?}", told.len(), expected.len(), told.get(at), expected.get(at))
}
