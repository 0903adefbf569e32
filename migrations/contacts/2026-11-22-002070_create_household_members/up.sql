-- A person lives in one household at most.
CREATE TABLE household_members (
    contact_id BINARY(16) NOT NULL,
    household_id BINARY(16) NOT NULL,
    place SMALLINT UNSIGNED NOT NULL,
    role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
    PRIMARY KEY (contact_id),
    KEY household_members_household (household_id, place),
    CONSTRAINT household_members_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE,
    CONSTRAINT household_members_household FOREIGN KEY (household_id) REFERENCES households (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
