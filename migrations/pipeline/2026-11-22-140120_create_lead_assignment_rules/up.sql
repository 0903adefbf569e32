-- Who looks after leads for which nobody was named. `turn` is whose turn it is, counted up for ever: the row is locked while
-- one is chosen, so that each gets as many as the next however many come at once.
CREATE TABLE lead_assignment_rules (
    id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    name VARCHAR(200) NOT NULL,
    priority INT UNSIGNED NOT NULL,
    is_active BOOLEAN NOT NULL,
    method VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    countries LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    regions LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    sources LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    turn BIGINT UNSIGNED NOT NULL DEFAULT 0,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    KEY lead_assignment_rules_by_priority (priority, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
