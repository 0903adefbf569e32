-- What was bought. A line keeps name and price as they were; `net` and `tax` are each rounded once, in the order's currency.
CREATE TABLE order_lines (
    order_id BINARY(16) NOT NULL,
    place INT UNSIGNED NOT NULL,
    product_id BINARY(16) NULL,
    name VARCHAR(200) NOT NULL,
    quantity INT UNSIGNED NOT NULL,
    unit_price BIGINT NOT NULL,
    discount INT UNSIGNED NOT NULL,
    payments INT UNSIGNED NOT NULL,
    tax_rate INT UNSIGNED NOT NULL,
    is_free_sample BOOLEAN NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    net BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    PRIMARY KEY (order_id, place),
    KEY order_lines_by_product (product_id, order_id),
    CONSTRAINT order_lines_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
    CONSTRAINT order_lines_product FOREIGN KEY (product_id) REFERENCES products (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
