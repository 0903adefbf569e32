//! The one path that every operation takes, whatever door it came through:
//!
//! 0. `stored`: a document that is named instead of sent is looked up.
//! 1. `gate`: bytes, tokens, brackets; then how much the document expands to. No parser sees what this refuses.
//! 2. `document`: parse and validate, cached by text. Values play no part in it.
//! 3. `coerce`: all variables, as the specification has it, before anything runs.
//! 4. `merge`: fragments inlined and selections merged, so that one response key is one execution; cached by text,
//!    operation and the variables that `@skip` and `@include` read.
//!    What it asks of the schema itself (`introspection`) is for those who may.
//! 5. `cost`: what the operation asks for at most, with its own list sizes; `budget`: whether the actor may now.
//!    The steps so far are the `planner`'s: they need no database.
//! 6. `engine`: execute, under a time limit and an idempotency key.
//!    A subscription is opened by it, and each of its updates is executed by itself (`subscribe`).
//! 7. `mask`: what a client is told of each error; the rest goes to the log. `told`: what it cost.
//!
//! `subscribe`: what stays open, executed for each update; `together`: once for all who follow the same.
//!
//! `batch` carries several operations along it.

mod answer;
mod batch;
mod budget;
mod coerce;
mod cost;
mod document;
mod engine;
mod gate;
mod introspection;
mod limits;
mod mask;
mod merge;
mod pairs;
mod planner;
mod positions;
mod request;
mod stored;
mod subscribe;
mod tab;
mod together;
mod told;
mod translate;
mod unique;
mod upload;

pub use answer::Answer;
pub use budget::{Budget, Rate, Taken};
pub use engine::Engine;
pub use introspection::Introspection;
pub use limits::Limits;
pub use planner::{EngineError, Planner};
pub use request::OperationRequest;
pub use stored::{DocumentHash, TrustMode, TrustedDocuments, persisted_hash};
pub use subscribe::Delivered;
pub(crate) use upload::check as check_upload;
pub use upload::{Upload, UploadedFile, Uploads};
