//! Someone who acts in a role.

use std::{io::Write, sync::Arc};

use rapport_db::Db;
use rapport_graphql::{
    futures_util::{StreamExt, stream::BoxStream},
    operation::{Answer, Engine, OperationRequest, UploadedFile},
};
use rapport_kernel::{Actor, Call, Clock, IdempotencyKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Someone who acts in a role, past HTTP: through the operation path alone.
#[derive(Clone)]
pub struct Client {
    engine: Arc<Engine>,
    db: Db,
    /// Who acts.
    pub actor: Actor,
    clock: Clock,
    key: Option<String>,
    files: Vec<Arc<UploadedFile>>,
}

/// An answer, taken apart.
#[derive(Debug)]
pub struct Reply {
    /// `data`, null when the request was refused.
    pub data: Value,
    /// `errors`, empty when all went well.
    pub errors: Vec<Value>,
    /// The bytes.
    pub json: String,
}

/// The answers of a subscription.
pub type Updates = BoxStream<'static, Reply>;

impl Client {
    pub(crate) const fn new(engine: Arc<Engine>, db: Db, actor: Actor, clock: Clock) -> Self {
        Self { engine, db, actor, clock, key: None, files: Vec::new() }
    }

    /// The same, with an idempotency key on what follows.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self.clone() }
    }

    /// The same, with a file beside what follows, whose variable is `upload:0`.
    ///
    /// # Panics
    /// When there is no room for it.
    #[must_use]
    pub fn with_file(&self, content: &str) -> Self {
        let mut file = tempfile::tempfile().expect("a temporary file");
        file.write_all(content.as_bytes()).expect("room for it");
        let size = content.len().try_into().expect("a short file");
        let hash = Sha256::digest(content).into();
        let file = UploadedFile { name: "test.csv".to_owned(), size, hash, file };
        Self { files: vec![Arc::new(file)], ..self.clone() }
    }

    fn call(&self, query: &str, variables: &Value) -> Call {
        let mut call = Call::new(self.actor.clone(), "test-request", self.clock.clone());
        call.idempotency = self.key.as_deref().map(|key| IdempotencyKey {
            key: key.into(),
            body_hash: Sha256::digest(format!("{query}\n{variables}")).into(),
        });
        call
    }

    fn request(&self, query: &str, variables: &Value) -> OperationRequest {
        OperationRequest {
            query: query.to_owned(),
            operation_name: None,
            variables: variables.as_object().cloned().unwrap_or_default(),
            files: self.files.clone(),
            ..OperationRequest::default()
        }
    }

    /// Runs an operation and hands out whatever came of it.
    pub async fn answer(&self, query: &str, variables: Value) -> Answer {
        let call = self.call(query, &variables);
        self.engine.execute(call, &self.db, &self.request(query, &variables)).await
    }

    /// Runs an operation.
    pub async fn run(&self, query: &str, variables: Value) -> Reply {
        reply(&self.answer(query, variables).await)
    }

    /// Runs an operation that must go well, and returns its data.
    pub async fn ok(&self, query: &str, variables: Value) -> Value {
        let reply = self.run(query, variables).await;
        assert!(reply.errors.is_empty(), "{query}\n{:#?}", reply.errors);
        reply.data
    }

    /// Runs an operation that must fail, and returns its first error.
    pub async fn error(&self, query: &str, variables: Value) -> Value {
        let reply = self.run(query, variables).await;
        reply.errors.into_iter().next().unwrap_or_else(|| panic!("{query}\nwent well: {:#?}", reply.data))
    }

    /// Follows a subscription.
    ///
    /// # Errors
    /// The answer that refuses it.
    pub async fn subscribe(&self, query: &str, variables: Value) -> Result<Updates, Reply> {
        let (call, request) = (self.call(query, &variables), self.request(query, &variables));
        match self.engine.subscribe(call, &self.db, &request, None).await {
            Ok(updates) => Ok(updates.map(|update| reply(&update.answer)).boxed()),
            Err(refused) => Err(reply(&refused)),
        }
    }

    /// Follows a subscription that must not be refused, and returns the data of each answer.
    pub async fn follow(&self, query: &str, variables: Value) -> BoxStream<'static, Value> {
        let updates = self.subscribe(query, variables).await;
        let updates = updates.unwrap_or_else(|refused| panic!("{query}\n{:#?}", refused.errors));
        let data = updates.map(|reply| {
            assert!(reply.errors.is_empty(), "{:#?}", reply.errors);
            reply.data
        });
        data.boxed()
    }

    /// The first answer of a subscription, or the one that refuses it.
    pub async fn first(&self, query: &str, variables: Value) -> Reply {
        match self.subscribe(query, variables).await {
            Ok(mut updates) => updates.next().await.expect("an update"),
            Err(refused) => refused,
        }
    }

    /// Records a person and returns the id.
    pub async fn create_contact(&self, input: Value) -> String {
        let query = "mutation Create($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }";
        text(&self.ok(query, json!({ "input": input })).await, "/createContact/contact/id")
    }

    /// Records a company and returns the id.
    pub async fn create_company(&self, input: Value) -> String {
        let query = "mutation Create($input: CreateCompanyInput!) { createCompany(input: $input) { company { id } } }";
        text(&self.ok(query, json!({ "input": input })).await, "/createCompany/company/id")
    }
}

fn reply(answer: &Answer) -> Reply {
    let body: Value = serde_json::from_str(&answer.json).expect("an answer in JSON");
    let errors = body.get("errors").and_then(Value::as_array).cloned().unwrap_or_default();
    Reply { data: body.get("data").cloned().unwrap_or(Value::Null), errors, json: answer.json.clone() }
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer} in {value:#}")).to_owned()
}
