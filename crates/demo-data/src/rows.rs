//! The rows, as they stand in the tables.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    sql::{Row, Values},
    timeline::Moment,
};

/// A row's struct and how it is written: each field is the column of its name.
macro_rules! row {
    (struct $name:ident in $table:literal { $($field:ident: $type:ty,)* }) => {
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)*
        }

        impl Row for $name {
            const INTO: &'static str = row!(@into $table, $($field),*);

            fn write(&self, values: &mut Values) {
                $(values.put(&self.$field);)*
            }
        }
    };
    (@into $table:literal, $first:ident $(, $field:ident)*) => {
        concat!($table, " (", stringify!($first) $(, ", ", stringify!($field))*, ")")
    };
}

row! {
    struct User in "users" {
        id: Uuid,
        version: u64,
        name: String,
        email: String,
        role: &'static str,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct Team in "teams" {
        id: Uuid,
        name: String,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct TeamMember in "team_members" {
        team_id: Uuid,
        user_id: Uuid,
    }
}

row! {
    struct Tag in "tags" {
        id: Uuid,
        name: &'static str,
    }
}

row! {
    struct Company in "companies" {
        id: Uuid,
        version: u64,
        name: String,
        industry: Option<&'static str>,
        size: Option<u64>,
        revenue_amount: Option<u64>,
        revenue_currency: Option<&'static str>,
        country: Option<&'static str>,
        parent_id: Option<Uuid>,
        present_supplier: Option<&'static str>,
        owner_id: Option<Uuid>,
        created_at: Moment,
        updated_at: Moment,
        deleted_at: Option<Moment>,
    }
}

row! {
    struct CompanyDomain in "company_domains" {
        company_id: Uuid,
        place: u64,
        domain: String,
        released_at: Option<Moment>,
    }
}

row! {
    struct Contact in "contacts" {
        id: Uuid,
        version: u64,
        honorific_prefix: Option<&'static str>,
        given_name: Option<&'static str>,
        middle_name: Option<&'static str>,
        family_name: Option<String>,
        honorific_suffix: Option<&'static str>,
        nickname: Option<&'static str>,
        birth_date: Option<NaiveDate>,
        gender: Option<&'static str>,
        language: Option<&'static str>,
        time_zone: Option<&'static str>,
        country: Option<&'static str>,
        lifecycle_stage: &'static str,
        life_stage: Option<&'static str>,
        source: Option<&'static str>,
        owner_id: Option<Uuid>,
        created_at: Moment,
        updated_at: Moment,
        deleted_at: Option<Moment>,
    }
}

row! {
    struct Email in "contact_emails" {
        id: Uuid,
        contact_id: Uuid,
        place: u64,
        address: String,
        address_key: String,
        label: Option<&'static str>,
        is_primary: bool,
        is_verified: bool,
        released_at: Option<Moment>,
    }
}

row! {
    struct Phone in "contact_phones" {
        id: Uuid,
        contact_id: Uuid,
        place: u64,
        number: String,
        label: Option<&'static str>,
        is_primary: bool,
        is_verified: bool,
    }
}

row! {
    struct Address in "contact_addresses" {
        id: Uuid,
        contact_id: Uuid,
        place: u64,
        street: Option<String>,
        locality: Option<&'static str>,
        region: Option<&'static str>,
        postal_code: Option<String>,
        country: Option<&'static str>,
        label: Option<&'static str>,
        is_primary: bool,
        is_verified: bool,
    }
}

row! {
    struct SocialAccount in "contact_social_accounts" {
        id: Uuid,
        contact_id: Uuid,
        place: u64,
        network: &'static str,
        handle: String,
        is_primary: bool,
        is_verified: bool,
    }
}

row! {
    struct ContactTag in "contact_tags" {
        contact_id: Uuid,
        tag_id: Uuid,
    }
}

row! {
    struct Trait in "contact_traits" {
        contact_id: Uuid,
        kind: &'static str,
        name: &'static str,
        value: Option<&'static str>,
    }
}

row! {
    struct Household in "households" {
        id: Uuid,
        version: u64,
        name: String,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct HouseholdMember in "household_members" {
        contact_id: Uuid,
        household_id: Uuid,
        place: u64,
        role: &'static str,
    }
}

row! {
    struct Affiliation in "affiliations" {
        id: Uuid,
        contact_id: Uuid,
        company_id: Uuid,
        role: Option<&'static str>,
        starts_on: Option<NaiveDate>,
        ends_on: Option<NaiveDate>,
        is_primary: bool,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct Interaction in "interactions" {
        id: Uuid,
        version: u64,
        contact_id: Uuid,
        kind: &'static str,
        channel: Option<&'static str>,
        direction: Option<&'static str>,
        sentiment: Option<&'static str>,
        subject: Option<String>,
        body: Option<String>,
        occurred_at: Moment,
        recorded_by: Option<Uuid>,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct CustomerEventType in "customer_event_types" {
        id: Uuid,
        name: &'static str,
        label: &'static str,
        description: Option<&'static str>,
        fields: &'static str,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct CustomerEvent in "customer_events" {
        id: Uuid,
        type_id: Uuid,
        contact_id: Uuid,
        external_id: Option<String>,
        payload: String,
        occurred_at: Moment,
        recorded_by: Option<Uuid>,
        created_at: Moment,
    }
}

row! {
    struct Event in "events" {
        seq: u64,
        id: Uuid,
        kind: &'static str,
        schema_version: u64,
        record_type: &'static str,
        record_id: Uuid,
        record_version: u64,
        actor_id: Uuid,
        actor_role: &'static str,
        transaction_id: Uuid,
        cause: &'static str,
        changes: String,
        occurred_at: Moment,
    }
}

row! {
    struct SearchPosting in "search_postings" {
        place: u64,
        word: String,
        record_id: Uuid,
        owner_id: Option<Uuid>,
    }
}

row! {
    struct SearchRecord in "search_records" {
        record_id: Uuid,
        is_company: bool,
        owner_id: Option<Uuid>,
        names: String,
        domains: String,
        emails: String,
        phones: String,
    }
}

row! {
    struct SearchSpelling in "search_spellings" {
        spelling: i64,
        word: String,
    }
}

row! {
    struct Pipeline in "pipelines" {
        id: Uuid,
        name: &'static str,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct PipelineStage in "pipeline_stages" {
        id: Uuid,
        pipeline_id: Uuid,
        place: u64,
        name: &'static str,
        probability: u64,
        kind: &'static str,
        age_limit_days: Option<u64>,
    }
}

row! {
    struct Partner in "partners" {
        id: Uuid,
        name: &'static str,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct PartnerUser in "partner_users" {
        user_id: Uuid,
        partner_id: Uuid,
    }
}

row! {
    struct Competitor in "competitors" {
        id: Uuid,
        name: &'static str,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct Product in "products" {
        id: Uuid,
        code: &'static str,
        name: &'static str,
        series: &'static str,
        billing: &'static str,
        price: u64,
        price_currency: &'static str,
        cost: u64,
        cost_currency: &'static str,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct ExchangeBase in "exchange_bases" {
        slot: u64,
        id: Uuid,
        version: u64,
        currency: &'static str,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct ExchangeRate in "exchange_rates" {
        id: Uuid,
        currency: &'static str,
        day: NaiveDate,
        rate: String,
        set_at: Moment,
    }
}

row! {
    struct PriceBook in "price_books" {
        id: Uuid,
        name: &'static str,
        is_automatic: bool,
        customer_tag: &'static str,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct Price in "prices" {
        id: Uuid,
        price_book_id: Uuid,
        product_id: Uuid,
        currency: &'static str,
        amount: u64,
    }
}

row! {
    struct Deal in "deals" {
        id: Uuid,
        version: u64,
        title: String,
        company_id: Option<Uuid>,
        owner_id: Option<Uuid>,
        amount: Option<u64>,
        currency: Option<&'static str>,
        expected_close_on: Option<NaiveDate>,
        kind: &'static str,
        pipeline_id: Uuid,
        stage_id: Uuid,
        status: &'static str,
        closed_at: Option<Moment>,
        loss_reason: Option<&'static str>,
        competitor_id: Option<Uuid>,
        stale_at: Option<Moment>,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct DealContact in "deal_contacts" {
        deal_id: Uuid,
        contact_id: Uuid,
        place: u64,
        role: Option<&'static str>,
    }
}

row! {
    struct Commitment in "commitments" {
        id: Uuid,
        version: u64,
        promise: &'static str,
        contact_id: Uuid,
        owner_id: Option<Uuid>,
        due_at: Moment,
        kept_at: Option<Moment>,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct Quota in "quotas" {
        id: Uuid,
        owner_id: Uuid,
        unit: &'static str,
        starts_on: NaiveDate,
        currency: &'static str,
        amount: u64,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct HolidayCalendar in "holiday_calendars" {
        id: Uuid,
        name: &'static str,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct Holiday in "holidays" {
        calendar_id: Uuid,
        day: NaiveDate,
        name: &'static str,
    }
}

row! {
    struct Cadence in "cadences" {
        id: Uuid,
        name: &'static str,
        time_zone: &'static str,
        calendar_id: Uuid,
        steps: &'static str,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct Task in "tasks" {
        id: Uuid,
        version: u64,
        kind: &'static str,
        title: &'static str,
        priority: u64,
        due_at: Moment,
        owner_id: Option<Uuid>,
        contact_id: Uuid,
        company_id: Option<Uuid>,
        deal_id: Uuid,
        status: &'static str,
        result: Option<&'static str>,
        completed_at: Option<Moment>,
        due_told_at: Option<Moment>,
        alarm_at: Option<Moment>,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct DealStay in "deal_stays" {
        id: Uuid,
        deal_id: Uuid,
        pipeline_id: Uuid,
        stage_id: Uuid,
        entered_at: Moment,
        left_at: Option<Moment>,
        amount: Option<u64>,
        currency: Option<&'static str>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_names_its_columns() {
        assert_eq!(Tag::INTO, "tags (id, name)");
        let row = Tag { id: Uuid::nil(), name: "VIP" };
        crate::sql::statements(&[row], |text| {
            assert_eq!(text, "INSERT INTO tags (id, name) VALUES (X'00000000000000000000000000000000','VIP')");
            Ok::<_, ()>(())
        })
        .unwrap();
    }
}

row! {
    struct Lead in "leads" {
        id: Uuid,
        version: u64,
        given_name: &'static str,
        family_name: &'static str,
        email: String,
        email_key: String,
        company_name: Option<&'static str>,
        country: &'static str,
        source: &'static str,
        campaign: Option<&'static str>,
        status: &'static str,
        reason: Option<&'static str>,
        owner_id: Option<Uuid>,
        captures: u64,
        last_captured_at: Moment,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct LeadAssignmentRule in "lead_assignment_rules" {
        id: Uuid,
        name: &'static str,
        priority: u64,
        is_active: bool,
        method: &'static str,
        countries: Option<&'static str>,
        created_at: Moment,
        updated_at: Moment,
    }
}

row! {
    struct LeadAssignmentMember in "lead_assignment_members" {
        rule_id: Uuid,
        place: u64,
        user_id: Uuid,
    }
}
