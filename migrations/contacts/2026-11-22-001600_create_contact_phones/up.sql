CREATE TABLE contact_phones (
    id BINARY(16) NOT NULL,
    contact_id BINARY(16) NOT NULL,
    place SMALLINT UNSIGNED NOT NULL,
    number VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    extension VARCHAR(11) CHARACTER SET ascii COLLATE ascii_bin NULL,
    label VARCHAR(50) NULL,
    is_primary BOOLEAN NOT NULL,
    is_verified BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    KEY contact_phones_contact (contact_id, place),
    KEY contact_phones_number (number),
    CONSTRAINT contact_phones_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
