ALTER TABLE deal_stays DROP KEY deal_stays_in_pipeline
