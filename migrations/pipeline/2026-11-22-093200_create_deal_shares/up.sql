-- What a partner sees: a deal, and of it these fields, by commas, besides those that everybody sees who sees the deal.
CREATE TABLE deal_shares (
    partner_id BINARY(16) NOT NULL,
    deal_id BINARY(16) NOT NULL,
    fields VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    shared_by BINARY(16) NOT NULL,
    shared_at DATETIME(6) NOT NULL,
    PRIMARY KEY (partner_id, deal_id),
    KEY deal_shares_by_deal (deal_id, partner_id),
    CONSTRAINT deal_shares_partner FOREIGN KEY (partner_id) REFERENCES partners (id) ON DELETE CASCADE,
    CONSTRAINT deal_shares_deal FOREIGN KEY (deal_id) REFERENCES deals (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
