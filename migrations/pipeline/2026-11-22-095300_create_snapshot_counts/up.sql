-- How many deals are in a stage, and what they are worth, for everybody (an owner of zeros) and for who looks after them. The
-- currency is empty for deals without an amount.
CREATE TABLE snapshot_counts (
    pipeline_id BINARY(16) NOT NULL,
    owner_id BINARY(16) NOT NULL,
    stage_id BINARY(16) NOT NULL,
    currency VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    deals BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (pipeline_id, owner_id, stage_id, currency)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
