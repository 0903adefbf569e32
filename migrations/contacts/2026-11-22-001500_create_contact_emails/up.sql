-- `address_key` is the normalised address that makes two spellings one; unique among living contacts, as
-- `released_at` is set together with the contact's deletion.
CREATE TABLE contact_emails (
    id BINARY(16) NOT NULL,
    contact_id BINARY(16) NOT NULL,
    place SMALLINT UNSIGNED NOT NULL,
    address VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    address_key VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    label VARCHAR(50) NULL,
    is_primary BOOLEAN NOT NULL,
    is_verified BOOLEAN NOT NULL,
    released_at DATETIME(6) NULL,
    living_key VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin GENERATED ALWAYS AS (IF(released_at IS NULL, address_key, NULL)) STORED,
    PRIMARY KEY (id),
    UNIQUE KEY contact_emails_living_key (living_key),
    KEY contact_emails_contact (contact_id, place),
    CONSTRAINT contact_emails_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
