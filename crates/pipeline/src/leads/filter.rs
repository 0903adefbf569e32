//! How leads can be filtered and ordered.

use rapport_contacts::{kept, people::reach, permissions::READ_CONTACT_POINTS, users::UserKind};
use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    Filter, FilterFields, Filtering, OrderBy, OrderField, OrderRoot,
    async_graphql::InputObject,
    filter::{DateTimeFilter, IdFilter, StringFilter},
    list::Served,
};
use rapport_kernel::ApiResult;

use super::{LeadKind, LeadStatus, scope};

/// The module's own keys of `LeadFilter`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LeadFilterFields {
    /// The lead itself.
    id: Option<IdFilter>,
    /// One of these.
    status: Option<Vec<LeadStatus>>,
    /// The owner.
    owner: Option<IdFilter>,
    /// The last name.
    family_name: Option<StringFilter>,
    /// The name of the company.
    company_name: Option<StringFilter>,
    /// The e-mail address. Case does not matter.
    email: Option<StringFilter>,
    /// The phone number, in the form of E.164.
    phone: Option<StringFilter>,
    /// The country, as a two-letter code.
    country: Option<StringFilter>,
    /// How you came to know of it.
    source: Option<StringFilter>,
    /// The key of the campaign that brought it.
    campaign: Option<StringFilter>,
    /// When the lead was first recorded.
    created_at: Option<DateTimeFilter>,
    /// When the lead was last changed.
    updated_at: Option<DateTimeFilter>,
    /// True for deleted leads instead of living ones.
    deleted: Option<bool>,
}

/// Which leads to list.
pub type LeadFilter = Filter<LeadFilterFields>;

/// Every status.
const STATUSES: [LeadStatus; 5] =
    [LeadStatus::New, LeadStatus::Working, LeadStatus::Qualified, LeadStatus::Unqualified, LeadStatus::Converted];

impl FilterFields for LeadFilterFields {
    const NAME: &'static str = "LeadFilter";

    fn conditions(&self, filtering: &Filtering<'_>) -> ApiResult<Vec<Sql>> {
        let mut all = Vec::new();
        all.extend(self.id.as_ref().map(|filter| filter.on::<LeadKind>("leads.id")).transpose()?);
        if let Some(statuses) = &self.status {
            // Five are all there are, however often each is named.
            let named = STATUSES.into_iter().filter(|status| statuses.contains(status)).map(kept::name);
            all.push(Sql::is_in("leads.status", named.map(|name| Value::Text(name.to_owned())).collect()));
        }
        all.extend(self.owner.as_ref().map(|filter| filter.on::<UserKind>("leads.owner_id")).transpose()?);
        let texts = [
            (&self.family_name, "leads.family_name"),
            (&self.company_name, "leads.company_name"),
            (&self.country, "leads.country"),
            (&self.source, "leads.source"),
            (&self.campaign, "leads.campaign"),
        ];
        for (filter, column) in texts {
            all.extend(filter.as_ref().map(|filter| filter.on(column)).transpose()?);
        }
        if self.email.is_some() || self.phone.is_some() {
            filtering.call.require(&READ_CONTACT_POINTS)?;
        }
        all.extend(self.email.as_ref().map(|filter| filter.map(reach::email_key).on("leads.email_key")).transpose()?);
        all.extend(self.phone.as_ref().map(|filter| filter.on("leads.phone")).transpose()?);
        all.extend(self.created_at.as_ref().map(|filter| filter.on("leads.created_at")));
        all.extend(self.updated_at.as_ref().map(|filter| filter.on("leads.updated_at")));
        if let Some(deleted) = self.deleted {
            all.push(if deleted { scope::deleted() } else { scope::living() });
        }
        Ok(all)
    }
}

impl LeadFilterFields {
    /// Whether the filter asks for deleted leads.
    pub(crate) fn asks_for_deleted(&self) -> bool {
        self.deleted == Some(true)
    }
}

/// How leads can be ordered.
#[derive(Debug)]
pub struct LeadOrders;

/// One term of an order of leads.
pub type LeadOrder = OrderBy<LeadOrders>;

impl OrderRoot for LeadOrders {
    const NAME: &'static str = "LeadOrder";
    const ID: &'static str = "leads.id";
    const SCOPED: bool = true;

    const SERVED: &'static [Served] = &[
        Served::whole(&[], "leads_by_id"),
        Served::whole(&["FAMILY_NAME"], "leads_by_family_name"),
        Served::whole(&["COMPANY_NAME"], "leads_by_company_name"),
        Served::whole(&["CREATED_AT"], "leads_by_created_at"),
        Served::whole(&["UPDATED_AT"], "leads_by_updated_at"),
        Served::one("status", &[], "leads_by_status"),
        Served::one("status", &["CREATED_AT"], "leads_by_status_and_created_at"),
        Served::one("owner", &[], "leads_by_owner"),
        Served::one("owner", &["CREATED_AT"], "leads_by_owner_and_created_at"),
        Served::one("familyName", &[], "leads_by_family_name"),
        Served::one("companyName", &[], "leads_by_company_name"),
        Served::one("email", &[], "leads_by_email"),
        Served::one("phone", &[], "leads_by_phone"),
        Served::one("country", &[], "leads_by_country"),
        Served::one("source", &[], "leads_by_source"),
        Served::one("campaign", &[], "leads_by_campaign"),
    ];
    const FIELDS: &'static [OrderField] = &[
        OrderField {
            name: "ID",
            description: "The id, which grows in the order in which records were made.",
            expression: "leads.id",
            nullable: false,
        },
        OrderField {
            name: "FAMILY_NAME",
            description: "The last name.",
            expression: "leads.family_name",
            nullable: true,
        },
        OrderField {
            name: "COMPANY_NAME",
            description: "The name of the company.",
            expression: "leads.company_name",
            nullable: true,
        },
        OrderField {
            name: "CREATED_AT",
            description: "When the lead was first recorded.",
            expression: "leads.created_at",
            nullable: false,
        },
        OrderField {
            name: "UPDATED_AT",
            description: "When the lead was last changed.",
            expression: "leads.updated_at",
            nullable: false,
        },
    ];
}
