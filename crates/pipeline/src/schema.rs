//! The module's tables.
#![allow(missing_docs, reason = "the columns are documented in migrations/pipeline")]

diesel::table! {
    pipelines (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    pipeline_stages (id) {
        id -> Binary,
        pipeline_id -> Binary,
        place -> Unsigned<Integer>,
        name -> Text,
        probability -> Unsigned<Integer>,
        kind -> Text,
        age_limit_days -> Nullable<Unsigned<Integer>>,
        retired_at -> Nullable<Datetime>,
        gates -> Nullable<Text>,
    }
}

diesel::table! {
    deals (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        external_id -> Nullable<Text>,
        title -> Text,
        company_id -> Nullable<Binary>,
        owner_id -> Nullable<Binary>,
        amount -> Nullable<BigInt>,
        currency -> Nullable<Text>,
        amount_source -> Text,
        recurring -> Nullable<BigInt>,
        expected_close_on -> Nullable<Date>,
        kind -> Text,
        pipeline_id -> Binary,
        stage_id -> Binary,
        status -> Text,
        closed_at -> Nullable<Datetime>,
        loss_reason -> Nullable<Text>,
        competitor_id -> Nullable<Binary>,
        proposed_kind -> Nullable<Text>,
        last_won_at -> Nullable<Datetime>,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    deal_contacts (deal_id, contact_id) {
        deal_id -> Binary,
        contact_id -> Binary,
        place -> Unsigned<Integer>,
        role -> Nullable<Text>,
    }
}

diesel::table! {
    deal_stays (id) {
        id -> Binary,
        deal_id -> Binary,
        pipeline_id -> Binary,
        stage_id -> Binary,
        entered_at -> Datetime,
        left_at -> Nullable<Datetime>,
        amount -> Nullable<BigInt>,
        currency -> Nullable<Text>,
    }
}

diesel::table! {
    deal_lines (deal_id, place) {
        deal_id -> Binary,
        place -> Unsigned<Integer>,
        product_id -> Nullable<Binary>,
        name -> Text,
        quantity -> Unsigned<Integer>,
        unit_price -> BigInt,
        unit_cost -> Nullable<BigInt>,
        currency -> Text,
        discount -> Unsigned<Integer>,
        billing -> Text,
        payments -> Unsigned<Integer>,
        subtotal -> BigInt,
        total -> BigInt,
    }
}

diesel::table! {
    deal_checks (deal_id, item_id) {
        deal_id -> Binary,
        item_id -> Binary,
        label -> Text,
        checked_by -> Binary,
        checked_at -> Datetime,
    }
}

diesel::table! {
    partners (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    partner_users (user_id, partner_id) {
        user_id -> Binary,
        partner_id -> Binary,
    }
}

diesel::table! {
    deal_shares (partner_id, deal_id) {
        partner_id -> Binary,
        deal_id -> Binary,
        fields -> Text,
        shared_by -> Binary,
        shared_at -> Datetime,
    }
}

diesel::table! {
    competitors (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    products (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        external_id -> Nullable<Text>,
        code -> Nullable<Text>,
        name -> Text,
        series -> Nullable<Text>,
        description -> Nullable<Text>,
        billing -> Text,
        price -> Nullable<BigInt>,
        price_currency -> Nullable<Text>,
        cost -> Nullable<BigInt>,
        cost_currency -> Nullable<Text>,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    price_books (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        is_automatic -> Bool,
        priority -> Integer,
        valid_from -> Nullable<Date>,
        valid_until -> Nullable<Date>,
        customer_tag -> Nullable<Text>,
        customer_country -> Nullable<Text>,
        customer_industry -> Nullable<Text>,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    prices (id) {
        id -> Binary,
        price_book_id -> Binary,
        product_id -> Binary,
        currency -> Text,
        amount -> BigInt,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        url -> Text,
        event_types -> Nullable<Text>,
        filter -> Nullable<Text>,
        is_active -> Bool,
        user_id -> Binary,
        role -> Text,
        api_key_id -> Nullable<Binary>,
        created_by -> Binary,
        secret -> Binary,
        old_secret -> Nullable<Binary>,
        old_secret_until -> Nullable<Datetime>,
        from_seq -> Unsigned<BigInt>,
        problem -> Nullable<Text>,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> Binary,
        webhook_id -> Binary,
        seq -> Unsigned<BigInt>,
        deal_id -> Binary,
        event_type -> Text,
        body -> Text,
        status -> Text,
        attempts -> Unsigned<Integer>,
        due_at -> Nullable<Datetime>,
        holder -> Nullable<Binary>,
        last_status -> Nullable<Unsigned<SmallInt>>,
        last_error -> Nullable<Text>,
        last_attempt_at -> Nullable<Datetime>,
        delivered_at -> Nullable<Datetime>,
        created_at -> Datetime,
    }
}

diesel::table! {
    orders (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        external_id -> Nullable<Text>,
        placed_hash -> Nullable<Binary>,
        contact_id -> Nullable<Binary>,
        company_id -> Nullable<Binary>,
        deal_id -> Nullable<Binary>,
        owner_id -> Nullable<Binary>,
        status -> Text,
        is_free_sample -> Bool,
        currency -> Text,
        net -> BigInt,
        tax -> BigInt,
        total -> BigInt,
        paid -> BigInt,
        refunded -> BigInt,
        placed_at -> Datetime,
        due_at -> Nullable<Datetime>,
        note -> Nullable<Text>,
        cancelled_at -> Nullable<Datetime>,
        cancel_reason -> Nullable<Text>,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    order_lines (order_id, place) {
        order_id -> Binary,
        place -> Unsigned<Integer>,
        product_id -> Nullable<Binary>,
        name -> Text,
        quantity -> Unsigned<Integer>,
        unit_price -> BigInt,
        discount -> Unsigned<Integer>,
        payments -> Unsigned<Integer>,
        tax_rate -> Unsigned<Integer>,
        is_free_sample -> Bool,
        currency -> Text,
        net -> BigInt,
        tax -> BigInt,
    }
}

diesel::table! {
    payments (id) {
        id -> Binary,
        order_id -> Binary,
        external_id -> Nullable<Text>,
        amount -> BigInt,
        currency -> Text,
        received_at -> Datetime,
        method -> Nullable<Text>,
        recorded_by -> Binary,
        created_at -> Datetime,
    }
}

diesel::table! {
    refunds (id) {
        id -> Binary,
        order_id -> Binary,
        external_id -> Nullable<Text>,
        amount -> BigInt,
        currency -> Text,
        refunded_at -> Datetime,
        reason -> Nullable<Text>,
        recorded_by -> Binary,
        created_at -> Datetime,
    }
}

diesel::table! {
    quotes (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        number -> Text,
        revision -> Unsigned<Integer>,
        deal_id -> Binary,
        contact_id -> Nullable<Binary>,
        company_id -> Nullable<Binary>,
        status -> Text,
        currency -> Text,
        net -> BigInt,
        tax -> BigInt,
        total -> BigInt,
        valid_until -> Datetime,
        terms -> Nullable<Text>,
        sent_at -> Nullable<Datetime>,
        decided_at -> Nullable<Datetime>,
        decline_reason -> Nullable<Text>,
        order_id -> Nullable<Binary>,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    quote_lines (quote_id, place) {
        quote_id -> Binary,
        place -> Unsigned<Integer>,
        product_id -> Nullable<Binary>,
        name -> Text,
        quantity -> Unsigned<Integer>,
        unit_price -> BigInt,
        unit_cost -> Nullable<BigInt>,
        currency -> Text,
        discount -> Unsigned<Integer>,
        billing -> Text,
        payments -> Unsigned<Integer>,
        subtotal -> BigInt,
        net -> BigInt,
        tax_rate -> Unsigned<Integer>,
        tax -> BigInt,
    }
}

diesel::table! {
    quote_numbers (year) {
        year -> Unsigned<Integer>,
        last -> Unsigned<Integer>,
    }
}

diesel::table! {
    leads (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        honorific_prefix -> Nullable<Text>,
        given_name -> Nullable<Text>,
        middle_name -> Nullable<Text>,
        family_name -> Nullable<Text>,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        phone -> Nullable<Text>,
        company_name -> Nullable<Text>,
        job_title -> Nullable<Text>,
        country -> Nullable<Text>,
        region -> Nullable<Text>,
        source -> Nullable<Text>,
        campaign -> Nullable<Text>,
        status -> Text,
        reason -> Nullable<Text>,
        notes -> Nullable<Text>,
        owner_id -> Nullable<Binary>,
        captures -> Unsigned<Integer>,
        last_captured_at -> Nullable<Datetime>,
        converted_at -> Nullable<Datetime>,
        contact_id -> Nullable<Binary>,
        company_id -> Nullable<Binary>,
        deal_id -> Nullable<Binary>,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    lead_assignment_rules (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        priority -> Unsigned<Integer>,
        is_active -> Bool,
        method -> Text,
        countries -> Nullable<Text>,
        regions -> Nullable<Text>,
        sources -> Nullable<Text>,
        turn -> Unsigned<BigInt>,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    lead_assignment_members (rule_id, place) {
        rule_id -> Binary,
        place -> Unsigned<SmallInt>,
        user_id -> Binary,
    }
}

diesel::table! {
    scoring_models (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        pipeline_id -> Binary,
        train_before -> Datetime,
        test_before -> Nullable<Datetime>,
        retrain_days -> Nullable<Unsigned<Integer>>,
        parameters -> Text,
        quality -> Nullable<Text>,
        created_at -> Datetime,
    }
}

diesel::table! {
    scoring_held_out (model_id, deal_id) {
        model_id -> Binary,
        deal_id -> Binary,
        probability -> Double,
        is_won -> Bool,
    }
}

diesel::table! {
    scoring_rules (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        looks_at -> Text,
        conditions -> Text,
        points -> Integer,
        half_life_days -> Nullable<Unsigned<Integer>>,
        is_active -> Bool,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    ideal_customer_profiles (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        is_learned -> Bool,
        parts -> Text,
        created_at -> Datetime,
    }
}

diesel::table! {
    deal_scores (deal_id, scored_at, model_id) {
        deal_id -> Binary,
        scored_at -> Datetime,
        model_id -> Binary,
        probability -> Double,
    }
}

diesel::allow_tables_to_appear_in_same_query!(deal_stays, pipeline_stages);
diesel::allow_tables_to_appear_in_same_query!(price_books, prices);
diesel::allow_tables_to_appear_in_same_query!(deal_shares, partners);

diesel::table! {
    tasks (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        kind -> Text,
        title -> Text,
        description -> Nullable<Text>,
        priority -> Unsigned<TinyInt>,
        due_at -> Nullable<Datetime>,
        remind_at -> Nullable<Datetime>,
        owner_id -> Nullable<Binary>,
        contact_id -> Nullable<Binary>,
        company_id -> Nullable<Binary>,
        deal_id -> Nullable<Binary>,
        status -> Text,
        result -> Nullable<Text>,
        completed_at -> Nullable<Datetime>,
        reminded_at -> Nullable<Datetime>,
        due_told_at -> Nullable<Datetime>,
        alarm_at -> Nullable<Datetime>,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
        cadence_run_id -> Nullable<Binary>,
        cadence_step -> Nullable<Unsigned<Integer>>,
    }
}

diesel::table! {
    commitments (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        promise -> Text,
        contact_id -> Nullable<Binary>,
        company_id -> Nullable<Binary>,
        owner_id -> Nullable<Binary>,
        due_at -> Datetime,
        kept_at -> Nullable<Datetime>,
        withdrawn_at -> Nullable<Datetime>,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    quotas (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        owner_id -> Nullable<Binary>,
        pipeline_id -> Nullable<Binary>,
        unit -> Text,
        starts_on -> Date,
        currency -> Text,
        amount -> BigInt,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    forecast_snapshots (id) {
        id -> Binary,
        pipeline_id -> Binary,
        owner_id -> Nullable<Binary>,
        taken_on -> Date,
        unit -> Text,
        starts_on -> Date,
        ends_before -> Date,
        currency -> Text,
        open_deals -> Unsigned<Integer>,
        won -> BigInt,
        weighted -> BigInt,
        p10 -> BigInt,
        p50 -> BigInt,
        p90 -> BigInt,
        mean -> BigInt,
    }
}

diesel::table! {
    forecast_snapshot_deals (pipeline_id, taken_on, deal_id) {
        pipeline_id -> Binary,
        taken_on -> Date,
        deal_id -> Binary,
        ends_before -> Date,
        probability -> Double,
    }
}

diesel::table! {
    forecast_days (pipeline_id, taken_on) {
        pipeline_id -> Binary,
        taken_on -> Date,
        taken_at -> Datetime,
    }
}

diesel::table! {
    holiday_calendars (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        created_at -> Datetime,
        updated_at -> Datetime,
    }
}

diesel::table! {
    holidays (calendar_id, day) {
        calendar_id -> Binary,
        day -> Date,
        name -> Nullable<Text>,
    }
}

diesel::table! {
    cadences (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        name -> Text,
        time_zone -> Text,
        calendar_id -> Nullable<Binary>,
        steps -> Text,
        created_at -> Datetime,
        updated_at -> Datetime,
        deleted_at -> Nullable<Datetime>,
    }
}

diesel::table! {
    cadence_runs (id) {
        id -> Binary,
        version -> Unsigned<Integer>,
        cadence_id -> Binary,
        contact_id -> Nullable<Binary>,
        deal_id -> Nullable<Binary>,
        subject_id -> Binary,
        stage_id -> Nullable<Binary>,
        owner_id -> Nullable<Binary>,
        time_zone -> Text,
        status -> Text,
        reason -> Nullable<Text>,
        next_step -> Unsigned<Integer>,
        wake_at -> Nullable<Datetime>,
        next_at -> Nullable<Datetime>,
        started_at -> Datetime,
        ended_at -> Nullable<Datetime>,
    }
}
