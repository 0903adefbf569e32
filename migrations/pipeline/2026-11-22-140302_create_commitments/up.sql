-- What was promised to customers. Whether one is broken follows from the clock: nothing is written when its time has passed.
CREATE TABLE commitments (
    id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    promise VARCHAR(500) NOT NULL,
    contact_id BINARY(16) NULL,
    company_id BINARY(16) NULL,
    owner_id BINARY(16) NULL,
    due_at DATETIME(6) NOT NULL,
    kept_at DATETIME(6) NULL,
    withdrawn_at DATETIME(6) NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    KEY commitments_by_due_at (due_at, id),
    KEY commitments_by_owner (owner_id, due_at, id),
    KEY commitments_by_contact (contact_id, due_at, id),
    KEY commitments_by_company (company_id, due_at, id),
    CONSTRAINT commitments_owner FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT commitments_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE,
    CONSTRAINT commitments_company FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE SET NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
