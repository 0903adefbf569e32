//! What people and leads are and have, as rules look at it.

use std::collections::{HashMap, HashSet};

use diesel::{MysqlConnection, QueryResult, RunQueryDsl, sql_types::Binary};
use rapport_contacts::{
    companies::PrimaryCompanyByContactId,
    people::{ContactById, ContactId},
};
use rapport_db::{DbError, Sql};
use rapport_graphql::{ShortText, loader::Batch};
use rapport_kernel::Call;

use super::{ScoringAttribute, row::Conditions};
use crate::{by_id, leads::LeadRow};

/// What somebody is and has.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    country: Option<ShortText>,
    source: Option<ShortText>,
    language: Option<ShortText>,
    lifecycle_stage: Option<ShortText>,
    industry: Option<ShortText>,
    company_size: Option<u32>,
    region: Option<ShortText>,
    campaign: Option<ShortText>,
    job_title: Option<ShortText>,
    has_email: bool,
    has_phone: bool,
    has_company: bool,
}

impl Facts {
    /// What a lead is and has.
    pub(super) fn of_lead(row: &LeadRow) -> Self {
        let text = |text: &Option<String>| text.as_deref().map(ShortText::from);
        Self {
            country: text(&row.country),
            source: text(&row.source),
            region: text(&row.region),
            campaign: text(&row.campaign),
            job_title: text(&row.job_title),
            has_email: row.email.is_some(),
            has_phone: row.phone.is_some(),
            has_company: row.company_name.is_some(),
            ..Self::default()
        }
    }

    /// Whether these conditions hold.
    pub(super) fn meet(&self, attribute: ScoringAttribute, conditions: &Conditions) -> bool {
        let text = match attribute {
            ScoringAttribute::Country => &self.country,
            ScoringAttribute::Source => &self.source,
            ScoringAttribute::Language => &self.language,
            ScoringAttribute::LifecycleStage => &self.lifecycle_stage,
            ScoringAttribute::Industry => &self.industry,
            ScoringAttribute::Region => &self.region,
            ScoringAttribute::Campaign => &self.campaign,
            ScoringAttribute::JobTitle => &self.job_title,
            ScoringAttribute::Email => return self.has_email,
            ScoringAttribute::Phone => return self.has_phone,
            ScoringAttribute::Company => return self.has_company,
            ScoringAttribute::CompanySize => {
                let Some(size) = self.company_size.map(i64::from) else { return false };
                return conditions.least.is_none_or(|least| size >= least.into())
                    && conditions.most.is_none_or(|most| size <= most.into());
            }
        };
        let Some(text) = text.as_deref().map(str::to_lowercase) else { return false };
        conditions.values.is_empty() || conditions.values.iter().any(|value| value.to_lowercase() == text)
    }
}

/// What these people are and have, as far as the actor sees them.
pub(super) fn of_people(
    conn: &mut MysqlConnection,
    call: &Call,
    ids: &[ContactId],
) -> Result<HashMap<ContactId, Facts>, DbError> {
    let rows = ContactById::load(conn, call, ids)?;
    let mut companies = PrimaryCompanyByContactId::load(conn, call, ids)?;
    let emails = with(conn, "SELECT DISTINCT contact_id FROM contact_emails WHERE ", ids)?;
    let phones = with(conn, "SELECT DISTINCT contact_id FROM contact_phones WHERE ", ids)?;
    let facts = rows.into_iter().map(|(id, row)| {
        let company = companies.remove(&id);
        let facts = Facts {
            country: row.country,
            source: row.source,
            language: row.language,
            lifecycle_stage: Some(row.lifecycle_stage),
            has_company: company.is_some(),
            company_size: company.as_ref().and_then(|company| company.size),
            industry: company.and_then(|company| company.industry),
            has_email: emails.contains(&id),
            has_phone: phones.contains(&id),
            ..Facts::default()
        };
        (id, facts)
    });
    Ok(facts.collect())
}

fn with(conn: &mut MysqlConnection, select: &'static str, ids: &[ContactId]) -> QueryResult<HashSet<ContactId>> {
    let rows: Vec<ContactId> =
        Sql::text(select).then(by_id::is_one_of("contact_id", ids)).query::<Binary>().load(conn)?;
    Ok(rows.into_iter().collect())
}
