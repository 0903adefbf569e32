//! The engine: carries an operation along the path.

use std::{panic::AssertUnwindSafe, sync::Arc};

use apollo_compiler::{Schema as Types, executable::OperationType};
use async_graphql::{Request as Execution, Response, Variables};
use futures_util::{FutureExt, Stream, StreamExt};
use quick_cache::{Weighter, sync::Cache};
use rapport_db::Db;
use rapport_kernel::{Actor, ApiError, ApiResult, Call, Code};
use serde_json::{Map, Value as Json};

use super::{
    answer::{Answer, Refusal},
    coerce,
    document::Document,
    limits::Limits,
    mask,
    merge::{self, Plan},
};
use crate::{
    assembly::{Executable, Rapport},
    context::Request,
};

/// An operation as it came through a door.
#[derive(Clone, Debug, Default)]
pub struct OperationRequest {
    /// The document.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Map<String, Json>,
}

/// Why an engine cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The modules make no valid schema.
    #[error("the modules make no valid schema: {0}")]
    Schema(String),
}

/// How many documents, and how many merged operations, are kept.
const CACHED: usize = 1_000;
/// How many bytes they may take together, each kind, roughly.
const CACHED_BYTES: u64 = 32 * 1024 * 1024;
/// What a byte of text becomes as a tree, and what a merged selection takes.
const BYTES_PER_BYTE: u64 = 40;
const BYTES_PER_SELECTION: u64 = 400;

/// Weighs what is kept by what it takes, not by its number: a short document can expand to thousands of selections.
#[derive(Clone)]
struct BySize;

fn weight(text: &str, selections: u64) -> u64 {
    let text = u64::try_from(text.len()).unwrap_or(u64::MAX).saturating_mul(BYTES_PER_BYTE);
    text.saturating_add(selections.saturating_mul(BYTES_PER_SELECTION)).max(1)
}

impl Weighter<Arc<str>, Arc<Document>> for BySize {
    fn weight(&self, text: &Arc<str>, _: &Arc<Document>) -> u64 {
        weight(text, 0)
    }
}

impl Weighter<PlanKey, Arc<Plan>> for BySize {
    fn weight(&self, key: &PlanKey, plan: &Arc<Plan>) -> u64 {
        weight(&key.query, plan.selections)
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct PlanKey {
    query: Arc<str>,
    operation_name: Option<String>,
    /// The values of the variables that `@skip` and `@include` read, in the order of their names.
    conditions: Vec<bool>,
}

/// Executes operations. One for the whole process.
pub struct Engine {
    schema: Executable,
    types: merge::Types,
    limits: Limits,
    documents: Cache<Arc<str>, Arc<Document>, BySize>,
    plans: Cache<PlanKey, Arc<Plan>, BySize>,
}

/// An operation that may be executed.
struct Ready {
    plan: Arc<Plan>,
    variables: Variables,
}

impl Engine {
    /// An engine for the merged modules.
    ///
    /// # Errors
    /// When they make no valid schema.
    pub fn new(rapport: &Rapport, limits: Limits) -> Result<Self, EngineError> {
        let schema = Types::parse_and_validate(rapport.sdl(), "schema.graphql")
            .map_err(|errors| EngineError::Schema(errors.errors.to_string()))?;
        let implementers = schema.implementers_map().into_iter().collect();
        Ok(Self {
            schema: rapport.schema.clone(),
            types: merge::Types {
                pages: merge::pages(&schema),
                schema,
                implementers,
                weights: rapport.weights.clone(),
            },
            limits,
            documents: Cache::with_weighter(CACHED, CACHED_BYTES, BySize),
            plans: Cache::with_weighter(CACHED, CACHED_BYTES, BySize),
        })
    }

    /// The bounds of one operation.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Executes a query or mutation.
    pub async fn execute(&self, call: Call, db: &Db, request: &OperationRequest) -> Answer {
        let request_id = Arc::clone(&call.request_id);
        let ready = match self.prepare_for(&call.actor, request) {
            Ok(ready) => ready,
            Err(refusals) => return Answer::refused(&refusals, &request_id),
        };
        match self.run(call, db, ready).await {
            Ok(answer) => answer,
            Err(error) => Answer::refused(&[error.into()], &request_id),
        }
    }

    /// Follows a subscription. Each item is the answer to one event.
    ///
    /// # Errors
    /// The answer to a request that is refused, or that is no subscription.
    pub fn subscribe(
        &self,
        call: Call,
        db: &Db,
        request: &OperationRequest,
    ) -> Result<impl Stream<Item = Answer> + Send + 'static + use<>, Answer> {
        let request_id = Arc::clone(&call.request_id);
        let ready =
            self.prepare_for(&call.actor, request).map_err(|refusals| Answer::refused(&refusals, &request_id))?;
        if ready.plan.operation_type != OperationType::Subscription {
            let error = ApiError::bad_input(crate::path!["query"], "This is no subscription.");
            return Err(Answer::refused(&[error.into()], &request_id));
        }
        let execution = execution(ready, call, db);
        Ok(self.schema.execute_stream(execution).map(move |response| answer(response, &request_id)))
    }

    async fn run(&self, call: Call, db: &Db, ready: Ready) -> ApiResult<Answer> {
        let is_mutation = match ready.plan.operation_type {
            OperationType::Query => false,
            OperationType::Mutation => true,
            OperationType::Subscription => {
                let message = "Subscriptions come over WebSocket or server-sent events, not as a single answer.";
                return Err(ApiError::bad_input(crate::path!["query"], message));
            }
        };
        // A key on a query has nothing to protect.
        let mut call = call;
        if !is_mutation {
            call.idempotency = None;
        }
        if call.idempotency.is_some() {
            if ready.plan.root_fields != 1 {
                let message = "An idempotency key goes with exactly one mutation.";
                return Err(ApiError::bad_input(crate::path!["query"], message));
            }
            if let Some(kept) = db.kept_answer(&call).await? {
                return Ok(Answer::kept(kept));
            }
        }
        let request_id = Arc::clone(&call.request_id);
        let keep_for = call.idempotency.is_some().then(|| call.clone());
        let running = AssertUnwindSafe(self.schema.execute(execution(ready, call, db))).catch_unwind();
        let response = tokio::time::timeout(self.limits.time, running)
            .await
            .map_err(|_| ApiError::new(Code::Timeout, "The operation ran longer than one may."))?
            // The panic has been printed with its place by the panic hook.
            .map_err(|_| ApiError::internal("a resolver panicked"))?;
        let answer = answer(response, &request_id);
        let keep_for = keep_for.filter(|call| !call.is_shown_once());
        if let (Some(call), None) = (keep_for, answer.code) {
            // The change is committed, whatever becomes of the answer: sent again, it is made from the outcome.
            if let Err(error) = db.keep_answer(&call, answer.json.clone()).await {
                tracing::warn!(request_id = &*request_id, %error, cause = error.cause, "an answer could not be kept");
            }
        }
        Ok(answer)
    }

    /// Everything up to the execution, and whether this actor may ask for the schema, if that is asked.
    fn prepare_for(&self, actor: &Actor, request: &OperationRequest) -> Result<Ready, Vec<Refusal>> {
        let ready = self.prepare(request)?;
        match ready.plan.introspects {
            Some(place) if !self.limits.introspection.is_open_to(actor.role) => {
                let refusal =
                    Refusal::new(Code::ValidationFailed, "The schema cannot be asked for here: introspection is off.");
                Err(vec![refusal.at(vec![place])])
            }
            _ => Ok(ready),
        }
    }

    /// Everything up to the execution.
    fn prepare(&self, request: &OperationRequest) -> Result<Ready, Vec<Refusal>> {
        let text: Arc<str> = request.query.as_str().into();
        let document = match self.documents.get(&text) {
            Some(document) => document,
            None => {
                let document = Arc::new(Document::new(&text, &self.types.schema, &self.limits)?);
                self.documents.insert(Arc::clone(&text), Arc::clone(&document));
                document
            }
        };
        let operation = document.operation(request.operation_name.as_deref()).map_err(|refusal| vec![refusal])?;
        let variables =
            coerce::variables(&self.types.schema, operation, &request.variables).map_err(|error| vec![error.into()])?;
        let holds = |name: &String| {
            matches!(variables.get(&async_graphql::Name::new(name)), Some(async_graphql::Value::Boolean(true)))
        };
        let conditions: Vec<bool> = document.conditions.iter().map(holds).collect();
        let key = PlanKey { query: text, operation_name: request.operation_name.clone(), conditions };
        let plan = match self.plans.get(&key) {
            Some(plan) => {
                self.check_size(&plan, &variables).map_err(|refusal| vec![refusal])?;
                plan
            }
            None => {
                let conditions = document.conditions.iter().map(String::as_str).zip(key.conditions.iter().copied());
                let plan = Arc::new(merge::merge(&self.types, &document, operation, &conditions.collect())?);
                // What costs too much is not kept either.
                self.check_size(&plan, &variables).map_err(|refusal| vec![refusal])?;
                self.plans.insert(key, Arc::clone(&plan));
                plan
            }
        };
        Ok(Ready { plan, variables })
    }

    fn check_size(&self, plan: &Plan, variables: &Variables) -> Result<(), Refusal> {
        if plan.root_fields > self.limits.root_fields {
            let message = format!("An operation has at most {} root fields.", self.limits.root_fields);
            return Err(Refusal::new(Code::TooComplex, message));
        }
        let cost = plan.cost.total(variables);
        if cost > self.limits.cost {
            let message = format!("The operation costs {cost}, more than the {} that one may.", self.limits.cost);
            return Err(Refusal::new(Code::TooComplex, message));
        }
        Ok(())
    }

    /// Whether the operation is a query, which changes nothing.
    ///
    /// # Errors
    /// The answer to a request that is refused.
    pub fn is_query(&self, request: &OperationRequest, request_id: &str) -> Result<bool, Answer> {
        let ready = self.prepare(request).map_err(|refusals| Answer::refused(&refusals, request_id))?;
        Ok(ready.plan.operation_type == OperationType::Query)
    }

    /// What an operation would cost.
    ///
    /// # Errors
    /// The answer to a request that is refused.
    pub fn cost(&self, request: &OperationRequest) -> Result<u64, Answer> {
        let ready = self.prepare(request).map_err(|refusals| Answer::refused(&refusals, ""))?;
        Ok(ready.plan.cost.total(&ready.variables))
    }
}

fn execution(ready: Ready, call: Call, db: &Db) -> Execution {
    let mut execution = Execution::new("").variables(ready.variables).data(Request::new(call, db.clone()));
    execution.set_parsed_query(ready.plan.document.clone());
    execution
}

fn answer(response: Response, request_id: &str) -> Answer {
    let mut first = None;
    let errors: Vec<_> = response
        .errors
        .into_iter()
        .map(|error| {
            let (body, api) = mask::mask(error, request_id);
            first.get_or_insert(api);
            body
        })
        .collect();
    Answer::executed(&response.data, &errors, first.as_ref())
}
