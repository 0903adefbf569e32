//! Changes to a person.

use chrono::NaiveDate;
use rapport_graphql::{
    Day,
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult, InputPath};

use super::{ContactChanges, Lists};
use crate::{
    fields::{Fields, list},
    people::{
        ContactId, Gender, LifeStage, LifecycleStage,
        points::{
            addresses::{self, PostalAddressInput},
            emails::{self, ContactEmailInput},
            phones::{self, ContactPhoneInput},
            social_accounts::{self, SocialAccountInput},
        },
        tags,
        traits::{self, PreferenceInput},
    },
    text,
};

/// Changes to a person. What is left out stays; null or an empty text removes; a list replaces the whole list.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateContactInput {
    /// The person.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// The key of the person in another system. No two living people have the same.
    pub external_id: MaybeUndefined<String>,
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
    /// The day of birth.
    pub birth_date: MaybeUndefined<Day>,
    /// The gender.
    pub gender: MaybeUndefined<Gender>,
    /// The language, as a tag of BCP 47.
    pub language: MaybeUndefined<String>,
    /// The time zone, by its name in the IANA database.
    pub time_zone: MaybeUndefined<String>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: MaybeUndefined<String>,
    /// Where the person stands in the relationship.
    pub lifecycle_stage: Option<LifecycleStage>,
    /// Where the person's family stands.
    pub life_stage: MaybeUndefined<LifeStage>,
    /// How you came to know the person, at most 100 characters.
    pub source: MaybeUndefined<String>,
    /// Who looks after the person.
    pub owner_id: MaybeUndefined<ID>,
    /// The e-mail addresses, at most 50.
    pub emails: MaybeUndefined<Vec<ContactEmailInput>>,
    /// The phone numbers, at most 50.
    pub phones: MaybeUndefined<Vec<ContactPhoneInput>>,
    /// The postal addresses, at most 50.
    pub addresses: MaybeUndefined<Vec<PostalAddressInput>>,
    /// The accounts in social networks, at most 50.
    pub social_accounts: MaybeUndefined<Vec<SocialAccountInput>>,
    /// The tags, at most 50.
    pub tags: MaybeUndefined<Vec<String>>,
    /// What the person likes to hear of, at most 50.
    pub interests: MaybeUndefined<Vec<String>>,
    /// What the person lacks, at most 50.
    pub needs: MaybeUndefined<Vec<String>>,
    /// How the person wants things to be, at most 50.
    pub preferences: MaybeUndefined<Vec<PreferenceInput>>,
}

impl UpdateContactInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self, today: NaiveDate) -> ApiResult<(ContactId, ContactChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations, path!["input"], today);
        violations.check()?;
        let id = id.ok_or_else(|| ApiError::not_found("Contact"))?;
        Ok((id, changes))
    }

    /// The changes that the input at this path asks for; what is wrong with it is kept.
    pub(super) fn changes(&self, violations: &mut Violations, at: InputPath, today: NaiveDate) -> ContactChanges {
        let fields = &mut Fields::at(violations, at);
        let country = fields.coded("country", &self.country, text::country);
        ContactChanges {
            external_id: fields.coded("externalId", &self.external_id, text::external_id),
            honorific_prefix: fields.line("honorificPrefix", &self.honorific_prefix, 50),
            given_name: fields.line("givenName", &self.given_name, 100),
            middle_name: fields.line("middleName", &self.middle_name, 100),
            family_name: fields.line("familyName", &self.family_name, 100),
            honorific_suffix: fields.line("honorificSuffix", &self.honorific_suffix, 50),
            nickname: fields.line("nickname", &self.nickname, 100),
            birth_date: fields.past_day("birthDate", &self.birth_date, today),
            gender: self.gender.as_opt_ref().map(Option::<&_>::copied),
            language: fields.coded("language", &self.language, text::language),
            time_zone: fields.coded("timeZone", &self.time_zone, text::time_zone),
            lifecycle_stage: self.lifecycle_stage,
            life_stage: self.life_stage.as_opt_ref().map(Option::<&_>::copied),
            source: fields.line("source", &self.source, 100),
            owner: fields.id("ownerId", &self.owner_id),
            lists: self.lists(fields, country.clone().flatten().as_deref()),
            country,
        }
    }

    fn lists(&self, fields: &mut Fields<'_>, home: Option<&str>) -> Lists {
        let path = |field| fields.path(field);
        let [emails, phones, addresses, social_accounts] =
            [path("emails"), path("phones"), path("addresses"), path("socialAccounts")];
        let [tags, interests, needs, preferences] =
            [path("tags"), path("interests"), path("needs"), path("preferences")];
        let violations = &mut *fields.violations;
        Lists {
            emails: list(&self.emails).map(|list| emails::validate(violations, &emails, list)),
            phones: list(&self.phones).map(|list| phones::validate(violations, &phones, list, home)),
            addresses: list(&self.addresses).map(|list| addresses::validate(violations, &addresses, list)),
            social_accounts: list(&self.social_accounts)
                .map(|list| social_accounts::validate(violations, &social_accounts, list)),
            tags: list(&self.tags).map(|list| tags::validate(violations, &tags, list)),
            interests: list(&self.interests).map(|list| traits::validate_words(violations, &interests, list)),
            needs: list(&self.needs).map(|list| traits::validate_words(violations, &needs, list)),
            preferences: list(&self.preferences).map(|list| traits::validate(violations, &preferences, list)),
        }
    }
}
