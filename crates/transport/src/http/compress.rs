//! Answers in fewer bytes, for who asks for that.

use std::io::Write;

use actix_web::{
    HttpRequest,
    http::header::{self, AcceptEncoding, Encoding, Header},
    web,
};
use flate2::{Compression, write::GzEncoder};

/// What is shorter fits a packet or two as it is.
const SHORTEST: usize = 1_024;
/// What is longer would hold up the worker's other requests, and is packed on a blocking thread.
const LONG: usize = 64 * 1024;

/// A content coding of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The one that the client likes best.
    fn accepted(request: &HttpRequest) -> Option<Self> {
        request.headers().get(header::ACCEPT_ENCODING)?;
        let offered = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
        let chosen = AcceptEncoding::parse(request).ok()?.negotiate(offered.iter())?;
        if chosen == Encoding::brotli() {
            Some(Self::Brotli)
        } else if chosen == Encoding::gzip() {
            Some(Self::Gzip)
        } else {
            None
        }
    }

    fn pack(self, text: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::with_capacity(text.len() / 4), Compression::fast());
                encoder.write_all(text)?;
                encoder.finish()
            }
            Self::Brotli => {
                /// Beyond it the time grows faster than the bytes shrink.
                const QUALITY: u32 = 4;
                const WINDOW: u32 = 20;
                let mut packed = Vec::with_capacity(text.len() / 4);
                let mut encoder = brotli::CompressorWriter::new(&mut packed, 4_096, QUALITY, WINDOW);
                encoder.write_all(text)?;
                encoder.flush()?;
                drop(encoder);
                Ok(packed)
            }
        }
    }
}

/// The bytes of an answer, and how they are packed.
pub(super) async fn pack(request: &HttpRequest, text: String) -> (Vec<u8>, Option<Coding>) {
    let Some(coding) = (text.len() >= SHORTEST).then(|| Coding::accepted(request)).flatten() else {
        return (text.into_bytes(), None);
    };
    let pack = move |text: String| match coding.pack(text.as_bytes()) {
        Ok(packed) => (packed, Some(coding)),
        Err(error) => {
            tracing::error!(%error, "an answer could not be packed");
            (text.into_bytes(), None)
        }
    };
    if text.len() < LONG {
        return pack(text);
    }
    web::block(move || pack(text)).await.unwrap_or_else(|error| {
        tracing::error!(%error, "no thread to pack an answer on");
        (Vec::new(), None)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use actix_web::test::TestRequest;

    use super::*;

    #[actix_web::test]
    async fn long_answers_are_packed_as_the_client_likes_and_come_back_whole() {
        let asked = |accepted: &str| TestRequest::get().insert_header(("accept-encoding", accepted)).to_http_request();
        for length in [2_000, 200_000] {
            let text: String = "abcdefghijklmnopqrstuvw".chars().cycle().take(length).collect();
            let (bytes, coding) = pack(&asked("gzip"), text.clone()).await;
            assert_eq!(coding, Some(Coding::Gzip));
            let mut back = String::new();
            flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut back).unwrap();
            assert!(back == text && bytes.len() < text.len() / 5);
            let (bytes, coding) = pack(&asked("br;q=1, gzip;q=0.5"), text.clone()).await;
            assert_eq!(coding, Some(Coding::Brotli));
            let mut back = String::new();
            brotli::Decompressor::new(&*bytes, 4_096).read_to_string(&mut back).unwrap();
            assert!(back == text && bytes.len() < text.len() / 5);
            for plain in ["identity", "deflate", "gzip;q=0", ""] {
                assert_eq!(pack(&asked(plain), text.clone()).await, (text.clone().into_bytes(), None), "{plain}");
            }
        }
        assert_eq!(pack(&asked("gzip"), "{}".to_owned()).await.1, None, "what is short stays as it is");
    }
}
