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
        name -> Text,
        domain -> Nullable<Text>,
        industry -> Nullable<Text>,
        employees -> Nullable<Unsigned<Integer>>,
        country -> Nullable<Text>,
        owner_id -> Nullable<Binary>,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    contacts (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        honorific_prefix -> Nullable<Text>,
        given_name -> Nullable<Text>,
        middle_name -> Nullable<Text>,
        family_name -> Nullable<Text>,
        honorific_suffix -> Nullable<Text>,
        nickname -> Nullable<Text>,
        language -> Nullable<Text>,
        country -> Nullable<Text>,
        lifecycle_stage -> Text,
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
        label -> Nullable<Text>,
        is_primary -> Bool,
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
    }
}

diesel::table! {
    contact_social_accounts (id) {
        id -> Binary,
        contact_id -> Binary,
        place -> Unsigned<SmallInt>,
        network -> Text,
        handle -> Text,
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
        subject -> Nullable<Text>,
        body -> Nullable<Text>,
        occurred_at -> Datetime,
        recorded_by -> Nullable<Binary>,
        created_at -> Datetime,
        updated_at -> Datetime,
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
    teams,
    team_members,
    companies,
    contacts,
    contact_emails,
    contact_phones,
    contact_addresses,
    contact_social_accounts,
    tags,
    contact_tags,
    affiliations,
    interactions,
);
