//! Subscriptions: opened once, then executed for each update.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, PoisonError},
    time::Duration,
};

use apollo_compiler::executable::OperationType;
use async_graphql::{Response, Variables};
use futures_util::{FutureExt, Stream, StreamExt, stream};
use rapport_db::Db;
use rapport_kernel::{ApiError, ApiResult, Call, Code};

use super::{
    answer::{Answer, Refusal},
    engine::{Engine, answer, execution},
    mask::masked,
    merge::Plan,
    planner::Ready,
    request::OperationRequest,
    together::{self, Question, Together},
    told::Told,
};
use crate::{
    EventCursor,
    assembly::Executable,
    context::Request,
    open::subscription::{Delivery, Finding, Item, Opening, Source, Span, Stage},
};

/// One answer of a subscription.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// The answer, which others may be told as well. One that was not executed tells why the subscription has ended, and
    /// is the last.
    pub answer: Arc<Answer>,
    /// From where to go on after it, if the subscription can.
    pub cursor: Option<EventCursor>,
}

impl Engine {
    /// Whether a request is a subscription.
    ///
    /// # Errors
    /// The answer to a request that is refused.
    pub fn is_subscription(&self, request: &OperationRequest, request_id: &str) -> Result<bool, Answer> {
        let ready = self.prepare(request).map_err(|refusals| Answer::refused(&refusals, request_id))?;
        Ok(ready.plan.operation_type == OperationType::Subscription)
    }

    /// Follows a subscription, on the path that every operation takes. `resume` stands for the place to go on from that
    /// the operation itself names, when the client's connection knows a later one. Once this has returned, nothing that
    /// happens is missed.
    ///
    /// # Errors
    /// The answer to a request that is refused, or that is no subscription.
    pub async fn subscribe(
        &self,
        call: Call,
        db: &Db,
        request: &OperationRequest,
        resume: Option<EventCursor>,
    ) -> Result<impl Stream<Item = Delivered> + Send + 'static + use<>, Answer> {
        let request_id = Arc::clone(&call.request_id);
        let ready = self.prepare(request).map_err(|refusals| Answer::refused(&refusals, &request_id))?;
        check(&ready.plan).map_err(|refusal| Answer::refused(&[refusal], &request_id))?;
        // Opening it costs what one update may; what comes then is bounded by the queue.
        self.open_tab(&call, ready.cost)?;
        let subscription = self.open(call, db, ready, Span { since: resume, until: None }).await?;
        Ok(stream::unfold(Some(subscription), |subscription| async { subscription?.next().await }))
    }

    /// What a subscription tells between two places of the log, of one that many can follow together; then it ends. For the
    /// house's own work in somebody's name, with a document of its own: that is trusted, and nobody pays for it.
    ///
    /// # Errors
    /// The answer to a request that is refused, or that is no subscription.
    pub async fn told_between(
        &self,
        call: Call,
        db: &Db,
        request: &OperationRequest,
        since: EventCursor,
        until: EventCursor,
    ) -> Result<impl Stream<Item = Delivered> + Send + 'static + use<>, Answer> {
        let request_id = Arc::clone(&call.request_id);
        let ready = self.prepare_own(request).map_err(|refusals| Answer::refused(&refusals, &request_id))?;
        check(&ready.plan).map_err(|refusal| Answer::refused(&[refusal], &request_id))?;
        let subscription = self.open(call, db, ready, Span { since: Some(since), until: Some(until) }).await?;
        Ok(stream::unfold(Some(subscription), |subscription| async { subscription?.next().await }))
    }

    async fn open(&self, call: Call, db: &Db, ready: Ready, span: Span) -> Result<Box<Subscription>, Answer> {
        let Ready { plan, key, variables, cost, .. } = ready;
        let question = together::question(&call, &key, &plan, &variables);
        let opening = Arc::new(Opening { resume: span.since, until: span.until, ..Opening::default() });
        let request = Request::at(Stage::Opening(Arc::clone(&opening)), call.clone(), db.clone());
        let stages = Stages {
            schema: self.schema.clone(),
            plan,
            variables,
            cost,
            call,
            db: db.clone(),
            time: self.limits().time,
            question,
            together: Arc::clone(&self.together),
        };
        // A resolver that is opened has nothing to tell but why it cannot be.
        if let Some(response) = stages.execute(request).await.map_err(|error| stages.refused(error))? {
            let (errors, first) = masked(response.errors, &stages.call.request_id);
            return Err(Answer::unopened(&errors, first.as_ref()));
        }
        let left = opening.source.lock().unwrap_or_else(PoisonError::into_inner).take();
        let nothing = || stages.refused(ApiError::internal("a subscription that follows nothing"));
        let source = left.ok_or_else(nothing)?;
        Ok(Box::new(Subscription { stages, source }))
    }
}

/// Refuses what is no subscription, and one with more than one root field (October 2021, 5.2.3.1). Validation sees what
/// stands in the document; here what is left of it with these variables is counted.
fn check(plan: &Plan) -> Result<(), Refusal> {
    if plan.operation_type != OperationType::Subscription {
        return Err(ApiError::bad_input(crate::path!["query"], "This is no subscription.").into());
    }
    if plan.root_fields != 1 {
        return Err(Refusal::new(Code::ValidationFailed, "A subscription has exactly one root field."));
    }
    Ok(())
}

/// A subscription that is open.
struct Subscription {
    stages: Stages,
    source: Source,
}

impl Subscription {
    /// The next answer, and the rest if there is one. In a box, for it is handed on with each answer.
    async fn next(mut self: Box<Self>) -> Option<(Delivered, Option<Box<Self>>)> {
        loop {
            let update = AssertUnwindSafe(self.source.next()).catch_unwind().await;
            let update =
                update.unwrap_or_else(|_| Some(Err(ApiError::internal("the source of a subscription panicked"))))?;
            let answered = match update {
                Ok(delivery) => self.stages.deliver(delivery).await,
                Err(error) => Err(error),
            };
            return Some(match answered {
                Ok(Some(delivered)) => (delivered, Some(self)),
                Ok(None) => continue,
                // It ends, so that the client goes on from the last update that it has, and misses none.
                Err(error) => (Delivered { answer: Arc::new(self.stages.refused(error)), cursor: None }, None),
            });
        }
    }
}

/// What the stages of one subscription are executed with.
struct Stages {
    schema: Executable,
    plan: Arc<Plan>,
    variables: Variables,
    /// What one update may come to.
    cost: u64,
    call: Call,
    db: Db,
    time: Duration,
    question: Question,
    together: Arc<Together>,
}

impl Stages {
    fn refused(&self, error: ApiError) -> Answer {
        if error.code == Code::Internal {
            tracing::error!(request_id = &*self.call.request_id, cause = error.cause, "a fault");
        }
        Answer::refused(&[error.into()], &self.call.request_id)
    }

    /// The answer to an update; `None` for what turns out to be none.
    async fn deliver(&self, delivery: Delivery) -> ApiResult<Option<Delivered>> {
        let (answer, cursor) = match delivery {
            Delivery::Own(item, cursor) => (Some(Arc::new(Box::pin(self.make(item)).await?)), cursor),
            Delivery::Shared(told, cursor) => {
                let make = || self.find(told).boxed();
                (self.together.answer(self.question, cursor, &self.call.clock, make).await?, Some(cursor))
            }
        };
        Ok(answer.map(|answer| Delivered { answer, cursor }))
    }

    /// Finds out what an update is, and answers it; `None` for what turns out to be none.
    async fn find(&self, told: Finding<Item>) -> ApiResult<Option<Answer>> {
        let told = AssertUnwindSafe(async { told().await }).catch_unwind();
        let told = self.in_time(told).await?.map_err(|_| ApiError::internal("a source panicked"))?;
        match told? {
            Some(item) => self.make(item).await.map(Some),
            None => Ok(None),
        }
    }

    async fn make(&self, item: Item) -> ApiResult<Answer> {
        let request = Request::at(Stage::Delivering(item), self.call.clone(), self.db.clone());
        let response = self.execute(request).await?;
        let response = response.ok_or_else(|| ApiError::internal("an update without an answer"))?;
        let actual = self.plan.cost.actual(&response.data).min(self.cost);
        let mut answer = answer(response, &self.call.request_id);
        // Whoever shares the answer has a budget of their own, from which an update takes nothing.
        Told { requested: self.cost, actual, left: None }.append(&mut answer);
        Ok(answer)
    }

    /// Executes one stage.
    async fn execute(&self, request: Request) -> ApiResult<Option<Response>> {
        let execution = execution(&self.plan, self.variables.clone(), request);
        let mut responses = self.schema.execute_stream(execution);
        let running = AssertUnwindSafe(responses.next()).catch_unwind();
        // The panic has been printed with its place by the panic hook.
        self.in_time(running).await?.map_err(|_| ApiError::internal("a resolver panicked"))
    }

    /// Waits for what has the time of an operation.
    async fn in_time<T>(&self, working: impl Future<Output = T>) -> ApiResult<T> {
        tokio::time::timeout(self.time, working)
            .await
            .map_err(|_| ApiError::new(Code::Timeout, "The operation ran longer than one may."))
    }
}
