//! Why a cadence that is on its way is to end.

use std::collections::HashMap;

use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{Binary, Nullable, Text},
};
use rapport_contacts::kept;
use rapport_db::Sql;

use super::{CadenceRunId, CadenceStopReason};
use crate::by_id;

/// The reasons for which these are to end; those without one go on. A deal that went to another stage and came back has been in
/// another. An answer is something that the person said after the
/// start, or one of the people of the deal.
pub(crate) fn of(
    conn: &mut MysqlConnection,
    ids: &[CadenceRunId],
) -> QueryResult<HashMap<CadenceRunId, CadenceStopReason>> {
    const ANSWER: &str = "interactions.direction = 'INBOUND' AND interactions.occurred_at >= cadence_runs.started_at";
    let rows: Vec<(CadenceRunId, Option<String>)> = Sql::text("SELECT cadence_runs.id, CASE ")
        .push("WHEN cadences.living IS NULL OR (cadence_runs.deal_id IS NOT NULL AND deals.living IS NULL) ")
        .push("OR (cadence_runs.contact_id IS NOT NULL AND contacts.living IS NULL) THEN 'GONE' ")
        .push("WHEN deals.status <> 'OPEN' THEN 'CLOSED' ")
        .push("WHEN deals.stage_id <> cadence_runs.stage_id OR EXISTS (SELECT 1 FROM deal_stays ")
        .push("WHERE deal_stays.deal_id = cadence_runs.deal_id AND deal_stays.entered_at > cadence_runs.started_at) ")
        .push("THEN 'STAGE_CHANGED' ")
        .push("WHEN EXISTS (SELECT 1 FROM interactions WHERE interactions.contact_id = cadence_runs.contact_id AND ")
        .push(ANSWER)
        .push(") OR EXISTS (SELECT 1 FROM deal_contacts JOIN interactions ")
        .push("ON interactions.contact_id = deal_contacts.contact_id ")
        .push("WHERE deal_contacts.deal_id = cadence_runs.deal_id AND ")
        .push(ANSWER)
        .push(") THEN 'ANSWERED' END FROM cadence_runs JOIN cadences ON cadences.id = cadence_runs.cadence_id ")
        .push("LEFT JOIN deals ON deals.id = cadence_runs.deal_id ")
        .push("LEFT JOIN contacts ON contacts.id = cadence_runs.contact_id WHERE ")
        .then(by_id::is_one_of("cadence_runs.id", ids))
        .query::<(Binary, Nullable<Text>)>()
        .load(conn)?;
    let reason = |(id, name): (CadenceRunId, Option<String>)| Some((id, kept::value(name.as_deref()?)?));
    Ok(rows.into_iter().filter_map(reason).collect())
}
