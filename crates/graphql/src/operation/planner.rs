//! The first half of the path, which needs no database: from what comes through a door to an operation that may be
//! executed. What it makes of a document is kept.

use std::{collections::HashMap, sync::Arc};

use apollo_compiler::Schema;
use async_graphql::Variables;
use quick_cache::{Weighter, sync::Cache};
use rapport_kernel::Code;

use super::{
    answer::{Answer, Refusal},
    coerce,
    document::Document,
    limits::Limits,
    merge::{self, Plan, Types},
    request::OperationRequest,
    stored::{self, DocumentHash, Resolved, Stored, TrustMode, TrustedDocuments},
    upload::UploadedFile,
};

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
pub(super) struct PlanKey {
    pub(super) query: Arc<str>,
    pub(super) operation_name: Option<String>,
    /// The values of the variables that `@skip` and `@include` read, in the order of their names.
    pub(super) conditions: Vec<bool>,
}

/// Prepares operations. One for the whole process.
pub struct Planner {
    types: Types,
    limits: Limits,
    stored: Stored,
    documents: Cache<Arc<str>, Arc<Document>, BySize>,
    plans: Cache<PlanKey, Arc<Plan>, BySize>,
}

/// An operation that may be executed.
pub(super) struct Ready {
    pub(super) plan: Arc<Plan>,
    pub(super) key: PlanKey,
    pub(super) variables: Variables,
    /// What it costs at most.
    pub(super) cost: u64,
    pub(super) files: Vec<Arc<UploadedFile>>,
    /// The hash of a document that the log shall tell of.
    pub(super) untrusted: Option<DocumentHash>,
}

impl Planner {
    /// A planner for this schema. `weights` tells what a field costs, by `Type.field`, where that is more than its
    /// shape tells.
    ///
    /// # Errors
    /// When it is no valid schema.
    pub fn new(sdl: &str, weights: HashMap<String, u64>, limits: Limits) -> Result<Self, EngineError> {
        let schema = Schema::parse_and_validate(sdl, "schema.graphql")
            .map_err(|errors| EngineError::Schema(errors.errors.to_string()))?;
        let implementers = schema.implementers_map().into_iter().collect();
        Ok(Self {
            types: Types { pages: merge::pages(&schema), schema, implementers, weights },
            stored: Stored::new(limits.persisted_bytes),
            limits,
            documents: Cache::with_weighter(CACHED, CACHED_BYTES, BySize),
            plans: Cache::with_weighter(CACHED, CACHED_BYTES, BySize),
        })
    }

    /// Takes documents that may be named by their ids. All that do not fit the schema are told.
    ///
    /// # Errors
    /// The names of documents that are not sound, with the first thing that is wrong with each.
    pub(super) fn trust(&mut self, documents: TrustedDocuments, mode: TrustMode) -> Result<(), Vec<String>> {
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
        Ok(())
    }

    /// The bounds of one operation.
    pub(super) const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What an operation would cost.
    ///
    /// # Errors
    /// The answer to a request that is refused.
    pub fn cost(&self, request: &OperationRequest) -> Result<u64, Answer> {
        let ready = self.prepare(request).map_err(|refusals| Answer::refused(&refusals, ""))?;
        Ok(ready.cost)
    }

    /// Everything up to the execution.
    pub(super) fn prepare(&self, request: &OperationRequest) -> Result<Ready, Vec<Refusal>> {
        self.prepare_resolved(request, self.stored.resolve(request).map_err(|refusal| vec![refusal])?)
    }

    /// The same for a document of the program's own, which is trusted.
    pub(super) fn prepare_own(&self, request: &OperationRequest) -> Result<Ready, Vec<Refusal>> {
        let own = Resolved { text: request.query.as_str().into(), keep: None, untrusted: false };
        self.prepare_resolved(request, own)
    }

    fn prepare_resolved(&self, request: &OperationRequest, resolved: Resolved) -> Result<Ready, Vec<Refusal>> {
        let Resolved { text, keep, untrusted } = resolved;
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
                self.plans.insert(key.clone(), Arc::clone(&plan));
                (plan, cost)
            }
        };
        Ok(Ready { plan, key, variables, cost, files: request.files.clone(), untrusted })
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
}
