-- What is known of each deal as of the last event that was counted for snapshots: an event tells only what changed. Kept by
-- who follows the log, so that it refers to nothing.
CREATE TABLE snapshot_deals (
    deal_id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL,
    pipeline_id BINARY(16) NOT NULL,
    stage_id BINARY(16) NOT NULL,
    status VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    owner_id BINARY(16) NULL,
    company_id BINARY(16) NULL,
    contact_id BINARY(16) NULL,
    amount BIGINT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
    is_living BOOLEAN NOT NULL,
    PRIMARY KEY (deal_id),
    KEY snapshot_deals_by_company (company_id),
    KEY snapshot_deals_by_contact (contact_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
