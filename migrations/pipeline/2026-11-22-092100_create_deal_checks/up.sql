-- What was checked of a deal. The label stays as it was then.
CREATE TABLE deal_checks (
    deal_id BINARY(16) NOT NULL,
    item_id BINARY(16) NOT NULL,
    label VARCHAR(200) NOT NULL,
    checked_by BINARY(16) NOT NULL,
    checked_at DATETIME(6) NOT NULL,
    PRIMARY KEY (deal_id, item_id),
    CONSTRAINT deal_checks_deal FOREIGN KEY (deal_id) REFERENCES deals (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
