-- When an open deal has been in its stage for too long; NULL where the stage has no limit.
ALTER TABLE deals ADD COLUMN stale_at DATETIME(6) NULL, ADD KEY deals_by_stale_at (living, stale_at, id)
