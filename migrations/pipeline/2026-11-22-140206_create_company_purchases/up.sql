-- What each customer bought, by currency: kept current by whatever writes orders, in the same transaction.
CREATE TABLE company_purchases (
    company_id BINARY(16) NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    orders BIGINT NOT NULL,
    ordered BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    first_order_at DATETIME(6) NULL,
    last_order_at DATETIME(6) NULL,
    PRIMARY KEY (company_id, currency),
    CONSTRAINT company_purchases_company FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
