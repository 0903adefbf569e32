-- What is sold by a deal. A line keeps name, price and cost as they were when it was written, whatever becomes of the
-- product. `subtotal` is what is paid each time, `total` what the line adds to the deal; all in the deal's currency.
CREATE TABLE deal_lines (
    deal_id BINARY(16) NOT NULL,
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
    total BIGINT NOT NULL,
    PRIMARY KEY (deal_id, place),
    KEY deal_lines_by_product (product_id, deal_id),
    CONSTRAINT deal_lines_deal FOREIGN KEY (deal_id) REFERENCES deals (id) ON DELETE CASCADE,
    CONSTRAINT deal_lines_product FOREIGN KEY (product_id) REFERENCES products (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
