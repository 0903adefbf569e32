//! Converting a lead: person, company and deal in one transaction.

use rapport_contacts::{
    affiliations, companies, companies::CompanyId, kept, people, people::ContactId, people::reach,
    permissions as contacts, version::check_version,
};
use rapport_db::{Db, DbError, Tx};
use rapport_graphql::{input::Violations, path};
use rapport_kernel::{ApiError, ApiResult, Call, Code};

use super::{event, not_found, tell};
use crate::{
    deals::{
        self, DealId,
        contacts::{self as deal_people, Entry},
        inputs::DealChanges,
        service::{deal_create_within, deal_update_within},
    },
    leads::{
        LeadRow, LeadStatus,
        inputs::{Conversion, ConvertLeadInput, Target},
        permissions, repo, scope,
    },
};

/// How often it is begun anew when somebody else records the person meanwhile.
const ATTEMPTS: usize = 3;

/// Converts a lead, once: whoever comes later gets what the first made of it.
pub(crate) async fn lead_convert(call: &Call, db: &Db, input: &ConvertLeadInput) -> ApiResult<LeadRow> {
    call.require(&permissions::WRITE)?;
    call.require(&contacts::WRITE)?;
    let conversion = input.validate()?;
    if conversion.deal.is_some() {
        call.require(&crate::permissions::WRITE)?;
    }
    let mut attempt = 0;
    loop {
        attempt += 1;
        let conversion = conversion.clone();
        match db.write(call, move |tx| write(tx, &conversion)).await {
            // Somebody else recorded the person between the look and the insert: then it is that one.
            Err(error) if attempt < ATTEMPTS && error.code == Code::Conflict && was_overtaken(&error) => {}
            outcome => return outcome,
        }
    }
}

fn was_overtaken(error: &ApiError) -> bool {
    error.violations.iter().any(|violation| violation.path.contains(&"emails".into()))
}

fn write(tx: &mut Tx<'_>, conversion: &Conversion) -> Result<LeadRow, DbError> {
    let call = tx.call();
    let old = repo::lock(tx, &call.actor, conversion.lead, scope::living())?.ok_or_else(not_found)?;
    if old.status() == LeadStatus::Converted {
        return Ok(old);
    }
    check_version(conversion.expected, old.version)?;
    let contact = contact(tx, &old, conversion)?;
    let company = company(tx, &old, conversion)?;
    if let Some(company) = company {
        affiliations::within::affiliate(tx, contact, company, old.job_title.clone())?;
    }
    let deal = match &conversion.deal {
        None => None,
        Some(Target::Existing(deal)) => Some(into_existing(tx, *deal, contact, company)?),
        Some(Target::New { start, changes, is_titled }) => {
            let mut changes = (**changes).clone();
            changes.company = Some(company);
            changes.contacts = Some(vec![Entry { contact, role: None }]);
            changes.owner = old.owner_id.map(Some);
            if !is_titled {
                changes.title = Some(title(&old));
            }
            Some(deal_create_within(tx, *start, &changes)?.id)
        }
    };
    let mut row = old.clone();
    row.bump(tx.now());
    kept::name(LeadStatus::Converted).clone_into(&mut row.status);
    row.reason = None;
    row.converted_at = Some(tx.now());
    (row.contact_id, row.company_id, row.deal_id) = (Some(contact), company, deal);
    repo::update(tx, &row)?;
    tx.emit(tell(event("lead.converted", &row), Some(&old), &row));
    Ok(row)
}

/// The person whom the lead becomes, locked.
fn contact(tx: &mut Tx<'_>, lead: &LeadRow, conversion: &Conversion) -> Result<ContactId, DbError> {
    if let Some(id) = conversion.contact {
        let found = people::within::lock(tx, id)?;
        let missing = || ApiError::bad_input(path!["input", "contactId"], "There is no such person.");
        return Ok(found.ok_or_else(missing)?.id);
    }
    if let Some(email) = &lead.email
        && let Some(id) = people::within::with_email(tx, email)?
    {
        let message = "Another person has this e-mail address, whom you may not see.";
        let unseen = || Violations::new().conflict(message, Vec::new());
        return Ok(people::within::lock(tx, id)?.ok_or_else(unseen)?.id);
    }
    let lead = lead.clone();
    let new = people::within::NewContact {
        honorific_prefix: lead.honorific_prefix,
        given_name: lead.given_name,
        middle_name: lead.middle_name,
        family_name: lead.family_name,
        email: lead.email,
        phone: lead.phone,
        country: lead.country,
        source: lead.source,
        owner: lead.owner_id,
    };
    Ok(people::within::record(tx, new)?.id)
}

/// The company of the person, held.
fn company(tx: &mut Tx<'_>, lead: &LeadRow, conversion: &Conversion) -> Result<Option<CompanyId>, DbError> {
    if conversion.without_company {
        return Ok(None);
    }
    if let Some(id) = conversion.company {
        if !companies::within::hold(tx, id)? {
            return Err(ApiError::bad_input(path!["input", "companyId"], "There is no such company.").into());
        }
        return Ok(Some(id));
    }
    if let Some(domain) = lead.email.as_deref().and_then(reach::email_domain)
        && let Some(id) = companies::within::with_domain(tx, &domain)?
        && companies::within::hold(tx, id)?
    {
        return Ok(Some(id));
    }
    let Some(name) = lead.company_name.clone() else { return Ok(None) };
    let new = companies::within::NewCompany { name, country: lead.country.clone(), owner: lead.owner_id };
    Ok(Some(companies::within::record(tx, new)?.id))
}

/// Adds the person to a deal, and the company if the deal has none.
fn into_existing(
    tx: &mut Tx<'_>,
    deal: DealId,
    contact: ContactId,
    company: Option<CompanyId>,
) -> Result<DealId, DbError> {
    let call = tx.call();
    let missing = || ApiError::bad_input(path!["input", "dealId"], "There is no such deal.");
    let row = deals::repo::lock(tx, &call.actor, deal, deals::scope::living())?.ok_or_else(missing)?;
    let present = deal_people::of(tx, &[deal])?;
    let mut people: Vec<_> =
        present.iter().map(|row| Entry { contact: row.contact_id, role: row.role.clone() }).collect();
    if people.iter().all(|entry| entry.contact != contact) {
        people.push(Entry { contact, role: None });
    }
    let changes = DealChanges {
        contacts: Some(people),
        company: row.company_id.is_none().then_some(company).filter(Option::is_some),
        ..DealChanges::default()
    };
    deal_update_within(tx, deal, None, &changes)?;
    Ok(deal)
}

/// What a deal with the lead is called, when nobody says: the company, or else the person, or how to reach them.
fn title(lead: &LeadRow) -> String {
    let names: Vec<_> = [&lead.given_name, &lead.family_name].into_iter().flatten().map(String::as_str).collect();
    let name = Some(names.join(" ")).filter(|name| !name.is_empty());
    let named = lead.company_name.clone().or(name).or_else(|| lead.email.clone()).or_else(|| lead.phone.clone());
    named.unwrap_or_default().chars().take(crate::deals::inputs::LONGEST_TITLE).collect()
}
