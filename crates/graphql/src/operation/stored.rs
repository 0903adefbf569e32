//! Documents that are sent by a name instead of in full: persisted queries and trusted documents.
//!
//! A persisted query is sent once with its SHA-256 and then by that alone (Apollo's protocol). Whoever may ask can add
//! one, so they are held in bounded memory. Trusted documents come from a file at the start, under ids of their own;
//! with [`TrustMode::Enforce`] nothing else runs.

use std::{collections::HashMap, sync::Arc};

use quick_cache::{Weighter, sync::Cache};
use rapport_kernel::{ApiError, ApiResult, Code};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::{OperationRequest, answer::Refusal};

/// The SHA-256 of a document.
pub type DocumentHash = [u8; 32];

/// What is done with a document that is not trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TrustMode {
    /// It runs.
    #[default]
    Off,
    /// It runs, and the log tells of it.
    Log,
    /// It is refused.
    Enforce,
}

/// The documents that a company's own clients send.
#[derive(Clone, Debug, Default)]
pub struct TrustedDocuments {
    by_id: HashMap<String, Arc<str>>,
    by_hash: HashMap<DocumentHash, Arc<str>>,
}

impl TrustedDocuments {
    /// Adds one. Whoever knows its SHA-256 may name it by that too.
    pub fn add(&mut self, id: impl Into<String>, text: impl Into<Arc<str>>) {
        let text = text.into();
        self.by_hash.insert(hash(&text), Arc::clone(&text));
        self.by_id.insert(id.into(), text);
    }

    /// Each with its id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Arc<str>)> {
        self.by_id.iter().map(|(id, text)| (id.as_str(), text))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    fn of_id(&self, id: &str) -> Option<&Arc<str>> {
        self.by_id.get(id).or_else(|| {
            // The id that the specification proposes is the hash, with its kind before it.
            self.by_hash.get(&parse_hash(id.strip_prefix("sha256:").unwrap_or(id))?)
        })
    }
}

/// Weighs a document by its text.
#[derive(Clone)]
struct ByText;

impl Weighter<DocumentHash, Arc<str>> for ByText {
    fn weight(&self, _: &DocumentHash, text: &Arc<str>) -> u64 {
        /// What an entry takes beside its text.
        const ENTRY: u64 = 100;
        u64::try_from(text.len()).unwrap_or(u64::MAX).saturating_add(ENTRY)
    }
}

/// All that can be named.
pub(crate) struct Stored {
    trusted: TrustedDocuments,
    mode: TrustMode,
    persisted: Option<Cache<DocumentHash, Arc<str>, ByText>>,
}

/// A document that was found, or came with the request.
pub(crate) struct Resolved {
    pub(crate) text: Arc<str>,
    /// To be kept under this hash once it has proved to be sound.
    pub(crate) keep: Option<DocumentHash>,
    /// The log shall tell that it is not trusted.
    pub(crate) untrusted: bool,
}

impl Stored {
    /// Persisted queries may take this many bytes; with none they are not taken.
    pub(crate) fn new(persisted_bytes: u64) -> Self {
        /// How many are expected: the size of the table to begin with.
        const EXPECTED: usize = 1_000;
        let persisted = (persisted_bytes > 0).then(|| Cache::with_weighter(EXPECTED, persisted_bytes, ByText));
        Self { trusted: TrustedDocuments::default(), mode: TrustMode::Off, persisted }
    }

    pub(crate) fn trust(&mut self, documents: TrustedDocuments, mode: TrustMode) {
        self.trusted = documents;
        self.mode = mode;
    }

    /// The text of the document that a request sends or names.
    pub(crate) fn resolve(&self, request: &OperationRequest) -> Result<Resolved, Refusal> {
        let found = self.find(request)?;
        if self.mode == TrustMode::Off {
            return Ok(found);
        }
        let untrusted = !self.trusted.by_hash.contains_key(&hash(&found.text));
        if untrusted && self.mode == TrustMode::Enforce {
            return Err(Refusal::new(Code::Forbidden, "Only documents that were registered before run here."));
        }
        Ok(Resolved { untrusted, ..found })
    }

    fn find(&self, request: &OperationRequest) -> Result<Resolved, Refusal> {
        let known = |text: &Arc<str>| Resolved { text: Arc::clone(text), keep: None, untrusted: false };
        if let Some(id) = &request.document_id {
            if !request.query.is_empty() || request.hash.is_some() {
                let message = "A request names its document by documentId or sends it, not both.";
                return Err(ApiError::bad_input(crate::path!["documentId"], message).into());
            }
            return self.trusted.of_id(id).map(known).ok_or_else(not_found);
        }
        match (request.hash, request.query.as_str()) {
            (None, text) => Ok(Resolved { text: text.into(), keep: None, untrusted: false }),
            (Some(asked), "") => {
                if let Some(text) = self.trusted.by_hash.get(&asked) {
                    return Ok(known(text));
                }
                let Some(persisted) = &self.persisted else {
                    // So worded that clients of the protocol send the query in full from then on.
                    return Err(Refusal::new(Code::PersistedQueryNotFound, "PersistedQueryNotSupported"));
                };
                persisted.get(&asked).as_ref().map(known).ok_or_else(not_found)
            }
            (Some(asked), text) => {
                if hash(text) != asked {
                    let message = "sha256Hash is not the SHA-256 of the query.";
                    let path = crate::path!["extensions", "persistedQuery", "sha256Hash"];
                    return Err(ApiError::bad_input(path, message).into());
                }
                Ok(Resolved { text: text.into(), keep: Some(asked), untrusted: false })
            }
        }
    }

    /// Keeps a document under its hash. Only what was read and fits the schema is worth the memory.
    pub(crate) fn keep(&self, hash: DocumentHash, text: &Arc<str>) {
        if let Some(persisted) = &self.persisted {
            persisted.insert(hash, Arc::clone(text));
        }
    }
}

fn not_found() -> Refusal {
    // The words are the protocol's: clients look for them.
    Refusal::new(Code::PersistedQueryNotFound, "PersistedQueryNotFound")
}

/// The SHA-256 of a document's text.
pub(crate) fn hash(text: &str) -> DocumentHash {
    Sha256::digest(text).into()
}

fn parse_hash(hex: &str) -> Option<DocumentHash> {
    let mut hash = [0; 32];
    if hex.len() != 2 * hash.len() || !hex.is_ascii() {
        return None;
    }
    for (byte, digits) in hash.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}

/// The hash by which `extensions` names a persisted query.
///
/// # Errors
/// BAD_USER_INPUT for another version of the protocol, or what is no hash.
pub fn persisted_hash(extensions: &Map<String, Json>) -> ApiResult<Option<DocumentHash>> {
    let Some(asked) = extensions.get("persistedQuery").filter(|asked| !asked.is_null()) else { return Ok(None) };
    let refuse = |message: &str| ApiError::bad_input(crate::path!["extensions", "persistedQuery"], message.to_owned());
    if asked.get("version").and_then(Json::as_u64) != Some(1) {
        return Err(refuse("Persisted queries are taken in version 1 of their protocol."));
    }
    let hash = asked.get("sha256Hash").and_then(Json::as_str).and_then(parse_hash);
    hash.map(Some).ok_or_else(|| refuse("sha256Hash must be a SHA-256 in 64 hexadecimal digits."))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request(query: &str, hash: Option<DocumentHash>, id: Option<&str>) -> OperationRequest {
        OperationRequest {
            query: query.to_owned(),
            hash,
            document_id: id.map(str::to_owned),
            ..OperationRequest::default()
        }
    }

    fn code(outcome: Result<Resolved, Refusal>) -> Option<Code> {
        outcome.err().map(|refusal| refusal.error.code)
    }

    #[test]
    fn a_document_is_found_by_what_was_kept_and_by_nothing_else() {
        let stored = Stored::new(10_000);
        let known = hash("{ a }");
        assert_eq!(code(stored.resolve(&request("", Some(known), None))), Some(Code::PersistedQueryNotFound));
        let sent = stored.resolve(&request("{ a }", Some(known), None)).ok().unwrap();
        stored.keep(sent.keep.unwrap(), &sent.text);
        assert_eq!(&*stored.resolve(&request("", Some(known), None)).ok().unwrap().text, "{ a }");
        assert_eq!(code(stored.resolve(&request("{ b }", Some(known), None))), Some(Code::BadUserInput));
        assert_eq!(code(stored.resolve(&request("", None, Some("a")))), Some(Code::PersistedQueryNotFound));
        assert_eq!(code(stored.resolve(&request("{ a }", None, Some("a")))), Some(Code::BadUserInput));
    }

    #[test]
    fn what_is_kept_stays_within_its_bytes() {
        let stored = Stored::new(10_000);
        for n in 0..1_000 {
            let text: Arc<str> = format!("{{ a{n} }}").into();
            stored.keep(hash(&text), &text);
        }
        assert!(stored.persisted.as_ref().unwrap().weight() <= 10_000);
        let off = Stored::new(0);
        off.keep(hash("{ a }"), &"{ a }".into());
        assert_eq!(code(off.resolve(&request("", Some(hash("{ a }")), None))), Some(Code::PersistedQueryNotFound));
    }

    #[test]
    fn only_what_is_trusted_runs_where_that_is_enforced() {
        let mut documents = TrustedDocuments::default();
        documents.add("one", "{ a }");
        let hex: String = hash("{ a }").iter().map(|byte| format!("{byte:02x}")).collect();
        let mut stored = Stored::new(10_000);
        stored.trust(documents.clone(), TrustMode::Enforce);
        for good in
            [request("{ a }", None, None), request("", None, Some("one")), request("", Some(hash("{ a }")), None)]
        {
            assert!(stored.resolve(&good).is_ok());
        }
        assert!(stored.resolve(&request("", None, Some(&format!("sha256:{hex}")))).is_ok());
        assert_eq!(code(stored.resolve(&request("{ b }", None, None))), Some(Code::Forbidden));
        assert_eq!(code(stored.resolve(&request("{ b }", Some(hash("{ b }")), None))), Some(Code::Forbidden));
        stored.trust(documents, TrustMode::Log);
        assert!(stored.resolve(&request("{ b }", None, None)).ok().unwrap().untrusted);
        assert!(!stored.resolve(&request("{ a }", None, None)).ok().unwrap().untrusted);
    }

    #[test]
    fn a_hash_is_read_or_refused() {
        let of = |value: Json| persisted_hash(value.as_object().unwrap());
        assert_eq!(of(json!({})).unwrap(), None);
        let hex = "00".repeat(32);
        assert_eq!(of(json!({ "persistedQuery": { "version": 1, "sha256Hash": hex } })).unwrap(), Some([0; 32]));
        for bad in [json!(7), json!({ "version": 2, "sha256Hash": hex }), json!({ "version": 1, "sha256Hash": "x" })] {
            assert!(of(json!({ "persistedQuery": bad })).is_err(), "{bad}");
        }
    }
}
