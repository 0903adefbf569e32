//! A person, as clients see one.

use chrono::NaiveDate;
use rapport_graphql::{
    Connection, ContextExt, Day, GlobalId, Open, PageArgs, Record, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    context::Needs,
    core::{EventPage, events_of_record},
};
use rapport_kernel::ApiResult;

use super::{
    ContactId, ContactKind, ContactRow,
    demographics::{Gender, LifeStage},
    points::{addresses::Address, emails::Email, list::ByContactId, phones::Phone, social_accounts::SocialAccount},
    tags::TagsByContactId,
    traits::{Preference, TraitsByContactId},
};
use crate::{
    affiliations::{Affiliation, AffiliationsByContactId},
    companies::{Company, PrimaryCompanyByContactId},
    households::{Household, HouseholdByContactId},
    interactions::{self, InteractionRecord},
    kept, permissions,
    timeline::{self, TimelineConnection, TimelineEntryKind, filter::TimelineFilter},
    users::{User, UserById, UserId},
};

/// Where a person stands in the relationship.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum LifecycleStage {
    /// Knows of us: has asked to hear from us.
    Subscriber,
    /// Has shown interest.
    #[default]
    Lead,
    /// Fits, and is being talked with.
    Prospect,
    /// Has bought.
    Customer,
    /// Was a customer.
    Former,
}
rapport_graphql::plain_enum!(LifecycleStage);

impl LifecycleStage {
    /// Every stage.
    pub const ALL: [Self; 5] = [Self::Subscriber, Self::Lead, Self::Prospect, Self::Customer, Self::Former];

    /// As it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subscriber => "SUBSCRIBER",
            Self::Lead => "LEAD",
            Self::Prospect => "PROSPECT",
            Self::Customer => "CUSTOMER",
            Self::Former => "FORMER",
        }
    }

    fn kept_as(text: &str) -> Self {
        // The column is written by this program alone.
        Self::ALL.into_iter().find(|stage| stage.as_str() == text).unwrap_or(Self::Lead)
    }
}

/// A person.
#[derive(Clone, Debug, SimpleObject, Record)]
#[graphql(complex)]
#[record(name = "Contact")]
pub struct ContactRecord {
    /// The global id.
    pub id: GlobalId<ContactKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The key of the person in another system; no two living people have the same.
    pub external_id: Option<String>,
    /// What stands before the name: Dr., Prof.
    pub honorific_prefix: Option<String>,
    /// The first name.
    pub given_name: Option<String>,
    /// Names between the first and the last.
    pub middle_name: Option<String>,
    /// The last name.
    pub family_name: Option<String>,
    /// What stands behind the name: Jr., III.
    pub honorific_suffix: Option<String>,
    /// What the person is called.
    pub nickname: Option<String>,
    /// The name as one line; the nickname where there is no other.
    pub display_name: Option<String>,
    /// The language to speak and write, as a tag of BCP 47.
    pub language: Option<String>,
    /// The time zone, by its name in the IANA database: Europe/Zurich.
    pub time_zone: Option<String>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: Option<String>,
    /// Where the person stands in the relationship.
    pub lifecycle_stage: LifecycleStage,
    /// Where the person's family stands.
    pub life_stage: Option<LifeStage>,
    /// How you came to know the person: trade fair, website, referral.
    pub source: Option<String>,
    /// When the person was first recorded.
    pub created_at: Timestamp,
    /// When the person was last changed.
    pub updated_at: Timestamp,
    /// When the person was deleted; null for the living.
    pub deleted_at: Option<Timestamp>,
    #[graphql(skip)]
    contact: ContactId,
    #[graphql(skip)]
    born: Option<NaiveDate>,
    #[graphql(skip)]
    known_gender: Option<Gender>,
    #[graphql(skip)]
    owner: Option<UserId>,
}

/// A person, open to other modules.
pub type Contact = Open<ContactRecord>;

impl From<ContactRow> for ContactRecord {
    fn from(row: ContactRow) -> Self {
        Self {
            display_name: row.display_name(),
            id: GlobalId(row.id),
            version: row.version,
            external_id: row.external_id,
            honorific_prefix: row.honorific_prefix,
            given_name: row.given_name,
            middle_name: row.middle_name,
            family_name: row.family_name,
            honorific_suffix: row.honorific_suffix,
            nickname: row.nickname,
            language: row.language,
            time_zone: row.time_zone,
            country: row.country,
            lifecycle_stage: LifecycleStage::kept_as(&row.lifecycle_stage),
            life_stage: row.life_stage.as_deref().and_then(kept::value),
            source: row.source,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            deleted_at: row.deleted_at.map(Timestamp),
            contact: row.id,
            born: row.birth_date,
            known_gender: row.gender.as_deref().and_then(kept::value),
            owner: row.owner_id,
        }
    }
}

impl ContactRecord {
    /// The id, for modules that add to people.
    #[must_use]
    pub const fn contact_id(&self) -> ContactId {
        self.contact
    }
}

/// A person.
#[ComplexObject]
impl ContactRecord {
    /// The day of birth.
    #[graphql(guard = "Needs(permissions::READ_CONTACT_POINTS)")]
    async fn birth_date(&self) -> Option<Day> {
        self.born.map(Day)
    }

    /// The gender; null when it is not known.
    #[graphql(guard = "Needs(permissions::READ_CONTACT_POINTS)")]
    async fn gender(&self) -> Option<Gender> {
        self.known_gender
    }

    /// The e-mail addresses, the first to use first among equals.
    #[graphql(guard = "Needs(permissions::READ_CONTACT_POINTS)")]
    async fn emails(&self, ctx: &Context<'_>) -> ApiResult<Option<Vec<Email>>> {
        Ok(Some(ctx.load::<ByContactId<Email>>(self.contact).await?.unwrap_or_default()))
    }

    /// The phone numbers.
    #[graphql(guard = "Needs(permissions::READ_CONTACT_POINTS)")]
    async fn phones(&self, ctx: &Context<'_>) -> ApiResult<Option<Vec<Phone>>> {
        Ok(Some(ctx.load::<ByContactId<Phone>>(self.contact).await?.unwrap_or_default()))
    }

    /// The postal addresses.
    #[graphql(guard = "Needs(permissions::READ_CONTACT_POINTS)")]
    async fn addresses(&self, ctx: &Context<'_>) -> ApiResult<Option<Vec<Address>>> {
        Ok(Some(ctx.load::<ByContactId<Address>>(self.contact).await?.unwrap_or_default()))
    }

    /// The accounts in social networks.
    #[graphql(guard = "Needs(permissions::READ_CONTACT_POINTS)")]
    async fn social_accounts(&self, ctx: &Context<'_>) -> ApiResult<Option<Vec<SocialAccount>>> {
        Ok(Some(ctx.load::<ByContactId<SocialAccount>>(self.contact).await?.unwrap_or_default()))
    }

    /// The tags, by name.
    async fn tags(&self, ctx: &Context<'_>) -> ApiResult<Vec<String>> {
        Ok(ctx.load::<TagsByContactId>(self.contact).await?.unwrap_or_default())
    }

    /// What the person likes to hear of, by name.
    async fn interests(&self, ctx: &Context<'_>) -> ApiResult<Vec<String>> {
        Ok(ctx.load::<TraitsByContactId>(self.contact).await?.unwrap_or_default().interests)
    }

    /// What the person lacks, by name.
    async fn needs(&self, ctx: &Context<'_>) -> ApiResult<Vec<String>> {
        Ok(ctx.load::<TraitsByContactId>(self.contact).await?.unwrap_or_default().needs)
    }

    /// How the person wants things to be, by name.
    async fn preferences(&self, ctx: &Context<'_>) -> ApiResult<Vec<Preference>> {
        Ok(ctx.load::<TraitsByContactId>(self.contact).await?.unwrap_or_default().preferences)
    }

    /// Who looks after the person.
    async fn owner(&self, ctx: &Context<'_>) -> ApiResult<Option<User>> {
        let Some(owner) = self.owner else { return Ok(None) };
        Ok(ctx.load::<UserById>(owner).await?.map(|row| Open(row.into())))
    }

    /// The household in which the person lives.
    async fn household(&self, ctx: &Context<'_>) -> ApiResult<Option<Household>> {
        Ok(ctx.load::<HouseholdByContactId>(self.contact).await?.map(|row| Open(row.into())))
    }

    /// The company of the primary affiliation.
    async fn company(&self, ctx: &Context<'_>) -> ApiResult<Option<Company>> {
        Ok(ctx.load::<PrimaryCompanyByContactId>(self.contact).await?.map(|row| Open(row.into())))
    }

    /// The person's roles at companies, the primary one first, then the latest.
    async fn affiliations(&self, ctx: &Context<'_>) -> ApiResult<Vec<Affiliation>> {
        let rows = ctx.load::<AffiliationsByContactId>(self.contact).await?.unwrap_or_default();
        Ok(rows.into_iter().map(|row| Open(row.into())).collect())
    }

    /// The interactions with the person, the latest first.
    async fn interactions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> ApiResult<Option<Connection<InteractionRecord>>> {
        let page = PageArgs::new(first, after, None, None)?;
        interactions::of_contact(ctx, self.contact, page).await.map(Some)
    }

    /// All that was said or done with the person and all that the person did, the latest first.
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
        timeline::of_contact(ctx, self.contact, filter, page).await.map(Some)
    }

    /// What happened to the record, the latest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many events, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The `nextBefore` of the page before.")] before: Option<String>,
    ) -> ApiResult<Option<EventPage>> {
        let shows_personal = ctx.call()?.actor.may(&permissions::READ_CONTACT_POINTS);
        events_of_record(ctx, self.contact.uuid(), first, before, shows_personal).await.map(Some)
    }
}
