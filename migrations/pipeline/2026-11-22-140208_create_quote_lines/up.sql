-- What a quote offers: the lines of its deal as they were, each with its tax.
CREATE TABLE quote_lines (
    quote_id BINARY(16) NOT NULL,
    place INT UNSIGNED NOT NULL,
    product_id BINARY(16) NULL,
    name VARCHAR(200) NOT NULL,
    quantity INT UNSIGNED NOT NULL,
    unit_price BIGINT NOT NULL,
    unit_cost BIGINT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    discount INT UNSIGNED NOT NULL,
    billing VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payments INT UNSIGNED NOT NULL,
    subtotal BIGINT NOT NULL,
    net BIGINT NOT NULL,
    tax_rate INT UNSIGNED NOT NULL,
    tax BIGINT NOT NULL,
    PRIMARY KEY (quote_id, place),
    CONSTRAINT quote_lines_quote FOREIGN KEY (quote_id) REFERENCES quotes (id) ON DELETE CASCADE,
    CONSTRAINT quote_lines_product FOREIGN KEY (product_id) REFERENCES products (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
