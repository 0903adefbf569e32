//! The stays of an imported deal, from the times that its row has.

use chrono::NaiveDateTime;

use crate::{deals::DealStatus, stages::StageRow};

/// When a deal was in which stages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Times {
    /// When it was recorded.
    pub(super) created: Option<NaiveDateTime>,
    /// When it was won or lost.
    pub(super) closed: Option<NaiveDateTime>,
    /// When it entered which stage, by the stage's place.
    pub(super) entered: Vec<(usize, NaiveDateTime)>,
}

/// The field at fault, and what is wrong.
pub(super) type Fault = (&'static str, &'static str);

/// The stays in the order of time, each with the place of its stage: the last is in the stage where the deal is. Nothing is
/// made up: where the row does not say when the deal was in an earlier stage, there is no stay in it.
///
/// # Errors
/// What is wrong with the times.
pub(super) fn stays(
    stages: &[StageRow],
    present: usize,
    times: &Times,
    now: NaiveDateTime,
) -> Result<Vec<(usize, NaiveDateTime)>, Fault> {
    let is_open = stages.get(present).is_none_or(|stage| stage.status() == DealStatus::Open);
    for (field, time) in [("createdAt", times.created), ("closedAt", times.closed)] {
        if time.is_some_and(|time| time > now) {
            return Err((field, "This moment is yet to come."));
        }
    }
    if times.entered.iter().any(|(_, time)| *time > now) {
        return Err(("stageEnteredAt", "This moment is yet to come."));
    }
    match (is_open, times.closed) {
        (true, Some(_)) => return Err(("closedAt", "A deal in a stage for open deals was not closed.")),
        (false, None) => return Err(("stageId", "A deal that is won or lost must say when that was.")),
        _ => {}
    }
    let mut all = times.entered.clone();
    if let Some(closed) = times.closed {
        all.retain(|(stage, _)| *stage != present);
        all.push((present, closed));
    }
    if all.iter().all(|(stage, _)| *stage != present) {
        // When it came to where it is nobody says: not before what is known of it.
        let known = all.iter().map(|(_, time)| *time).max().or(times.created);
        all.push((present, known.unwrap_or(now)));
    }
    all.sort_by_key(|(stage, time)| (*time, *stage == present, *stage));
    match all.last() {
        Some((last, _)) if *last == present => Ok(all),
        _ => Err(("stageEnteredAt", "The deal entered another stage after the one in which it is.")),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::{pipelines::PipelineId, stages::StageId};

    fn at(day: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2017, 3, day).unwrap().and_hms_opt(0, 0, 0).unwrap()
    }

    fn stages() -> Vec<StageRow> {
        let pipeline_id = PipelineId::new();
        let kinds = ["OPEN", "OPEN", "WON", "LOST"];
        let stage = |(place, kind): (u32, &&str)| StageRow {
            id: StageId::new(),
            pipeline_id,
            place,
            name: kind.to_string(),
            probability: 0,
            kind: kind.to_string(),
            age_limit_days: None,
            retired_at: None,
            gates: None,
        };
        (0..).zip(&kinds).map(stage).collect()
    }

    fn of(
        present: usize,
        created: Option<u32>,
        closed: Option<u32>,
        entered: &[(usize, u32)],
    ) -> Result<Vec<(usize, u32)>, &'static str> {
        use chrono::Datelike;
        let entered = entered.iter().map(|(stage, day)| (*stage, at(*day))).collect();
        let times = Times { created: created.map(at), closed: closed.map(at), entered };
        let found = stays(&stages(), present, &times, at(28)).map_err(|(field, _)| field)?;
        Ok(found.into_iter().map(|(stage, time)| (stage, time.day())).collect())
    }

    #[test]
    fn stays_are_what_the_row_says_and_no_more() {
        assert_eq!(of(2, None, Some(9), &[(1, 3)]), Ok(vec![(1, 3), (2, 9)]));
        assert_eq!(of(3, None, Some(3), &[(1, 3)]), Ok(vec![(1, 3), (3, 3)]), "closed on the day on which it began");
        assert_eq!(of(1, Some(2), None, &[(0, 2), (1, 5)]), Ok(vec![(0, 2), (1, 5)]));
        assert_eq!(of(1, Some(1), None, &[(0, 2)]), Ok(vec![(0, 2), (1, 2)]), "not before what is known");
        assert_eq!(of(0, None, None, &[]), Ok(vec![(0, 28)]), "nothing is known but that it is there now");
        assert_eq!(of(0, Some(4), None, &[]), Ok(vec![(0, 4)]));
    }

    #[test]
    fn times_that_cannot_be_are_told() {
        assert_eq!(of(0, None, None, &[(0, 2), (1, 5)]), Err("stageEnteredAt"));
        assert_eq!(of(2, None, Some(4), &[(1, 5)]), Err("stageEnteredAt"), "closed before it began");
        assert_eq!(of(2, None, None, &[(1, 5)]), Err("stageId"));
        assert_eq!(of(1, None, Some(5), &[]), Err("closedAt"));
        assert_eq!(of(1, Some(29), None, &[]), Err("createdAt"));
        assert_eq!(of(1, None, None, &[(1, 29)]), Err("stageEnteredAt"));
    }
}
