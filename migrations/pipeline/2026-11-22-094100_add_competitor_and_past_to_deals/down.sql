ALTER TABLE deals DROP FOREIGN KEY deals_competitor, DROP KEY deals_by_competitor, DROP COLUMN competitor_id, DROP COLUMN proposed_kind, DROP COLUMN last_won_at
