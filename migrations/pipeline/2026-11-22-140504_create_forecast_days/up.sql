-- Of which pipelines a day's forecast was kept: whoever writes the row first keeps it.
CREATE TABLE forecast_days (
    pipeline_id BINARY(16) NOT NULL,
    taken_on DATE NOT NULL,
    taken_at DATETIME(6) NOT NULL,
    PRIMARY KEY (pipeline_id, taken_on),
    CONSTRAINT forecast_days_pipeline FOREIGN KEY (pipeline_id) REFERENCES pipelines (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
