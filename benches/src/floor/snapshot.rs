//! A pipeline now, out of the counters that the server keeps.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use diesel::{
    MysqlConnection, RunQueryDsl,
    sql_types::{BigInt, Binary, Nullable, Text},
};
use serde::{Deserialize, Serialize};

use crate::{
    answer,
    pool::{Failure, Pool},
    statement::statement,
};

statement! {
    /// The stages of a pipeline.
    Stages { pipeline: Vec<u8> => Binary }
    "SELECT id, name, kind, CAST(retired_at IS NOT NULL AS SIGNED) FROM pipeline_stages WHERE pipeline_id = ? \
     ORDER BY place, id",
    (Binary, Text, Text, BigInt)
}

statement! {
    /// The counters for everybody, and the number that they are of: one statement, so that they are of one moment.
    Counters { pipeline: Vec<u8> => Binary, again: Vec<u8> => Binary }
    "SELECT 0, NULL, '', CAST(seq AS SIGNED), 0 FROM snapshot_progress WHERE is_exact = 1 \
     UNION ALL SELECT 1, stage_id, currency, deals, amount FROM snapshot_counts \
     WHERE pipeline_id = ? AND owner_id = REPEAT(0x00, 16) AND deals > 0 \
     UNION ALL SELECT 2, cell, '', customers, 0 FROM snapshot_customer_counts \
     WHERE pipeline_id = ? AND owner_id = REPEAT(0x00, 16)",
    (BigInt, Nullable<Binary>, Text, BigInt, BigInt)
}

type StageRow = (Vec<u8>, String, String, i64);
type CounterRow = (i64, Option<Vec<u8>>, String, i64, i64);

#[derive(Serialize)]
struct Money {
    amount: i64,
    currency: String,
}

#[derive(Serialize)]
struct Name {
    name: String,
}

#[derive(Serialize)]
struct Stage {
    stage: Name,
    deals: i64,
    share: Option<f64>,
    customers: i64,
    values: Vec<Money>,
}

#[derive(Serialize)]
struct Snapshot {
    sequence: Option<i64>,
    deals: i64,
    customers: i64,
    stages: Vec<Stage>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct One {
    pipeline_snapshot: Snapshot,
}

/// Which pipeline.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    pipeline: String,
}

/// `GET /snapshot?pipeline=..`.
pub(crate) async fn now(
    pool: web::Data<Pool>,
    web::Query(wanted): web::Query<Wanted>,
) -> Result<HttpResponse, Failure> {
    let json = Pool::run(pool, move |conn| {
        answer::json(One { pipeline_snapshot: read(conn, answer::bytes(&wanted.pipeline)?)? })
    })
    .await?;
    Ok(answer::respond(json))
}

fn read(conn: &mut MysqlConnection, pipeline: Vec<u8>) -> Result<Snapshot, Failure> {
    let stages: Vec<StageRow> = Stages { pipeline: pipeline.clone() }.load(conn)?;
    let counters: Vec<CounterRow> = Counters { pipeline: pipeline.clone(), again: pipeline }.load(conn)?;
    let mut sequence = None;
    let mut customers: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
    let mut deals: BTreeMap<Vec<u8>, (i64, BTreeMap<String, i64>)> = BTreeMap::new();
    for (what, cell, currency, number, amount) in counters {
        match (what, cell) {
            (0, _) => sequence = Some(number),
            (1, Some(stage)) => {
                let (count, values) = deals.entry(stage).or_default();
                *count += number;
                if !currency.is_empty() {
                    values.insert(currency, amount);
                }
            }
            (_, Some(cell)) => drop(customers.insert(cell, number)),
            (_, None) => {}
        }
    }
    let mut of_kind: BTreeMap<&str, i64> = BTreeMap::new();
    for (id, _, kind, _) in &stages {
        *of_kind.entry(kind).or_default() += deals.get(id).map_or(0, |(count, _)| *count);
    }
    let shown = stages.iter().filter_map(|(id, name, kind, retired)| {
        let (count, values) = deals.get(id).cloned().unwrap_or_default();
        let all = of_kind.get(kind.as_str()).copied().unwrap_or_default();
        (count > 0 || *retired == 0).then(|| Stage {
            stage: Name { name: name.clone() },
            deals: count,
            share: share(count, all),
            customers: customers.get(id).copied().unwrap_or_default(),
            values: values.into_iter().map(|(currency, amount)| Money { amount, currency }).collect(),
        })
    });
    // The cell of all stages for open deals is their kind, and nothing behind.
    let mut open = b"OPEN".to_vec();
    open.resize(16, 0);
    Ok(Snapshot {
        sequence,
        deals: deals.values().map(|(count, _)| count).sum(),
        customers: customers.get(&open).copied().unwrap_or_default(),
        stages: shown.collect(),
    })
}

fn share(part: i64, whole: i64) -> Option<f64> {
    let (part, whole) = (u32::try_from(part).ok()?, u32::try_from(whole).ok().filter(|whole| *whole > 0)?);
    Some(f64::from(part) / f64::from(whole))
}
