//! A request, as bytes, and what it must be answered with.

use serde_json::Value;

use crate::answer::Expect;

/// What stands for the good token until the request is sent.
pub(crate) const GOOD: &str = "Authorization: Bearer {GOOD}";

/// A request that is still to be written.
pub(crate) struct Request {
    pub(crate) line: String,
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
    /// Said instead of the length of the body.
    pub(crate) length: Option<String>,
    pub(crate) expect: Expect,
}

impl Request {
    /// A POST of this body as JSON, with a good token, which is refused.
    pub(crate) fn body(body: impl Into<Vec<u8>>) -> Self {
        Self {
            line: "POST /graphql HTTP/1.1".to_owned(),
            headers: vec![GOOD.to_owned(), "Content-Type: application/json".to_owned()],
            body: body.into(),
            length: None,
            expect: Expect::Refused,
        }
    }

    pub(crate) fn json(body: &Value) -> Self {
        Self::body(body.to_string())
    }

    /// A GET of this path and query string.
    pub(crate) fn get(path: &str) -> Self {
        let line = format!("GET {path} HTTP/1.1");
        Self { line, headers: vec![GOOD.to_owned()], body: Vec::new(), length: None, expect: Expect::Refused }
    }

    pub(crate) const fn expecting(mut self, expect: Expect) -> Self {
        self.expect = expect;
        self
    }

    pub(crate) fn header(mut self, header: impl Into<String>) -> Self {
        self.headers.push(header.into());
        self
    }

    /// With these credentials instead of the good ones.
    pub(crate) fn by(mut self, credentials: impl Into<String>) -> Self {
        self.headers[0] = credentials.into();
        self
    }

    pub(crate) fn typed(mut self, content_type: &str) -> Self {
        self.headers[1] = format!("Content-Type: {content_type}");
        self
    }

    /// The bytes that go over the wire.
    pub(crate) fn bytes(&self, token: &str) -> Vec<u8> {
        let mut head = format!("{}\r\nHost: x\r\nConnection: close\r\n", self.line);
        for header in &self.headers {
            head += &header.replace("{GOOD}", token);
            head += "\r\n";
        }
        match &self.length {
            Some(length) => head += &format!("Content-Length: {length}\r\n"),
            None if self.body.is_empty() => {}
            None => head += &format!("Content-Length: {}\r\n", self.body.len()),
        }
        head += "\r\n";
        [head.as_bytes(), &self.body].concat()
    }
}
