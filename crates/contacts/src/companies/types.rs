//! A company, as clients see one.

use rapport_db::{Sql, sql::Value};
use rapport_graphql::{
    Connection, ContextExt, GlobalId, Open, PageArgs, Record, Timestamp,
    async_graphql::{ComplexObject, Context, SimpleObject},
    core::{EventPage, events_of_record},
    list::{Listing, Source},
};
use rapport_kernel::ApiResult;

use super::{CompanyId, CompanyKind, CompanyRow};
use crate::{
    affiliations::{self, AffiliationRecord},
    people::{self, ContactFilterFields, ContactOrders, ContactRecord, ContactRow},
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
    /// The name.
    pub name: String,
    /// The domain, such as example.com; no two living companies have the same.
    pub domain: Option<String>,
    /// The industry.
    pub industry: Option<String>,
    /// How many people work there.
    pub employees: Option<u32>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: Option<String>,
    /// When the company was first recorded.
    pub created_at: Timestamp,
    /// When the company was last changed.
    pub updated_at: Timestamp,
    /// When the company was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    company: CompanyId,
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
            name: row.name,
            domain: row.domain,
            industry: row.industry,
            employees: row.employees,
            country: row.country,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            company: row.id,
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
        let listing = Listing::new::<ContactFilterFields, ContactOrders>(ctx, "Company.contacts", None, None, page)?
            .and(affiliated_with(self.company))
            .and(people::scope::living())
            .and(people::scope::visible(&call.actor));
        let source = Source { from: "contacts", columns: people::row::COLUMNS };
        listing
            .load::<ContactRecord, ContactRow, people::row::Types>(ctx.db()?, source, ContactRecord::from)
            .await
            .map(Some)
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

/// A condition on `contacts` for those who have or had a role at the company.
fn affiliated_with(company: CompanyId) -> Sql {
    Sql::text(
        "EXISTS (SELECT 1 FROM affiliations WHERE affiliations.contact_id = contacts.id \
         AND affiliations.company_id = ",
    )
    .bind(Value::Bytes(company.as_bytes().to_vec()))
    .push(")")
}
