//! A lead to be recorded.

use rapport_graphql::{
    async_graphql::{ID, InputObject},
    input::Violations,
    path,
};
use rapport_kernel::ApiResult;

use super::{LeadChanges, NOBODY, UpdateLeadInput};
use crate::leads::LeadStatus;

/// A lead to be recorded. A name, an e-mail address or a phone number must be said.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct CreateLeadInput {
    /// What stands before the name: Dr., Prof.
    pub honorific_prefix: Option<String>,
    /// The first name.
    pub given_name: Option<String>,
    /// Names between the first and the last.
    pub middle_name: Option<String>,
    /// The last name.
    pub family_name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number as it is dialled: with `+` and the country's code, or as in the country that is said.
    pub phone: Option<String>,
    /// The name of the company, at most 200 characters.
    pub company_name: Option<String>,
    /// What the person does there, at most 100 characters.
    pub job_title: Option<String>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: Option<String>,
    /// The part of the country, at most 100 characters.
    pub region: Option<String>,
    /// How you came to know of it: trade fair, website, referral. At most 100 characters.
    pub source: Option<String>,
    /// The key of the campaign that brought it, at most 100 characters.
    pub campaign: Option<String>,
    /// How it stands; not CONVERTED.
    #[graphql(default_with = "LeadStatus::New")]
    pub status: LeadStatus,
    /// Why it stands so, at most 500 characters.
    pub reason: Option<String>,
    /// What else there is to say, at most 10,000 characters.
    pub notes: Option<String>,
    /// Who looks after the lead. Without it, whoever sees only their own or their team's leads, or else whom the rules of
    /// assignment choose.
    pub owner_id: Option<ID>,
}

impl CreateLeadInput {
    /// Checks the input: a creation is a change to a lead of which nothing is known. What is null was not said.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<LeadChanges> {
        let mut violations = Violations::new();
        let input = UpdateLeadInput {
            id: ID::default(),
            expected_version: None,
            honorific_prefix: self.honorific_prefix.map(Some).into(),
            given_name: self.given_name.map(Some).into(),
            middle_name: self.middle_name.map(Some).into(),
            family_name: self.family_name.map(Some).into(),
            email: self.email.map(Some).into(),
            phone: self.phone.map(Some).into(),
            company_name: self.company_name.map(Some).into(),
            job_title: self.job_title.map(Some).into(),
            country: self.country.map(Some).into(),
            region: self.region.map(Some).into(),
            source: self.source.map(Some).into(),
            campaign: self.campaign.map(Some).into(),
            status: Some(self.status),
            reason: self.reason.map(Some).into(),
            notes: self.notes.map(Some).into(),
            owner_id: self.owner_id.map(Some).into(),
        };
        let changes = input.changes(&mut violations);
        let said = [&changes.given_name, &changes.family_name, &changes.email, &changes.phone];
        if violations.is_empty() && !said.into_iter().any(|said| matches!(said, Some(Some(_)))) {
            violations.add(path!["input"], NOBODY);
        }
        violations.check()?;
        Ok(changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_field_is_told_at_once() {
        let input = CreateLeadInput {
            given_name: Some("x".repeat(101)),
            email: Some("nobody".to_owned()),
            phone: Some("call me".to_owned()),
            country: Some("XX".to_owned()),
            status: LeadStatus::Converted,
            notes: Some("x".repeat(10_001)),
            owner_id: Some(ID::from("nobody")),
            ..CreateLeadInput::default()
        };
        assert_eq!(input.validate().unwrap_err().violations.len(), 7);
    }

    #[test]
    fn somebody_is_named() {
        let input = CreateLeadInput { company_name: Some("Initech".to_owned()), ..CreateLeadInput::default() };
        assert_eq!(input.validate().unwrap_err().message, NOBODY);
    }
}
