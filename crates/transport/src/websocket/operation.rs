//! The operations at work on a socket.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{rt::task::JoinHandle, web};
use chrono::NaiveDateTime;
use futures_util::StreamExt;
use rapport_graphql::operation::OperationRequest;
use rapport_kernel::{Actor, Call, Clock, Code, IdempotencyKey};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    close::Close,
    message,
    socket::{End, within},
};
use crate::{http::Door, live};

/// How many ends wait for the socket. Beyond, the operations wait.
const QUEUE: usize = 8;

/// What an operation tells its socket. What comes before its last message it writes itself: one turn of the socket less
/// for each of a thousand who follow the same.
pub(super) enum Told {
    /// The last message, which the socket writes: from then on the id is free.
    Last { id: Arc<str>, run: u64, text: String },
    /// The socket cannot be written to any more.
    Ended(End),
}

/// Who is written to, how long that may take, and until when.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) session: actix_ws::Session,
    pub(super) wait: Duration,
    pub(super) valid_until: NaiveDateTime,
}

/// The operations of one socket.
pub(super) struct Operations {
    at_work: HashMap<Arc<str>, Running>,
    /// Counts them, as an id may be used again.
    runs: u64,
    told: mpsc::Sender<Told>,
}

/// An operation at work. It ends with this.
struct Running {
    run: u64,
    task: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Operations {
    /// None yet, and where what they tell comes out.
    pub(super) fn new() -> (Self, mpsc::Receiver<Told>) {
        let (told, messages) = mpsc::channel(QUEUE);
        (Self { at_work: HashMap::new(), runs: 0, told }, messages)
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.at_work.contains_key(id)
    }

    pub(super) fn len(&self) -> usize {
        self.at_work.len()
    }

    /// Starts an operation.
    pub(super) fn start(
        &mut self,
        door: web::Data<Door>,
        (actor, line): (Actor, Line),
        id: &str,
        operation: OperationRequest,
        idempotency: Option<IdempotencyKey>,
    ) {
        self.runs = self.runs.wrapping_add(1);
        let (id, run) = (Arc::<str>::from(id), self.runs);
        let mut call = Call::new(actor, Uuid::now_v7().to_string(), door.clock.clone());
        call.idempotency = idempotency;
        let teller = Teller { id: Arc::clone(&id), run, line, clock: door.clock.clone(), told: self.told.clone() };
        let task = actix_web::rt::spawn(work(door, call, operation, teller));
        self.at_work.insert(id, Running { run, task });
    }

    /// Ends an operation. One that has ended already is none of ours to complain of.
    pub(super) fn stop(&mut self, id: &str) {
        self.at_work.remove(id);
    }

    /// Whether an operation's last message is to be written: unless it was stopped meanwhile.
    pub(super) fn end(&mut self, id: &str, run: u64) -> bool {
        let is_at_work = self.at_work.get(id).is_some_and(|running| running.run == run);
        if is_at_work {
            self.at_work.remove(id);
        }
        is_at_work
    }
}

/// Sends the messages of one operation.
struct Teller {
    id: Arc<str>,
    run: u64,
    line: Line,
    clock: Clock,
    told: mpsc::Sender<Told>,
}

impl Teller {
    /// Writes a message; `false` once nobody listens.
    async fn tell(&mut self, text: String) -> bool {
        let written = if self.clock.now() >= self.line.valid_until {
            Err(Close::EXPIRED.into())
        } else {
            within(self.line.wait, self.line.session.text(text)).await
        };
        let Err(end) = written else { return true };
        let _ = self.told.send(Told::Ended(end)).await;
        false
    }

    /// Hands the last message over.
    async fn end(self, text: String) {
        let _ = self.told.send(Told::Last { id: self.id, run: self.run, text }).await;
    }
}

async fn work(door: web::Data<Door>, call: Call, operation: OperationRequest, mut teller: Teller) {
    let started = Instant::now();
    let request_id = Arc::clone(&call.request_id);
    let mut answers = live::answers(&door, call, &operation, None).await;
    let (mut count, mut code) = (0_u64, None);
    let last = loop {
        let Some(delivered) = answers.next().await else { break Some(message::complete(&teller.id)) };
        count = count.saturating_add(1);
        code = delivered.answer.code;
        let text = message::answer(&teller.id, &delivered.answer);
        if !delivered.answer.executed {
            break Some(text);
        }
        if !teller.tell(text).await {
            break None;
        }
    };
    if let Some(last) = last {
        teller.end(last).await;
    }
    tracing::info!(
        request_id = &*request_id,
        answers = count,
        code = code.map(Code::as_str),
        micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "graphql on a socket"
    );
}
