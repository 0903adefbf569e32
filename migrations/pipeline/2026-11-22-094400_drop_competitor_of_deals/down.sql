ALTER TABLE deals ADD COLUMN competitor VARCHAR(200) NULL AFTER loss_reason
