//! Domains: the host name by which a company is known. One domain belongs to one living company.

use rapport_graphql::input::Violations;
use rapport_kernel::InputPath;

/// The longest name that the DNS holds, in its text form.
const LONGEST: usize = 253;
/// The longest part between two dots.
const LONGEST_LABEL: usize = 63;

/// A domain in lower case; `None` when nothing is left. What is no plain host name is a violation: an address of the
/// web (`https://..`), an IP address, a name in another script than ASCII, which has an ASCII form (`xn--..`) of its
/// own.
pub(crate) fn domain(violations: &mut Violations, path: InputPath, text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    if text.is_empty() {
        return None;
    }
    if is_host_name(text) {
        return Some(text.to_ascii_lowercase());
    }
    violations.add(path, "This is not a domain in ASCII, such as example.com or xn--bcher-kva.example.");
    None
}

/// Whether it is a host name as RFC 1123, section 2.1, has it, with a dot in it. The last part is not a number: that
/// would be an IP address.
fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= LONGEST
        && text.split('.').all(is_label)
        && text.rsplit_once('.').is_some_and(|(_, last)| !last.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use rapport_graphql::path;

    use super::*;

    fn check(text: &str) -> Result<Option<String>, String> {
        let mut violations = Violations::new();
        let kept = domain(&mut violations, path!["input", "domain"], Some(text));
        violations.check().map(|()| kept).map_err(|error| error.message.into_owned())
    }

    #[test]
    fn a_host_name_is_kept_in_lower_case() {
        for (text, kept) in [
            (" Example.COM ", "example.com"),
            ("a.b-c.co.uk", "a.b-c.co.uk"),
            ("3com.com", "3com.com"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ] {
            assert_eq!(check(text), Ok(Some(kept.to_owned())));
        }
        assert_eq!(check("  "), Ok(None));
    }

    #[test]
    fn what_is_no_plain_host_name_is_refused() {
        let long_label = format!("{}.com", "a".repeat(64));
        let long_name = format!("{}com", "a.".repeat(126));
        for text in [
            "localhost",
            "https://example.com",
            "example.com/",
            "example.com.",
            ".com",
            "a..b",
            "-a.com",
            "a-.com",
            "a_b.com",
            "a b.com",
            "me@example.com",
            "example.com:80",
            "192.168.0.1",
            "bücher.example",
            "\u{212A}.com",
            "a.com\0",
            &long_label,
            &long_name,
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
