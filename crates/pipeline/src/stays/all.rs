//! All stays of a pipeline at once, for what is reckoned from every one of them: how long they lasted, what comes and goes.
//!
//! A database takes ten times as long to group so many by their minutes as to hand them over; and out of these few columns,
//! kept for some minutes, whatever is asked next is answered without it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{Datelike, NaiveDateTime};
use diesel::{
    MysqlConnection, QueryResult, RunQueryDsl,
    sql_types::{Binary, Datetime, Nullable},
};
use rapport_db::{Db, DbError, Sql, recent::Read};
use rapport_kernel::{Actor, ApiResult, RowScope};

use super::StayId;
use crate::{
    by_id,
    deals::{DealId, DealStatus, scope},
    pipelines::PipelineId,
    stages::{self, StageId},
    windows,
};

/// A stay of a deal in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SeenStay {
    pub(crate) deal: DealId,
    pub(crate) entered_at: NaiveDateTime,
    id: StayId,
    pub(crate) stage: StageId,
    pub(crate) place: Place,
    /// When it ended; the end of time while it goes on.
    pub(crate) until: NaiveDateTime,
    /// When the deal was deleted.
    pub(crate) deleted_at: Option<NaiveDateTime>,
}

/// Where a stay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a stage for open deals of the pipeline.
    Open,
    /// In its stage of the won or the lost.
    Closed,
    /// In another pipeline, of a deal that went there from this one.
    Elsewhere,
}

impl SeenStay {
    /// Whether it is in a stage for open deals of the pipeline.
    pub(crate) fn is_open(&self) -> bool {
        self.place == Place::Open
    }
}

/// The stays of a pipeline, and those elsewhere of the deals that went away: each deal's together, in the order in which they
/// began.
pub(crate) type AllStays = Vec<SeenStay>;

/// How many whole minutes there are from one moment to another; none when that is past.
pub(crate) fn minutes_between(from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    (to - from).num_minutes().max(0)
}

/// Whose stays they are: those of the deals that an actor sees, or of all for `None`.
pub(crate) type Whose = Option<Actor>;

/// By what they are asked for: those that everybody shares alone.
fn question(whose: Option<&Actor>, pipeline: PipelineId) -> Option<(&'static str, PipelineId)> {
    sees_all(whose).then_some(("stays", pipeline))
}

fn sees_all(whose: Option<&Actor>) -> bool {
    whose.is_none_or(|actor| actor.row_scope() == RowScope::All)
}

/// The stays of a pipeline, and as of when. Of very many, those of up to ten minutes ago.
///
/// # Errors
/// As for [`Db::recently`].
pub(crate) async fn recently(
    db: &Db,
    whose: Whose,
    pipeline: PipelineId,
    now: NaiveDateTime,
) -> ApiResult<(NaiveDateTime, Arc<AllStays>)> {
    db.recently(question(whose.as_ref(), pipeline), now, told(db.clone(), whose, pipeline, now)).await
}

async fn told(db: Db, whose: Whose, pipeline: PipelineId, now: NaiveDateTime) -> ApiResult<Read<AllStays>> {
    let answer = db.read(move |conn| read(conn, whose.as_ref(), pipeline)).await?;
    Ok(Read { as_of: now, rows: answer.len(), bytes: size_of_val(answer.as_slice()), answer })
}

/// Reads them. Where all are seen an index has all that is read; few deals are deleted, which are asked for by themselves.
///
/// # Errors
/// When the database fails.
pub(crate) fn read(
    conn: &mut MysqlConnection,
    whose: Option<&Actor>,
    pipeline: PipelineId,
) -> Result<AllStays, DbError> {
    let stages = stages::repo::of_pipelines(conn, &[pipeline])?;
    let open: HashSet<StageId> =
        stages.iter().filter(|stage| stage.status() == DealStatus::Open).map(|stage| stage.id).collect();
    let seen = whose.filter(|_| !sees_all(whose));
    let rows = match seen {
        None => all_rows(conn, pipeline)?,
        Some(actor) => select("deals.deleted_at", "deal_stays JOIN deals ON deals.id = deal_stays.deal_id")
            .push("deal_stays.pipeline_id = ")
            .bind(by_id::value(pipeline))
            .push(" AND ")
            .then(scope::visible(actor))
            .query::<Types>()
            .load(conn)?,
    };
    let deleted = if seen.is_none() { deleted(conn)? } else { HashMap::new() };
    let stay = |(deal, entered_at, id, stage, until, deleted_at): Row, place| SeenStay {
        deal,
        entered_at,
        id,
        stage,
        place,
        until,
        deleted_at: deleted_at.or_else(|| deleted.get(&deal).copied()),
    };
    let place = |stage: StageId| if open.contains(&stage) { Place::Open } else { Place::Closed };
    let mut stays: AllStays = rows.into_iter().map(|row| stay(row, place(row.3))).collect();
    in_order(&mut stays);
    let went = went_away(&stays);
    for some in went.chunks(AT_ONCE) {
        let rows: Vec<Row> = select(NOT_ASKED, "deal_stays")
            .push("deal_stays.pipeline_id <> ")
            .bind(by_id::value(pipeline))
            .push(" AND ")
            .then(by_id::is_one_of("deal_stays.deal_id", some))
            .query::<Types>()
            .load(conn)?;
        stays.extend(rows.into_iter().map(|row| stay(row, Place::Elsewhere)));
    }
    if !went.is_empty() {
        in_order(&mut stays);
    }
    Ok(stays)
}

/// Of so many deals at once it is asked where they went.
const AT_ONCE: usize = 1_000;

type Row = (DealId, NaiveDateTime, StayId, StageId, NaiveDateTime, Option<NaiveDateTime>);
type Types = (Binary, Datetime, Binary, Binary, Datetime, Nullable<Datetime>);

/// For when deals were deleted, where that is not asked with the stays.
const NOT_ASKED: &str = "CAST(NULL AS DATETIME(6))";

fn select(deleted_at: &'static str, from: &'static str) -> Sql {
    columns(deleted_at).push(" FROM ").push(from).push(" WHERE ")
}

fn columns(deleted_at: &'static str) -> Sql {
    Sql::text(
        "SELECT deal_stays.deal_id, deal_stays.entered_at, deal_stays.id, deal_stays.stage_id, deal_stays.until, ",
    )
    .push(deleted_at)
}

/// The stays of everybody's deals in a pipeline, without when the deals were deleted.
fn all_rows(conn: &mut MysqlConnection, pipeline: PipelineId) -> QueryResult<Vec<Row>> {
    let from = Sql::text(" FROM deal_stays FORCE INDEX (deal_stays_by_entry) WHERE deal_stays.pipeline_id = ");
    let from = from.bind(by_id::value(pipeline));
    let entered_at = |row: &Row| row.1;
    windows::each(conn, "deal_stays.entered_at", entered_at, |conn, window| {
        columns(NOT_ASKED).then(from.clone()).then(window).query::<Types>().load(conn)
    })
}

fn in_order(stays: &mut AllStays) {
    stays.sort_unstable_by_key(|stay| (stay.deal, stay.entered_at, stay.id));
}

/// The deals with a stay that ended, and no other that began then: they went to another pipeline, or were deleted meanwhile.
fn went_away(stays: &[SeenStay]) -> Vec<DealId> {
    let of_deal = stays.chunk_by(|one, next| one.deal == next.deal);
    let went = of_deal.filter_map(|stays| {
        let stayed = |stay: &SeenStay| stays.iter().any(|next| next.id != stay.id && next.entered_at == stay.until);
        let went =
            |stay: &&SeenStay| stay.until.year() < END_OF_TIME && stay.deleted_at != Some(stay.until) && !stayed(stay);
        stays.iter().find(went).map(|stay| stay.deal)
    });
    went.collect()
}

/// The year of the end of a stay that goes on.
const END_OF_TIME: i32 = 9_999;

/// When deals were deleted that are not yet forgotten.
fn deleted(conn: &mut MysqlConnection) -> QueryResult<HashMap<DealId, NaiveDateTime>> {
    let rows: Vec<(DealId, Option<NaiveDateTime>)> = Sql::text("SELECT deals.id, deals.deleted_at FROM deals WHERE ")
        .then(scope::deleted())
        .query::<(Binary, Nullable<Datetime>)>()
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(deal, at)| Some((deal, at?))).collect())
}

/// Each stay in a stage for open deals that had begun by a moment, with the first of its deal in the pipeline, and the next wherever
/// that is where it had ended.
pub(crate) fn ways(
    stays: &[SeenStay],
    by: NaiveDateTime,
) -> impl Iterator<Item = (&SeenStay, &SeenStay, Option<&SeenStay>)> {
    let of_deal = stays.chunk_by(|one, next| one.deal == next.deal);
    of_deal.flat_map(move |stays| {
        let begun = stays.iter().enumerate().filter(move |(_, stay)| stay.is_open() && stay.entered_at <= by);
        begun.filter_map(move |(place, stay)| {
            let mut later = stays.iter().skip(place + 1).filter(|_| stay.until <= by);
            Some((
                stays.iter().find(|stay| stay.place != Place::Elsewhere)?,
                stay,
                later.find(|next| next.entered_at == stay.until),
            ))
        })
    })
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};
    use uuid::Uuid;

    use super::*;

    fn day(day: i64) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap() + TimeDelta::days(day)
    }

    fn stay(deal: u128, id: u128, (from, to): (i64, i64)) -> SeenStay {
        SeenStay {
            deal: DealId::from_uuid(Uuid::from_u128(deal)),
            entered_at: day(from),
            id: StayId::from_uuid(Uuid::from_u128(id)),
            stage: StageId::from_uuid(Uuid::from_u128(id)),
            place: match id {
                20.. => Place::Elsewhere,
                9.. => Place::Closed,
                _ => Place::Open,
            },
            until: day(to),
            deleted_at: None,
        }
    }

    /// The ids of the first, the stay and the next.
    fn found(stays: &[SeenStay], by: i64) -> Vec<(u128, u128, Option<u128>)> {
        let id = |stay: &SeenStay| stay.id.uuid().as_u128();
        ways(stays, day(by)).map(|(first, stay, next)| (id(first), id(stay), next.map(id))).collect()
    }

    #[test]
    fn the_next_stay_begins_as_one_ends_also_where_it_lasts_no_time() {
        let stays = [
            stay(1, 1, (0, 3)),
            stay(1, 2, (3, 3)),
            stay(1, 3, (3, 5)),
            stay(1, 9, (5, 99)),
            // Deleted on day 2, restored on day 4.
            stay(2, 4, (1, 2)),
            stay(2, 5, (4, 99)),
            // Came from another pipeline, and went to one.
            stay(3, 20, (0, 5)),
            stay(3, 6, (5, 6)),
            stay(3, 21, (6, 99)),
        ];
        let all = [(1, 1, Some(2)), (1, 2, Some(3)), (1, 3, Some(9)), (4, 4, None), (4, 5, None), (6, 6, Some(21))];
        assert_eq!(found(&stays, 9), all, "those of closed stages go nowhere");
        assert_eq!(found(&stays, 2), [(1, 1, None), (4, 4, None)], "what was not yet is not known");
    }
}
