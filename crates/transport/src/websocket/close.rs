//! Why a socket is closed: the codes of the protocol `graphql-transport-ws`, and of RFC 6455.

use std::borrow::Cow;

use actix_web::error::PayloadError;
use actix_ws::{CloseReason, ProtocolError};

/// A code and what it means, for people.
#[derive(Debug)]
pub(super) struct Close {
    pub(super) code: u16,
    pub(super) reason: Cow<'static, str>,
}

impl Close {
    const fn of(code: u16, reason: &'static str) -> Self {
        Self { code, reason: Cow::Borrowed(reason) }
    }

    /// The client closed it.
    pub(super) const NORMAL: Self = Self::of(1000, "");
    /// Longer than a message may be.
    pub(super) const TOO_BIG: Self = Self::of(1009, "Message too big");
    /// Bytes that are no text.
    pub(super) const NO_TEXT: Self = Self::of(1007, "Text that is not UTF-8");
    /// Frames that are none.
    pub(super) const PROTOCOL: Self = Self::of(1002, "Not a frame of WebSocket");
    /// The server ends; another one may serve at once.
    pub(super) const RESTART: Self = Self::of(1012, "Service restart");
    /// The actor has as many sockets as one may.
    pub(super) const TOO_MANY_SOCKETS: Self = Self::of(1013, "Too many sockets are open");
    /// An operation before the connection was acknowledged.
    pub(super) const UNAUTHORIZED: Self = Self::of(4401, "Unauthorized");
    /// The token was good when the socket was opened. Clients take 4403 for a reason to come again with another one.
    pub(super) const EXPIRED: Self = Self::of(4403, "Token expired");
    /// What opened the socket does no longer.
    pub(super) const REVOKED: Self = Self::of(4403, "Forbidden: the API key opens nothing any more");
    /// The client speaks another protocol.
    pub(super) const SUBPROTOCOL: Self = Self::of(4406, "Subprotocol not acceptable");
    /// Nobody said who opened it.
    pub(super) const INIT_TIMEOUT: Self = Self::of(4408, "Connection initialisation timeout");
    /// The client said it twice.
    pub(super) const SECOND_INIT: Self = Self::of(4429, "Too many initialisation requests");

    /// A message that the protocol does not know.
    pub(super) fn invalid(why: impl Into<Cow<'static, str>>) -> Self {
        Self { code: 4400, reason: why.into() }
    }

    /// Whoever opened it may not.
    pub(super) fn forbidden(why: &str) -> Self {
        Self { code: 4403, reason: format!("Forbidden: {why}").into() }
    }

    /// An id that is at work.
    pub(super) fn duplicate(id: &str) -> Self {
        Self { code: 4409, reason: format!("Subscriber for {id} already exists").into() }
    }

    /// What is wrong with the frames; `None` when nothing is, but the connection broke and nobody would hear it.
    pub(super) fn because(error: &ProtocolError) -> Option<Self> {
        let ProtocolError::Io(error) = error else {
            return Some(if matches!(error, ProtocolError::Overflow) { Self::TOO_BIG } else { Self::PROTOCOL });
        };
        match error.get_ref().and_then(|inner| inner.downcast_ref::<PayloadError>()) {
            // A frame that announces too much.
            Some(PayloadError::Overflow) => Some(Self::TOO_BIG),
            Some(_) => None,
            None if error.kind() == std::io::ErrorKind::InvalidData => Some(Self::NO_TEXT),
            // A message in too many pieces.
            None => Some(Self::TOO_BIG),
        }
    }
}

impl From<Close> for CloseReason {
    fn from(close: Close) -> Self {
        Self { code: close.code.into(), description: Some(close.reason.into_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_connection_that_broke_is_no_mistake_of_the_client() {
        let io = |error: io::Error| Close::because(&ProtocolError::Io(error)).map(|close| close.code);
        assert_eq!(io(io::Error::other(PayloadError::Incomplete(None))), None);
        assert_eq!(io(io::Error::other(PayloadError::Io(io::ErrorKind::ConnectionReset.into()))), None);
        assert_eq!(io(io::Error::other(PayloadError::Overflow)), Some(1009));
        assert_eq!(io(io::Error::other("Exceeded maximum continuation size")), Some(1009));
        assert_eq!(io(io::Error::new(io::ErrorKind::InvalidData, "utf-8")), Some(1007));
        let code = |error| Close::because(&error).map(|close| close.code);
        assert_eq!(code(ProtocolError::Overflow), Some(1009));
        assert_eq!(code(ProtocolError::UnmaskedFrame), Some(1002));
    }
}
