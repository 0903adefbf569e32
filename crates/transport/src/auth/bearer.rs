//! The `Authorization` header.

use rapport_kernel::ApiResult;

use super::refusal::Refusal;

/// The token in the value of an `Authorization` header: `Bearer <token>`, the scheme in any case (RFC 9110, 11.1).
///
/// # Errors
/// UNAUTHENTICATED for another scheme, no token, or more than one word after the scheme.
pub fn bearer(header_value: &str) -> ApiResult<&str> {
    let mut words = header_value.split([' ', '\t']).filter(|word| !word.is_empty());
    match (words.next(), words.next(), words.next()) {
        (Some(scheme), token, rest) if scheme.eq_ignore_ascii_case("bearer") => match (token, rest) {
            (Some(token), None) => Ok(token),
            (None, _) => Err(Refusal::NoToken.into()),
            (Some(_), Some(_)) => Err(Refusal::ManyTokens.into()),
        },
        (None, ..) => Err(Refusal::NoToken.into()),
        (Some(_), ..) => Err(Refusal::Scheme.into()),
    }
}

#[cfg(test)]
mod tests {
    use rapport_kernel::Code;

    use super::*;

    #[test]
    fn the_token_is_read_whatever_the_case_of_the_scheme() {
        for value in ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c", "  Bearer\ta.b.c  "] {
            assert_eq!(bearer(value).unwrap(), "a.b.c", "{value}");
        }
    }

    #[test]
    fn what_is_no_bearer_token_is_refused_with_the_reason() {
        for (value, refusal) in [
            ("", Refusal::NoToken),
            ("  ", Refusal::NoToken),
            ("Bearer", Refusal::NoToken),
            ("Bearer  ", Refusal::NoToken),
            ("Bearer a.b.c d", Refusal::ManyTokens),
            ("Bearer a.b.c, Bearer d.e.f", Refusal::ManyTokens),
            ("Basic dXNlcjpwYXNz", Refusal::Scheme),
            ("a.b.c", Refusal::Scheme),
            ("Bearera.b.c", Refusal::Scheme),
        ] {
            let error = bearer(value).unwrap_err();
            assert_eq!(
                (error.code, error.message.as_ref()),
                (Code::Unauthenticated, refusal.to_string().as_str()),
                "{value}"
            );
        }
    }
}
