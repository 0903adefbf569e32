-- What a forecast reads of every stay stands in the keys: which deal it is of, and into which stage the next stay is. Without, each
-- stay is looked up as a row: of 200,000 deals 8 s instead of 0.3.
ALTER TABLE deal_stays
    DROP KEY deal_stays_at_a_moment,
    ADD KEY deal_stays_at_a_moment (pipeline_id, until, entered_at, stage_id, currency, amount, deal_id),
    DROP KEY deal_stays_by_deal,
    ADD KEY deal_stays_by_deal (deal_id, entered_at, id, stage_id)
