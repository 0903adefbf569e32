-- What was forecast on a day: of a pipeline, by each owner and, without one, by all together, for a period and currency. Never
-- changed afterwards: it is what forecasts are measured by.
CREATE TABLE forecast_snapshots (
    id BINARY(16) NOT NULL,
    pipeline_id BINARY(16) NOT NULL,
    owner_id BINARY(16) NULL,
    taken_on DATE NOT NULL,
    unit VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    starts_on DATE NOT NULL,
    ends_before DATE NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    open_deals INT UNSIGNED NOT NULL,
    won BIGINT NOT NULL,
    weighted BIGINT NOT NULL,
    p10 BIGINT NOT NULL,
    p50 BIGINT NOT NULL,
    p90 BIGINT NOT NULL,
    mean BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY forecast_snapshots_by_day (pipeline_id, owner_id, taken_on, id),
    KEY forecast_snapshots_by_owner (owner_id),
    CONSTRAINT forecast_snapshots_pipeline FOREIGN KEY (pipeline_id) REFERENCES pipelines (id),
    CONSTRAINT forecast_snapshots_owner FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
