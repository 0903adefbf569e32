-- One row: up to which event the counters of snapshots are, whether they are made, and whether they are exact as of it.
-- `made_at` is where the log ended when they were made.
CREATE TABLE snapshot_progress (
    id TINYINT UNSIGNED NOT NULL,
    seq BIGINT UNSIGNED NOT NULL,
    is_filled BOOLEAN NOT NULL,
    is_exact BOOLEAN NOT NULL,
    made_at BIGINT UNSIGNED NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
