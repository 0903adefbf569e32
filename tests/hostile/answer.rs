//! What comes back, and whether it is a clear answer.

use std::io::{Read, Write};

use rapport_kernel::Code;
use serde_json::Value;

use crate::served::Served;

/// What a request must be answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// Errors with codes.
    Refused,
    /// Errors with codes, or data.
    Answered,
    /// A refusal of HTTP itself, before GraphQL is reached: a status of the 400s, or a connection that is closed.
    Closed,
}

/// The answer to these bytes, as far as it came.
pub(crate) fn answer(served: &Served, bytes: &[u8]) -> Vec<u8> {
    let mut stream = served.connect();
    // Who is refused early is not read to the end.
    let _ = stream.write_all(bytes);
    let mut heard = Vec::new();
    let _ = stream.read_to_end(&mut heard);
    heard
}

/// What is wrong with an answer.
pub(crate) fn fault(heard: &[u8], expect: Expect) -> Option<String> {
    let text = String::from_utf8_lossy(heard);
    let status = text.split(' ').nth(1).and_then(|status| status.parse::<u16>().ok());
    let Some((status, (_, body))) = status.zip(text.split_once("\r\n\r\n")) else {
        return (expect != Expect::Closed || !heard.is_empty()).then(|| "there is no answer".to_owned());
    };
    let code_of_503 = body.contains(Code::Overloaded.as_str());
    let code_of_504 = body.contains(Code::Timeout.as_str());
    match status {
        503 if code_of_503 => {}
        504 if code_of_504 => {}
        500.. => return Some(format!("status {status}")),
        _ => {}
    }
    if expect == Expect::Closed {
        return (!(400..500).contains(&status)).then(|| format!("status {status}"));
    }
    // Behind the answer may stand one to what was left of the request, which then looks like another.
    let length = text.split("\r\n").find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    let body = length.and_then(|length| body.get(..length)).unwrap_or(body);
    match objects(body) {
        Some(answers) => answers.iter().find_map(|answer| unclear(answer, expect)),
        None => Some("the body is no JSON".to_owned()),
    }
}

/// The answers in a body: one, those of a batch, or those of an event stream.
fn objects(body: &str) -> Option<Vec<Value>> {
    match serde_json::from_str(body) {
        Ok(Value::Array(all)) => Some(all),
        Ok(one) => Some(vec![one]),
        Err(_) => {
            let events = body.lines().filter_map(|line| line.trim().strip_prefix("data:"));
            let answers: Vec<_> = events.filter_map(|data| serde_json::from_str(data).ok()).collect();
            (!answers.is_empty()).then_some(answers)
        }
    }
}

/// What is unclear in a GraphQL response.
fn unclear(answer: &Value, expect: Expect) -> Option<String> {
    let errors = answer.get("errors").and_then(Value::as_array);
    match errors {
        None if expect == Expect::Refused => Some("it was not refused".to_owned()),
        None if answer.get("data").is_none() => Some("neither data nor errors".to_owned()),
        None => None,
        Some(errors) if errors.is_empty() => Some("no error among the errors".to_owned()),
        Some(errors) => errors.iter().find_map(unclear_error),
    }
}

/// What is unclear in an error: it has a code of the list, which is not the server's own fault, and a short sentence.
pub(crate) fn unclear_error(error: &Value) -> Option<String> {
    let code = error["extensions"]["code"].as_str().unwrap_or_default();
    if code == Code::Internal.as_str() || !Code::ALL.iter().any(|known| known.as_str() == code) {
        return Some(format!("the code is {code:?}"));
    }
    let message = error["message"].as_str().unwrap_or_default();
    (message.is_empty() || message.len() > 2_000).then(|| format!("a message of {} bytes", message.len()))
}
