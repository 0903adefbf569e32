ALTER TABLE deal_stays
    DROP KEY deal_stays_at_a_moment,
    ADD KEY deal_stays_at_a_moment (pipeline_id, until, entered_at, stage_id, currency, amount),
    DROP KEY deal_stays_by_deal,
    ADD KEY deal_stays_by_deal (deal_id, entered_at, id)
