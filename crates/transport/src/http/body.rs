//! The bytes of a request that have not been read yet.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{error::PayloadError, web};
use futures_util::{Stream, StreamExt};

/// The payload of a request. A clone reads on where the other stopped: what the reader of several parts leaves can
/// still be drained.
#[derive(Clone)]
pub(super) struct SharedPayload(Rc<RefCell<web::Payload>>);

impl From<web::Payload> for SharedPayload {
    fn from(payload: web::Payload) -> Self {
        Self(Rc::new(RefCell::new(payload)))
    }
}

impl Stream for SharedPayload {
    type Item = Result<web::Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // Borrowed for the length of one poll, on one thread.
        self.0.borrow_mut().poll_next_unpin(cx)
    }
}
