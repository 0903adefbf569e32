//! How what stays open is bounded.

use std::time::Duration;

/// The bounds of WebSockets and event streams.
#[derive(Clone, Debug)]
pub struct LiveConfig {
    /// From where browsers may open a socket, besides the server's own origin: `https://crm.example`.
    pub origins: Vec<Origin>,
    /// The largest message that a socket takes, in bytes.
    pub largest_message: usize,
    /// How many operations may be at work on one socket.
    pub operations: usize,
    /// How many sockets and event streams one actor may have open on this server.
    pub per_actor: usize,
    /// How long a socket may be open before it says who opens it.
    pub init_wait: Duration,
    /// How often the other side is asked whether it is still there. Who has said nothing until the next time is gone.
    pub keep_alive: Duration,
    /// How long the other side may take to read before it is given up.
    pub write_wait: Duration,
}

impl Default for LiveConfig {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            largest_message: 1024 * 1024,
            operations: 100,
            per_actor: 100,
            init_wait: Duration::from_secs(10),
            keep_alive: Duration::from_secs(20),
            write_wait: Duration::from_secs(30),
        }
    }
}

/// An origin, as browsers tell it (RFC 6454): scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl std::str::FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected an origin such as https://crm.example, without a path".to_owned();
        let (scheme, host) = text.split_once("://").ok_or_else(expected)?;
        let is_host = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#@,".contains(&byte));
        if !is_host || scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(expected());
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

impl Origin {
    /// Whether a browser may open a socket from here: it was allowed to, or it is the server's own origin. A server
    /// behind a proxy does not know by which scheme it is reached, so that the host alone tells.
    pub(crate) fn is_welcome(origin: &str, host: Option<&str>, allowed: &[Self]) -> bool {
        let origin = origin.to_ascii_lowercase();
        if allowed.iter().any(|allowed| allowed.0 == origin) {
            return true;
        }
        let Some((scheme, authority)) = origin.split_once("://") else { return false };
        let default_port = if scheme == "https" { ":443" } else { ":80" };
        let own = host.map(str::to_ascii_lowercase);
        own.is_some_and(|own| own == authority || own.strip_suffix(default_port) == Some(authority))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_comes_from_the_own_origin_or_one_that_is_allowed() {
        let allowed = ["https://CRM.example".parse().unwrap(), "http://localhost:5173".parse().unwrap()];
        let welcome = |origin: &str, host: &str| Origin::is_welcome(origin, Some(host), &allowed);
        for (origin, host) in [
            ("https://crm.example", "api.example"),
            ("http://localhost:5173", "127.0.0.1:8080"),
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("https://API.example", "api.example"),
            ("https://api.example", "api.example:443"),
        ] {
            assert!(welcome(origin, host), "{origin} at {host}");
        }
        for (origin, host) in [
            ("https://evil.example", "api.example"),
            ("https://crm.example.evil.example", "api.example"),
            ("http://crm.example", "api.example"),
            ("http://localhost:5174", "127.0.0.1:8080"),
            ("https://api.example:444", "api.example"),
            ("null", "api.example"),
            ("", ""),
        ] {
            assert!(!welcome(origin, host), "{origin} at {host}");
        }
        assert!(!Origin::is_welcome("https://api.example", None, &allowed));
    }

    #[test]
    fn what_is_no_origin_is_refused_before_anything_starts() {
        for text in ["*", "", "crm.example", "https://", "https://crm.example/", "https://a,https://b", "://x"] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
