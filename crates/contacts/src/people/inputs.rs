//! What clients say of a person, checked as a whole: every bad field is reported at once.

use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::ApiResult;

use super::{
    ContactId, ContactRow, LifecycleStage,
    points::{
        addresses::{self, Address, PostalAddressInput},
        emails::{self, ContactEmailInput, Email},
        phones::{self, ContactPhoneInput, Phone},
        social_accounts::{self, SocialAccount, SocialAccountInput},
    },
    tags,
};
use crate::{
    text::{self, Lines},
    users::UserId,
};

/// A person to be recorded. A name, an e-mail address or a phone number must be said.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateContactInput {
    /// What stands before the name: Dr., Prof.
    pub honorific_prefix: Option<String>,
    /// The first name.
    pub given_name: Option<String>,
    /// Names between the first and the last.
    pub middle_name: Option<String>,
    /// The last name.
    pub family_name: Option<String>,
    /// What stands behind the name: Jr., III.
    pub honorific_suffix: Option<String>,
    /// What the person is called.
    pub nickname: Option<String>,
    /// The language, as a tag of BCP 47: de, pt-BR.
    pub language: Option<String>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: Option<String>,
    /// Where the person stands in the relationship.
    #[graphql(default_with = "LifecycleStage::Lead")]
    pub lifecycle_stage: LifecycleStage,
    /// Who looks after the person. Without it, whoever sees only their own or their team's people.
    pub owner_id: Option<ID>,
    /// The e-mail addresses, at most 20.
    pub emails: Option<Vec<ContactEmailInput>>,
    /// The phone numbers, at most 20.
    pub phones: Option<Vec<ContactPhoneInput>>,
    /// The postal addresses, at most 20.
    pub addresses: Option<Vec<PostalAddressInput>>,
    /// The accounts in social networks, at most 20.
    pub social_accounts: Option<Vec<SocialAccountInput>>,
    /// The tags, at most 50.
    pub tags: Option<Vec<String>>,
}

/// Changes to a person. What is left out stays; null or an empty text removes; a list replaces the whole list.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateContactInput {
    /// The person.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// What stands before the name.
    pub honorific_prefix: MaybeUndefined<String>,
    /// The first name.
    pub given_name: MaybeUndefined<String>,
    /// Names between the first and the last.
    pub middle_name: MaybeUndefined<String>,
    /// The last name.
    pub family_name: MaybeUndefined<String>,
    /// What stands behind the name.
    pub honorific_suffix: MaybeUndefined<String>,
    /// What the person is called.
    pub nickname: MaybeUndefined<String>,
    /// The language, as a tag of BCP 47.
    pub language: MaybeUndefined<String>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: MaybeUndefined<String>,
    /// Where the person stands in the relationship.
    pub lifecycle_stage: Option<LifecycleStage>,
    /// Who looks after the person.
    pub owner_id: MaybeUndefined<ID>,
    /// The e-mail addresses, at most 20.
    pub emails: MaybeUndefined<Vec<ContactEmailInput>>,
    /// The phone numbers, at most 20.
    pub phones: MaybeUndefined<Vec<ContactPhoneInput>>,
    /// The postal addresses, at most 20.
    pub addresses: MaybeUndefined<Vec<PostalAddressInput>>,
    /// The accounts in social networks, at most 20.
    pub social_accounts: MaybeUndefined<Vec<SocialAccountInput>>,
    /// The tags, at most 50.
    pub tags: MaybeUndefined<Vec<String>>,
}

/// The lists of a person that an input replaces; `None` leaves one as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    pub(crate) emails: Option<Vec<Email>>,
    pub(crate) phones: Option<Vec<Phone>>,
    pub(crate) addresses: Option<Vec<Address>>,
    pub(crate) social_accounts: Option<Vec<SocialAccount>>,
    pub(crate) tags: Option<Vec<String>>,
}

/// Changes to a person, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ContactChanges {
    pub(crate) honorific_prefix: Option<Option<String>>,
    pub(crate) given_name: Option<Option<String>>,
    pub(crate) middle_name: Option<Option<String>>,
    pub(crate) family_name: Option<Option<String>>,
    pub(crate) honorific_suffix: Option<Option<String>>,
    pub(crate) nickname: Option<Option<String>>,
    pub(crate) language: Option<Option<String>>,
    pub(crate) country: Option<Option<String>>,
    pub(crate) lifecycle_stage: Option<LifecycleStage>,
    pub(crate) owner: Option<Option<UserId>>,
    pub(crate) lists: Lists,
}

impl ContactChanges {
    /// The row with the changes made.
    pub(crate) fn apply(&self, row: &mut ContactRow) {
        let texts = [
            (&self.honorific_prefix, &mut row.honorific_prefix),
            (&self.given_name, &mut row.given_name),
            (&self.middle_name, &mut row.middle_name),
            (&self.family_name, &mut row.family_name),
            (&self.honorific_suffix, &mut row.honorific_suffix),
            (&self.nickname, &mut row.nickname),
            (&self.language, &mut row.language),
            (&self.country, &mut row.country),
        ];
        for (change, field) in texts {
            if let Some(value) = change {
                field.clone_from(value);
            }
        }
        if let Some(stage) = self.lifecycle_stage {
            stage.as_str().clone_into(&mut row.lifecycle_stage);
        }
        if let Some(owner) = self.owner {
            row.owner_id = owner;
        }
    }
}

/// `Some(None)` for what is to be emptied.
fn said<T>(value: &MaybeUndefined<T>) -> Option<Option<&T>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

impl CreateContactInput {
    /// Checks the input: a creation is a change to a person of whom nothing is known. What is null was not said: whose
    /// a person without an owner is, the service decides.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<ContactChanges> {
        let input = UpdateContactInput {
            id: ID::default(),
            expected_version: None,
            honorific_prefix: self.honorific_prefix.map(Some).into(),
            given_name: self.given_name.map(Some).into(),
            middle_name: self.middle_name.map(Some).into(),
            family_name: self.family_name.map(Some).into(),
            honorific_suffix: self.honorific_suffix.map(Some).into(),
            nickname: self.nickname.map(Some).into(),
            language: self.language.map(Some).into(),
            country: self.country.map(Some).into(),
            lifecycle_stage: Some(self.lifecycle_stage),
            owner_id: self.owner_id.map(Some).into(),
            emails: self.emails.map(Some).into(),
            phones: self.phones.map(Some).into(),
            addresses: self.addresses.map(Some).into(),
            social_accounts: self.social_accounts.map(Some).into(),
            tags: self.tags.map(Some).into(),
        };
        let mut violations = Violations::new();
        let changes = input.changes(&mut violations);
        let named = [&changes.given_name, &changes.family_name, &changes.nickname];
        let reachable = changes.lists.emails.as_ref().is_some_and(|emails| !emails.is_empty())
            || changes.lists.phones.as_ref().is_some_and(|phones| !phones.is_empty());
        if !reachable && !named.iter().any(|name| matches!(name, Some(Some(_)))) && violations.is_empty() {
            violations.add(path!["input"], "A person needs a name, an e-mail address or a phone number.");
        }
        violations.check()?;
        Ok(changes)
    }
}

impl UpdateContactInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(ContactId, ContactChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations);
        violations.check()?;
        let id = id.ok_or_else(|| rapport_kernel::ApiError::not_found("Contact"))?;
        Ok((id, changes))
    }

    fn changes(&self, violations: &mut Violations) -> ContactChanges {
        let mut name = |field: &'static str, value: &MaybeUndefined<String>, longest| {
            said(value).map(|text| {
                let text = text.map(String::as_str);
                text::optional(violations, path!["input", field], text, longest, Lines::One)
            })
        };
        let (honorific_prefix, given_name) =
            (name("honorificPrefix", &self.honorific_prefix, 50), name("givenName", &self.given_name, 100));
        let (middle_name, family_name) =
            (name("middleName", &self.middle_name, 100), name("familyName", &self.family_name, 100));
        let (honorific_suffix, nickname) =
            (name("honorificSuffix", &self.honorific_suffix, 50), name("nickname", &self.nickname, 100));
        let language = said(&self.language)
            .map(|text| text::language(violations, path!["input", "language"], text.map(String::as_str)));
        let country = said(&self.country)
            .map(|text| text::country(violations, path!["input", "country"], text.map(String::as_str)));
        let owner =
            said(&self.owner_id).map(|id| id.and_then(|id| violations.take(input::id(id, path!["input", "ownerId"]))));
        let lists = Lists {
            emails: said(&self.emails)
                .map(|list| emails::validate(violations, &path!["input", "emails"], entries(list))),
            phones: said(&self.phones)
                .map(|list| phones::validate(violations, &path!["input", "phones"], entries(list))),
            addresses: said(&self.addresses)
                .map(|list| addresses::validate(violations, &path!["input", "addresses"], entries(list))),
            social_accounts: said(&self.social_accounts)
                .map(|list| social_accounts::validate(violations, &path!["input", "socialAccounts"], entries(list))),
            tags: said(&self.tags).map(|list| tags::validate(violations, entries(list))),
        };
        ContactChanges {
            honorific_prefix,
            given_name,
            middle_name,
            family_name,
            honorific_suffix,
            nickname,
            language,
            country,
            lifecycle_stage: self.lifecycle_stage,
            owner,
            lists,
        }
    }
}

fn entries<T>(list: Option<&Vec<T>>) -> &[T] {
    list.map(Vec::as_slice).unwrap_or_default()
}
