//! What was read of very many rows, kept for a while: a node that is asked the same again and again reads it once a minute, and lets
//! nobody wait for that who has asked within the last ten.

use std::{
    any::Any,
    collections::HashSet,
    fmt::Debug,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{NaiveDateTime, TimeDelta};
use diesel::MysqlConnection;
use rapport_kernel::{Actor, ApiResult, RowScope};

use crate::{Db, DbError};

/// From how many rows on a minute's age is worth more than reading them again.
pub const MANY: usize = 20_000;
/// How long it is told without another thought that was read of so many.
pub const FRESH: TimeDelta = TimeDelta::minutes(1);
/// How long it is told while it is read anew.
pub const STALE: TimeDelta = TimeDelta::minutes(10);
/// How many items are kept of all answers together, the latest: some hundred megabytes.
const MOST_ITEMS: usize = 2_000_000;

/// The answers that are kept. Clones are the same.
#[derive(Clone, Default)]
pub struct Recent(Arc<Mutex<Answers>>);

#[derive(Default)]
struct Answers {
    kept: Vec<Kept>,
    /// The questions that are being asked anew.
    renewed: HashSet<String>,
}

struct Kept {
    question: String,
    at: NaiveDateTime,
    fresh_until: NaiveDateTime,
    items: usize,
    answer: Arc<dyn Any + Send + Sync>,
}

/// What was read, and how much that was.
#[derive(Clone, Copy, Debug)]
pub struct Read<T> {
    /// As of when it is.
    pub as_of: NaiveDateTime,
    /// What it is.
    pub answer: T,
    /// Of how many rows. Of [`MANY`] it is kept.
    pub rows: usize,
    /// How many of them it holds.
    pub items: usize,
}

/// What was read counts as so many items where it has counted the rows and holds none.
pub const COUNTED: usize = 1_000;

/// The right to ask a question anew, for one at a time.
struct Renewal {
    recent: Recent,
    question: String,
}

impl Drop for Renewal {
    fn drop(&mut self) {
        self.recent.answers().renewed.remove(&self.question);
    }
}

impl Recent {
    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer of this type to a question as long as it is fresh, and as of when. Everything on which it depends is in how
    /// the question is shown by [`Debug`].
    pub fn find<T: Any + Send + Sync>(
        &self,
        question: &impl Debug,
        now: NaiveDateTime,
    ) -> Option<(NaiveDateTime, Arc<T>)> {
        let (at, answer, is_fresh) = self.kept(&format!("{question:?}"), now)?;
        is_fresh.then_some((at, answer))
    }

    /// The answer to a question, as of when, and whether it is fresh.
    fn kept<T: Any + Send + Sync>(&self, question: &str, now: NaiveDateTime) -> Option<(NaiveDateTime, Arc<T>, bool)> {
        let answers = self.answers();
        let is_told = |one: &Kept| one.at <= now && now < one.fresh_until.max(one.at + STALE);
        let told = answers.kept.iter().filter(|one| one.question == question && is_told(one));
        let typed = |one: &Kept| Some((one.at, Arc::clone(&one.answer).downcast().ok()?, now < one.fresh_until));
        told.filter_map(typed).next()
    }

    /// Keeps an answer of so many items as of a moment, in place of an earlier one.
    pub fn keep<T: Any + Send + Sync>(
        &self,
        question: &impl Debug,
        (at, fresh): (NaiveDateTime, TimeDelta),
        items: usize,
        answer: &Arc<T>,
    ) {
        self.replace(format!("{question:?}"), (at, fresh), items, answer);
    }

    fn replace<T: Any + Send + Sync>(
        &self,
        question: String,
        (at, fresh): (NaiveDateTime, TimeDelta),
        items: usize,
        answer: &Arc<T>,
    ) {
        let answer: Arc<dyn Any + Send + Sync> = Arc::<T>::clone(answer);
        let mut answers = self.answers();
        answers.kept.retain(|one| one.question != question || !(*one.answer).is::<T>());
        answers.kept.insert(0, Kept { question, at, fresh_until: at + fresh, items, answer });
        let mut sum = 0_usize;
        answers.kept.retain(|one| {
            sum = sum.saturating_add(one.items).saturating_add(1);
            sum <= MOST_ITEMS
        });
    }

    /// The right to ask a question anew; none while somebody does.
    fn renewal(&self, question: String) -> Option<Renewal> {
        let is_first = self.answers().renewed.insert(question.clone());
        is_first.then(|| Renewal { recent: self.clone(), question })
    }
}

impl Db {
    /// What was read lately of very many rows.
    #[must_use]
    pub const fn recent(&self) -> &Recent {
        &self.recent
    }

    /// Reads what may be of very many rows; `work` tells of how many it was. For how long that is told again, see
    /// [`Db::recently`].
    ///
    /// # Errors
    /// As for [`Db::read`].
    pub async fn read_recent<T, F>(
        &self,
        actor: &Actor,
        question: impl Debug,
        now: NaiveDateTime,
        work: F,
    ) -> ApiResult<(NaiveDateTime, Arc<T>)>
    where
        T: Any + Send + Sync,
        F: Fn(&mut MysqlConnection) -> Result<Read<T>, DbError> + Send + Sync + 'static,
    {
        let db = self.clone();
        self.recently(shared(actor, question), now, async move { db.read(work).await }).await
    }

    /// What may be made of very many rows, and as of when it is. Of [`MANY`] it is kept: whoever asks the same within a minute is told
    /// that; whoever asks within ten is told it too, and for the next it is made anew. Without a question it is made in any case.
    ///
    /// # Errors
    /// What `work` returns.
    pub async fn recently<T, W>(
        &self,
        question: Option<impl Debug>,
        now: NaiveDateTime,
        work: W,
    ) -> ApiResult<(NaiveDateTime, Arc<T>)>
    where
        T: Any + Send + Sync,
        W: Future<Output = ApiResult<Read<T>>> + Send + 'static,
    {
        let question = question.map(|question| format!("{question:?}"));
        let found = question.as_deref().and_then(|question| self.recent.kept(question, now));
        let Some((at, answer, is_fresh)) = found else { return make(&self.recent, question, work).await };
        let question = question.filter(|_| !is_fresh);
        if let Some(renewal) = question.and_then(|question| self.recent.renewal(question)) {
            tokio::spawn(async move {
                if let Err(error) = make(&renewal.recent, Some(renewal.question.clone()), work).await {
                    tracing::warn!(code = ?error.code, "what is kept could not be read anew");
                }
            });
        }
        Ok((at, answer))
    }

    /// The same, of the last minute: for what is kept in turn, or else it would be older than ten.
    ///
    /// # Errors
    /// What `work` returns.
    pub async fn freshly<T, W>(
        &self,
        question: Option<impl Debug>,
        now: NaiveDateTime,
        work: W,
    ) -> ApiResult<(NaiveDateTime, Arc<T>)>
    where
        T: Any + Send + Sync,
        W: Future<Output = ApiResult<Read<T>>>,
    {
        if let Some(found) = question.as_ref().and_then(|question| self.recent.find(question, now)) {
            return Ok(found);
        }
        make(&self.recent, question.map(|question| format!("{question:?}")), work).await
    }
}

/// A question of an actor who sees all rows, whose answer is kept. Others see few, and each their own.
pub fn shared<Q>(actor: &Actor, question: Q) -> Option<Q> {
    (actor.row_scope() == RowScope::All).then_some(question)
}

/// Makes it, and keeps it where it was of many.
async fn make<T: Any + Send + Sync>(
    recent: &Recent,
    question: Option<String>,
    work: impl Future<Output = ApiResult<Read<T>>>,
) -> ApiResult<(NaiveDateTime, Arc<T>)> {
    let Read { as_of, answer, rows, items } = work.await?;
    let answer = Arc::new(answer);
    if let Some(question) = question.filter(|_| rows >= MANY) {
        recent.replace(question, (as_of, FRESH), items, &answer);
    }
    Ok((as_of, answer))
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
    fn an_answer_is_fresh_for_as_long_as_it_may_be() {
        let recent = Recent::default();
        recent.keep(&("open", 1), (at(), FRESH), 1, &Arc::new(7_u32));
        assert_eq!(recent.find::<u32>(&("open", 1), seconds(59)).map(|(at, read)| (at, *read)), Some((at(), 7)));
        assert!(recent.find::<u32>(&("open", 1), seconds(60)).is_none());
        assert!(recent.find::<u32>(&("open", 1), seconds(-1)).is_none(), "of what is yet to come nothing is known");
        assert!(recent.find::<u32>(&("open", 2), at()).is_none(), "another question");
        assert!(recent.find::<i64>(&("open", 1), at()).is_none(), "another kind of answer");
        recent.keep(&("open", 1), (at(), FRESH), 1, &Arc::new(8_i64));
        recent.keep(&("open", 1), (seconds(30), FRESH), 1, &Arc::new(9_u32));
        assert_eq!(recent.find::<i64>(&("open", 1), at()).map(|(_, read)| *read), Some(8));
        assert_eq!(recent.find::<u32>(&("open", 1), seconds(80)).map(|(_, read)| *read), Some(9));
    }

    #[test]
    fn an_answer_is_told_while_one_reads_it_anew_and_no_longer_than_it_may_be() {
        let recent = Recent::default();
        recent.keep(&"open", (at(), FRESH), 1, &Arc::new(7_u32));
        let told =
            |second| recent.kept::<u32>("\"open\"", seconds(second)).map(|(_, read, is_fresh)| (*read, is_fresh));
        assert_eq!([told(59), told(60), told(599)], [Some((7, true)), Some((7, false)), Some((7, false))]);
        assert_eq!(told(600), None);
        let renewal = recent.renewal("open".to_owned());
        assert!(renewal.is_some() && recent.renewal("open".to_owned()).is_none(), "one at a time");
        drop(renewal);
        assert!(recent.renewal("open".to_owned()).is_some());
    }

    #[test]
    fn the_latest_answers_are_kept_and_no_more_than_fit() {
        let recent = Recent::default();
        for n in 0..3_u32 {
            recent.keep(&n, (at(), FRESH), MOST_ITEMS / 2 - 1, &Arc::new(n));
        }
        let kept: Vec<_> = (0..3_u32).map(|n| recent.find::<u32>(&n, at()).is_some()).collect();
        assert_eq!(kept, [false, true, true]);
    }
}
