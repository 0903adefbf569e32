CREATE TABLE contact_social_accounts (
    id BINARY(16) NOT NULL,
    contact_id BINARY(16) NOT NULL,
    place SMALLINT UNSIGNED NOT NULL,
    network VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    handle VARCHAR(200) NOT NULL,
    is_primary BOOLEAN NOT NULL,
    is_verified BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    KEY contact_social_accounts_contact (contact_id, place),
    CONSTRAINT contact_social_accounts_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
