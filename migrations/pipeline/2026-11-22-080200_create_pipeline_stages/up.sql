-- A stage is never removed: deals were in it. What is retired takes no more.
CREATE TABLE pipeline_stages (
    id BINARY(16) NOT NULL,
    pipeline_id BINARY(16) NOT NULL,
    place INT UNSIGNED NOT NULL,
    name VARCHAR(100) NOT NULL,
    probability INT UNSIGNED NOT NULL,
    kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    age_limit_days INT UNSIGNED NULL,
    retired_at DATETIME(6) NULL,
    PRIMARY KEY (id),
    KEY pipeline_stages_by_pipeline (pipeline_id, place, id),
    CONSTRAINT pipeline_stages_pipeline FOREIGN KEY (pipeline_id) REFERENCES pipelines (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
