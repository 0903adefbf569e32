-- Each stay of a deal in a stage, with the amount that the deal had when it left, or has now. `until` is the end of time
-- while the deal is there: one range of an index then holds what was there at a moment. A deal is in one stage at most.
CREATE TABLE deal_stays (
    id BINARY(16) NOT NULL,
    deal_id BINARY(16) NOT NULL,
    pipeline_id BINARY(16) NOT NULL,
    stage_id BINARY(16) NOT NULL,
    entered_at DATETIME(6) NOT NULL,
    left_at DATETIME(6) NULL,
    amount BIGINT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
    until DATETIME(6) GENERATED ALWAYS AS (IF(left_at IS NULL, '9999-12-31 23:59:59', left_at)) STORED,
    is_present TINYINT UNSIGNED GENERATED ALWAYS AS (IF(left_at IS NULL, 1, NULL)) STORED,
    PRIMARY KEY (id),
    UNIQUE KEY deal_stays_present (deal_id, is_present),
    KEY deal_stays_by_deal (deal_id, entered_at, id),
    KEY deal_stays_at_a_moment (pipeline_id, until, entered_at, stage_id, currency, amount),
    CONSTRAINT deal_stays_deal FOREIGN KEY (deal_id) REFERENCES deals (id) ON DELETE CASCADE,
    CONSTRAINT deal_stays_pipeline FOREIGN KEY (pipeline_id) REFERENCES pipelines (id),
    CONSTRAINT deal_stays_stage FOREIGN KEY (stage_id) REFERENCES pipeline_stages (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
