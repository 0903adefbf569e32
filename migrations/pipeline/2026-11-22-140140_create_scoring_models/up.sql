-- What was learned from the outcomes of deals. `parameters` and `quality` are JSON of this program; of a pipeline the latest counts.
CREATE TABLE scoring_models (
    id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    name VARCHAR(200) NOT NULL,
    pipeline_id BINARY(16) NOT NULL,
    train_before DATETIME(6) NOT NULL,
    test_before DATETIME(6) NULL,
    retrain_days INT UNSIGNED NULL,
    parameters LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    quality LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    KEY scoring_models_by_pipeline (pipeline_id, id),
    CONSTRAINT scoring_models_pipeline FOREIGN KEY (pipeline_id) REFERENCES pipelines (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
