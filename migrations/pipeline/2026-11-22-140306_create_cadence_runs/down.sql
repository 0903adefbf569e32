DROP TABLE cadence_runs
