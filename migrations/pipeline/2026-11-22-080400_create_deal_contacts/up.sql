CREATE TABLE deal_contacts (
    deal_id BINARY(16) NOT NULL,
    contact_id BINARY(16) NOT NULL,
    place INT UNSIGNED NOT NULL,
    role VARCHAR(100) NULL,
    PRIMARY KEY (deal_id, contact_id),
    KEY deal_contacts_by_contact (contact_id, deal_id),
    CONSTRAINT deal_contacts_deal FOREIGN KEY (deal_id) REFERENCES deals (id) ON DELETE CASCADE,
    CONSTRAINT deal_contacts_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
