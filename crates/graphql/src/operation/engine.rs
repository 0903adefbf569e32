//! The engine: carries an operation along the path.

use std::{panic::AssertUnwindSafe, sync::Arc};

use apollo_compiler::{Schema as Types, executable::OperationType};
use async_graphql::{Request as Execution, Response, ServerError, Variables};
use futures_util::FutureExt;
use quick_cache::{Weighter, sync::Cache};
use rapport_db::Db;
use rapport_kernel::{Actor, ApiError, ApiResult, Call, Clock, Code};
use serde_json::{Map, Value as Json};

use super::{
    answer::{Answer, ErrorBody, Refusal},
    budget::{Budget, Taken},
    coerce,
    document::Document,
    limits::Limits,
    mask,
    merge::{self, Plan},
    stored::{self, DocumentHash, Resolved, Stored, TrustMode, TrustedDocuments},
    told::Told,
    upload::{UploadedFile, Uploads},
};
use crate::{
    assembly::{Executable, Rapport},
    context::Request,
};

/// An operation as it came through a door.
#[derive(Clone, Debug, Default)]
pub struct OperationRequest {
    /// The document; empty when it is named.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Map<String, Json>,
    /// The SHA-256 of a persisted query.
    pub hash: Option<DocumentHash>,
    /// The id of a trusted document.
    pub document_id: Option<String>,
    /// The files that came with it.
    pub files: Vec<Arc<UploadedFile>>,
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
    pub(super) schema: Executable,
    types: merge::Types,
    pub(super) limits: Limits,
    stored: Stored,
    budget: Option<Budget>,
    documents: Cache<Arc<str>, Arc<Document>, BySize>,
    plans: Cache<PlanKey, Arc<Plan>, BySize>,
}

/// An operation that may be executed.
pub(super) struct Ready {
    pub(super) plan: Arc<Plan>,
    pub(super) variables: Variables,
    /// What it costs at most.
    pub(super) cost: u64,
    files: Vec<Arc<UploadedFile>>,
    /// The hash of a document that the log shall tell of.
    untrusted: Option<DocumentHash>,
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
            stored: Stored::new(limits.persisted_bytes),
            budget: limits.rate.map(Budget::new),
            limits,
            documents: Cache::with_weighter(CACHED, CACHED_BYTES, BySize),
            plans: Cache::with_weighter(CACHED, CACHED_BYTES, BySize),
        })
    }

    /// The same, with documents that may be named by their ids. All that do not fit the schema are told.
    ///
    /// # Errors
    /// The names of documents that are not sound, with the first thing that is wrong with each.
    pub fn with_trusted(mut self, documents: TrustedDocuments, mode: TrustMode) -> Result<Self, Vec<String>> {
        let unsound: Vec<_> = documents
            .iter()
            .filter_map(|(id, text)| {
                let refusals = Document::new(text, &self.types.schema, &self.limits).err()?;
                let why = refusals.first().map(|refusal| refusal.error.to_string()).unwrap_or_default();
                Some(format!("{id}: {why}"))
            })
            .collect();
        if !unsound.is_empty() {
            return Err(unsound);
        }
        self.stored.trust(documents, mode);
        Ok(self)
    }

    /// The bounds of one operation.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Executes a query or mutation.
    pub async fn execute(&self, call: Call, db: &Db, request: &OperationRequest) -> Answer {
        self.finish(call, db, self.prepare(request)).await
    }

    /// Executes what was prepared, within the actor's budget.
    pub(super) async fn finish(&self, call: Call, db: &Db, prepared: Result<Ready, Vec<Refusal>>) -> Answer {
        let request_id = Arc::clone(&call.request_id);
        let ready = match prepared.and_then(|ready| self.check_introspection(&call.actor, ready)) {
            Ok(ready) => ready,
            Err(refusals) => return Answer::refused(&refusals, &request_id),
        };
        if let Some(hash) = ready.untrusted {
            let sha256: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            tracing::warn!(request_id = &*request_id, sha256, "a document that is not trusted");
        }
        let tab = match self.open_tab(&call, ready.cost) {
            Ok(tab) => tab,
            Err(answer) => return answer,
        };
        match self.run(call, db, ready, &tab).await {
            Ok(answer) => answer,
            Err(error) => {
                let used = if error.code == Code::Overloaded { 0 } else { tab.cost };
                let mut answer = Answer::refused(&[error.into()], &request_id);
                tab.settle(used).append(&mut answer);
                answer
            }
        }
    }

    /// Takes what an operation asks for out of the actor's budget.
    pub(super) fn open_tab(&self, call: &Call, cost: u64) -> Result<Tab<'_>, Answer> {
        let clock = call.clock.clone();
        let Some(budget) = &self.budget else { return Ok(Tab { cost, clock, taken: None }) };
        match budget.take(&call.actor, cost, clock.now()) {
            Ok(taken) => Ok(Tab { cost, clock, taken: Some((budget, taken)) }),
            Err((wait, available)) => {
                let message = "You have asked for much in a short time. Try again when there is enough again.";
                let error = ApiError { retry_after: Some(wait), ..ApiError::new(Code::RateLimited, message) };
                let mut answer = Answer::refused(&[error.into()], &call.request_id);
                Told { requested: cost, actual: 0, left: Some((available, budget.rate())) }.append(&mut answer);
                Err(answer)
            }
        }
    }

    async fn run(&self, call: Call, db: &Db, ready: Ready, tab: &Tab<'_>) -> ApiResult<Answer> {
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
                // To the letter as it was given, what it cost then included.
                tab.settle(1);
                return Ok(Answer::kept(kept));
            }
        }
        let request_id = Arc::clone(&call.request_id);
        let keep_for = call.idempotency.is_some().then(|| call.clone());
        let Ready { plan, variables, files, .. } = ready;
        let mut execution = execution(&plan, variables, Request::new(call, db.clone()));
        if !files.is_empty() {
            execution = execution.data(Uploads { files, most_rows: self.limits.upload_rows });
        }
        let running = AssertUnwindSafe(self.schema.execute(execution)).catch_unwind();
        let response = tokio::time::timeout(self.limits.time, running)
            .await
            .map_err(|_| ApiError::new(Code::Timeout, "The operation ran longer than one may."))?
            // The panic has been printed with its place by the panic hook.
            .map_err(|_| ApiError::internal("a resolver panicked"))?;
        if let Some(error) = overloaded(&response) {
            return Err(error);
        }
        let used = plan.cost.actual(&response.data).min(tab.cost);
        let mut answer = answer(response, &request_id);
        tab.settle(used).append(&mut answer);
        let keep_for = keep_for.filter(|call| !call.is_shown_once());
        if let (Some(call), None) = (keep_for, answer.code) {
            // The change is committed, whatever becomes of the answer: sent again, it is made from the outcome.
            if let Err(error) = db.keep_answer(&call, answer.json.clone()).await {
                tracing::warn!(request_id = &*request_id, %error, cause = error.cause, "an answer could not be kept");
            }
        }
        Ok(answer)
    }

    /// Whether this actor may ask for the schema, if that is asked.
    fn check_introspection(&self, actor: &Actor, ready: Ready) -> Result<Ready, Vec<Refusal>> {
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
    pub(super) fn prepare(&self, request: &OperationRequest) -> Result<Ready, Vec<Refusal>> {
        let Resolved { text, keep, untrusted } = self.stored.resolve(request).map_err(|refusal| vec![refusal])?;
        let document = match self.documents.get(&text) {
            Some(document) => document,
            None => {
                let document = Arc::new(Document::new(&text, &self.types.schema, &self.limits)?);
                self.documents.insert(Arc::clone(&text), Arc::clone(&document));
                document
            }
        };
        if let Some(hash) = keep {
            self.stored.keep(hash, &text);
        }
        let untrusted = untrusted.then(|| stored::hash(&text));
        let operation = document.operation(request.operation_name.as_deref()).map_err(|refusal| vec![refusal])?;
        let variables =
            coerce::variables(&self.types.schema, operation, &request.variables).map_err(|error| vec![error.into()])?;
        let holds = |name: &String| {
            matches!(variables.get(&async_graphql::Name::new(name)), Some(async_graphql::Value::Boolean(true)))
        };
        let conditions: Vec<bool> = document.conditions.iter().map(holds).collect();
        let key = PlanKey { query: text, operation_name: request.operation_name.clone(), conditions };
        let (plan, cost) = match self.plans.get(&key) {
            Some(plan) => {
                let cost = self.check_size(&plan, &variables).map_err(|refusal| vec![refusal])?;
                (plan, cost)
            }
            None => {
                let conditions = document.conditions.iter().map(String::as_str).zip(key.conditions.iter().copied());
                let plan = Arc::new(merge::merge(&self.types, &document, operation, &conditions.collect())?);
                // What costs too much is not kept either.
                let cost = self.check_size(&plan, &variables).map_err(|refusal| vec![refusal])?;
                self.plans.insert(key, Arc::clone(&plan));
                (plan, cost)
            }
        };
        Ok(Ready { plan, variables, cost, files: request.files.clone(), untrusted })
    }

    /// What the plan costs with these variables, if that is not too much.
    fn check_size(&self, plan: &Plan, variables: &Variables) -> Result<u64, Refusal> {
        if plan.root_fields > self.limits.root_fields {
            let message = format!("An operation has at most {} root fields.", self.limits.root_fields);
            return Err(Refusal::new(Code::TooComplex, message));
        }
        let cost = plan.cost.total(variables);
        if cost > self.limits.cost {
            let message = format!("The operation costs {cost}, more than the {} that one may.", self.limits.cost);
            return Err(Refusal::new(Code::TooComplex, message));
        }
        Ok(cost)
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
        Ok(ready.cost)
    }
}

/// What an operation has taken out of its actor's budget.
pub(super) struct Tab<'a> {
    cost: u64,
    clock: Clock,
    taken: Option<(&'a Budget, Taken)>,
}

impl Tab<'_> {
    /// Gives back what was not used.
    fn settle(&self, used: u64) -> Told {
        let left =
            self.taken.as_ref().map(|(budget, taken)| (budget.settle(taken, used, self.clock.now()), budget.rate()));
        Told { requested: self.cost, actual: used, left }
    }
}

/// The refusal, where nothing was done for want of capacity: said of the whole, so that its status tells a client and
/// what balances the load between servers.
fn overloaded(response: &Response) -> Option<ApiError> {
    let async_graphql::Value::Object(roots) = &response.data else { return None };
    if response.errors.is_empty() || !roots.values().all(|root| *root == async_graphql::Value::Null) {
        return None;
    }
    let mut refusals = response.errors.iter().map(|error| error.source::<ApiError>());
    let first = refusals.next()??;
    let all = first.code == Code::Overloaded
        && refusals.all(|error| error.is_some_and(|error| error.code == Code::Overloaded));
    all.then(|| first.clone())
}

/// What async-graphql is given to execute.
pub(super) fn execution(plan: &Plan, variables: Variables, request: Request) -> Execution {
    let mut execution = Execution::new("").variables(variables).data(request);
    execution.set_parsed_query(plan.document.clone());
    execution
}

/// The answer of an execution.
pub(super) fn answer(response: Response, request_id: &str) -> Answer {
    let (errors, first) = masked(response.errors, request_id);
    Answer::executed(&response.data, &errors, first.as_ref())
}

/// Errors as they leave, and what the first of them was.
pub(super) fn masked(errors: Vec<ServerError>, request_id: &str) -> (Vec<ErrorBody>, Option<ApiError>) {
    let mut first = None;
    let bodies = errors.into_iter().map(|error| {
        let (body, api) = mask::mask(error, request_id);
        first.get_or_insert(api);
        body
    });
    (bodies.collect(), first)
}
