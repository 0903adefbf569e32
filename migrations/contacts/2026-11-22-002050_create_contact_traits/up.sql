-- Interests, needs and preferences: what is known of a person in words. Only a preference has a value.
CREATE TABLE contact_traits (
    contact_id BINARY(16) NOT NULL,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name VARCHAR(100) NOT NULL,
    value VARCHAR(300) NULL,
    PRIMARY KEY (contact_id, kind, name),
    KEY contact_traits_name (kind, name, contact_id),
    CONSTRAINT contact_traits_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
