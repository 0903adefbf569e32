//! Somebody who is captured.

use rapport_graphql::async_graphql::InputObject;
use rapport_kernel::ApiResult;

use crate::leads::inputs::{CreateLeadInput, LeadChanges};

/// Somebody who left word of themselves. A name, an e-mail address or a phone number must be said.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CaptureLeadInput {
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
    /// How the person came: the form, the page, the fair. At most 100 characters.
    pub source: Option<String>,
    /// The key of the campaign that brought the person, at most 100 characters.
    pub campaign: Option<String>,
    /// What the person wrote, at most 10,000 characters.
    pub notes: Option<String>,
}

impl CaptureLeadInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(self) -> ApiResult<LeadChanges> {
        let input = CreateLeadInput {
            honorific_prefix: self.honorific_prefix,
            given_name: self.given_name,
            middle_name: self.middle_name,
            family_name: self.family_name,
            email: self.email,
            phone: self.phone,
            company_name: self.company_name,
            job_title: self.job_title,
            country: self.country,
            region: self.region,
            source: self.source,
            campaign: self.campaign,
            notes: self.notes,
            ..CreateLeadInput::default()
        };
        input.validate()
    }
}
