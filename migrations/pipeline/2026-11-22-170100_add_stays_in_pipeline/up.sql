-- The stays of each deal in a pipeline, one deal after the other: a funnel follows every deal in one pass over it.
ALTER TABLE deal_stays
    ADD KEY deal_stays_in_pipeline (pipeline_id, deal_id, entered_at, stage_id)
