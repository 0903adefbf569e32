//! Files beside an operation: the GraphQL multipart request specification (jaydenseric, version 2).
//!
//! Three kinds of parts, in this order: `operations`, the request as JSON with null where a file belongs; `map`, which
//! part goes where; then the files. Each goes to a temporary file without a name, which is gone with the request
//! whatever becomes of it.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::Write,
    sync::Arc,
};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{HttpRequest, http::header, web};
use futures_util::StreamExt;
use rapport_graphql::operation::{OperationRequest, Upload, UploadedFile};
use rapport_kernel::{ApiError, Code};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    DoorConfig,
    body::SharedPayload,
    request::{self, Asked, Unreadable, unreadable},
};

/// Whether a request comes in several parts, and so that no form of another site can have sent it: a form can send
/// several parts, but no header of its own.
pub(super) fn is_multipart(request: &HttpRequest) -> bool {
    let header = |name: &str| request.headers().get(name).is_some_and(|value| !value.is_empty());
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|text| text.split(';').next()).unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("multipart/form-data")
        && (header("apollo-require-preflight") || header("x-apollo-operation-name"))
}

/// Reads a request with its files.
pub(super) async fn read(
    request: &HttpRequest,
    payload: &SharedPayload,
    config: &DoorConfig,
) -> Result<OperationRequest, Unreadable> {
    let most = config.largest_body.saturating_add(config.uploads.largest);
    request::check_length(request, most)?;
    let parts = Multipart::new(request.headers(), payload.clone());
    tokio::time::timeout(config.uploads.timeout, read_parts(parts, payload, config))
        .await
        .map_err(|_| unreadable(408, Code::Timeout, "The files took too long to arrive."))?
}

async fn read_parts(
    mut parts: Multipart,
    payload: &SharedPayload,
    config: &DoorConfig,
) -> Result<OperationRequest, Unreadable> {
    let operations = text_part(&mut parts, payload, "operations", config.largest_body).await?;
    let Asked::One(mut operation) = request::parse(&operations, 0)? else {
        return Err(malformed("A batch takes no files."));
    };
    let map = text_part(&mut parts, payload, "map", config.largest_body).await?;
    let map: HashMap<String, Vec<String>> =
        serde_json::from_slice(&map).map_err(|error| malformed(format!("map cannot be read: {error}.")))?;
    if map.len() > config.uploads.most {
        let message = format!("A request has at most {} files.", config.uploads.most);
        return Err(unreadable(413, Code::PayloadTooLarge, message));
    }
    let mut left = config.uploads.largest;
    let mut seen = HashSet::new();
    while let Some(part) = payload.read_by(parts.next()).await.ok_or_else(ended)? {
        let part = part.map_err(broken)?;
        let name = part.name().unwrap_or_default().to_owned();
        let Some(places) = map.get(&name).filter(|_| seen.insert(name.clone())) else {
            return Err(malformed("There is a part that map does not name, or names once and that comes twice."));
        };
        let number = operation.files.len();
        for place in places {
            put(&mut operation, place, Upload(number))?;
        }
        let file = receive(part, payload, left).await?.ok_or_else(|| {
            let message = format!("The files of a request have at most {} bytes together.", config.uploads.largest);
            unreadable(413, Code::PayloadTooLarge, message)
        })?;
        left = left.saturating_sub(usize::try_from(file.size).unwrap_or(usize::MAX));
        operation.files.push(Arc::new(file));
    }
    if seen.len() < map.len() {
        return Err(malformed("A file that map names did not come."));
    }
    Ok(operation)
}

fn malformed(message: impl Into<String>) -> Unreadable {
    unreadable(400, Code::BadUserInput, message)
}

fn broken(_: MultipartError) -> Unreadable {
    ended()
}

fn ended() -> Unreadable {
    malformed("The parts cannot be told apart, or ended too early.")
}

async fn text_part(
    parts: &mut Multipart,
    payload: &SharedPayload,
    name: &str,
    most: usize,
) -> Result<Vec<u8>, Unreadable> {
    let mut part = match payload.read_by(parts.next()).await.ok_or_else(ended)? {
        Some(part) => part.map_err(broken)?,
        None => return Err(malformed(format!("The part {name} is missing."))),
    };
    if part.name() != Some(name) {
        return Err(malformed(format!("The part {name} must come here: operations, map, then the files.")));
    }
    match payload.read_by(part.bytes(most)).await.ok_or_else(ended)? {
        Ok(bytes) => Ok(bytes.map_err(|_| ended())?.to_vec()),
        Err(_) => Err(unreadable(413, Code::PayloadTooLarge, format!("{name} has at most {most} bytes."))),
    }
}

/// Puts the mark of a file where `map` says: `variables.input.file`. A null must stand there.
fn put(operation: &mut OperationRequest, place: &str, upload: Upload) -> Result<(), Unreadable> {
    let mut steps = place.split('.');
    let nowhere = || malformed("map names a place in the variables where there is no null.");
    if steps.next() != Some("variables") {
        return Err(nowhere());
    }
    let mut here = operation.variables.get_mut(steps.next().unwrap_or_default()).ok_or_else(nowhere)?;
    for step in steps {
        here = match here {
            Value::Object(fields) => fields.get_mut(step),
            Value::Array(items) => step.parse::<usize>().ok().and_then(|index| items.get_mut(index)),
            _ => None,
        }
        .ok_or_else(nowhere)?;
    }
    if !here.is_null() {
        return Err(nowhere());
    }
    *here = Value::String(upload.mark());
    Ok(())
}

/// What is written at once: a blocking thread for each small piece would cost more than the writing.
const PIECE: usize = 256 * 1024;

struct Receiving {
    file: File,
    hash: Sha256,
    size: u64,
}

impl Receiving {
    fn write(mut self, piece: &[u8]) -> std::io::Result<Self> {
        self.file.write_all(piece)?;
        self.hash.update(piece);
        self.size = self.size.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        Ok(self)
    }
}

/// Keeps a file; `None` when it has more than `most` bytes.
async fn receive(mut part: Field, payload: &SharedPayload, most: usize) -> Result<Option<UploadedFile>, Unreadable> {
    let name = part.content_disposition().and_then(|disposition| disposition.get_filename()).unwrap_or_default();
    let name = name.to_owned();
    let begin = || Ok(Receiving { file: tempfile::tempfile()?, hash: Sha256::new(), size: 0 });
    let mut receiving = on_a_thread(begin).await?;
    let (mut piece, mut total) = (Vec::new(), 0_usize);
    while let Some(chunk) = payload.read_by(part.next()).await.ok_or_else(ended)? {
        let chunk = chunk.map_err(broken)?;
        total = total.saturating_add(chunk.len());
        if total > most {
            return Ok(None);
        }
        piece.extend_from_slice(&chunk);
        if piece.len() >= PIECE {
            let full = std::mem::take(&mut piece);
            receiving = on_a_thread(move || receiving.write(&full)).await?;
        }
    }
    let Receiving { file, hash, size } = on_a_thread(move || receiving.write(&piece)).await?;
    Ok(Some(UploadedFile { name, size, hash: hash.finalize().into(), file }))
}

async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Unreadable> {
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "an uploaded file could not be kept");
        Unreadable { status: 500, error: ApiError::new(Code::Internal, "The file could not be kept.") }
    };
    web::block(work).await.map_err(|error| failed(&error))?.map_err(|error| failed(&error))
}
