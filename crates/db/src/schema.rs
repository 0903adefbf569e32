//! The tables that every module shares.
#![allow(missing_docs, reason = "the columns are documented in migrations/core")]

diesel::table! {
    events (position) {
        position -> Unsigned<BigInt>,
        seq -> Nullable<Unsigned<BigInt>>,
        id -> Binary,
        kind -> Text,
        schema_version -> Unsigned<SmallInt>,
        record_type -> Text,
        record_id -> Binary,
        record_version -> Unsigned<Integer>,
        actor_id -> Binary,
        actor_role -> Text,
        transaction_id -> Binary,
        cause -> Text,
        changes -> Text,
        occurred_at -> Datetime,
        api_key_id -> Nullable<Binary>,
    }
}

diesel::table! {
    event_personal_data (event_id) {
        event_id -> Binary,
        subject_id -> Binary,
        changes -> Text,
    }
}

diesel::table! {
    event_sequence (id) {
        id -> Unsigned<TinyInt>,
        last_seq -> Unsigned<BigInt>,
        removed_seq -> Unsigned<BigInt>,
    }
}

diesel::table! {
    event_readers (name) {
        name -> Text,
        seq -> Unsigned<BigInt>,
    }
}

diesel::table! {
    leases (name) {
        name -> Text,
        holder -> Binary,
        held_until -> Datetime,
    }
}

diesel::table! {
    idempotency_keys (actor, idempotency_key) {
        actor -> Text,
        idempotency_key -> Text,
        body_hash -> Binary,
        outcome -> Text,
        response -> Nullable<Text>,
        subject_id -> Nullable<Binary>,
        created_at -> Datetime,
    }
}

diesel::allow_tables_to_appear_in_same_query!(events, event_personal_data);
