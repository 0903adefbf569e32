//! What was read of very many rows, kept for a while: a node that is asked the same again and again reads it once a minute, and lets
//! nobody wait for that who has asked within the last ten.

use std::{
    any::Any,
    collections::{HashMap, HashSet},
    fmt::Debug,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{NaiveDateTime, TimeDelta};
use diesel::MysqlConnection;
use rapport_kernel::{Actor, ApiResult, RowScope};
use tokio::sync::OwnedMutexGuard;

use crate::{Db, DbError};

/// From how many rows on a minute's age is worth more than reading them again.
pub const MANY: usize = 20_000;
/// How long it is told without another thought that was read of so many.
pub const FRESH: TimeDelta = TimeDelta::minutes(1);
/// How long it is told while it is read anew.
pub const STALE: TimeDelta = TimeDelta::minutes(10);
/// Of how many questions it is known that they are asked of many rows.
const MOST_KNOWN: usize = 1_000;

/// The answers that are kept. Clones are the same.
#[derive(Clone)]
pub(crate) struct Recent(Arc<Mutex<Answers>>);

struct Answers {
    /// How many bytes they take together at most: of more the latest are kept.
    most: usize,
    kept: Vec<Kept>,
    /// The questions that are being asked anew.
    renewed: HashSet<String>,
    /// The questions that were answered of many rows: one at a time reads these, the others wait for what it finds.
    turns: HashMap<String, Turn>,
}

/// Whose turn it is to read.
type Turn = Arc<tokio::sync::Mutex<()>>;

struct Kept {
    question: String,
    at: NaiveDateTime,
    bytes: usize,
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
    /// How many bytes it takes, about.
    pub bytes: usize,
}

const MIB: usize = 1024 * 1024;

/// What was read takes so many bytes at most where it has counted the rows and holds none.
pub const COUNTED: usize = 100_000;

/// Says that there is no room for what was read, so that everybody who asks for it waits until it is read again.
fn too_much(question: &str, bytes: usize, most: usize) {
    let (mib, most) = (bytes.div_ceil(MIB), most / MIB);
    tracing::warn!(question, mib, most, "what was read of very many rows is not kept: give it room by --kept-memory");
}

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
    /// None as yet; of so many bytes at most.
    pub(crate) fn new(most: usize) -> Self {
        let (kept, renewed, turns) = (Vec::new(), HashSet::new(), HashMap::new());
        Self(Arc::new(Mutex::new(Answers { most, kept, renewed, turns })))
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer of this type to a question, as of when, and whether it is fresh. Everything on which it depends is in how the
    /// question is shown by [`Debug`].
    fn kept<T: Any + Send + Sync>(&self, question: &str, now: NaiveDateTime) -> Option<(NaiveDateTime, Arc<T>, bool)> {
        let answers = self.answers();
        let told = answers.kept.iter().filter(|one| one.question == question && one.at <= now && now < one.at + STALE);
        let typed = |one: &Kept| Some((one.at, Arc::clone(&one.answer).downcast().ok()?, now < one.at + FRESH));
        told.filter_map(typed).next()
    }

    /// Keeps an answer of so many bytes as of a moment, in place of an earlier one.
    fn keep<T: Any + Send + Sync>(&self, question: String, at: NaiveDateTime, bytes: usize, answer: &Arc<T>) {
        let answer: Arc<dyn Any + Send + Sync> = Arc::<T>::clone(answer);
        let mut answers = self.answers();
        let is_later = answers.kept.iter().any(|one| one.question == question && one.at > at);
        if is_later {
            return;
        }
        if bytes > answers.most {
            too_much(&question, bytes, answers.most);
            return;
        }
        if answers.turns.len() >= MOST_KNOWN {
            answers.turns.clear();
        }
        answers.turns.entry(question.clone()).or_default();
        answers.kept.retain(|one| one.question != question && at < one.at + STALE);
        answers.kept.insert(0, Kept { question, at, bytes, answer });
        let (most, mut sum) = (answers.most, 0_usize);
        answers.kept.retain(|one| {
            sum = sum.saturating_add(one.bytes);
            if sum > most {
                too_much(&one.question, one.bytes, most);
            }
            sum <= most
        });
    }

    /// The turn to read what is known to be of many rows.
    async fn turn(&self, question: &str) -> Option<OwnedMutexGuard<()>> {
        let turn = self.answers().turns.get(question).map(Arc::clone)?;
        Some(turn.lock_owned().await)
    }

    /// The right to ask a question anew; none while somebody does.
    fn renewal(&self, question: String) -> Option<Renewal> {
        let is_first = self.answers().renewed.insert(question.clone());
        is_first.then(|| Renewal { recent: self.clone(), question })
    }
}

impl Db {
    /// The same door, for who waits until what is no longer fresh is read anew, and is not told the old meanwhile.
    #[must_use]
    pub fn renewing(&self) -> Self {
        let mut door = self.clone();
        door.renews = true;
        door
    }

    /// Whether anything is kept at all.
    #[must_use]
    pub fn keeps_answers(&self) -> bool {
        self.recent.answers().most > 0
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
        // In a box: it stands in the futures of all who wait for it.
        let (work, question) = (Box::pin(work), question.map(|question| format!("{question:?}")));
        let found = question.as_deref().and_then(|question| self.recent.kept(question, now));
        let found = found.filter(|(_, _, is_fresh)| *is_fresh || !self.renews);
        let Some((at, answer, is_fresh)) = found else { return make(&self.recent, question, now, work).await };
        let question = question.filter(|_| !is_fresh);
        if let Some(renewal) = question.and_then(|question| self.recent.renewal(question)) {
            tokio::spawn(async move {
                if let Err(error) = make(&renewal.recent, Some(renewal.question.clone()), now, work).await {
                    tracing::warn!(code = ?error.code, "what is kept could not be read anew");
                }
            });
        }
        Ok((at, answer))
    }
}

/// A question of an actor who sees all rows, whose answer is kept. Others see few, and each their own.
pub fn shared<Q>(actor: &Actor, question: Q) -> Option<Q> {
    (actor.row_scope() == RowScope::All).then_some(question)
}

/// Makes it, and keeps it where it was of many, unless somebody else has made it within the minute.
async fn make<T: Any + Send + Sync>(
    recent: &Recent,
    question: Option<String>,
    now: NaiveDateTime,
    work: impl Future<Output = ApiResult<Read<T>>>,
) -> ApiResult<(NaiveDateTime, Arc<T>)> {
    let fresh = || recent.kept(question.as_deref()?, now).filter(|(_, _, is_fresh)| *is_fresh);
    if let Some((at, answer, _)) = fresh() {
        return Ok((at, answer));
    }
    let _turn = match question.as_deref() {
        Some(question) => recent.turn(question).await,
        None => None,
    };
    if let Some((at, answer, _)) = fresh() {
        return Ok((at, answer));
    }
    let Read { as_of, answer, rows, bytes } = work.await?;
    let answer = Arc::new(answer);
    if let Some(question) = question.filter(|_| rows >= MANY) {
        recent.keep(question, as_of, bytes, &answer);
    }
    Ok((as_of, answer))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use rapport_kernel::{ApiError, Code};

    use super::*;

    const MOST: usize = 1_000;

    fn at() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2027, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap()
    }

    fn seconds(seconds: i64) -> NaiveDateTime {
        at() + TimeDelta::seconds(seconds)
    }

    fn keep(recent: &Recent, question: &str, second: i64, bytes: usize, answer: u32) {
        recent.keep(question.to_owned(), seconds(second), bytes, &Arc::new(answer));
    }

    #[test]
    fn an_answer_is_fresh_for_a_minute_and_told_for_ten() {
        let recent = Recent::new(MOST);
        keep(&recent, "open", 0, 1, 7);
        let told = |second| recent.kept::<u32>("open", seconds(second)).map(|(_, read, is_fresh)| (*read, is_fresh));
        assert_eq!([told(59), told(60), told(599)], [Some((7, true)), Some((7, false)), Some((7, false))]);
        assert_eq!([told(600), told(-1)], [None, None], "of what is yet to come nothing is known");
        assert!(recent.kept::<u32>("won", at()).is_none(), "another question");
        assert!(recent.kept::<i64>("open", at()).is_none(), "another kind of answer");
        keep(&recent, "open", 30, 1, 9);
        keep(&recent, "open", 10, 1, 8);
        assert_eq!(told(80), Some((9, true)), "an earlier one that comes late is not kept");
    }

    #[test]
    fn one_at_a_time_asks_anew() {
        let recent = Recent::new(MOST);
        let renewal = recent.renewal("open".to_owned());
        assert!(renewal.is_some() && recent.renewal("open".to_owned()).is_none());
        drop(renewal);
        assert!(recent.renewal("open".to_owned()).is_some());
    }

    #[tokio::test]
    async fn who_waits_for_what_another_reads_is_told_that() {
        let recent = Recent::new(MOST);
        // It is known to be of many.
        keep(&recent, "open", -700, 1, 6);
        let turn = recent.turn("open").await;
        let read = async { Err::<Read<u32>, _>(ApiError::new(Code::Internal, "it is read a second time")) };
        let waiting = make(&recent, Some("open".to_owned()), at(), read);
        let reading = async {
            tokio::task::yield_now().await;
            keep(&recent, "open", 0, 1, 7);
            drop(turn);
        };
        let (told, ()) = tokio::join!(waiting, reading);
        assert_eq!(told.map(|(at, read)| (at, *read)).unwrap(), (at(), 7));
    }

    #[test]
    fn the_latest_answers_are_kept_and_no_more_than_fit() {
        let recent = Recent::new(MOST);
        for n in 0..3_u32 {
            keep(&recent, &n.to_string(), 0, MOST / 2 - 1, n);
        }
        keep(&recent, "too large", 0, MOST + 1, 3);
        let kept = |question: &str| recent.kept::<u32>(question, at()).is_some();
        assert_eq!(["0", "1", "2", "too large"].map(kept), [false, true, true, false]);
        keep(&recent, "later", 600, 1, 4);
        assert_eq!(recent.answers().kept.len(), 1, "what nobody is told any more is not kept");
    }
}
