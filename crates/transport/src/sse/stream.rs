//! One stream of events.

use std::{pin::pin, sync::Arc, time::Duration};

use actix_web::web::{self, Bytes};
use futures_util::StreamExt;
use rapport_graphql::{
    EventCursor,
    operation::{Answer, Delivered, OperationRequest},
};
use rapport_kernel::{ApiError, Call, Code};
use tokio::{
    sync::mpsc,
    time::{Instant, interval_at, sleep, timeout},
};

use super::event;
use crate::{
    auth::Session,
    http::Door,
    live::{self, Place},
};

/// A stream of events and what bounds it.
pub(super) struct Events {
    pub(super) door: web::Data<Door>,
    /// Whose it is, and until when.
    pub(super) session: Session,
    pub(super) writer: mpsc::Sender<Bytes>,
    pub(super) _place: Place,
}

enum Turn {
    Answered(Option<Delivered>),
    Due,
    Tick,
    /// The client is gone, or is to come back elsewhere.
    Over,
}

/// What is left of a stream once it is over.
struct Over;

impl Events {
    /// Writes the answers of an operation, until they end or nobody reads them.
    pub(super) async fn run(self, call: Call, operation: OperationRequest, resume: Option<EventCursor>) {
        let request_id = Arc::clone(&call.request_id);
        let ended = self.write(call, operation, resume).await;
        tracing::info!(request_id = &*request_id, complete = ended.is_ok(), "graphql as events");
    }

    async fn write(&self, call: Call, operation: OperationRequest, resume: Option<EventCursor>) -> Result<(), Over> {
        let request_id = Arc::clone(&call.request_id);
        let keep_alive = self.door.config.live.keep_alive;
        let mut ticks = interval_at(Instant::now() + keep_alive, keep_alive);
        let mut due = pin!(sleep(self.good_for()));
        let mut drained = pin!(self.door.live.drained());
        // Opening is part of it: a client that is gone meanwhile is not waited for.
        let answers = live::answers(&self.door, call, &operation, resume);
        let mut answers = pin!(futures_util::stream::once(answers).flatten());
        loop {
            let turn = tokio::select! {
                answered = answers.next() => Turn::Answered(answered),
                () = &mut due => Turn::Due,
                _ = ticks.tick() => Turn::Tick,
                () = self.writer.closed() => Turn::Over,
                () = &mut drained => Turn::Over,
            };
            if self.door.clock.now() >= self.session.valid_until {
                return self.refuse("The token has expired.", &request_id).await;
            }
            match turn {
                Turn::Answered(Some(Delivered { answer, cursor })) => {
                    self.send(event::next(&answer.json, cursor)).await?;
                    if !answer.executed {
                        return self.send(event::complete()).await;
                    }
                }
                Turn::Answered(None) => return self.send(event::complete()).await,
                Turn::Due => due.as_mut().reset(Instant::now() + self.good_for()),
                // An API key can be revoked while a stream is open.
                Turn::Tick if matches!(self.door.verifier.still_holds(&self.session).await, Ok(false)) => {
                    return self.refuse("The API key opens nothing any more.", &request_id).await;
                }
                Turn::Tick => self.send(event::keep_alive()).await?,
                Turn::Over => return Err(Over),
            }
        }
    }

    /// Ends the stream, saying why.
    async fn refuse(&self, why: &'static str, request_id: &str) -> Result<(), Over> {
        let error = ApiError::new(Code::Unauthenticated, why);
        self.send(event::next(&Answer::of_error(&error, request_id).json, None)).await?;
        self.send(event::complete()).await
    }

    /// How long the token is good. Never nothing, for a clock that stands still would be asked for ever.
    fn good_for(&self) -> Duration {
        /// A timer does not reach further.
        const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
        let rest = (self.session.valid_until - self.door.clock.now()).to_std().unwrap_or_default();
        rest.clamp(Duration::from_millis(1), LONGEST)
    }

    /// Writes an event. Who does not read for too long is gone.
    async fn send(&self, bytes: Bytes) -> Result<(), Over> {
        match timeout(self.door.config.live.write_wait, self.writer.send(bytes)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Over),
        }
    }
}
