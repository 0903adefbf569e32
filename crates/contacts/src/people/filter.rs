//! How people can be filtered and ordered.

use rapport_db::Sql;
use rapport_graphql::{
    Filter, FilterFields, Filtering, OrderBy, OrderField, OrderRoot,
    async_graphql::{InputObject, resolver_utils::EnumType as _},
    filter::{DateFilter, DateTimeFilter, IdFilter, StringFilter},
    list::Served,
};
use rapport_kernel::ApiResult;

use super::{
    LifeStage, LifecycleStage,
    points::emails,
    scope,
    traits::{self, PreferenceInput, TraitKind},
};
use crate::{
    companies::{self, CompanyFilter},
    permissions,
    users::UserKind,
};

/// The module's own keys of `ContactFilter`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ContactFilterFields {
    /// The first name.
    given_name: Option<StringFilter>,
    /// The last name.
    family_name: Option<StringFilter>,
    /// The country, as a two-letter code.
    country: Option<StringFilter>,
    /// The language, as a tag.
    language: Option<StringFilter>,
    /// The time zone, by its name.
    time_zone: Option<StringFilter>,
    /// The day of birth.
    birth_date: Option<DateFilter>,
    /// How you came to know the person.
    source: Option<StringFilter>,
    /// The key in another system.
    external_id: Option<StringFilter>,
    /// One of these stages.
    lifecycle_stage: Option<Vec<LifecycleStage>>,
    /// One of these stages of the family.
    life_stage: Option<Vec<LifeStage>>,
    /// Having an e-mail address of which this holds. Case does not matter.
    email: Option<StringFilter>,
    /// The company of the primary affiliation, as long as it is not deleted.
    company: Option<Box<CompanyFilter>>,
    /// The owner.
    owner: Option<IdFilter>,
    /// Having this tag.
    tag: Option<String>,
    /// Having this interest.
    interest: Option<String>,
    /// Having this need.
    need: Option<String>,
    /// Having this preference.
    preference: Option<PreferenceInput>,
    /// When the person was first recorded.
    created_at: Option<DateTimeFilter>,
    /// When the person was last changed.
    updated_at: Option<DateTimeFilter>,
    /// True for deleted people instead of living ones.
    deleted: Option<bool>,
}

/// Which people to list.
pub type ContactFilter = Filter<ContactFilterFields>;

impl FilterFields for ContactFilterFields {
    const NAME: &'static str = "ContactFilter";

    fn conditions(&self, filtering: &Filtering<'_>) -> ApiResult<Vec<Sql>> {
        use rapport_db::sql::Value;
        let mut all = Vec::new();
        let texts = [
            (&self.given_name, "contacts.given_name"),
            (&self.family_name, "contacts.family_name"),
            (&self.country, "contacts.country"),
            (&self.language, "contacts.language"),
            (&self.time_zone, "contacts.time_zone"),
            (&self.source, "contacts.source"),
            (&self.external_id, "contacts.external_id"),
        ];
        for (filter, column) in texts {
            all.extend(filter.as_ref().map(|filter| filter.on(column)).transpose()?);
        }
        if let Some(stages) = &self.lifecycle_stage {
            // Five stages are all there are, however often each is named.
            let named = LifecycleStage::ALL.into_iter().filter(|stage| stages.contains(stage));
            let stages = named.map(|stage| Value::Text(stage.as_str().to_owned())).collect();
            all.push(Sql::is_in("contacts.lifecycle_stage", stages));
        }
        if let Some(stages) = &self.life_stage {
            let named = LifeStage::items().iter().filter(|item| stages.contains(&item.value));
            let stages = named.map(|item| Value::Text(item.name.to_owned())).collect();
            all.push(Sql::is_in("contacts.life_stage", stages));
        }
        if let Some(filter) = &self.birth_date {
            filtering.call.require(&permissions::READ_CONTACT_POINTS)?;
            all.push(filter.on("contacts.birth_date"));
        }
        if let Some(filter) = &self.email {
            filtering.call.require(&permissions::READ_CONTACT_POINTS)?;
            all.push(filter.map(emails::key).among("contact_emails.address_key", with_email)?);
        }
        if let Some(company) = &self.company {
            all.push(at_company(filtering.related("company", company)?));
        }
        all.extend(self.owner.as_ref().map(|filter| filter.on::<UserKind>("contacts.owner_id")).transpose()?);
        if let Some(tag) = &self.tag {
            all.push(
                Sql::text(
                    "EXISTS (SELECT 1 FROM contact_tags JOIN tags ON tags.id = contact_tags.tag_id \
                     WHERE contact_tags.contact_id = contacts.id AND tags.name = ",
                )
                .bind(Value::Text(tag.clone()))
                .push(")"),
            );
        }
        let traits = [(TraitKind::Interest, &self.interest), (TraitKind::Need, &self.need)];
        for (kind, name) in traits {
            all.extend(name.as_ref().map(|name| traits::has(kind, name, None)));
        }
        if let Some(PreferenceInput { name, value }) = &self.preference {
            all.push(traits::has(TraitKind::Preference, name, value.as_deref()));
        }
        all.extend(self.created_at.as_ref().map(|filter| filter.on("contacts.created_at")));
        all.extend(self.updated_at.as_ref().map(|filter| filter.on("contacts.updated_at")));
        if let Some(deleted) = self.deleted {
            all.push(if deleted { scope::deleted() } else { scope::living() });
        }
        Ok(all)
    }
}

impl ContactFilterFields {
    /// Whether the filter asks for deleted people.
    pub(crate) fn asks_for_deleted(&self) -> bool {
        self.deleted == Some(true)
    }
}

/// A condition on `contacts` for those with an e-mail address that meets the condition.
fn with_email(condition: Sql) -> Sql {
    Sql::text("EXISTS (SELECT 1 FROM contact_emails WHERE contact_emails.contact_id = contacts.id AND ")
        .then(condition)
        .push(")")
}

/// A condition on `contacts` for those whose primary affiliation is with a living company that meets the condition.
fn at_company(condition: Sql) -> Sql {
    Sql::text(
        "EXISTS (SELECT 1 FROM affiliations JOIN companies ON companies.id = affiliations.company_id \
         WHERE affiliations.primary_of = contacts.id AND ",
    )
    .then(Sql::all(vec![companies::scope::living(), condition]))
    .push(")")
}

/// How people can be ordered.
#[derive(Debug)]
pub struct ContactOrders;

/// One term of an order of people.
pub type ContactOrder = OrderBy<ContactOrders>;

impl OrderRoot for ContactOrders {
    const NAME: &'static str = "ContactOrder";
    const ID: &'static str = "contacts.id";
    const SCOPED: bool = true;
    const SERVED: &'static [Served] = &[
        Served::whole(&[], "contacts_by_id"),
        Served::whole(&["FAMILY_NAME"], "contacts_by_family_name"),
        Served::whole(&["FAMILY_NAME", "GIVEN_NAME"], "contacts_by_full_name"),
        Served::whole(&["GIVEN_NAME"], "contacts_by_given_name"),
        Served::whole(&["COUNTRY"], "contacts_by_country"),
        Served::whole(&["LIFECYCLE_STAGE"], "contacts_by_lifecycle_stage"),
        Served::whole(&["SOURCE"], "contacts_by_source"),
        Served::whole(&["CREATED_AT"], "contacts_by_created_at"),
        Served::whole(&["UPDATED_AT"], "contacts_by_updated_at"),
        Served::one("country", &[], "contacts_by_country"),
        Served::one("language", &[], "contacts_by_language"),
        Served::one("familyName", &[], "contacts_by_family_name"),
        Served::one("familyName", &["GIVEN_NAME"], "contacts_by_full_name"),
        Served::one("givenName", &[], "contacts_by_given_name"),
        Served::one("source", &[], "contacts_by_source"),
        Served::one("lifecycleStage", &[], "contacts_by_lifecycle_stage"),
        Served::one("lifecycleStage", &["FAMILY_NAME"], "contacts_by_stage_and_name"),
        Served::one("lifecycleStage", &["CREATED_AT"], "contacts_by_stage_and_created_at"),
        Served::one("lifecycleStage", &["UPDATED_AT"], "contacts_by_stage_and_updated_at"),
        Served::one("owner", &[], "contacts_by_owner"),
        Served::one("owner", &["FAMILY_NAME"], "contacts_by_owner_and_name"),
        Served::one("owner", &["CREATED_AT"], "contacts_by_owner_and_created_at"),
        Served::one("owner", &["UPDATED_AT"], "contacts_by_owner_and_updated_at"),
    ];
    const FIELDS: &'static [OrderField] = &[
        OrderField {
            name: "ID",
            description: "The id, which grows in the order in which records were made.",
            expression: "contacts.id",
            nullable: false,
        },
        OrderField {
            name: "FAMILY_NAME",
            description: "The last name.",
            expression: "contacts.family_name",
            nullable: true,
        },
        OrderField {
            name: "GIVEN_NAME",
            description: "The first name.",
            expression: "contacts.given_name",
            nullable: true,
        },
        OrderField {
            name: "COUNTRY",
            description: "The country's code.",
            expression: "contacts.country",
            nullable: true,
        },
        OrderField {
            name: "LIFECYCLE_STAGE",
            description: "The stage, by its name.",
            expression: "contacts.lifecycle_stage",
            nullable: false,
        },
        OrderField {
            name: "SOURCE",
            description: "How you came to know the person.",
            expression: "contacts.source",
            nullable: true,
        },
        OrderField {
            name: "CREATED_AT",
            description: "When the person was first recorded.",
            expression: "contacts.created_at",
            nullable: false,
        },
        OrderField {
            name: "UPDATED_AT",
            description: "When the person was last changed.",
            expression: "contacts.updated_at",
            nullable: false,
        },
    ];
}
