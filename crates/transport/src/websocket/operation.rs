//! The operations at work on a socket.

use std::{collections::HashMap, sync::Arc, time::Instant};

use actix_web::{rt::task::JoinHandle, web};
use futures_util::StreamExt;
use rapport_graphql::operation::{Answer, OperationRequest};
use rapport_kernel::{Actor, Call, Code, IdempotencyKey};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::message;
use crate::{http::Door, live};

/// How many messages wait to be written. Beyond, the operations wait.
const QUEUE: usize = 8;

/// A message of an operation.
pub(super) struct Told {
    id: Arc<str>,
    run: u64,
    is_last: bool,
    text: String,
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
    /// None yet, and where their messages come out.
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
        actor: Actor,
        id: &str,
        operation: OperationRequest,
        idempotency: Option<IdempotencyKey>,
    ) {
        self.runs = self.runs.wrapping_add(1);
        let (id, run) = (Arc::<str>::from(id), self.runs);
        let mut call = Call::new(actor, Uuid::now_v7().to_string(), door.clock.clone());
        call.idempotency = idempotency;
        let teller = Teller { id: Arc::clone(&id), run, told: self.told.clone() };
        let task = actix_web::rt::spawn(work(door, call, operation, teller));
        self.at_work.insert(id, Running { run, task });
    }

    /// Ends an operation. One that has ended already is none of ours to complain of.
    pub(super) fn stop(&mut self, id: &str) {
        self.at_work.remove(id);
    }

    /// The text of a message, unless its operation was stopped meanwhile.
    pub(super) fn text(&mut self, told: Told) -> Option<String> {
        self.at_work.get(&told.id).filter(|running| running.run == told.run)?;
        if told.is_last {
            self.at_work.remove(&told.id);
        }
        Some(told.text)
    }
}

/// Sends the messages of one operation.
struct Teller {
    id: Arc<str>,
    run: u64,
    told: mpsc::Sender<Told>,
}

impl Teller {
    /// `false` once nobody listens.
    async fn tell(&self, text: String, is_last: bool) -> bool {
        self.told.send(Told { id: Arc::clone(&self.id), run: self.run, is_last, text }).await.is_ok()
    }

    async fn answer(&self, answer: &Answer) -> bool {
        self.tell(message::answer(&self.id, answer), !answer.executed).await && answer.executed
    }
}

async fn work(door: web::Data<Door>, call: Call, operation: OperationRequest, teller: Teller) {
    let started = Instant::now();
    let request_id = Arc::clone(&call.request_id);
    let mut answers = live::answers(&door, call, &operation, None).await;
    let (mut count, mut code, mut goes_on) = (0_u64, None, true);
    while goes_on && let Some(delivered) = answers.next().await {
        count = count.saturating_add(1);
        code = delivered.answer.code;
        goes_on = teller.answer(&delivered.answer).await;
    }
    if goes_on {
        teller.tell(message::complete(&teller.id), true).await;
    }
    tracing::info!(
        request_id = &*request_id,
        answers = count,
        code = code.map(Code::as_str),
        micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "graphql on a socket"
    );
}
