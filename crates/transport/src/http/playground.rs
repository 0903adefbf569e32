//! The playground: a page, its files, and what it is told.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use rapport_graphql::{
    module::{Example, Sample},
    operation::OperationRequest,
};
use rapport_kernel::{Actor, Call, Role};
use serde::Serialize;

use super::{Door, RoleToken};
use crate::playground::{self, Asset, CONTENT_SECURITY_POLICY};

/// The page.
pub(super) async fn page() -> HttpResponse {
    send(playground::page())
}

/// A file of the page.
pub(super) async fn asset(path: web::Path<String>) -> HttpResponse {
    match playground::find(&path) {
        Some(asset) => send(asset),
        None => HttpResponse::NotFound().body("There is nothing here.\n"),
    }
}

fn send(asset: Asset) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, asset.content_type))
        .insert_header((header::CACHE_CONTROL, asset.cache_control))
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if let Some(encoding) = asset.content_encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding));
    }
    response.body(asset.body)
}

#[derive(Serialize)]
struct Config<'a> {
    tokens: &'a [RoleToken],
    examples: Vec<ShownExample>,
}

#[derive(Serialize)]
struct ShownExample {
    name: &'static str,
    module: &'static str,
    query: &'static str,
    /// The values of the variables, as JSON in a text.
    variables: Option<String>,
}

/// The tokens and examples that the page offers.
pub(super) async fn config(door: web::Data<Door>, request: HttpRequest) -> HttpResponse {
    let tokens: &[RoleToken] = if is_local(&request) { &door.config.tokens } else { &[] };
    let mut examples = Vec::with_capacity(door.examples.len());
    for (module, example) in &door.examples {
        let variables = variables(&door, example).await;
        examples.push(ShownExample { name: example.name, module, query: example.document, variables });
    }
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .json(Config { tokens, examples })
}

/// Whether the page was asked for by a name of this machine: another name that leads here belongs to a page elsewhere,
/// which must not read tokens.
fn is_local(request: &HttpRequest) -> bool {
    let host = request.connection_info().host().to_owned();
    let name = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]" | "::1")
}

/// Values with which the example runs as it stands. Looked up in development alone, where whoever loads the page is
/// handed the tokens of every role anyway; elsewhere a page without credentials learns no id.
async fn variables(door: &Door, example: &Example) -> Option<String> {
    if example.samples.is_empty() {
        return None;
    }
    let mut values = serde_json::Map::new();
    for sample in example.samples {
        let found =
            if door.config.tokens.is_empty() || sample.text().is_some() { None } else { look_up(door, sample).await };
        values.insert(sample.variable.to_owned(), found.unwrap_or_default().into());
    }
    serde_json::to_string_pretty(&values).ok()
}

async fn look_up(door: &Door, sample: &Sample) -> Option<String> {
    let call = Call::new(Actor::demo(Role::Admin), "playground", door.clock.clone());
    let request = OperationRequest { query: sample.query.to_owned(), ..OperationRequest::default() };
    let answer = door.engine.execute(call, &door.db, &request).await;
    let body: serde_json::Value = serde_json::from_str(&answer.json).ok()?;
    sample.find(body.get("data")?)
}
