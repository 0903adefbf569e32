-- Whether the amount was said by hand or follows from the lines; and what the lines bring in a year while they run.
ALTER TABLE deals
    ADD COLUMN amount_source VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'HAND' AFTER currency,
    ADD COLUMN recurring BIGINT NULL AFTER amount_source
