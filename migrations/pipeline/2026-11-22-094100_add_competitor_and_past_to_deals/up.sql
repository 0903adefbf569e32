-- Against whom a deal was won or lost; and what was proposed of its kind, for the customer had last bought then.
ALTER TABLE deals
    ADD COLUMN competitor_id BINARY(16) NULL AFTER competitor,
    ADD COLUMN proposed_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD COLUMN last_won_at DATETIME(6) NULL,
    ADD KEY deals_by_competitor (competitor_id, living, status, currency, amount),
    ADD CONSTRAINT deals_competitor FOREIGN KEY (competitor_id) REFERENCES competitors (id)
