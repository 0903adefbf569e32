-- For what people and leads get points. `conditions` is JSON of this program: what the rule looks at.
CREATE TABLE scoring_rules (
    id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    name VARCHAR(200) NOT NULL,
    looks_at VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    conditions LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    points INT NOT NULL,
    half_life_days INT UNSIGNED NULL,
    is_active BOOLEAN NOT NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    KEY scoring_rules_by_name (name, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
