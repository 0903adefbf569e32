//! One socket.

use std::{future::Future, pin::pin, time::Duration};

use actix_web::web;
use actix_ws::{AggregatedMessage, AggregatedMessageStream, ProtocolError};
use rapport_graphql::operation::Answer;
use rapport_kernel::{ApiError, Code};
use serde_json::{Map, Value};
use tokio::{
    sync::mpsc,
    time::{Instant, interval_at, sleep, timeout},
};
use uuid::Uuid;

use super::{
    close::Close,
    credentials::Credentials,
    message::{self, Message},
    operation::{Line, Operations, Told},
};
use crate::{
    auth::Session,
    http::{Door, reading},
    live::Place,
};

/// A socket and what happens on it.
pub(super) struct Socket {
    door: web::Data<Door>,
    session: actix_ws::Session,
    credentials: Credentials,
    /// Who it is, once the connection is acknowledged.
    party: Option<Party>,
    operations: Operations,
    told: mpsc::Receiver<Told>,
    /// Whether the client has said anything since it was last asked.
    heard: bool,
}

struct Party {
    session: Session,
    _place: Place,
}

/// How a socket ends.
pub(super) enum End {
    /// It is closed, and the client told why.
    Close(Close),
    /// Nobody is there to be told.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

enum Turn {
    Said(Option<Result<AggregatedMessage, ProtocolError>>),
    Told(Told),
    Due,
    Tick,
    Drained,
}

impl Socket {
    pub(super) fn new(door: web::Data<Door>, session: actix_ws::Session, credentials: Credentials) -> Self {
        let (operations, told) = Operations::new();
        Self { door, session, credentials, party: None, operations, told, heard: true }
    }

    /// Serves the socket until it ends.
    pub(super) async fn serve(mut self, mut messages: AggregatedMessageStream) {
        let end = self.run(&mut messages).await;
        // What was at work ends first, and the place is free for another.
        let Self { session, party, operations, door, .. } = self;
        drop((party, operations));
        match end {
            End::Gone => tracing::info!("a socket is gone"),
            End::Close(close) => {
                tracing::info!(code = close.code, reason = &*close.reason, "a socket is closed");
                // actix reads on for a moment, so that a client that is still sending hears it.
                let _ = timeout(door.config.live.write_wait, session.close(Some(close.into()))).await;
            }
        }
    }

    async fn run(&mut self, messages: &mut AggregatedMessageStream) -> End {
        let door = self.door.clone();
        let live = &door.config.live;
        // First for who it is, then for the end of the token.
        let mut due = pin!(sleep(live.init_wait));
        let mut ticks = interval_at(Instant::now() + live.keep_alive, live.keep_alive);
        let mut drained = pin!(door.live.drained());
        loop {
            let turn = tokio::select! {
                said = messages.recv() => Turn::Said(said),
                Some(told) = self.told.recv() => Turn::Told(told),
                () = &mut due => Turn::Due,
                _ = ticks.tick() => Turn::Tick,
                () = &mut drained => Turn::Drained,
            };
            let was_known = self.party.is_some();
            if let Err(end) = self.take(turn).await {
                return end;
            }
            if self.party.is_some() && (!was_known || due.is_elapsed()) {
                due.as_mut().reset(Instant::now() + self.good_for());
            }
        }
    }

    /// How long the token is good. Never nothing, for a clock that stands still would be asked for ever.
    fn good_for(&self) -> Duration {
        /// A timer does not reach further.
        const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
        let until = self.party.as_ref().map(|party| party.session.valid_until);
        let rest = until.and_then(|until| (until - self.door.clock.now()).to_std().ok()).unwrap_or_default();
        rest.clamp(Duration::from_millis(1), LONGEST)
    }

    async fn take(&mut self, turn: Turn) -> Result<(), End> {
        if let Some(party) = &self.party
            && self.door.clock.now() >= party.session.valid_until
        {
            return Err(Close::EXPIRED.into());
        }
        match turn {
            Turn::Said(Some(Ok(said))) => {
                self.heard = true;
                self.hear(said).await
            }
            Turn::Said(Some(Err(error))) => Err(Close::because(&error).map_or(End::Gone, End::from)),
            Turn::Said(None) => Err(End::Gone),
            Turn::Told(Told::Last { id, run, text }) if self.operations.end(&id, run) => self.say(text).await,
            Turn::Told(Told::Last { .. }) => Ok(()),
            Turn::Told(Told::Ended(end)) => Err(end),
            Turn::Due if self.party.is_none() => Err(Close::INIT_TIMEOUT.into()),
            Turn::Due => Ok(()),
            Turn::Tick if !self.heard => Err(End::Gone),
            Turn::Tick => {
                self.heard = false;
                self.check_grant().await?;
                let (wait, mut session) = (self.door.config.live.write_wait, self.session.clone());
                within(wait, session.ping(b"")).await
            }
            Turn::Drained => Err(Close::RESTART.into()),
        }
    }

    /// An API key can be revoked while a socket is open.
    async fn check_grant(&self) -> Result<(), End> {
        let Some(party) = &self.party else { return Ok(()) };
        match self.door.verifier.still_holds(&party.session).await {
            // Where it cannot be looked up, the next turn asks again.
            Ok(true) | Err(_) => Ok(()),
            Ok(false) => Err(Close::REVOKED.into()),
        }
    }

    async fn hear(&mut self, said: AggregatedMessage) -> Result<(), End> {
        match said {
            AggregatedMessage::Text(text) => {
                let message = message::read(&text).map_err(Close::invalid)?;
                self.answer(message).await
            }
            AggregatedMessage::Binary(_) => Err(Close::invalid("Messages are texts").into()),
            AggregatedMessage::Ping(bytes) => {
                let (wait, mut session) = (self.door.config.live.write_wait, self.session.clone());
                within(wait, session.pong(&bytes)).await
            }
            AggregatedMessage::Pong(_) => Ok(()),
            AggregatedMessage::Close(_) => Err(Close::NORMAL.into()),
        }
    }

    async fn answer(&mut self, message: Message) -> Result<(), End> {
        match message {
            Message::Init(payload) => self.init(&payload).await,
            Message::Ping(payload) => self.say(message::pong(payload)).await,
            Message::Pong => Ok(()),
            Message::Subscribe { id, payload } => self.subscribe(&id, &payload).await,
            Message::Complete { id } => {
                self.operations.stop(&id);
                Ok(())
            }
        }
    }

    async fn init(&mut self, payload: &Map<String, Value>) -> Result<(), End> {
        if self.party.is_some() {
            return Err(Close::SECOND_INIT.into());
        }
        let session = self.credentials.session(payload, &self.door.verifier).await;
        let session = session.map_err(|error| Close::forbidden(&error.message))?;
        let most = self.door.config.live.per_actor;
        let place = self.door.live.places.take(&session.actor, most).ok_or(Close::TOO_MANY_SOCKETS)?;
        self.party = Some(Party { session, _place: place });
        self.say(message::ACK.to_owned()).await
    }

    async fn subscribe(&mut self, id: &str, payload: &Map<String, Value>) -> Result<(), End> {
        self.check_grant().await?;
        let Some(party) = &self.party else { return Err(Close::UNAUTHORIZED.into()) };
        if self.operations.has(id) {
            return Err(Close::duplicate(id).into());
        }
        let most = self.door.config.live.operations;
        let read = || {
            if self.operations.len() >= most {
                let message = format!("At most {most} operations are at work on one socket.");
                return Err(ApiError {
                    retry_after: Some(Duration::from_secs(1)),
                    ..ApiError::new(Code::RateLimited, message)
                });
            }
            let operation = reading::operation_in(payload)?;
            let key = reading::idempotency_in(payload, &operation)?;
            Ok((operation, key))
        };
        match read() {
            Ok((operation, key)) => {
                let Session { actor, valid_until, .. } = party.session.clone();
                let line = Line { session: self.session.clone(), wait: self.door.config.live.write_wait, valid_until };
                self.operations.start(self.door.clone(), (actor, line), id, operation, key);
                Ok(())
            }
            Err(error) => {
                let request_id = Uuid::now_v7().to_string();
                self.say(message::answer(id, &Answer::of_error(&error, &request_id))).await
            }
        }
    }

    /// Writes a text. Who does not read for too long is gone.
    async fn say(&mut self, text: String) -> Result<(), End> {
        within(self.door.config.live.write_wait, self.session.text(text)).await
    }
}

/// Writes, unless that takes too long.
pub(super) async fn within(
    wait: Duration,
    writing: impl Future<Output = Result<(), actix_ws::Closed>>,
) -> Result<(), End> {
    match timeout(wait, writing).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}
