//! How somebody can be reached, of whom no record of a person is kept yet: addresses and numbers in the forms that people
//! have them in, so that the same one is recognised.

use rapport_graphql::{input::Violations, path};
use rapport_kernel::InputPath;

use super::points::{
    emails::{self, ContactEmailInput},
    phones,
};

/// An e-mail address as it was given; `None` when nothing is left. What is none is a violation.
pub fn email(violations: &mut Violations, path: InputPath, text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    if text.is_empty() {
        return None;
    }
    let mut own = Violations::new();
    let found = emails::validate(&mut own, &path![0], &[ContactEmailInput::of(text)]).pop();
    if found.is_none() {
        violations.add(path, "This is not an e-mail address.");
    }
    found.map(|email| email.address)
}

/// What makes two spellings of an e-mail address one.
#[must_use]
pub fn email_key(address: &str) -> String {
    emails::key(address)
}

/// The domain of an e-mail address, as the DNS knows it.
#[must_use]
pub fn email_domain(address: &str) -> Option<String> {
    emails::key(address).rsplit_once('@').map(|(_, domain)| domain.to_owned())
}

/// A phone number in the form of E.164, without what is dialled once connected; `None` when nothing is left. What is none is
/// a violation. `country` is where the number is dialled as it is written.
pub fn phone(
    violations: &mut Violations,
    path: InputPath,
    text: Option<&str>,
    country: Option<&str>,
) -> Option<String> {
    let text = text?.trim();
    if text.is_empty() {
        return None;
    }
    let found = phones::international(text, country);
    if found.is_none() {
        violations.add(
            path,
            "This is not a phone number. Without a country it needs + and the country's code, as in +41 44 668 18 00.",
        );
    }
    found.map(|(number, _)| number)
}
