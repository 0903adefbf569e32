-- A person's role at a company over a time. `primary_of` makes one affiliation of a person the primary one.
CREATE TABLE affiliations (
    id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    contact_id BINARY(16) NOT NULL,
    company_id BINARY(16) NOT NULL,
    role VARCHAR(100) NULL,
    starts_on DATE NULL,
    ends_on DATE NULL,
    is_primary BOOLEAN NOT NULL,
    primary_of BINARY(16) GENERATED ALWAYS AS (IF(is_primary, contact_id, NULL)) STORED,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY affiliations_primary (primary_of),
    KEY affiliations_contact (contact_id, id),
    KEY affiliations_company (company_id, id),
    KEY affiliations_company_contact (company_id, contact_id, id),
    CONSTRAINT affiliations_contact FOREIGN KEY (contact_id) REFERENCES contacts (id),
    CONSTRAINT affiliations_company FOREIGN KEY (company_id) REFERENCES companies (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
