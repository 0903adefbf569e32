-- The stays that began in a period, for funnels and durations: each cohort is one range.
ALTER TABLE deal_stays
    ADD KEY deal_stays_by_entry (pipeline_id, entered_at, stage_id, deal_id, until)
