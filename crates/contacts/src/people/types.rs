//! A person, as clients see one.

use chrono::NaiveDate;
use rapport_graphql::{
    ContextExt, Day, GlobalId, Open, PageArgs, Record, Related, ShortText, Timestamp,
    async_graphql::{ComplexObject, Context, Enum, SimpleObject},
    core::{EventPage, events_of_record},
    open::relation::{Relation, list, one, own, page, value},
};
use rapport_kernel::ApiResult;

use super::{
    ContactId, ContactKind, ContactRow,
    demographics::{Gender, LifeStage},
    points::{addresses::Address, emails::Email, list::ByContactId, phones::Phone, social_accounts::SocialAccount},
    tags::TagsByContactId,
    traits::{Preference, PreferencesByContactId, TraitsByContactId},
};
use crate::{
    affiliations::{AffiliationRecord, AffiliationsByContactId},
    companies::{CompanyRecord, PrimaryCompanyByContactId},
    households::{HouseholdByContactId, HouseholdRecord},
    interactions::{self, InteractionRecord, InteractionRow},
    kept, permissions,
    timeline::{self, TimelineConnection, TimelineEntryKind, filter::TimelineFilter},
    users::{UserById, UserId, UserRecord},
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
#[record(name = "Contact", relations)]
pub struct ContactRecord {
    /// The global id.
    pub id: GlobalId<ContactKind>,
    /// Grows with each change; hand it back as `expectedVersion` to not overwrite what someone else changed.
    pub version: u32,
    /// The key of the person in another system; no two living people have the same.
    pub external_id: Option<ShortText>,
    /// What stands before the name: Dr., Prof.
    pub honorific_prefix: Option<ShortText>,
    /// The first name.
    pub given_name: Option<ShortText>,
    /// Names between the first and the last.
    pub middle_name: Option<ShortText>,
    /// The last name.
    pub family_name: Option<ShortText>,
    /// What stands behind the name: Jr., III.
    pub honorific_suffix: Option<ShortText>,
    /// What the person is called.
    pub nickname: Option<ShortText>,
    /// The language to speak and write, as a tag of BCP 47.
    pub language: Option<ShortText>,
    /// The time zone, by its name in the IANA database: Europe/Zurich.
    pub time_zone: Option<ShortText>,
    /// The country, as a two-letter code of ISO 3166-1.
    pub country: Option<ShortText>,
    /// Where the person stands in the relationship.
    pub lifecycle_stage: LifecycleStage,
    /// Where the person's family stands.
    pub life_stage: Option<LifeStage>,
    /// How you came to know the person: trade fair, website, referral.
    pub source: Option<ShortText>,
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

    /// The name as one line: the parts in the order of most of the languages that write with spaces.
    #[must_use]
    pub fn display_name(&self) -> Option<String> {
        let parts =
            [&self.honorific_prefix, &self.given_name, &self.middle_name, &self.family_name, &self.honorific_suffix];
        let name = parts.into_iter().flatten().map(AsRef::as_ref).collect::<Vec<&str>>().join(" ");
        if name.is_empty() { self.nickname.as_deref().map(str::to_owned) } else { Some(name) }
    }
}

impl Related for ContactRecord {
    fn relations() -> Vec<Relation<Self>> {
        let points = permissions::READ_CONTACT_POINTS;
        vec![
            own::<Self, Option<String>>(
                "displayName",
                "The name as one line; the nickname where there is no other.",
                Self::display_name,
            ),
            own::<Self, Option<Day>>("birthDate", "The day of birth.", |contact| contact.born.map(Day)).needs(points),
            own::<Self, Option<Gender>>("gender", "The gender; null when it is not known.", |contact| {
                contact.known_gender
            })
            .needs(points),
            list::<Self, ByContactId<Email>, Email>(
                "emails",
                "The e-mail addresses, the first to use first among equals.",
                Self::contact_id,
            )
            .needs(points),
            list::<Self, ByContactId<Phone>, Phone>("phones", "The phone numbers.", Self::contact_id).needs(points),
            list::<Self, ByContactId<Address>, Address>("addresses", "The postal addresses.", Self::contact_id)
                .needs(points),
            list::<Self, ByContactId<SocialAccount>, SocialAccount>(
                "socialAccounts",
                "The accounts in social networks.",
                Self::contact_id,
            )
            .needs(points),
            value::<Self, TagsByContactId, Vec<String>>("tags", "The tags, by name.", Self::contact_id, |tags| tags),
            value::<Self, TraitsByContactId, Vec<String>>(
                "interests",
                "What the person likes to hear of, by name.",
                Self::contact_id,
                |traits| traits.interests,
            ),
            value::<Self, TraitsByContactId, Vec<String>>(
                "needs",
                "What the person lacks, by name.",
                Self::contact_id,
                |traits| traits.needs,
            ),
            list::<Self, PreferencesByContactId, Preference>(
                "preferences",
                "How the person wants things to be, by name.",
                Self::contact_id,
            ),
            one::<Self, UserById, UserRecord>("owner", "Who looks after the person.", |contact| contact.owner),
            one::<Self, HouseholdByContactId, HouseholdRecord>(
                "household",
                "The household in which the person lives.",
                |contact| Some(contact.contact),
            ),
            one::<Self, PrimaryCompanyByContactId, CompanyRecord>(
                "company",
                "The company of the primary affiliation.",
                |contact| Some(contact.contact),
            ),
            list::<Self, AffiliationsByContactId, AffiliationRecord>(
                "affiliations",
                "The person's roles at companies, the primary one first, then the latest.",
                Self::contact_id,
            ),
            page::<Self, InteractionRecord, InteractionRow, interactions::row::Types>(
                "interactions",
                "The interactions with the person, the latest first.",
                interactions::SOURCE,
                |call, contact, page| interactions::of_contact(call, contact.contact, page),
            ),
        ]
    }
}

/// A person.
#[ComplexObject]
impl ContactRecord {
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
