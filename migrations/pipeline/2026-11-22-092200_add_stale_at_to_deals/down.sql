ALTER TABLE deals DROP KEY deals_by_stale_at, DROP COLUMN stale_at
