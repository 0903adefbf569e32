CREATE TABLE interactions (
    id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    contact_id BINARY(16) NOT NULL,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    channel VARCHAR(50) NULL,
    direction VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
    sentiment VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
    subject VARCHAR(300) NULL,
    body TEXT NULL,
    occurred_at DATETIME(6) NOT NULL,
    recorded_by BINARY(16) NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    KEY interactions_contact (contact_id, occurred_at, id),
    CONSTRAINT interactions_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
