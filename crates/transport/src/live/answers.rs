//! The answers of an operation: many of a subscription, one of any other.

use std::sync::Arc;

use futures_util::{StreamExt, future, stream, stream::BoxStream};
use rapport_graphql::{
    EventCursor,
    operation::{Answer, Delivered, OperationRequest},
};
use rapport_kernel::Call;

use crate::http::Door;

/// Runs an operation of any kind. An answer that was not executed refuses it or ends it, and is the last.
pub(crate) async fn answers(
    door: &Door,
    call: Call,
    operation: &OperationRequest,
    resume: Option<EventCursor>,
) -> BoxStream<'static, Delivered> {
    match door.engine.is_subscription(operation, &call.request_id) {
        Err(refused) => alone(refused),
        Ok(false) => alone(door.engine.execute(call, &door.db, operation).await),
        Ok(true) => match door.engine.subscribe(call, &door.db, operation, resume).await {
            Ok(answers) => answers.boxed(),
            Err(refused) => alone(refused),
        },
    }
}

fn alone(answer: Answer) -> BoxStream<'static, Delivered> {
    stream::once(future::ready(Delivered { answer: Arc::new(answer), cursor: None })).boxed()
}
