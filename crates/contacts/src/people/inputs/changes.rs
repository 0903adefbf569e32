//! What is to change about a person, checked.

use chrono::NaiveDate;

use crate::{
    fields::Change,
    people::{
        ContactRow, Gender, LifeStage, LifecycleStage,
        points::{addresses::Address, emails::Email, phones::Phone, social_accounts::SocialAccount},
        traits::Preference,
    },
    users::UserId,
};

/// The lists of a person that an input replaces; `None` leaves one as it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    pub(crate) emails: Option<Vec<Email>>,
    pub(crate) phones: Option<Vec<Phone>>,
    pub(crate) addresses: Option<Vec<Address>>,
    pub(crate) social_accounts: Option<Vec<SocialAccount>>,
    pub(crate) tags: Option<Vec<String>>,
    pub(crate) interests: Option<Vec<String>>,
    pub(crate) needs: Option<Vec<String>>,
    pub(crate) preferences: Option<Vec<Preference>>,
}

/// Changes to a person, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ContactChanges {
    pub(crate) external_id: Change<String>,
    pub(crate) honorific_prefix: Change<String>,
    pub(crate) given_name: Change<String>,
    pub(crate) middle_name: Change<String>,
    pub(crate) family_name: Change<String>,
    pub(crate) honorific_suffix: Change<String>,
    pub(crate) nickname: Change<String>,
    pub(crate) birth_date: Change<NaiveDate>,
    pub(crate) gender: Change<Gender>,
    pub(crate) language: Change<String>,
    pub(crate) time_zone: Change<String>,
    pub(crate) country: Change<String>,
    pub(crate) lifecycle_stage: Option<LifecycleStage>,
    pub(crate) life_stage: Change<LifeStage>,
    pub(crate) source: Change<String>,
    pub(crate) owner: Change<UserId>,
    pub(crate) lists: Lists,
}

impl ContactChanges {
    /// The row with the changes made.
    pub(crate) fn apply(&self, row: &mut ContactRow) {
        let texts = [
            (&self.external_id, &mut row.external_id),
            (&self.honorific_prefix, &mut row.honorific_prefix),
            (&self.given_name, &mut row.given_name),
            (&self.middle_name, &mut row.middle_name),
            (&self.family_name, &mut row.family_name),
            (&self.honorific_suffix, &mut row.honorific_suffix),
            (&self.nickname, &mut row.nickname),
            (&self.language, &mut row.language),
            (&self.time_zone, &mut row.time_zone),
            (&self.country, &mut row.country),
            (&self.source, &mut row.source),
        ];
        for (change, field) in texts {
            if let Some(value) = change {
                *field = value.as_deref().map(Into::into);
            }
        }
        row.birth_date = self.birth_date.unwrap_or(row.birth_date);
        if let Some(gender) = self.gender {
            row.gender = gender.map(|gender| gender.as_str().into());
        }
        if let Some(stage) = self.life_stage {
            row.life_stage = stage.map(|stage| stage.as_str().into());
        }
        if let Some(stage) = self.lifecycle_stage {
            row.lifecycle_stage = stage.as_str().into();
        }
        row.owner_id = self.owner.unwrap_or(row.owner_id);
    }

    /// Whether something is said by which a person is known: a name, an e-mail address or a phone number.
    pub(crate) fn names_somebody(&self) -> bool {
        let names = [&self.given_name, &self.family_name, &self.nickname];
        names.into_iter().any(|name| matches!(name, Some(Some(_))))
            || self.lists.emails.as_ref().is_some_and(|emails| !emails.is_empty())
            || self.lists.phones.as_ref().is_some_and(|phones| !phones.is_empty())
    }
}
