ALTER TABLE deals DROP COLUMN amount_source, DROP COLUMN recurring
