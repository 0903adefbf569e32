//! The engine: carries an operation along the path.

use std::{panic::AssertUnwindSafe, sync::Arc};

use apollo_compiler::executable::OperationType;
use async_graphql::{Request as Execution, Response, Variables};
use futures_util::FutureExt;
use rapport_db::Db;
use rapport_kernel::{Actor, ApiError, ApiResult, Call, Code};

use super::{
    answer::{Answer, Refusal},
    budget::Budget,
    limits::Limits,
    mask::masked,
    merge::Plan,
    planner::{EngineError, Planner, Ready},
    request::OperationRequest,
    stored::{TrustMode, TrustedDocuments},
    tab::Tab,
    together::Together,
    told::Told,
    upload::Uploads,
};
use crate::{
    assembly::{Executable, Rapport},
    context::Request,
};

/// Executes operations. One for the whole process.
pub struct Engine {
    pub(super) schema: Executable,
    planner: Planner,
    budget: Option<Budget>,
    pub(super) together: Arc<Together>,
}

impl Engine {
    /// An engine for the merged modules.
    ///
    /// # Errors
    /// When they make no valid schema.
    pub fn new(rapport: &Rapport, limits: Limits) -> Result<Self, EngineError> {
        let budget = limits.rate.map(Budget::new);
        let planner = Planner::new(rapport.sdl(), rapport.weights.clone(), limits)?;
        Ok(Self { schema: rapport.schema.clone(), planner, budget, together: Arc::default() })
    }

    /// The same, with documents that may be named by their ids. All that do not fit the schema are told.
    ///
    /// # Errors
    /// The names of documents that are not sound, with the first thing that is wrong with each.
    pub fn with_trusted(mut self, documents: TrustedDocuments, mode: TrustMode) -> Result<Self, Vec<String>> {
        self.planner.trust(documents, mode)?;
        Ok(self)
    }

    /// The bounds of one operation.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        self.planner.limits()
    }

    /// Everything up to the execution.
    pub(super) fn prepare(&self, request: &OperationRequest) -> Result<Ready, Vec<Refusal>> {
        self.planner.prepare(request)
    }

    /// Everything up to the execution, of a document of the program's own.
    pub(super) fn prepare_own(&self, request: &OperationRequest) -> Result<Ready, Vec<Refusal>> {
        self.planner.prepare_own(request)
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
            execution = execution.data(Uploads { files, most_rows: self.limits().upload_rows });
        }
        let running = AssertUnwindSafe(self.schema.execute(execution)).catch_unwind();
        let response = tokio::time::timeout(self.limits().time, running)
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
            Some(place) if !self.limits().introspection.is_open_to(actor.role) => {
                let refusal = Refusal::new(
                    Code::ValidationFailed,
                    "The schema cannot be asked for here: introspection is off, or not open to your role.",
                );
                Err(vec![refusal.at(vec![place])])
            }
            _ => Ok(ready),
        }
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
        self.planner.cost(request)
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
