-- What is to be won: by an owner, in a pipeline, or by all, in a month, quarter or year. Unique by what is the same; of those
-- without an owner or a pipeline there is one too, which a key over NULL would not see.
CREATE TABLE quotas (
    id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    owner_id BINARY(16) NULL,
    pipeline_id BINARY(16) NULL,
    unit VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    starts_on DATE NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount BIGINT NOT NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    of_whom BINARY(16) GENERATED ALWAYS AS (COALESCE(owner_id, X'00000000000000000000000000000000')) STORED,
    of_what BINARY(16) GENERATED ALWAYS AS (COALESCE(pipeline_id, X'00000000000000000000000000000000')) STORED,
    PRIMARY KEY (id),
    UNIQUE KEY quotas_same (of_whom, of_what, unit, starts_on, currency),
    KEY quotas_by_start (starts_on, id),
    KEY quotas_by_owner (owner_id, starts_on, id),
    KEY quotas_by_pipeline (pipeline_id, starts_on, id),
    CONSTRAINT quotas_owner FOREIGN KEY (owner_id) REFERENCES users (id),
    CONSTRAINT quotas_pipeline FOREIGN KEY (pipeline_id) REFERENCES pipelines (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
