//! A lead, as clients see one.

use rapport_contacts::{
    companies::{CompanyById, CompanyId, CompanyRecord},
    kept,
    people::{ContactById, ContactId, ContactRecord},
    permissions::READ_CONTACT_POINTS,
    users::{UserById, UserId, UserRecord},
};
use rapport_graphql::{
    ContextExt, GlobalId, Open, Record, Related, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
    open::relation::{Relation, one, own},
};
use rapport_kernel::ApiResult;

use super::{LeadId, LeadKind, LeadRow, permissions};
use crate::deals::{DealById, DealId, DealRecord};

/// How a lead stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum LeadStatus {
    /// Nobody has turned to it yet.
    #[default]
    New,
    /// Somebody is finding out.
    Working,
    /// It is worth a deal.
    Qualified,
    /// It is not, by now.
    Unqualified,
    /// It has become a person of the house, by `convertLead`.
    Converted,
}
rapport_graphql::plain_enum!(LeadStatus);

/// A lead: who may buy, before it is known whether.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Lead", relations)]
pub struct LeadRecord {
    /// The global id.
    pub id: GlobalId<LeadKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// What stands before the name: Dr., Prof.
    pub honorific_prefix: Option<String>,
    /// The first name.
    pub given_name: Option<String>,
    /// Names between the first and the last.
    pub middle_name: Option<String>,
    /// The last name.
    pub family_name: Option<String>,
    /// The name of the company, as it was given.
    pub company_name: Option<String>,
    /// What the person does there.
    pub job_title: Option<String>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: Option<String>,
    /// The part of the country: a state, a canton, the first digits of a postal code.
    pub region: Option<String>,
    /// How you came to know of it: trade fair, website, referral.
    pub source: Option<String>,
    /// The key of the campaign that brought it, in whatever system campaigns are.
    pub campaign: Option<String>,
    /// How it stands.
    pub status: LeadStatus,
    /// Why it stands so.
    pub reason: Option<String>,
    /// What else there is to say.
    pub notes: Option<String>,
    /// How often it was captured.
    pub captures: u32,
    /// When it was last captured.
    pub last_captured_at: Option<Timestamp>,
    /// When it was converted.
    pub converted_at: Option<Timestamp>,
    /// When the lead was first recorded.
    pub created_at: Timestamp,
    /// When the lead was last changed.
    pub updated_at: Timestamp,
    /// When the lead was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    lead: LeadId,
    #[graphql(skip)]
    mail: Option<String>,
    #[graphql(skip)]
    number: Option<String>,
    #[graphql(skip)]
    owned_by: Option<UserId>,
    #[graphql(skip)]
    became: Option<ContactId>,
    #[graphql(skip)]
    works_at: Option<CompanyId>,
    #[graphql(skip)]
    buys_by: Option<DealId>,
}

/// A lead, open to other modules.
pub type Lead = Open<LeadRecord>;

impl From<LeadRow> for LeadRecord {
    fn from(row: LeadRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            status: kept::value(&row.status).unwrap_or_default(),
            honorific_prefix: row.honorific_prefix,
            given_name: row.given_name,
            middle_name: row.middle_name,
            family_name: row.family_name,
            company_name: row.company_name,
            job_title: row.job_title,
            country: row.country,
            region: row.region,
            source: row.source,
            campaign: row.campaign,
            reason: row.reason,
            notes: row.notes,
            captures: row.captures,
            last_captured_at: row.last_captured_at.map(Timestamp),
            converted_at: row.converted_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            lead: row.id,
            mail: row.email,
            number: row.phone,
            owned_by: row.owner_id,
            became: row.contact_id,
            works_at: row.company_id,
            buys_by: row.deal_id,
        }
    }
}

impl LeadRecord {
    /// The id, for modules that add to leads.
    #[must_use]
    pub const fn lead_id(&self) -> LeadId {
        self.lead
    }

    /// The name as one line.
    #[must_use]
    pub fn display_name(&self) -> Option<String> {
        let parts = [&self.honorific_prefix, &self.given_name, &self.middle_name, &self.family_name];
        let name = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    }
}

impl Related for LeadRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            own::<Self, Option<String>>("displayName", "The name as one line.", Self::display_name),
            own::<Self, Option<String>>("email", "The e-mail address.", |lead| lead.mail.clone())
                .needs(READ_CONTACT_POINTS),
            own::<Self, Option<String>>(
                "phone",
                "The phone number in the international form of ITU-T E.164: `+41446681800`.",
                |lead| lead.number.clone(),
            )
            .needs(READ_CONTACT_POINTS),
            one::<Self, UserById, UserRecord>("owner", "Who looks after the lead.", |lead| lead.owned_by),
            one::<Self, ContactById, ContactRecord>(
                "contact",
                "The person whom it has become; null before that, and for one who is deleted or whom you may not see.",
                |lead| lead.became,
            ),
            one::<Self, CompanyById, CompanyRecord>(
                "company",
                "The company of the person whom it has become.",
                |lead| lead.works_at,
            ),
            one::<Self, DealById, DealRecord>("deal", "The deal that has come of it.", |lead| lead.buys_by),
        ]
    }
}

/// A lead: who may buy, before it is known whether.
#[ComplexObject]
impl LeadRecord {
    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let shows_personal = call.actor.may(&READ_CONTACT_POINTS);
        events_of_record(ctx, self.lead.uuid(), first, before, shows_personal).await.map(Some)
    }
}
