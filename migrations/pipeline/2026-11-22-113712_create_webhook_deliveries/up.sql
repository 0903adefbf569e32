-- What webhooks are told, and how that fares. Of each deal one is due at a time, so that they come in order: `due_at` is NULL
-- for those behind it. Whoever sends one holds it until `due_at`.
CREATE TABLE webhook_deliveries (
    id BINARY(16) NOT NULL,
    webhook_id BINARY(16) NOT NULL,
    seq BIGINT UNSIGNED NOT NULL,
    deal_id BINARY(16) NOT NULL,
    event_type VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    body LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    attempts INT UNSIGNED NOT NULL,
    due_at DATETIME(6) NULL,
    holder BINARY(16) NULL,
    last_status SMALLINT UNSIGNED NULL,
    last_error VARCHAR(500) NULL,
    last_attempt_at DATETIME(6) NULL,
    delivered_at DATETIME(6) NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY webhook_deliveries_event (webhook_id, seq),
    KEY webhook_deliveries_due (status, due_at),
    KEY webhook_deliveries_age (status, created_at),
    KEY webhook_deliveries_order (webhook_id, deal_id, status, seq),
    KEY webhook_deliveries_status (webhook_id, status, seq),
    KEY webhook_deliveries_deal (deal_id, seq),
    CONSTRAINT webhook_deliveries_webhook FOREIGN KEY (webhook_id) REFERENCES webhooks (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
