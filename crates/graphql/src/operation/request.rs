//! What comes through a door.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::{stored::DocumentHash, upload::UploadedFile};

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
