//! A company, as clients see one.

use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    Connection, ContextExt, GlobalId, Open, PageArgs, Record, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::{EventPage, events_of_record},
    list::{Listing, Source},
    money::MoneyObject,
};
use rapport_kernel::{ApiResult, Money};

use super::{CompanyById, CompanyId, CompanyKind, CompanyRow, domains::DomainsByCompanyId, row, scope};
use crate::{
    affiliations::{self, AffiliationRecord},
    people::{self, ContactRecord, ContactRow},
    permissions,
    timeline::{self, TimelineConnection, TimelineEntryKind, filter::TimelineFilter},
    users::{User, UserById, UserId},
};

/// A company.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Company")]
pub struct CompanyRecord {
    /// The global id.
    pub id: GlobalId<CompanyKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The key of the company in another system; no two living companies have the same.
    pub external_id: Option<String>,
    /// The name.
    pub name: String,
    /// The industry.
    pub industry: Option<String>,
    /// How many people work there.
    pub size: Option<u32>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: Option<String>,
    /// From whom the company buys at present what you sell.
    pub present_supplier: Option<String>,
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

/// A company.
#[ComplexObject]
impl CompanyRecord {
    /// What the company turns over in a year.
    async fn revenue(&self) -> Option<MoneyObject> {
        self.turnover.map(MoneyObject::from)
    }

    /// The main domain, such as example.com.
    async fn domain(&self, ctx: &Context<'_>) -> ApiResult<Option<String>> {
        Ok(ctx.load::<DomainsByCompanyId>(self.company).await?.unwrap_or_default().into_iter().next())
    }

    /// The domains, the main one first; no two living companies have the same.
    async fn domains(&self, ctx: &Context<'_>) -> ApiResult<Vec<String>> {
        Ok(ctx.load::<DomainsByCompanyId>(self.company).await?.unwrap_or_default())
    }

    /// The company that this one belongs to; null when there is none, or it is deleted.
    async fn parent(&self, ctx: &Context<'_>) -> ApiResult<Option<Company>> {
        let Some(parent) = self.belongs_to else { return Ok(None) };
        Ok(ctx.load::<CompanyById>(parent).await?.map(|row| Open(row.into())))
    }

    /// The companies that belong to this one, in the order in which they were recorded.
    async fn subsidiaries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> ApiResult<Option<Connection<Self>>> {
        ctx.call()?.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, None, None)?;
        let parent = Value::Bytes(self.company.as_bytes().to_vec());
        let listing = Listing::fixed("Company.subsidiaries", vec![], "companies.id", page)
            .by("companies_by_parent")
            .and(Sql::text("companies.parent_id = ").bind(parent))
            .and(scope::living());
        let source = Source { from: "companies", columns: row::COLUMNS };
        listing.load::<Self, CompanyRow, row::Types>(ctx, source, Self::from).await.map(Some)
    }

    /// Who looks after the company.
    async fn owner(&self, ctx: &Context<'_>) -> ApiResult<Option<User>> {
        let Some(owner) = self.owner else { return Ok(None) };
        Ok(ctx.load::<UserById>(owner).await?.map(|row| Open(row.into())))
    }

    /// The people who have or had a role at the company, as far as you may see them.
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> ApiResult<Option<Connection<ContactRecord>>> {
        let call = ctx.call()?;
        call.require(&permissions::READ)?;
        let page = PageArgs::new(first, after, None, None)?;
        let listing = Listing::fixed("Company.contacts", vec![], "affiliations.contact_id", page)
            .and(affiliated_with(self.company))
            .and(people::scope::living())
            .and(people::scope::visible(&call.actor));
        let source = Source { from: BY_PERSON, columns: people::row::COLUMNS };
        listing.load::<ContactRecord, ContactRow, people::row::Types>(ctx, source, ContactRecord::from).await.map(Some)
    }

    /// The roles that people have or had at the company, as far as you may see the people, in the order in which they
    /// were recorded.
    async fn affiliations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> ApiResult<Option<Connection<AffiliationRecord>>> {
        affiliations::of_company(ctx, self.company, PageArgs::new(first, after, None, None)?).await.map(Some)
    }

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
