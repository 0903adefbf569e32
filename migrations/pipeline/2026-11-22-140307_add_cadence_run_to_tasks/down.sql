ALTER TABLE tasks DROP FOREIGN KEY tasks_cadence_run, DROP KEY tasks_by_cadence_run, DROP COLUMN cadence_step, DROP COLUMN cadence_run_id
