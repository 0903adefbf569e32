//! A lead as a row.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use rapport_contacts::{companies::CompanyId, kept, people::ContactId, users::UserId};
use serde::{Deserialize, Serialize};

use super::{LeadId, LeadStatus};
use crate::{deals::DealId, schema::leads};

/// A row of `leads`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = leads, check_for_backend(diesel::mysql::Mysql), treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns are documented in the schema")]
pub struct LeadRow {
    pub id: LeadId,
    pub version: u32,
    pub honorific_prefix: Option<String>,
    pub given_name: Option<String>,
    pub middle_name: Option<String>,
    pub family_name: Option<String>,
    pub email: Option<String>,
    pub email_key: Option<String>,
    pub phone: Option<String>,
    pub company_name: Option<String>,
    pub job_title: Option<String>,
    pub country: Option<String>,
    pub region: Option<String>,
    pub source: Option<String>,
    pub campaign: Option<String>,
    pub status: String,
    pub reason: Option<String>,
    pub notes: Option<String>,
    pub owner_id: Option<UserId>,
    pub captures: u32,
    pub last_captured_at: Option<NaiveDateTime>,
    pub converted_at: Option<NaiveDateTime>,
    pub contact_id: Option<ContactId>,
    pub company_id: Option<CompanyId>,
    pub deal_id: Option<DealId>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
}

/// The columns of [`LeadRow`], in its order.
pub(crate) const COLUMNS: &str = "leads.id, leads.version, leads.honorific_prefix, leads.given_name, \
     leads.middle_name, leads.family_name, leads.email, leads.email_key, leads.phone, leads.company_name, \
     leads.job_title, leads.country, leads.region, leads.source, leads.campaign, leads.status, leads.reason, \
     leads.notes, leads.owner_id, leads.captures, leads.last_captured_at, leads.converted_at, leads.contact_id, \
     leads.company_id, leads.deal_id, leads.created_at, leads.updated_at, leads.deleted_at";

/// The SQL types of [`COLUMNS`].
pub(crate) type Types = diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<LeadRow, diesel::mysql::Mysql>>;

impl LeadRow {
    /// A new lead of whom nothing is known yet.
    pub(crate) fn new(now: NaiveDateTime) -> Self {
        Self {
            id: LeadId::new(),
            version: 1,
            honorific_prefix: None,
            given_name: None,
            middle_name: None,
            family_name: None,
            email: None,
            email_key: None,
            phone: None,
            company_name: None,
            job_title: None,
            country: None,
            region: None,
            source: None,
            campaign: None,
            status: kept::name(LeadStatus::New).to_owned(),
            reason: None,
            notes: None,
            owner_id: None,
            captures: 0,
            last_captured_at: None,
            converted_at: None,
            contact_id: None,
            company_id: None,
            deal_id: None,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    /// How it stands.
    pub(crate) fn status(&self) -> LeadStatus {
        // The column is written by this program alone.
        kept::value(&self.status).unwrap_or_default()
    }

    /// The lead again, one version later.
    pub(crate) fn bump(&mut self, now: NaiveDateTime) {
        self.version = self.version.saturating_add(1);
        self.updated_at = now;
    }

    /// Whether something is said by which somebody is known: a name, an e-mail address or a phone number.
    pub(crate) const fn names_somebody(&self) -> bool {
        self.given_name.is_some() || self.family_name.is_some() || self.email.is_some() || self.phone.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_row() {
        let query = diesel::debug_query::<diesel::mysql::Mysql, _>(&leads::table.select(LeadRow::as_select()))
            .to_string()
            .replace('`', "");
        assert!(query.contains(COLUMNS), "{query}");
    }
}
