//! What is said of webhooks, checked as a whole.

use chrono::TimeDelta;
use rapport_contacts::{api_keys::ApiKeyId, text};
use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiResult, InputPath};
use ureq::http::Uri;

use super::kept_filter::KeptFilter;

/// The types of events that there are.
pub(crate) const EVENT_TYPES: &[&str] = &[
    "deal.created",
    "deal.updated",
    "deal.stage_changed",
    "deal.won",
    "deal.lost",
    "deal.reopened",
    "deal.checked",
    "deal.deleted",
    "deal.restored",
    "deal.purged",
    "deal.shared",
    "deal.unshared",
];
const LONGEST_NAME: usize = 100;
const LONGEST_URL: usize = 2_000;
/// How long a filter may be that is kept.
const LONGEST_FILTER: usize = 20_000;
/// How long an old secret signs as well, when nothing is said, and at most.
const GRACE_HOURS: i32 = 24;
const LONGEST_GRACE_HOURS: i32 = 7 * 24;

/// A webhook to be made.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateWebhookInput {
    /// What it is for, in at most 100 characters.
    pub(crate) name: String,
    /// Where it is sent: an https or http address without user, password and fragment. It must be a public one, unless the
    /// server was told otherwise.
    pub(crate) url: String,
    /// The types of events that it is told of, such as `deal.won`. All, when nothing is said.
    pub(crate) event_types: Option<Vec<String>>,
    /// Of which deals. All that you, or the API key, may see, when nothing is said.
    pub(crate) filter: Option<KeptFilter>,
    /// The API key with whose rights it is told; it is told nothing once that is revoked. Who makes API keys may name one.
    /// Yours, when a key asks; otherwise your own rights count.
    pub(crate) api_key_id: Option<ID>,
    /// Whether anything is told, from now on. True, when nothing is said.
    pub(crate) is_active: Option<bool>,
}

/// Changes to a webhook. What is left out stays.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateWebhookInput {
    /// The webhook.
    pub(crate) id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// What it is for, in at most 100 characters.
    pub(crate) name: Option<String>,
    /// Where it is sent. What was not delivered yet goes there too.
    pub(crate) url: Option<String>,
    /// The types of events that it is told of; null for all.
    pub(crate) event_types: MaybeUndefined<Vec<String>>,
    /// Of which deals; null for all.
    pub(crate) filter: MaybeUndefined<KeptFilter>,
    /// Whether anything is told. Of what happens while it is not, it is never told.
    pub(crate) is_active: Option<bool>,
}

/// Which webhook.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct WebhookIdInput {
    /// The webhook, by its global id.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
}

/// Which webhook gets another secret.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RotateWebhookSecretInput {
    /// The webhook, by its global id.
    pub(crate) id: ID,
    /// The version that is expected. With another version now, it is refused as a CONFLICT.
    pub(crate) expected_version: Option<i32>,
    /// For how many hours the old secret signs as well, from 0 to 168. 24, when nothing is said.
    pub(crate) grace_hours: Option<i32>,
}

/// Which delivery is sent again.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RedeliverWebhookDeliveryInput {
    /// The delivery, by its global id.
    pub(crate) id: ID,
}

/// Whose dead letters are sent again.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RedeliverDeadLettersInput {
    /// The webhook, by its global id.
    pub(crate) webhook_id: ID,
}

/// A webhook to be made, checked.
#[derive(Clone, Debug)]
pub(crate) struct NewWebhook {
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) event_types: Option<String>,
    pub(crate) filter: Option<String>,
    pub(crate) api_key: Option<ApiKeyId>,
    pub(crate) is_active: bool,
}

/// Changes to a webhook, checked.
#[derive(Clone, Debug)]
pub(crate) struct WebhookChanges {
    pub(crate) name: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) event_types: Option<Option<String>>,
    pub(crate) filter: Option<Option<String>>,
    pub(crate) is_active: Option<bool>,
}

impl CreateWebhookInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<NewWebhook> {
        let mut violations = Violations::new();
        let name = text::required(&mut violations, path!["input", "name"], &self.name, LONGEST_NAME);
        let url = url(&mut violations, &self.url);
        let event_types = self.event_types.as_deref().map(|types| event_types(&mut violations, types));
        let filter = self.filter.as_ref().map(|filter| kept(&mut violations, filter));
        let api_key = self.api_key_id.as_ref();
        let api_key = api_key.and_then(|id| violations.take(input::id(id, path!["input", "apiKeyId"])));
        violations.check()?;
        Ok(NewWebhook {
            name: name.unwrap_or_default(),
            url,
            event_types,
            filter,
            api_key,
            is_active: self.is_active.unwrap_or(true),
        })
    }
}

impl UpdateWebhookInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<WebhookChanges> {
        let mut violations = Violations::new();
        let name = self.name.as_deref();
        let name = name.and_then(|name| text::required(&mut violations, path!["input", "name"], name, LONGEST_NAME));
        let url = self.url.as_deref().map(|said| url(&mut violations, said));
        let event_types = match &self.event_types {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(types) => Some(Some(event_types(&mut violations, types))),
        };
        let filter = match &self.filter {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(filter) => Some(Some(kept(&mut violations, filter))),
        };
        violations.check()?;
        Ok(WebhookChanges { name, url, event_types, filter, is_active: self.is_active })
    }
}

impl RotateWebhookSecretInput {
    /// For how long the old secret signs as well.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a time out of bounds.
    pub(crate) fn grace(&self) -> ApiResult<TimeDelta> {
        let hours = self.grace_hours.unwrap_or(GRACE_HOURS);
        let mut violations = Violations::new();
        if !(0..=LONGEST_GRACE_HOURS).contains(&hours) {
            violations.add(path!["input", "graceHours"], format!("From 0 to {LONGEST_GRACE_HOURS} hours."));
        }
        violations.check()?;
        Ok(TimeDelta::hours(i64::from(hours)))
    }
}

fn url(violations: &mut Violations, said: &str) -> String {
    let said = said.trim();
    let mut refuse = |why: &str| violations.add(path!["input", "url"], why);
    if said.len() > LONGEST_URL {
        refuse("At most 2000 characters are allowed here.");
        return String::new();
    }
    let uri = said.parse::<Uri>().ok().filter(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    match uri.as_ref().and_then(Uri::scheme_str) {
        Some("http" | "https") => {}
        _ => refuse("This is not an https or http address."),
    }
    let authority = uri.as_ref().and_then(Uri::authority).map(ToString::to_string).unwrap_or_default();
    if authority.contains('@') || said.contains('#') {
        refuse("An address without user, password and fragment is needed.");
    }
    said.to_owned()
}

fn event_types(violations: &mut Violations, said: &[String]) -> String {
    let at = |index: usize| -> InputPath { path!["input", "eventTypes", index] };
    if said.is_empty() {
        violations.add(path!["input", "eventTypes"], "Name at least one, or say nothing for all.");
    }
    for (index, name) in said.iter().enumerate().take(100) {
        if !EVENT_TYPES.contains(&name.as_str()) {
            violations
                .add(at(index), format!("There is no such type of event. There are: {}.", EVENT_TYPES.join(", ")));
        }
    }
    let mut names: Vec<_> = said.iter().filter(|name| EVENT_TYPES.contains(&name.as_str())).collect();
    names.sort_unstable();
    names.dedup();
    serde_json::to_string(&names).unwrap_or_default()
}

fn kept(violations: &mut Violations, filter: &KeptFilter) -> String {
    let json = filter.json();
    if json.len() > LONGEST_FILTER {
        violations.add(path!["input", "filter"], format!("At most {LONGEST_FILTER} characters of JSON are kept."));
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(input: &CreateWebhookInput) -> Vec<InputPath> {
        input.validate().unwrap_err().violations.into_iter().map(|violation| violation.path).collect()
    }

    fn input(url: &str) -> CreateWebhookInput {
        CreateWebhookInput {
            name: "Shop".to_owned(),
            url: url.to_owned(),
            event_types: None,
            filter: None,
            api_key_id: None,
            is_active: None,
        }
    }

    #[test]
    fn addresses_are_https_or_http() {
        for good in ["https://example.org/hook?x=1", "http://example.org:8080", " https://[2606:4700::1111]/ "] {
            assert_eq!(input(good).validate().unwrap().url, good.trim());
        }
        let long = format!("https://example.org/{}", "x".repeat(2_000));
        for bad in
            ["", "example.org", "ftp://example.org", "https://", "https://user:pw@example.org/", "https://a/#b", &long]
        {
            assert_eq!(paths(&input(bad)).first(), Some(&path!["input", "url"]), "{bad}");
        }
    }

    #[test]
    fn every_bad_field_is_reported_at_once() {
        let bad = CreateWebhookInput {
            name: " ".to_owned(),
            event_types: Some(vec!["deal.won".to_owned(), "deal.flown".to_owned()]),
            api_key_id: Some(ID("x".to_owned())),
            ..input("x")
        };
        let expected = [
            path!["input", "name"],
            path!["input", "url"],
            path!["input", "eventTypes", 1],
            path!["input", "apiKeyId"],
        ];
        assert_eq!(paths(&bad), expected);
        let types = Some(vec!["deal.won".to_owned(), "deal.lost".to_owned(), "deal.won".to_owned()]);
        let kept = CreateWebhookInput { event_types: types, ..input("https://example.org") }.validate().unwrap();
        assert_eq!(kept.event_types.as_deref(), Some(r#"["deal.lost","deal.won"]"#));
    }
}
