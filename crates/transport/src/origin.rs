//! From where browsers may come: one list, for requests and for sockets.

use std::str::FromStr;

/// An origin, as browsers tell it (RFC 6454): scheme, host and port; or any, as `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Every origin.
    Any,
    /// This one, in lower case.
    One(String),
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self::Any);
        }
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        let fits = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#@,*".contains(&byte));
        if fits {
            Ok(Self::One(text.to_ascii_lowercase()))
        } else {
            Err("expected an origin such as https://app.example, without a path".to_owned())
        }
    }
}

/// Whether a page of this origin may open a socket: its origin is listed, or it is the server's own. A server behind a
/// proxy does not know by which scheme it is reached, so that the host alone tells.
pub(crate) fn is_welcome(origin: &str, host: Option<&str>, listed: &[Origin]) -> bool {
    let origin = origin.to_ascii_lowercase();
    let is_listed = listed.iter().any(|listed| match listed {
        Origin::Any => true,
        Origin::One(listed) => *listed == origin,
    });
    if is_listed {
        return true;
    }
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let own = host.map(str::to_ascii_lowercase);
    own.is_some_and(|own| own == authority || own.strip_suffix(default_port) == Some(authority))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_comes_from_the_own_origin_or_one_that_is_listed() {
        let listed = ["https://CRM.example".parse().unwrap(), "http://localhost:5173".parse().unwrap()];
        let welcome = |origin: &str, host: &str| is_welcome(origin, Some(host), &listed);
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
        assert!(!is_welcome("https://api.example", None, &listed));
        assert!(is_welcome("https://evil.example", None, &["*".parse().unwrap()]));
    }

    #[test]
    fn what_is_no_origin_is_refused_before_anything_starts() {
        let texts = ["", "crm.example", "https://", "https://crm.example/", "https://a,https://b", "://x", "https://*"];
        for text in texts {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
