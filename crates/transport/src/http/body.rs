//! The bytes of a request that have not been read yet.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    pin::{Pin, pin},
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{error::PayloadError, web};
use futures_util::{Stream, StreamExt};

/// The payload of a request. A clone reads on where the other stopped: what the reader of several parts leaves can
/// still be drained.
#[derive(Clone)]
pub(super) struct SharedPayload {
    payload: Rc<RefCell<web::Payload>>,
    has_ended: Rc<Cell<bool>>,
}

impl From<web::Payload> for SharedPayload {
    fn from(payload: web::Payload) -> Self {
        Self { payload: Rc::new(RefCell::new(payload)), has_ended: Rc::default() }
    }
}

impl SharedPayload {
    /// Waits for what reads this payload and waits for nothing else. `None` when it waits on although all bytes have been
    /// read: actix-multipart does, where a body ends within what could be a boundary, and nothing would wake it.
    pub(super) async fn read_by<F: Future>(&self, reader: F) -> Option<F::Output> {
        let mut reader = pin!(reader);
        poll_fn(|cx| match reader.as_mut().poll(cx) {
            Poll::Ready(read) => Poll::Ready(Some(read)),
            Poll::Pending if self.has_ended.get() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await
    }
}

impl Stream for SharedPayload {
    type Item = Result<web::Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // Borrowed for the length of one poll, on one thread.
        let polled = self.payload.borrow_mut().poll_next_unpin(cx);
        self.has_ended.set(matches!(polled, Poll::Ready(None)));
        polled
    }
}
