//! Single requests, for samples and for the comparison.

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::load::Sent;

/// Asks one side.
pub(crate) struct Client {
    /// Host and port.
    pub(crate) address: String,
    /// The bearer's token, where one is wanted.
    pub(crate) token: Option<String>,
}

impl Client {
    /// Sends a request and returns its answer, which must be a 200 without errors inside.
    pub(crate) fn send(&self, sent: &Sent) -> anyhow::Result<Value> {
        let url = format!("http://{}{}", self.address, sent.path);
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}")).unwrap_or_default();
        let mut answer = if sent.method == "POST" {
            ureq::post(&url)
                .header("Authorization", &bearer)
                .header("Content-Type", "application/json")
                .send(&sent.body)
        } else {
            ureq::get(&url).call()
        }
        .with_context(|| format!("{url} {}", sent.body))?;
        let answer: Value = serde_json::from_str(&answer.body_mut().read_to_string()?).context(url)?;
        ensure!(answer.get("errors").is_none(), "{}: {answer}", sent.body);
        Ok(answer)
    }

    /// Sends an operation to the server.
    pub(crate) fn graphql(&self, operation: &Value) -> anyhow::Result<Value> {
        self.send(&Sent { method: "POST", path: "/graphql".to_owned(), body: operation.to_string() })
    }

    /// Whether it answers yet.
    pub(crate) fn is_up(&self) -> bool {
        ureq::get(&format!("http://{}/livez", self.address)).call().is_ok()
    }
}
