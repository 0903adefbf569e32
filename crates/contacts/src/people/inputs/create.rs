//! A person, or many, to be recorded.

use std::collections::HashMap;

use chrono::NaiveDate;
use rapport_graphql::{
    Day,
    async_graphql::{ID, InputObject},
    input::Violations,
    path,
};
use rapport_kernel::{ApiError, ApiResult, InputPath};

use super::{ContactChanges, UpdateContactInput};
use crate::people::{
    Gender, LifeStage, LifecycleStage,
    points::{
        addresses::PostalAddressInput,
        at,
        emails::{self, ContactEmailInput},
        phones::ContactPhoneInput,
        social_accounts::SocialAccountInput,
    },
    traits::PreferenceInput,
};

/// How many people are recorded at once, at most.
const MOST_AT_ONCE: usize = 500;

/// A person to be recorded. A name, an e-mail address or a phone number must be said.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct CreateContactInput {
    /// The key of the person in another system. No two living people have the same.
    pub external_id: Option<String>,
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
    /// The day of birth.
    pub birth_date: Option<Day>,
    /// The gender.
    pub gender: Option<Gender>,
    /// The language, as a tag of BCP 47: de, pt-BR.
    pub language: Option<String>,
    /// The time zone, by its name in the IANA database: Europe/Zurich.
    pub time_zone: Option<String>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: Option<String>,
    /// Where the person stands in the relationship.
    #[graphql(default_with = "LifecycleStage::Lead")]
    pub lifecycle_stage: LifecycleStage,
    /// Where the person's family stands.
    pub life_stage: Option<LifeStage>,
    /// How you came to know the person: trade fair, website, referral. At most 100 characters.
    pub source: Option<String>,
    /// Who looks after the person. Without it, whoever sees only their own or their team's people.
    pub owner_id: Option<ID>,
    /// The e-mail addresses, at most 50.
    pub emails: Option<Vec<ContactEmailInput>>,
    /// The phone numbers, at most 50.
    pub phones: Option<Vec<ContactPhoneInput>>,
    /// The postal addresses, at most 50.
    pub addresses: Option<Vec<PostalAddressInput>>,
    /// The accounts in social networks, at most 50.
    pub social_accounts: Option<Vec<SocialAccountInput>>,
    /// The tags, at most 50.
    pub tags: Option<Vec<String>>,
    /// What the person likes to hear of, at most 50.
    pub interests: Option<Vec<String>>,
    /// What the person lacks, at most 50.
    pub needs: Option<Vec<String>>,
    /// How the person wants things to be, at most 50.
    pub preferences: Option<Vec<PreferenceInput>>,
}

/// People to be recorded together: all, or none.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateContactsInput {
    /// The people, 1 to 500.
    pub contacts: Vec<CreateContactInput>,
}

impl CreateContactInput {
    /// Checks the input: a creation is a change to a person of whom nothing is known. What is null was not said: whose
    /// a person without an owner is, the service decides.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self, today: NaiveDate) -> ApiResult<ContactChanges> {
        let mut violations = Violations::new();
        let changes = self.read(&mut violations, path!["input"], today);
        violations.check()?;
        Ok(changes)
    }

    pub(crate) fn read(self, violations: &mut Violations, at: InputPath, today: NaiveDate) -> ContactChanges {
        let input = UpdateContactInput {
            id: ID::default(),
            expected_version: None,
            external_id: self.external_id.map(Some).into(),
            honorific_prefix: self.honorific_prefix.map(Some).into(),
            given_name: self.given_name.map(Some).into(),
            middle_name: self.middle_name.map(Some).into(),
            family_name: self.family_name.map(Some).into(),
            honorific_suffix: self.honorific_suffix.map(Some).into(),
            nickname: self.nickname.map(Some).into(),
            birth_date: self.birth_date.map(Some).into(),
            gender: self.gender.map(Some).into(),
            language: self.language.map(Some).into(),
            time_zone: self.time_zone.map(Some).into(),
            country: self.country.map(Some).into(),
            lifecycle_stage: Some(self.lifecycle_stage),
            life_stage: self.life_stage.map(Some).into(),
            source: self.source.map(Some).into(),
            owner_id: self.owner_id.map(Some).into(),
            emails: self.emails.map(Some).into(),
            phones: self.phones.map(Some).into(),
            addresses: self.addresses.map(Some).into(),
            social_accounts: self.social_accounts.map(Some).into(),
            tags: self.tags.map(Some).into(),
            interests: self.interests.map(Some).into(),
            needs: self.needs.map(Some).into(),
            preferences: self.preferences.map(Some).into(),
        };
        let before = violations.len();
        let changes = input.changes(violations, at.clone(), today);
        if violations.len() == before && !changes.names_somebody() {
            violations.add(at, NOBODY);
        }
        changes
    }
}

/// What is said of an input that names nobody.
pub(crate) const NOBODY: &str = "A person needs a name, an e-mail address or a phone number.";

/// The path of a person in a batch.
pub(crate) fn at_index(index: usize) -> InputPath {
    path!["input", "contacts", index]
}

impl CreateContactsInput {
    /// Checks the input. What must be unique may not stand twice in it either.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field of every person.
    pub(crate) fn validate(self, today: NaiveDate) -> ApiResult<Vec<ContactChanges>> {
        let count = self.contacts.len();
        if count == 0 || count > MOST_AT_ONCE {
            let message = format!("From 1 to {MOST_AT_ONCE} people are recorded at once.");
            return Err(ApiError::bad_input(path!["input", "contacts"], message));
        }
        let mut violations = Violations::new();
        let mut all = Vec::with_capacity(count);
        let mut first = Firsts::default();
        for (index, contact) in self.contacts.into_iter().enumerate() {
            let changes = contact.read(&mut violations, at_index(index), today);
            first.check(&mut violations, index, &changes);
            all.push(changes);
        }
        violations.check()?;
        Ok(all)
    }
}

/// Who in a batch was the first with what must be unique.
#[derive(Default)]
struct Firsts(HashMap<(&'static str, String), usize>);

impl Firsts {
    fn check(&mut self, violations: &mut Violations, index: usize, changes: &ContactChanges) {
        let mut once = |violations: &mut Violations, what, key: String, path: InputPath| {
            let first = *self.0.entry((what, key)).or_insert(index);
            if first != index {
                violations.add(path, format!("The person at place {first} of the list has this one too."));
            }
        };
        if let Some(Some(id)) = &changes.external_id {
            let path = at_index(index).into_iter().chain(path!["externalId"]).collect();
            once(violations, "externalId", id.clone(), path);
        }
        let list: InputPath = at_index(index).into_iter().chain(path!["emails"]).collect();
        for (place, email) in changes.lists.emails.iter().flatten().enumerate() {
            once(violations, "email", emails::key(&email.address), at(&list, place, "address"));
        }
    }
}
