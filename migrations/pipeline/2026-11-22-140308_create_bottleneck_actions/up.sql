-- The stays of deals in a stage that held them up, on which somebody acted: each once, whoever else is at it.
CREATE TABLE bottleneck_actions (
    stay_id BINARY(16) NOT NULL,
    cadence_run_id BINARY(16) NULL,
    acted_by BINARY(16) NOT NULL,
    acted_at DATETIME(6) NOT NULL,
    PRIMARY KEY (stay_id),
    CONSTRAINT bottleneck_actions_stay FOREIGN KEY (stay_id) REFERENCES deal_stays (id) ON DELETE CASCADE,
    CONSTRAINT bottleneck_actions_run FOREIGN KEY (cadence_run_id) REFERENCES cadence_runs (id) ON DELETE SET NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
