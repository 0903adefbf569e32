ALTER TABLE deals DROP COLUMN competitor
