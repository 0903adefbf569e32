-- For whom a price book is and when, where it is not chosen by hand, and which of two comes first.
ALTER TABLE price_books
    ADD COLUMN is_automatic BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN priority INT NOT NULL DEFAULT 0,
    ADD COLUMN valid_from DATE NULL,
    ADD COLUMN valid_until DATE NULL,
    ADD COLUMN customer_tag VARCHAR(50) NULL,
    ADD COLUMN customer_country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD COLUMN customer_industry VARCHAR(100) NULL
