//! The module's tables.
#![allow(missing_docs, reason = "the columns are documented in migrations/contacts")]

diesel::table! {
    users (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        email -> Text,
        role -> Text,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        prefix -> Text,
        secret_hash -> Binary,
        user_id -> Binary,
        role -> Text,
        permissions -> Nullable<Text>,
        row_scope -> Text,
        created_by -> Binary,
        maker_role -> Text,
        expires_at -> Nullable<Datetime>,
        last_used_at -> Nullable<Datetime>,
        revoked_at -> Nullable<Datetime>,
        created_at -> Datetime,
    }
}

diesel::table! {
    teams (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    team_members (team_id, user_id) {
        team_id -> Binary,
        user_id -> Binary,
    }
}

diesel::table! {
    companies (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        external_id -> Nullable<Text>,
        name -> Text,
        industry -> Nullable<Text>,
        size -> Nullable<Unsigned<Integer>>,
        revenue_amount -> Nullable<BigInt>,
        revenue_currency -> Nullable<Text>,
        country -> Nullable<Text>,
        parent_id -> Nullable<Binary>,
        present_supplier -> Nullable<Text>,
        owner_id -> Nullable<Binary>,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    company_domains (company_id, place) {
        company_id -> Binary,
        place -> Unsigned<SmallInt>,
        domain -> Text,
        released_at -> Nullable<Datetime>,
        living_domain -> Nullable<Text>,
    }
}

diesel::table! {
    contacts (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        external_id -> Nullable<Text>,
        honorific_prefix -> Nullable<Text>,
        given_name -> Nullable<Text>,
        middle_name -> Nullable<Text>,
        family_name -> Nullable<Text>,
        honorific_suffix -> Nullable<Text>,
        nickname -> Nullable<Text>,
        birth_date -> Nullable<Date>,
        gender -> Nullable<Text>,
        language -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        country -> Nullable<Text>,
        lifecycle_stage -> Text,
        life_stage -> Nullable<Text>,
        source -> Nullable<Text>,
        owner_id -> Nullable<Binary>,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    contact_emails (id) {
        id -> Binary,
        contact_id -> Binary,
        place -> Unsigned<SmallInt>,
        address -> Text,
        address_key -> Text,
        label -> Nullable<Text>,
        is_primary -> Bool,
        is_verified -> Bool,
        released_at -> Nullable<Datetime>,
        living_key -> Nullable<Text>,
    }
}

diesel::table! {
    contact_phones (id) {
        id -> Binary,
        contact_id -> Binary,
        place -> Unsigned<SmallInt>,
        number -> Text,
        extension -> Nullable<Text>,
        label -> Nullable<Text>,
        is_primary -> Bool,
        is_verified -> Bool,
    }
}

diesel::table! {
    contact_addresses (id) {
        id -> Binary,
        contact_id -> Binary,
        place -> Unsigned<SmallInt>,
        street -> Nullable<Text>,
        locality -> Nullable<Text>,
        region -> Nullable<Text>,
        postal_code -> Nullable<Text>,
        country -> Nullable<Text>,
        label -> Nullable<Text>,
        is_primary -> Bool,
        is_verified -> Bool,
    }
}

diesel::table! {
    contact_social_accounts (id) {
        id -> Binary,
        contact_id -> Binary,
        place -> Unsigned<SmallInt>,
        network -> Text,
        handle -> Text,
        is_primary -> Bool,
        is_verified -> Bool,
    }
}

diesel::table! {
    tags (id) {
        id -> Binary,
        name -> Text,
    }
}

diesel::table! {
    contact_tags (contact_id, tag_id) {
        contact_id -> Binary,
        tag_id -> Binary,
    }
}

diesel::table! {
    contact_traits (contact_id, kind, name) {
        contact_id -> Binary,
        kind -> Text,
        name -> Text,
        value -> Nullable<Text>,
    }
}

diesel::table! {
    households (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    household_members (contact_id) {
        contact_id -> Binary,
        household_id -> Binary,
        place -> Unsigned<SmallInt>,
        role -> Nullable<Text>,
    }
}

diesel::table! {
    affiliations (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        contact_id -> Binary,
        company_id -> Binary,
        role -> Nullable<Text>,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        is_primary -> Bool,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    interactions (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        contact_id -> Binary,
        kind -> Text,
        channel -> Nullable<Text>,
        direction -> Nullable<Text>,
        sentiment -> Nullable<Text>,
        subject -> Nullable<Text>,
        body -> Nullable<Text>,
        occurred_at -> Datetime,
        recorded_by -> Nullable<Binary>,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    customer_event_types (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        label -> Text,
        description -> Nullable<Text>,
        fields -> Text,
        retired_at -> Nullable<Datetime>,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    customer_events (id) {
        id -> Binary,
        type_id -> Binary,
        contact_id -> Binary,
        external_id -> Nullable<Text>,
        payload -> Text,
        occurred_at -> Datetime,
        recorded_by -> Nullable<Binary>,
        created_at -> Datetime,
    }
}

diesel::table! {
    search_postings (place, word, record_id) {
        place -> Unsigned<TinyInt>,
        word -> Text,
        record_id -> Binary,
        owner_id -> Nullable<Binary>,
    }
}

diesel::table! {
    search_records (record_id) {
        record_id -> Binary,
        is_company -> Bool,
        owner_id -> Nullable<Binary>,
        names -> Text,
        domains -> Text,
        emails -> Text,
        phones -> Text,
    }
}

diesel::table! {
    search_spellings (spelling, word) {
        spelling -> BigInt,
        word -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    users,
    api_keys,
    teams,
    team_members,
    companies,
    company_domains,
    contacts,
    contact_emails,
    contact_phones,
    contact_addresses,
    contact_social_accounts,
    tags,
    contact_tags,
    contact_traits,
    households,
    household_members,
    affiliations,
    interactions,
    customer_event_types,
    customer_events,
);
