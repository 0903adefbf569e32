-- What each customer bought, by currency: kept current by whatever writes orders, in the same transaction.
CREATE TABLE contact_purchases (
    contact_id BINARY(16) NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    orders BIGINT NOT NULL,
    ordered BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    first_order_at DATETIME(6) NULL,
    last_order_at DATETIME(6) NULL,
    PRIMARY KEY (contact_id, currency),
    CONSTRAINT contact_purchases_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
