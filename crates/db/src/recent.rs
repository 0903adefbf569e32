//! What was read of very many rows, kept for a while: a node that is asked the same again and again reads it once.

use std::{
    any::Any,
    fmt::Debug,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{NaiveDateTime, TimeDelta};
use diesel::MysqlConnection;
use rapport_kernel::ApiResult;

use crate::{Db, DbError};

/// From how many rows on a minute's age is worth more than reading them again.
pub const MANY: usize = 20_000;
/// How long it is kept that was read of so many.
pub const LASTS: TimeDelta = TimeDelta::minutes(1);
/// How many items are kept of all answers together, the latest: some hundred megabytes.
const MOST_ITEMS: usize = 2_000_000;

/// The answers that are kept. Clones are the same.
#[derive(Clone, Default)]
pub struct Recent(Arc<Mutex<Vec<Kept>>>);

struct Kept {
    question: String,
    at: NaiveDateTime,
    until: NaiveDateTime,
    items: usize,
    answer: Arc<dyn Any + Send + Sync>,
}

impl Recent {
    /// The answer of this type to a question, and as of when. Everything on which it depends is in how the question is
    /// shown by [`Debug`].
    pub fn find<T: Any + Send + Sync>(
        &self,
        question: &impl Debug,
        now: NaiveDateTime,
    ) -> Option<(NaiveDateTime, Arc<T>)> {
        let question = format!("{question:?}");
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = kept.iter().filter(|one| one.question == question && one.at <= now && now < one.until);
        answers.filter_map(|one| Some((one.at, Arc::clone(&one.answer).downcast().ok()?))).next()
    }

    /// Keeps an answer of so many items as of a moment, in place of an earlier one.
    pub fn keep<T: Any + Send + Sync>(
        &self,
        question: &impl Debug,
        (at, lasts): (NaiveDateTime, TimeDelta),
        items: usize,
        answer: &Arc<T>,
    ) {
        let question = format!("{question:?}");
        let answer: Arc<dyn Any + Send + Sync> = Arc::<T>::clone(answer);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| one.question != question || !(*one.answer).is::<T>());
        kept.insert(0, Kept { question, at, until: at + lasts, items, answer });
        let mut sum = 0_usize;
        kept.retain(|one| {
            sum = sum.saturating_add(one.items).saturating_add(1);
            sum <= MOST_ITEMS
        });
    }
}

impl Db {
    /// What was read lately of very many rows.
    #[must_use]
    pub const fn recent(&self) -> &Recent {
        &self.recent
    }

    /// Reads what may be of very many rows; `work` tells of how many it was. Of [`MANY`] it is kept for a minute, and whoever
    /// asks the same meanwhile is told that. Returns as of when it is. No question, and it is read in any case.
    ///
    /// # Errors
    /// As for [`Db::read`].
    pub async fn read_recent<T, F>(
        &self,
        question: Option<impl Debug>,
        now: NaiveDateTime,
        work: F,
    ) -> ApiResult<(NaiveDateTime, Arc<T>)>
    where
        T: Any + Send + Sync,
        F: Fn(&mut MysqlConnection) -> Result<(T, usize), DbError> + Send + Sync + 'static,
    {
        if let Some(found) = question.as_ref().and_then(|question| self.recent.find(question, now)) {
            return Ok(found);
        }
        let (answer, rows) = self.read(work).await?;
        let answer = Arc::new(answer);
        if let Some(question) = question.filter(|_| rows >= MANY) {
            // What is kept has counted them: it is small.
            self.recent.keep(&question, (now, LASTS), 1_000, &answer);
        }
        Ok((now, answer))
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn at() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2027, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap()
    }

    fn seconds(seconds: i64) -> NaiveDateTime {
        at() + TimeDelta::seconds(seconds)
    }

    #[test]
    fn an_answer_is_kept_for_as_long_as_it_may() {
        let recent = Recent::default();
        recent.keep(&("open", 1), (at(), LASTS), 1, &Arc::new(7_u32));
        assert_eq!(recent.find::<u32>(&("open", 1), seconds(59)).map(|(at, read)| (at, *read)), Some((at(), 7)));
        assert!(recent.find::<u32>(&("open", 1), seconds(60)).is_none());
        assert!(recent.find::<u32>(&("open", 1), seconds(-1)).is_none(), "of what is yet to come nothing is known");
        assert!(recent.find::<u32>(&("open", 2), at()).is_none(), "another question");
        assert!(recent.find::<i64>(&("open", 1), at()).is_none(), "another kind of answer");
        recent.keep(&("open", 1), (at(), LASTS), 1, &Arc::new(8_i64));
        recent.keep(&("open", 1), (seconds(30), LASTS), 1, &Arc::new(9_u32));
        assert_eq!(recent.find::<i64>(&("open", 1), at()).map(|(_, read)| *read), Some(8));
        assert_eq!(recent.find::<u32>(&("open", 1), seconds(80)).map(|(_, read)| *read), Some(9));
    }

    #[test]
    fn the_latest_answers_are_kept_and_no_more_than_fit() {
        let recent = Recent::default();
        for n in 0..3_u32 {
            recent.keep(&n, (at(), LASTS), MOST_ITEMS / 2 - 1, &Arc::new(n));
        }
        let kept: Vec<_> = (0..3_u32).map(|n| recent.find::<u32>(&n, at()).is_some()).collect();
        assert_eq!(kept, [false, true, true]);
    }
}
