CREATE TABLE contact_addresses (
    id BINARY(16) NOT NULL,
    contact_id BINARY(16) NOT NULL,
    place SMALLINT UNSIGNED NOT NULL,
    street VARCHAR(300) NULL,
    locality VARCHAR(100) NULL,
    region VARCHAR(100) NULL,
    postal_code VARCHAR(20) NULL,
    country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
    label VARCHAR(50) NULL,
    is_primary BOOLEAN NOT NULL,
    is_verified BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    KEY contact_addresses_contact (contact_id, place),
    CONSTRAINT contact_addresses_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
