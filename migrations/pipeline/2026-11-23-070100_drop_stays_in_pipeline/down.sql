ALTER TABLE deal_stays
    ADD KEY deal_stays_in_pipeline (pipeline_id, deal_id, entered_at, stage_id)
