-- Each step of a cadence makes one task, whoever makes it.
ALTER TABLE tasks
    ADD COLUMN cadence_run_id BINARY(16) NULL,
    ADD COLUMN cadence_step INT UNSIGNED NULL,
    ADD UNIQUE KEY tasks_by_cadence_run (cadence_run_id, cadence_step),
    ADD CONSTRAINT tasks_cadence_run FOREIGN KEY (cadence_run_id) REFERENCES cadence_runs (id) ON DELETE SET NULL
