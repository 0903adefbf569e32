-- What a product costs by a price book, in a currency.
CREATE TABLE prices (
    id BINARY(16) NOT NULL,
    price_book_id BINARY(16) NOT NULL,
    product_id BINARY(16) NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY prices_of_product (price_book_id, product_id, currency),
    KEY prices_by_book (price_book_id, id),
    KEY prices_by_product (product_id, price_book_id, currency),
    CONSTRAINT prices_price_book FOREIGN KEY (price_book_id) REFERENCES price_books (id) ON DELETE CASCADE,
    CONSTRAINT prices_product FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
