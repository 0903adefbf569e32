//! A company, as clients see one.

use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    GlobalId, Open, PageArgs, Record, Related, ShortText, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::{EventPage, events_of_record},
    list::{Listing, Source},
    money::MoneyRecord,
    open::relation::{Relation, one, page, part, value},
};
use rapport_kernel::{ApiResult, Call, Money};

use super::{CompanyById, CompanyId, CompanyKind, CompanyRow, domains::DomainsByCompanyId, row, scope};
use crate::{
    affiliations::{self, AffiliationRecord, AffiliationRow},
    people::{self, ContactRecord, ContactRow},
    permissions,
    timeline::{self, TimelineConnection, TimelineEntryKind, filter::TimelineFilter},
    users::{UserById, UserId, UserRecord},
};

/// A company.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Company", relations)]
pub struct CompanyRecord {
    /// The global id.
    pub id: GlobalId<CompanyKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The key of the company in another system; no two living companies have the same.
    pub external_id: Option<ShortText>,
    /// The name.
    pub name: ShortText,
    /// The industry.
    pub industry: Option<ShortText>,
    /// How many people work there.
    pub size: Option<u32>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: Option<ShortText>,
    /// From whom the company buys at present what you sell.
    pub present_supplier: Option<ShortText>,
    /// When the company was first recorded.
    pub created_at: Timestamp,
    /// When the company was last changed.
    pub updated_at: Timestamp,
    /// When the company was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    company: CompanyId,
    #[graphql(skip)]
    turnover: Option<Money>,
    #[graphql(skip)]
    belongs_to: Option<CompanyId>,
    #[graphql(skip)]
    owner: Option<UserId>,
}

/// A company, open to other modules.
pub type Company = Open<CompanyRecord>;

impl From<CompanyRow> for CompanyRecord {
    fn from(row: CompanyRow) -> Self {
        Self {
            id: GlobalId(row.id),
            version: row.version,
            turnover: row.revenue(),
            external_id: row.external_id,
            name: row.name,
            industry: row.industry,
            size: row.size,
            country: row.country,
            present_supplier: row.present_supplier,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            company: row.id,
            belongs_to: row.parent_id,
            owner: row.owner_id,
        }
    }
}

impl CompanyRecord {
    /// The id, for modules that add to companies.
    #[must_use]
    pub const fn company_id(&self) -> CompanyId {
        self.company
    }
}

impl Related for CompanyRecord {
    fn relations() -> Vec<Relation<Self>> {
        vec![
            part::<Self, MoneyRecord>("revenue", "What the company turns over in a year.", |company| {
                company.turnover.map(MoneyRecord::from)
            }),
            value::<Self, DomainsByCompanyId, Option<String>>(
                "domain",
                "The main domain, such as example.com.",
                Self::company_id,
                |domains| domains.into_iter().next(),
            ),
            value::<Self, DomainsByCompanyId, Vec<String>>(
                "domains",
                "The domains, the main one first; no two living companies have the same.",
                Self::company_id,
                |domains| domains,
            ),
            one::<Self, CompanyById, Self>(
                "parent",
                "The company that this one belongs to; null when there is none, or it is deleted.",
                |company| company.belongs_to,
            ),
            page::<Self, Self, CompanyRow, row::Types>(
                "subsidiaries",
                "The companies that belong to this one, in the order in which they were recorded.",
                Source { from: "companies", columns: row::COLUMNS },
                |call, company, page| subsidiaries(call, company.company, page),
            ),
            one::<Self, UserById, UserRecord>("owner", "Who looks after the company.", |company| company.owner),
            page::<Self, ContactRecord, ContactRow, people::row::Types>(
                "contacts",
                "The people who have or had a role at the company, as far as you may see them.",
                Source { from: BY_PERSON, columns: people::row::COLUMNS },
                |call, company, page| people_of(call, company.company, page),
            ),
            page::<Self, AffiliationRecord, AffiliationRow, affiliations::row::Types>(
                "affiliations",
                "The roles that people have or had at the company, as far as you may see the people, in the order in \
                 which they were recorded.",
                affiliations::SOURCE,
                |call, company, page| affiliations::of_company(call, company.company, page),
            ),
        ]
    }
}

fn subsidiaries(call: &Call, company: CompanyId, page: PageArgs) -> ApiResult<Listing> {
    call.require(&permissions::READ)?;
    let parent = Value::Bytes(company.as_bytes().to_vec());
    Ok(Listing::fixed("Company.subsidiaries", vec![], "companies.id", page)
        .by("companies_by_parent")
        .and(Sql::text("companies.parent_id = ").bind(parent))
        .and(scope::living()))
}

fn people_of(call: &Call, company: CompanyId, page: PageArgs) -> ApiResult<Listing> {
    call.require(&permissions::READ)?;
    Ok(Listing::fixed("Company.contacts", vec![], "affiliations.contact_id", page)
        .and(affiliated_with(company))
        .and(people::scope::living())
        .and(people::scope::visible(&call.actor)))
}

/// A company.
#[ComplexObject]
impl CompanyRecord {
    /// The timelines of the company's people together, as far as you may see the people, the latest first. Of people who
    /// left, it has what was until the end of their last day.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
        #[graphql(desc = "Only entries of these kinds.")] kinds: Option<Vec<TimelineEntryKind>>,
        #[graphql(
            desc = "Of customer events only those of these types, by name, at most 10. Interactions stay, unless \
                          `kinds` leaves them out."
        )]
        event_types: Option<Vec<String>>,
    ) -> ApiResult<Option<TimelineConnection>> {
        let page = PageArgs::new(first, after, None, None)?;
        let filter = TimelineFilter::read(ctx, kinds.as_deref(), event_types.as_deref()).await?;
        timeline::of_company(ctx, self.company, filter, page).await.map(Some)
    }

    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        // Whoever sees the company sees its name.
        let shows_personal = true;
        events_of_record(ctx, self.company.uuid(), first, before, shows_personal).await.map(Some)
    }
}

/// Affiliations with their people, along the index that holds those of a company in the order of the people.
const BY_PERSON: &str = "affiliations FORCE INDEX (affiliations_company_contact) STRAIGHT_JOIN contacts \
     ON contacts.id = affiliations.contact_id";

/// A condition on [`BY_PERSON`] for the first role of each person who has or had one at the company.
fn affiliated_with(company: CompanyId) -> Sql {
    Sql::text("affiliations.company_id = ").bind(Value::Bytes(company.as_bytes().to_vec())).push(
        " AND NOT EXISTS (SELECT 1 FROM affiliations AS earlier WHERE earlier.company_id = affiliations.company_id \
         AND earlier.contact_id = affiliations.contact_id AND earlier.id < affiliations.id)",
    )
}
