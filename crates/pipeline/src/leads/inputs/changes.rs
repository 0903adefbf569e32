//! What is to change about a lead, checked.

use rapport_contacts::{fields::Change, kept, people::reach, users::UserId};

use crate::leads::{LeadRow, LeadStatus};

/// Changes to a lead, checked. Outer `None` leaves a field as it is, inner `None` empties it.
#[derive(Clone, Debug, Default)]
pub(crate) struct LeadChanges {
    pub(crate) honorific_prefix: Change<String>,
    pub(crate) given_name: Change<String>,
    pub(crate) middle_name: Change<String>,
    pub(crate) family_name: Change<String>,
    pub(crate) email: Change<String>,
    pub(crate) phone: Change<String>,
    pub(crate) company_name: Change<String>,
    pub(crate) job_title: Change<String>,
    pub(crate) country: Change<String>,
    pub(crate) region: Change<String>,
    pub(crate) source: Change<String>,
    pub(crate) campaign: Change<String>,
    pub(crate) status: Option<LeadStatus>,
    pub(crate) reason: Change<String>,
    pub(crate) notes: Change<String>,
    pub(crate) owner: Change<UserId>,
}

impl LeadChanges {
    /// Makes the changes to the row.
    pub(crate) fn apply(&self, row: &mut LeadRow) {
        if let Some(status) = self.status
            && status != row.status()
        {
            kept::name(status).clone_into(&mut row.status);
            // Why it stood otherwise says nothing of how it stands.
            row.reason = None;
        }
        for (change, field) in self.texts(row) {
            if let Some(value) = change {
                field.clone_from(value);
            }
        }
        row.email_key = row.email.as_deref().map(reach::email_key);
        row.owner_id = self.owner.unwrap_or(row.owner_id);
    }

    /// Fills what is not known yet: what somebody wrote down is not overwritten by what a form says.
    pub(crate) fn fill(&self, row: &mut LeadRow) {
        for (change, field) in self.texts(row) {
            if let Some(Some(value)) = change
                && field.is_none()
            {
                *field = Some(value.clone());
            }
        }
        row.email_key = row.email.as_deref().map(reach::email_key);
    }

    fn texts<'a>(&'a self, row: &'a mut LeadRow) -> [(&'a Change<String>, &'a mut Option<String>); 14] {
        [
            (&self.honorific_prefix, &mut row.honorific_prefix),
            (&self.given_name, &mut row.given_name),
            (&self.middle_name, &mut row.middle_name),
            (&self.family_name, &mut row.family_name),
            (&self.email, &mut row.email),
            (&self.phone, &mut row.phone),
            (&self.company_name, &mut row.company_name),
            (&self.job_title, &mut row.job_title),
            (&self.country, &mut row.country),
            (&self.region, &mut row.region),
            (&self.source, &mut row.source),
            (&self.campaign, &mut row.campaign),
            (&self.reason, &mut row.reason),
            (&self.notes, &mut row.notes),
        ]
    }
}
