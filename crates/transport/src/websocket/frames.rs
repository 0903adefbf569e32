//! The lengths of frames, read before their payload.
//!
//! actix-ws looks at how long a frame says that it is once all of it has come, and keeps what comes until then: a
//! client that announces a frame of gigabytes would fill the memory. Here it is refused by what it announces.

use actix_web::{
    FromRequest, HttpRequest, dev,
    error::PayloadError,
    web::{self, Bytes},
};
use futures_util::StreamExt;

/// The bytes of a client, up to a frame that says that it is longer than `largest`.
pub(super) async fn bounded(
    request: &HttpRequest,
    payload: web::Payload,
    largest: usize,
) -> actix_web::Result<web::Payload> {
    let mut frames = Frames::new(largest);
    let chunks = payload.map(move |chunk| {
        let chunk: Bytes = chunk?;
        if frames.pass(&chunk) { Ok(chunk) } else { Err(PayloadError::Overflow) }
    });
    web::Payload::from_request(request, &mut dev::Payload::Stream { payload: Box::pin(chunks) }).await
}

/// Where in a stream of frames one is (RFC 6455, 5.2).
struct Frames {
    largest: u64,
    /// The part of a header that has come.
    header: Vec<u8>,
    /// How much of the payload is still to come.
    left: u64,
}

impl Frames {
    fn new(largest: usize) -> Self {
        Self { largest: u64::try_from(largest).unwrap_or(u64::MAX), header: Vec::new(), left: 0 }
    }

    /// Follows the next bytes. `false` when a frame is too long.
    fn pass(&mut self, mut bytes: &[u8]) -> bool {
        while let Some((first, rest)) = bytes.split_first() {
            if self.left > 0 {
                let skip = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
                self.left = self.left.saturating_sub(u64::try_from(skip).unwrap_or(u64::MAX));
                bytes = bytes.get(skip..).unwrap_or_default();
                continue;
            }
            self.header.push(*first);
            bytes = rest;
            if let Some(length) = payload_length(&self.header) {
                if length > self.largest {
                    return false;
                }
                self.left = length;
                self.header.clear();
            }
        }
        true
    }
}

/// What a header announces, once it is there with its mask.
fn payload_length(header: &[u8]) -> Option<u64> {
    let [_, second, rest @ ..] = header else { return None };
    let mask = if second & 0x80 == 0 { 0 } else { 4_usize };
    let (width, length) = match second & 0x7f {
        126 => (2, u64::from(u16::from_be_bytes(*rest.first_chunk()?))),
        127 => (8, u64::from_be_bytes(*rest.first_chunk()?)),
        short => (0, u64::from(short)),
    };
    (rest.len() >= width + mask).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_followed_however_they_are_cut() {
        let short = [&[0x81, 0x83, 1, 2, 3, 4][..], &[0xff; 3]].concat();
        let middle = [&[0x82, 0xfe, 0, 200, 1, 2, 3, 4][..], &[0xff; 200]].concat();
        let long = [&[0x82, 0xff, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 3, 4][..], &[0xff; 256]].concat();
        let ping = [0x89, 0x80, 1, 2, 3, 4];
        let all = [short.as_slice(), &middle, &ping, &long, &short].concat();
        for size in 1..all.len() {
            let mut frames = Frames::new(256);
            assert!(all.chunks(size).all(|chunk| frames.pass(chunk)), "in pieces of {size}");
            let mut frames = Frames::new(255);
            assert!(!all.chunks(size).all(|chunk| frames.pass(chunk)), "in pieces of {size}");
        }
    }

    #[test]
    fn what_a_frame_announces_is_enough_to_refuse_it() {
        let mut frames = Frames::new(1024);
        assert!(frames.pass(&[0x81, 0xff, 0x3f, 0xff, 0xff, 0xff, 0xff]));
        assert!(!frames.pass(&[0xff, 0xff, 0xff, 0, 0, 0, 0]));
    }
}
