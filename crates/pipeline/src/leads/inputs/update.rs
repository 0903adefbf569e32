//! Changes to a lead.

use rapport_contacts::{
    fields::Fields,
    people::reach,
    text::{self, Lines},
};
use rapport_graphql::{
    async_graphql::{ID, InputObject, MaybeUndefined},
    input::{self, Violations},
    path,
};
use rapport_kernel::{ApiError, ApiResult};

use super::{LONGEST_NOTES, LONGEST_REASON, LeadChanges};
use crate::leads::{LeadId, LeadStatus};

/// Changes to a lead. What is left out stays; null or an empty text removes. Something by which somebody is known must stay:
/// a name, an e-mail address or a phone number.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateLeadInput {
    /// The lead.
    pub id: ID,
    /// The version that the change was made on. With another version now, the change is refused as a CONFLICT.
    pub expected_version: Option<i32>,
    /// What stands before the name: Dr., Prof.
    pub honorific_prefix: MaybeUndefined<String>,
    /// The first name.
    pub given_name: MaybeUndefined<String>,
    /// Names between the first and the last.
    pub middle_name: MaybeUndefined<String>,
    /// The last name.
    pub family_name: MaybeUndefined<String>,
    /// The e-mail address.
    pub email: MaybeUndefined<String>,
    /// The phone number as it is dialled: with `+` and the country's code, or as in the country that is said with it.
    pub phone: MaybeUndefined<String>,
    /// The name of the company, at most 200 characters.
    pub company_name: MaybeUndefined<String>,
    /// What the person does there, at most 100 characters.
    pub job_title: MaybeUndefined<String>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: MaybeUndefined<String>,
    /// The part of the country, at most 100 characters.
    pub region: MaybeUndefined<String>,
    /// How you came to know of it, at most 100 characters.
    pub source: MaybeUndefined<String>,
    /// The key of the campaign that brought it, at most 100 characters.
    pub campaign: MaybeUndefined<String>,
    /// How it stands. What is converted stays so, and nothing is converted by this.
    pub status: Option<LeadStatus>,
    /// Why it stands so, at most 500 characters. It goes when the status changes.
    pub reason: MaybeUndefined<String>,
    /// What else there is to say, at most 10,000 characters.
    pub notes: MaybeUndefined<String>,
    /// Who looks after the lead.
    pub owner_id: MaybeUndefined<ID>,
}

impl UpdateLeadInput {
    /// Checks the input.
    ///
    /// # Errors
    /// BAD_USER_INPUT with every bad field.
    pub(crate) fn validate(&self) -> ApiResult<(LeadId, LeadChanges)> {
        let mut violations = Violations::new();
        let id = violations.take(input::id(&self.id, path!["input", "id"]));
        let changes = self.changes(&mut violations);
        violations.check()?;
        let id = id.ok_or_else(|| ApiError::not_found("Lead"))?;
        Ok((id, changes))
    }

    /// The changes that the input asks for; what is wrong with it is kept.
    pub(super) fn changes(&self, violations: &mut Violations) -> LeadChanges {
        let fields = &mut Fields::at(violations, path!["input"]);
        if self.status == Some(LeadStatus::Converted) {
            fields.refuse("status", "A lead is converted by convertLead.");
        }
        let country = fields.coded("country", &self.country, text::country);
        let (home, number) = (country.clone().flatten(), fields.path("phone"));
        let phone = self.phone.as_opt_deref();
        let phone = phone.map(|text| reach::phone(fields.violations, number, text, home.as_deref()));
        let mut many = |field, value: &MaybeUndefined<String>, longest| {
            let at = fields.path(field);
            value.as_opt_deref().map(|text| text::optional(fields.violations, at, text, longest, Lines::Many))
        };
        let reason = many("reason", &self.reason, LONGEST_REASON);
        let notes = many("notes", &self.notes, LONGEST_NOTES);
        LeadChanges {
            honorific_prefix: fields.line("honorificPrefix", &self.honorific_prefix, 50),
            given_name: fields.line("givenName", &self.given_name, 100),
            middle_name: fields.line("middleName", &self.middle_name, 100),
            family_name: fields.line("familyName", &self.family_name, 100),
            email: fields.coded("email", &self.email, reach::email),
            phone,
            company_name: fields.line("companyName", &self.company_name, 200),
            job_title: fields.line("jobTitle", &self.job_title, 100),
            country,
            region: fields.line("region", &self.region, 100),
            source: fields.line("source", &self.source, 100),
            campaign: fields.line("campaign", &self.campaign, 100),
            status: self.status,
            reason,
            notes,
            owner: fields.id("ownerId", &self.owner_id),
        }
    }
}
